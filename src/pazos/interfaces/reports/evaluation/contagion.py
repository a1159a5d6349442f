"""Near repeats before and after, beside the answer: whether deaths call for deaths nearby less than they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_notes import NEAR_REPEATS, PARTS
from pazos.interfaces.components.evaluation_words import CHECKS
from pazos.interfaces.reports.document import Note, Section, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.evaluation.content import Told


def contagion(told: Told) -> list[Section]:
    """The four ratios and how they compare; nothing where no death has a point."""
    found = told.result.get("near_repeats")
    if not found:
        return []
    words = CHECKS["near_repeats"]
    about = _(
        "Pairs of deaths less than {metres} metres and {days} days apart, against as many as dates dealt out by chance "
        "would make, before and after it began (of {points} deaths with a day and a point). It stands beside the plan and "
        "decides nothing; it tells how deaths hang together, not how many there were."
    ).format(metres=found["metres"], days=found["days"], points=wording.number(found["points"]))
    blocks: list[Block] = [Text(f"{words.asks} {about}")]
    if "parts" in found:
        blocks.append(_table(found["parts"]))
    return [Section(str(words.title), (*blocks, _said(told, found)))]


def _table(parts: list[Mapping[str, Any]]) -> Table:
    return Table(
        columns=(
            _("Where and when"),
            _("Deaths"),
            _("Near pairs"),
            _("By chance"),
            _("Ratio"),
        ),
        rows=tuple(
            (
                str(PARTS[one["where"], one["when"]]),
                wording.number(one["incidents"]),
                wording.number(one["observed"]),
                wording.number(one["expected"], 1),
                wording.number(one["ratio"], 2),
            )
            for one in parts
        ),
        caption=_("Above one, deaths follow one another more closely than chance would have it."),
        numeric=(1, 2, 3, 4),
        widths=("1.6fr", "auto", "auto", "auto", "auto"),
    )


def _said(told: Told, found: Mapping[str, Any]) -> Note:
    if "refused" in found:
        return Note(told.refusal(found))
    if found["why"]:
        return Note(str(NEAR_REPEATS[found["why"]]))
    return Note(
        _(
            "The ratio of the treated changed by {ratio} times that of the others ({interval}, p = {p}). Below one, deaths "
            "call for deaths nearby less than they did, against the others."
        ).format(
            ratio=wording.number(found["ratio"], 2),
            interval=wording.interval(found["low"], found["high"], 2),
            p=wording.chance(found["p_value"]),
        )
    )
