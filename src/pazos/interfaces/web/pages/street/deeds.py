"""Deeds on a dispute, each sent from its page: one form, one action, and back to the page.

What stands in the way is said on the form, all of it at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pazos.domain.disputes.actions import following, mediating, opening, turning
from pazos.domain.disputes.models import Party, Settlement
from pazos.domain.disputes.queries import listing, showing
from pazos.domain.disputes.vocabulary import Outcome, Reason
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.street import forms
from pazos.interfaces.web.pages.street.dispute import PLAIN, found, page
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, QueryDict

    from pazos.domain.disputes.models import Dispute
    from pazos.domain.people.models import Staff
    from pazos.interfaces.web.pages.street.asking import StreetForm

    Do = Callable[["Dispute", "Doing"], object]


@dataclass(frozen=True)
class Doing:
    """What was answered, by whom, at which moment."""

    said: dict[str, Any]
    by: Staff
    at: datetime

    @property
    def all(self) -> dict[str, Any]:
        """Everything an action takes."""
        return {**self.said, "by": self.by, "at": self.at}

    @property
    def without_number(self) -> dict[str, Any]:
        """Everything but the number, for an action on a row that has its own."""
        return {name: value for name, value in self.all.items() if name != "id"}


def _wrong(row: Dispute, doing: Doing) -> object:
    said: dict[str, Any] = {"outcome": Outcome.UNKNOWN, "reason": Reason.WRONG, "note": ""}
    return turning.close(row, **said, **doing.all)


def _lower(row: Dispute, doing: Doing) -> object:
    return opening.change(row, changes={"risk": None}, by=doing.by, at=doing.at)


def _remove_party(row: Dispute, doing: Doing) -> object:
    party = Party.objects.filter(pk=doing.said["party"], dispute=row).first()
    return party and mediating.remove_party(party, by=doing.by, at=doing.at)


def _judge(row: Dispute, doing: Doing) -> object:
    said = doing.without_number
    settlement = Settlement.objects.filter(pk=said.pop("settlement"), dispute=row).first()
    if settlement is None:
        raise InputProblem(N_("This agreement is not of this dispute."))
    return mediating.judge(settlement, **said)


def _link(row: Dispute, doing: Doing) -> object:
    other = listing.by_number(doing.said["other"], seen_by=doing.by)
    if other is None:
        raise InputProblem(N_("No dispute within your reach has this number."))
    return mediating.link(row, **{**doing.all, "other": other})


DEEDS: Mapping[str, tuple[Do, Any]] = {
    "claim": (lambda row, doing: turning.claim(row, **doing.all), gettext_lazy("It is yours now.")),
    "offer": (lambda row, doing: turning.offer(row, **doing.all), gettext_lazy("They are asked.")),
    "take_over": (lambda row, doing: turning.take_over(row, **doing.all), gettext_lazy("It is yours now.")),
    "decline": (lambda row, doing: turning.decline(row, **doing.all), gettext_lazy("You declined.")),
    "close": (lambda row, doing: turning.close(row, **doing.all), gettext_lazy("It is closed.")),
    "wrong": (_wrong, gettext_lazy("It is closed as entered wrongly. It can be opened again.")),
    "reopen": (
        lambda row, doing: turning.reopen(row, **doing.all),
        gettext_lazy("It is an alert again: somebody must take it."),
    ),
    "lower": (_lower, gettext_lazy("The risk is what the signs say today.")),
    "party": (lambda row, doing: mediating.add_party(row, **doing.all), gettext_lazy("Written down.")),
    "remove_party": (_remove_party, gettext_lazy("Taken out.")),
    "step": (lambda row, doing: mediating.add_step(row, **doing.all), gettext_lazy("Written down.")),
    "settle": (
        lambda row, doing: mediating.settle(row, **doing.all),
        gettext_lazy("The agreement is written down, and a day to ask after it is planned."),
    ),
    "judge": (_judge, gettext_lazy("Written down.")),
    "link": (_link, gettext_lazy("They hang together now.")),
    "plan": (lambda row, doing: following.plan(row, **doing.all), gettext_lazy("The day is planned.")),
    "shooting": (
        lambda row, doing: following.plan_after_shooting(row, **doing.without_number),
        gettext_lazy("The days after the shooting are planned. Move those that the family sets otherwise."),
    ),
}


@require_POST
def do(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one deed on a dispute."""
    if deed not in DEEDS:
        raise Http404
    who, shown = reader(request), found(request, key)
    form = _form(deed, shown, request.POST)
    row = showing.row(key, seen_by=who)
    if row is None:
        raise Http404
    if form.is_valid():
        action, done = DEEDS[deed]
        try:
            action(row, Doing(form.said(), who, timezone.now()))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, str(done))
            return redirect("dispute", key)
    if isinstance(form, forms.PressForm):  # nothing to correct: the reason stands above the page
        messages.error(request, " ".join(map(str, form.non_field_errors())) or _("Nothing was done."))
        return redirect("dispute", key)
    return page(request, shown, sent={deed: form})


def _form(deed: str, shown: showing.Shown, data: QueryDict) -> StreetForm:
    if deed == "offer":
        return forms.OfferForm(data, people=showing.colleagues(shown), prefix=deed)
    if deed == "plan":
        return forms.PlanForm(data, people=showing.colleagues(shown), prefix=deed)
    return PLAIN[deed](data, prefix=deed)


ADDRESSES = (
    Address("street/disputes/<uuid:key>/do/<slug:deed>/", "do_dispute", do, needs=Permission.USE_FIELD),
)
