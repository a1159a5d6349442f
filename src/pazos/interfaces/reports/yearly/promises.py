"""What was agreed and promised, what became of it, and what the citizens' council says beside the city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pazos.domain.committees.vocabulary import Judgement
from pazos.domain.partners.vocabulary import Side
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import KeyFigure, KeyFigures, Section, Table, Text
from pazos.interfaces.reports.yearly.content import day, money

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.yearly.content import Told

STANDINGS = {
    "kept": pgettext_lazy("a commitment", "kept in time"),
    "kept_late": pgettext_lazy("a commitment", "kept, but late"),
    "said": pgettext_lazy("a commitment", "said to be done, not yet accepted"),
    "open": pgettext_lazy("a commitment", "open, not yet due"),
    "late": pgettext_lazy("a commitment", "late"),
    "dropped": pgettext_lazy("a commitment", "dropped"),
}
_DUTIES = {
    "kept": gettext_lazy("kept in time"),
    "kept_late": gettext_lazy("kept late"),
    "late": gettext_lazy("late"),
}


def agreements(told: Told) -> Section:
    """Each agreement with what both sides give, and how the duties that fell due were kept."""
    facts = told.facts("agreements")
    if not facts["agreements"]:
        return Section(_("Agreements"), (Text(_("No agreement bound anybody in the year.")),))
    table = Table(
        columns=(_("Agreement"), _("Partner"), _("Until"), _("The city gives"), _("The partner gives")),
        rows=tuple(_agreement(one) for one in facts["agreements"]),
        caption=_("What both sides give over the whole time of the agreement.")
        + " "
        + told.source("agreements"),
        numeric=(3, 4),
        widths=("2fr", "1.2fr", "auto", "1fr", "1fr"),
    )
    return Section(_("Agreements"), (table, _duties(facts["duties"])))


def _agreement(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{one['number']} · {one['title']}",
        one["partner"],
        day(one["ended_on"] or one["ends_on"]),
        _gives(one, "city"),
        _gives(one, "partner"),
    )


def _gives(one: dict[str, Any], side: str) -> str:
    """Return what a side gives: money first, what is in kind apart, nothing added."""
    given = _("{amount} {currency}").format(amount=money(one[f"{side}_money"]), currency=one["currency"])
    if one[f"{side}_in_kind"] == "0.00":
        return given
    return given + " · " + _("in kind {amount}").format(amount=money(one[f"{side}_in_kind"]))


def _duties(duties: dict[str, dict[str, int]]) -> Table:
    return Table(
        columns=(_("Whose duties"), *(str(label) for label in _DUTIES.values())),
        rows=tuple(
            (str(side.label), *(wording.number(duties[side.value][name]) for name in _DUTIES))
            for side in Side
        ),
        caption=_("Duties that fell due in the year."),
        numeric=(1, 2, 3),
        widths=("1fr", "auto", "auto", "auto"),
    )


def commitments(told: Told) -> Section:
    """How the commitments of the year stood on its last day, and the council's word beside."""
    facts = told.facts("commitments")
    if not sum(facts["tally"].values()):
        return Section(_("Commitments"), (Text(_("No commitment fell due in the year.")),))
    blocks: list[Block] = [_tally(facts["tally"]), _council(facts)]
    if facts["commitments"]:
        blocks.append(_each(told, facts))
    return Section(_("Commitments"), tuple(blocks))


def _tally(tally: dict[str, int]) -> KeyFigures:
    kept = ("kept", "kept_late", "late", "said")
    return KeyFigures(tuple(KeyFigure(wording.number(tally[name]), str(STANDINGS[name])) for name in kept))


def _council(facts: dict[str, Any]) -> Table:
    said = [(str(one.label), wording.number(facts["council"][one.value])) for one in Judgement]
    return Table(
        columns=(_("What the citizens' council says"), _("Commitments")),
        rows=(*said, (_("nothing"), wording.number(facts["not_judged"]))),
        caption=_("The council's last word on each, beside what the city says."),
        numeric=(1,),
        widths=("1fr", "auto"),
    )


def _each(told: Told, facts: dict[str, Any]) -> Table:
    return Table(
        columns=(_("Commitment"), _("Who owes it"), _("Due"), _("City"), _("Council")),
        rows=tuple(
            (
                f"{one['code']} · {one['text']}",
                ", ".join(dict.fromkeys(filter(None, (one["office"], one["organisation"])))),
                day(one["due_on"]),
                str(STANDINGS[one["standing"]]),
                str(Judgement(one["council"]).label) if one["council"] else "–",
            )
            for one in facts["commitments"]
        ),
        caption=_("Public commitments that fell due in the year; offices are named, never persons.")
        + " "
        + told.source("commitments"),
        widths=("2.2fr", "1.3fr", "auto", "auto", "auto"),
    )
