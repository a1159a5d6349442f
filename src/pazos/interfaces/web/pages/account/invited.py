"""Accepting an invitation: the link is opened, a password is chosen, once.

Opening a link changes nothing, so that a messenger that looks at it does not use it up. The
address with the token is left at once: it must not stay on a shared screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.people import queries
from pazos.domain.people.actions import accept
from pazos.domain.people.actions.invitations import hash_of
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.signing.forms import rules_of_passwords
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Invitation

LINK = "invitation"  # in the session: the hash of the token, never the token


class ChooseForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=lazy(rules_of_passwords, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("Password, once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ."""
        found = super().clean() or {}
        if found.get("password") != found.get("again") and not self.errors:
            self.add_error("again", ValidationError(gettext("The two passwords differ.")))
        return found


@never_cache
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember which invitation was opened and go on to its page."""
    request.session[LINK] = hash_of(token)
    return redirect("invitation")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Show whose account it is and ask for a password; on POST keep it."""
    held = request.session.get(LINK, "")
    found = queries.open_invitation(held)
    if found is None:
        return render(request, "web/account/invitation_gone.html", status=410)
    form = ChooseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept(held, password=form.cleaned_data["password"])
        except InputProblem as problem:
            form.add_error("password", refusal(problem))
        else:
            return _done(request)
    return _shown(request, found, form)


def _done(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    messages.success(request, gettext("Your password is kept. Sign in with it."))
    return redirect("sign_in")


def _shown(request: HttpRequest, found: Invitation, form: ChooseForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, "web/account/invitation.html", {"form": form, "invited": found.staff}, status=status
    )


ADDRESSES = (
    Address("invitation/", "invitation", invitation, needs=Permission.SEE_PUBLIC),
    Address("invitation/<str:token>/", "invitation_link", link, needs=Permission.SEE_PUBLIC),
)
