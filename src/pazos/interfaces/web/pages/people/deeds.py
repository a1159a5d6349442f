"""Deeds on one person's account: closing, reopening, ending sessions, taking a factor away, unlocking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pazos.domain.people import actions, queries
from pazos.domain.people.vocabulary import LostFactor
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.people.forms import LostFactorForm
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

    Deed = Callable[..., None]


def _done(request: HttpRequest, number: int, *, deed: Callable[[Staff], None], said: str) -> HttpResponse:
    """Do one deed to one account and go back to its page with what happened."""
    card = queries.person(number, seen_by=reader(request))
    if card is None:
        raise Http404
    try:
        deed(card.staff)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, said)
    return redirect("person", number)


def _plain(deed: Deed, said: str) -> Callable[[HttpRequest, int], HttpResponse]:
    @require_POST
    def view(request: HttpRequest, number: int) -> HttpResponse:
        who = reader(request)
        return _done(request, number, deed=lambda staff: deed(staff, by=who), said=gettext(said))

    return view


@require_POST
def reset_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Take a lost second factor away, with its reason."""
    who, form = reader(request), LostFactorForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose why the second factor is taken away."))
        return redirect("person", number)
    reason = LostFactor(form.cleaned_data["reason"])
    said = gettext("The second factor is taken away. It is set up anew at the next sign-in.")
    return _done(
        request, number, deed=lambda staff: actions.reset_factor(staff, reason=reason, by=who), said=said
    )


close = _plain(actions.close_account, N_("The account is closed and signed out everywhere."))
reopen = _plain(actions.reopen_account, N_("The account is open again."))
end_sessions = _plain(actions.end_sessions, N_("The account is signed out everywhere."))
unlock = _plain(actions.unlock, N_("The account may try again at once."))

NEEDS = Permission.MANAGE_ACCOUNTS
ADDRESSES = (
    Address("people/<int:number>/close/", "close_account", close, needs=NEEDS),
    Address("people/<int:number>/reopen/", "reopen_account", reopen, needs=NEEDS),
    Address("people/<int:number>/sign-out/", "end_sessions", end_sessions, needs=NEEDS),
    Address("people/<int:number>/factor/", "reset_factor", reset_factor, needs=NEEDS),
    Address("people/<int:number>/unlock/", "unlock_account", unlock, needs=NEEDS),
)
