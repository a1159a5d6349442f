"""Sendings that wait for a person: two answers to one question side by side, what was held, what was refused.

Each is shown whole with the reasons, to the coordinators of its cluster, and every look is noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.fieldwork.actions import settling
from pazos.domain.fieldwork.queries import waiting
from pazos.domain.fieldwork.queries.waiting import Pile
from pazos.domain.fieldwork.tracing import plain
from pazos.domain.fieldwork.vocabulary import Choice, Standing
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_TEAM, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.phones.telling import answers_of, told
from pazos.interfaces.web.pages.phones.wording import sending_line
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.fieldwork.queries.answers import Answers
    from pazos.domain.fieldwork.queries.waiting import Clashing, SendingShown
    from pazos.domain.people.models import Staff

PILES = {
    Pile.EDITS: pgettext_lazy("pile of sendings", "Two answers"),
    Pile.HELD: pgettext_lazy("pile of sendings", "Held for you"),
    Pile.REFUSED: pgettext_lazy("pile of sendings", "Refused"),
    Pile.EARLIER: pgettext_lazy("pile of sendings", "Waiting for an earlier one"),
    Pile.DECIDED: pgettext_lazy("pile of sendings", "Decided"),
    Pile.FORCED: pgettext_lazy("pile of sendings", "Taken out of order"),
}
EMPTY = {
    Pile.EDITS: gettext_lazy("Nobody changed the same field twice"),
    Pile.HELD: gettext_lazy("Nothing is held"),
    Pile.REFUSED: gettext_lazy("Nothing was refused"),
    Pile.EARLIER: gettext_lazy("Nothing waits for an earlier one"),
    Pile.DECIDED: gettext_lazy("Nothing was decided yet"),
    Pile.FORCED: gettext_lazy("Nothing was taken out of order"),
}
NOTE = 280


class ReasonForm(forms.Form):
    """Why a sending is taken or set aside."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Short, and without names, telephones, nicknames or addresses."),
        max_length=NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


@dataclass(frozen=True)
class ClashInWords:
    """One field with two answers, as the screen shows it."""

    field: str
    label: str
    base: str
    mine: str
    theirs: str
    now: str  # empty where it is what stood there still
    chosen: str
    others: list[tuple[str, str]]


@require_GET
def pile(request: HttpRequest) -> HttpResponse:
    """List one pile of sendings."""
    who = reader(request)
    said = request.GET.get("pile", "")
    asked = Pile(said) if said in list(PILES) else Pile.EDITS
    found = waiting.piled(asked, seen_by=who, page=request.GET.get("page"))
    looked(
        request,
        at="sendings",
        what="fieldwork.submission",
        keys=[line.key for line in found.lines],
        by=Permission.SETTLE_EDITS,
    )
    facts = {
        "lines": [sending_line(one) for one in found.lines],
        "page": found.page,
        "tabs": [(_named(one, found.counts[one]), f"?pile={one}", one == asked) for one in PILES],
        "empty": EMPTY[asked],
        "pile": asked,
    }
    return render(request, "web/phones/sendings.html", facts)


def _named(one: Pile, count: int) -> str:
    return f"{PILES[one]} ({count})" if count else str(PILES[one])


@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one sending; on POST settle it, take it in or set it aside."""
    who = reader(request)
    found = waiting.shown(key, seen_by=who)
    if found is None:
        raise Http404
    looked(request, at="sending", what="fieldwork.submission", keys=[key], by=Permission.SETTLE_EDITS)
    deed = request.POST.get("deed", "")
    reason = ReasonForm(request.POST if deed in ("take", "aside") else None, prefix=deed or None)
    if request.method == "POST":
        done = _do(request, found, deed, reason, who)
        if done is not None:
            return done
    return render(
        request, "web/phones/sending.html", _facts(found, deed, reason), status=422 if deed else 200
    )


def _do(
    request: HttpRequest, found: SendingShown, deed: str, reason: ReasonForm, who: Staff
) -> HttpResponse | None:
    """Do what was asked and return where to go, None if it was refused."""
    try:
        if deed == "settle":
            row = settling.settle(
                found.row, chosen=_chosen(found, request.POST), note=request.POST.get("note", ""), by=who
            )
        elif deed in ("take", "aside") and reason.is_valid():
            act = settling.take_in if deed == "take" else settling.set_aside
            row = act(found.row, reason=reason.cleaned_data["reason"], by=who)
        else:
            return None
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return None
    if row.standing in (Standing.APPLIED, Standing.SET_ASIDE):
        messages.success(request, _("Decided and written down."))
    else:
        messages.warning(request, _("It could not be taken; the reasons stand below."))
    return redirect("sending", row.pk)


def _chosen(found: SendingShown, said: Mapping[str, str]) -> dict[str, settling.Chosen]:
    """Return the choice for each field; where fields stand together one choice is for all."""
    together = found.form is not None and found.form.together
    chosen = {}
    for clash in found.clashes:
        word = said.get("together" if together else f"choice_{clash.field}", "")
        if word in list(Choice):
            chosen[clash.field] = settling.Chosen(Choice(word), said.get(f"other_{clash.field}") or None)
    return chosen


def _facts(found: SendingShown, deed: str, reason: ReasonForm) -> dict[str, Any]:
    answers = answers_of(found)
    blank = {name: ReasonForm(prefix=name) for name in ("take", "aside")}
    return {
        **told(found, answers=answers),
        "line": sending_line(found.line),
        "number": number_of(found.dispute) if found.dispute else "",
        "clashes": [_in_words(one, found, answers) for one in found.clashes],
        "may_be_taken": found.is_waiting and not found.clashes and found.row.same_as is None,
        "forms": {**blank, deed: reason} if deed in blank else blank,
        "choices": Choice,
        "is_settled": found.row.standing != Standing.HELD_EDIT,
    }


def _in_words(clash: Clashing, found: SendingShown, answers: Answers) -> ClashInWords:
    asked = found.form.field(clash.field) if found.form else None
    moved = plain(clash.now) != plain(clash.theirs)
    return ClashInWords(
        field=clash.field,
        label=answers.label(clash.field),
        base=answers.words(clash.field, clash.base),
        mine=answers.words(clash.field, clash.mine),
        theirs=answers.words(clash.field, clash.theirs),
        now=answers.words(clash.field, clash.now) if moved and clash.choice is None else "",
        chosen=str(clash.choice.label) if clash.choice else "",
        others=[(code, str(label)) for code, label in asked.options] if asked and asked.is_one_code else [],
    )


ADDRESSES = (
    Address(
        "sendings/",
        "sendings",
        pile,
        needs=Permission.SETTLE_EDITS,
        menu=N_("Sent from phones"),
        stage=Stage.ACT,
        group=OF_TEAM,
    ),
    Address("sendings/<uuid:key>/", "sending", sending, needs=Permission.SETTLE_EDITS),
)
