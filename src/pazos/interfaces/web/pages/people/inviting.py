"""Inviting: an account is opened, and a link is shown once to whoever invites.

The link is handed over by a way of one's own; Pazos sends no mail. It is never stored, so the
page that shows it cannot be opened a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.people import queries
from pazos.domain.people.actions import invite, invite_person, withdraw
from pazos.domain.people.actions.invitations import LASTS
from pazos.domain.people.models import Organisation
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.people.forms import InviteForm
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff


@never_cache
@require_http_methods(["GET", "POST"])
def invite_somebody(request: HttpRequest) -> HttpResponse:
    """Offer the form; on POST open the account and show its link."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff, token = invite_person(
                username=form.cleaned_data["username"], standing=form.standing(), by=reader(request)
            )
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            return shown_once(request, staff, token)
    facts = {"form": form, "organisations": Organisation.objects.exists()}
    return render(request, "web/people/invite.html", facts, status=422 if form.errors else 200)


@never_cache
@require_POST
def invite_again(request: HttpRequest, number: int) -> HttpResponse:
    """Make a new link for an account that exists: for whoever lost the first one, or the password."""
    card = queries.person(number, seen_by=reader(request))
    if card is None:
        raise Http404
    try:
        token = invite(card.staff, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("person", number)
    return shown_once(request, card.staff, token)


@require_POST
def withdraw_invitation(request: HttpRequest, number: int) -> HttpResponse:
    """Take the waiting invitation of an account back."""
    card = queries.person(number, seen_by=reader(request))
    if card is None or card.waiting is None:
        raise Http404
    withdraw(card.waiting, by=reader(request))
    messages.success(request, gettext("The invitation is taken back; its link opens nothing any more."))
    return redirect("person", number)


def shown_once(request: HttpRequest, staff: Staff, token: str) -> HttpResponse:
    """Show the link of an invitation; it is in no other place."""
    link = request.build_absolute_uri(reverse("invitation_link", args=[token]))
    if settings.SESSION_COOKIE_SECURE:
        link = link.replace("http://", "https://", 1)  # the proxy in front speaks HTTPS
    return render(request, "web/people/link.html", {"staff": staff, "link": link, "days": LASTS.days})


NEEDS = Permission.MANAGE_ACCOUNTS
ADDRESSES = (
    Address("people/invite/", "invite_somebody", invite_somebody, needs=NEEDS),
    Address("people/<int:number>/invite/", "invite_again", invite_again, needs=NEEDS),
    Address("people/<int:number>/withdraw/", "withdraw_invitation", withdraw_invitation, needs=NEEDS),
)
