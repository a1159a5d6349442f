"""One person's account: how it stands, and changing what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.people import factors, queries
from pazos.domain.people.actions import change_account, standing_of
from pazos.domain.people.models import ROLE_NAMES
from pazos.domain.teams.models import Membership
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.people.forms import LostFactorForm, PersonForm
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.queries import PersonCard


def card_or_404(request: HttpRequest, number: int, *, at: str) -> PersonCard:
    """Return an account within reach, and note that it was looked at."""
    who = reader(request)
    card = queries.person(number, seen_by=who)
    if card is None:
        raise Http404
    note_read(by=who, what="people.staff", keys=[number], at_address=at)
    return card


@require_GET
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show one account and what may be done with it."""
    card = card_or_404(request, number, at="person")
    facts = {
        "card": card,
        "role": ROLE_NAMES[card.row.role],
        "memberships": Membership.objects.filter(staff=number).select_related("cluster"),
        "must_have_factor": factors.must_have_factor(card.staff),
        "lost": LostFactorForm(),
    }
    return render(request, "web/people/person.html", facts)


@require_http_methods(["GET", "POST"])
def person_change(request: HttpRequest, number: int) -> HttpResponse:
    """Offer the account as a form; on POST change it."""
    card = card_or_404(request, number, at="person_change")
    form = PersonForm(request.POST or None, initial=PersonForm.said_by(standing_of(card.staff)))
    if request.method == "POST" and form.is_valid():
        try:
            change_account(card.staff, to=form.standing(), by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, gettext("The account is changed."))
            return redirect("person", number)
    return render(
        request, "web/people/change.html", {"form": form, "card": card}, status=422 if form.errors else 200
    )


NEEDS = Permission.MANAGE_ACCOUNTS
ADDRESSES = (
    Address("people/<int:number>/", "person", person, needs=NEEDS),
    Address("people/<int:number>/change/", "person_change", person_change, needs=NEEDS),
)
