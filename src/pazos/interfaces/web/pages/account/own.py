"""One's own account: who one is here, the password, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.views import PasswordChangeView, reauthenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.webauthn.views import reauthenticate_webauthn
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.domain.people import factors, queries
from pazos.domain.people.actions import end_sessions
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.signing.keeping import keep_this_session

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show what the city knows of one's account, and lead to what one may change."""
    who = reader(request)
    facts = {
        "who": who,
        "factors": queries.factors_of(who),
        "must_have_factor": factors.must_have_factor(who),
        "sessions": len(UserSession.objects.purge_and_list(who)),
    }
    return render(request, "web/account/account.html", facts)


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """Change one's own password; other devices are signed out by it."""

    success_url = reverse_lazy("account")


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """List where one is signed in; on POST sign out everywhere else."""

    request: HttpRequest

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """End every session of the account and go on in this one."""
        who = reader(self.request)
        end_sessions(who, by=who)
        keep_this_session(self.request)
        messages.success(self.request, gettext("You are signed out everywhere else."))
        return redirect("usersessions_list")

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        """List sessions, the newest first."""
        found: dict[str, Any] = super().get_context_data(**facts)
        newest = sorted(found["sessions"], key=lambda one: one.last_seen_at, reverse=True)
        found["sessions"] = [(one, browser_words(one.user_agent)) for one in newest]
        return found


# A browser names those it is like too: the first of these that it names is what it is.
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
KNOWN_AS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Macintosh": "Mac"}


def browser_words(user_agent: str) -> str:
    """Return the browser and the system that a browser says it is, or what it says if that is neither."""
    said = [next((one for one in names if one in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(KNOWN_AS.get(one, one) for one in said if one) or user_agent[:60]


ADDRESSES = (
    Address("account/", "account", account, needs=Permission.KEEP_ACCOUNT),
    Address(
        "account/password/",
        "account_change_password",
        ChangePassword.as_view(),
        needs=Permission.KEEP_ACCOUNT,
    ),
    Address("account/sessions/", "usersessions_list", Sessions.as_view(), needs=Permission.KEEP_ACCOUNT),
    Address("account/confirm/", "account_reauthenticate", reauthenticate, needs=Permission.KEEP_ACCOUNT),
    Address(
        "account/confirm/code/", "mfa_reauthenticate", reauthenticate_by_code, needs=Permission.KEEP_ACCOUNT
    ),
    Address(
        "account/confirm/passkey/",
        "mfa_reauthenticate_webauthn",
        reauthenticate_webauthn,
        needs=Permission.KEEP_ACCOUNT,
    ),
)
