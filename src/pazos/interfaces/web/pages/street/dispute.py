"""One dispute: why its risk is what it is, its story, who goes back when, and everything that can be done with it.

What a person may not see answers as if it did not exist. A form that was refused comes back on
the same page with what was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.disputes import rules
from pazos.domain.disputes.actions import opening
from pazos.domain.disputes.queries import showing
from pazos.domain.disputes.vocabulary import Outcome, Reason, State
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.street import forms, wording
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.interfaces.web.pages.street.asking import StreetForm

SIDES = ((True, "first"), (False, "other"), (None, "helper"))


@require_GET
def dispute(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one dispute."""
    return page(request, found(request, key))


def found(request: HttpRequest, key: UUID) -> showing.Shown:
    """Return the dispute if it is within the reader's reach."""
    shown = showing.dispute(key, seen_by=reader(request))
    if shown is None:
        raise Http404
    return shown


def page(
    request: HttpRequest, shown: showing.Shown, *, sent: Mapping[str, StreetForm] | None = None
) -> HttpResponse:
    """Show a dispute, with forms that were sent and refused as they were."""
    looked(request, at="dispute", what="disputes.dispute", keys=[shown.key])
    who, today = reader(request), timezone.localdate()
    asked = {**forms_of(shown, who), **(sent or {})}
    facts = {
        "shown": shown,
        "risk_badge": wording.RISK_BADGES[shown.risk],
        "state_badge": wording.STATE_BADGES.get(shown.state, ""),
        "why": wording.why_this_risk(shown.reckoned),
        "scale": wording.scale(),
        "story": wording.story(shown),
        "agreements": [(one, wording.terms_in_words(one)) for one in shown.settlements],
        "parties": [
            (key, [one for one in shown.parties if one.is_first_side is side]) for side, key in SIDES
        ],
        "visits": [(one, wording.due((today - one.due_on).days)) for one in shown.follow_ups],
        "today": today,
        "forms": asked,
        "sent": set(sent or ()),
        **deeds_open(shown),
    }
    return render(request, "web/street/disputes/show.html", facts, status=422 if sent else 200)


def deeds_open(shown: showing.Shown) -> dict[str, Any]:
    """Return what the reader may do now, and what stands against closing it."""
    standing, today = shown.standing, timezone.localdate()
    closing = rules.what_blocks_closing(
        standing, shown.ahead, outcome=Outcome.CALMED, reason=Reason.NOTHING_MORE, on=today
    )
    is_open = shown.state is not State.CLOSED
    return {
        "may_claim": shown.may_write and not rules.what_blocks_claiming(standing),
        "may_take_over": shown.may_write and not rules.what_blocks_taking_over(standing),
        "may_offer": shown.may_write and is_open and shown.holder is not None and standing.answers_for_it,
        "may_close": shown.may_write and is_open and shown.holder is not None and standing.answers_for_it,
        "may_call_wrong": shown.may_write and is_open and (standing.answers_for_it or standing.wrote),
        "may_reopen": shown.may_write and not is_open,
        "may_write": shown.may_write and is_open,
        "may_settle": shown.may_write and is_open and shown.holder is not None,
        "closing": [block.label for block in closing],
    }


def forms_of(shown: showing.Shown, who: Staff) -> dict[str, StreetForm]:
    """Return the empty forms of a dispute by the name of their deed."""
    people = showing.colleagues(shown)
    others = [one for one in people if one[0] != shown.holder]
    made: dict[str, StreetForm] = {
        "offer": forms.OfferForm(people=others, prefix="offer"),
        "plan": forms.PlanForm(people=people, prefix="plan"),
    }
    for deed, form in PLAIN.items():
        made[deed] = form(prefix=deed)
    return made


PLAIN: dict[str, type[StreetForm]] = {
    "claim": forms.PressForm,
    "take_over": forms.PressForm,
    "wrong": forms.PressForm,
    "lower": forms.PressForm,
    "decline": forms.DeclineForm,
    "close": forms.CloseForm,
    "reopen": forms.ReopenForm,
    "party": forms.PartyForm,
    "remove_party": forms.PartyGoneForm,
    "step": forms.StepForm,
    "settle": forms.SettleForm,
    "judge": forms.JudgeForm,
    "link": forms.LinkForm,
    "shooting": forms.ShootingForm,
}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct what is written of a dispute; refused if somebody else did so in between."""
    who, shown = reader(request), found(request, key)
    row = showing.row(key, seen_by=who)
    if row is None or not shown.may_write:
        raise Http404
    looked(request, at="edit_dispute", what="disputes.dispute", keys=[key])
    now = opening.editable(row)
    initial = {**now, "risk": now["risk"] if row.risk_raised else None, "version": row.version}
    form = forms.EditForm(request.POST or None, who=who, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != row.version:
            form = forms.EditForm(who=who, initial=initial)
            return _editing(request, shown, form, overtaken=True)
        try:
            opening.change(row, changes=form.changes(), by=who, at=timezone.now())
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            return redirect("dispute", key)
    return _editing(request, shown, form, overtaken=False)


def _editing(
    request: HttpRequest, shown: showing.Shown, form: forms.EditForm, *, overtaken: bool
) -> HttpResponse:
    facts = {"shown": shown, "form": form, "overtaken": overtaken, "scale": wording.scale()}
    status = 409 if overtaken else 422 if form.is_bound else 200
    return render(request, "web/street/disputes/edit.html", facts, status=status)


ADDRESSES = (
    Address("street/disputes/<uuid:key>/", "dispute", dispute, needs=Permission.SEE_DISPUTES),
    Address("street/disputes/<uuid:key>/edit/", "edit_dispute", edit, needs=Permission.USE_FIELD),
)
