"""Whom the strategy reached: different people, heads that were counted, and estimates, each apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.domain.activities.vocabulary import IndirectMethod
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Note, Section, Table, Text
from pazos.interfaces.reports.yearly.content import count

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.yearly.content import Told


def reached(told: Told) -> Section:
    """Each kind of number in its own column or table; no sum over kinds is ever shown."""
    facts = told.facts("people")
    blocks: list[Block] = [
        Text(
            _(
                "Different people are counted once each, by a private key, in however many activities they took part. Heads "
                "that somebody counted stand beside them: nobody knows how many of them are the same person."
            )
        ),
        _by_component(told, facts),
        *_indirect(told, facts),
    ]
    if facts["hidden"]:
        said = _(
            "A number of people below {minimum}, or from which such a number could be worked out, is hidden."
        )
        blocks.append(Note(said.format(minimum=facts["minimum"])))
    return Section(_("People reached"), tuple(blocks))


def _by_component(told: Told, facts: dict[str, Any]) -> Table:
    rows = [
        (told.component(one["component"]), count(one["people"]), count(one["reported"]), count(one["former"]))
        for one in facts["by_component"]
    ]
    everybody = (
        _("All, each person once"),
        count(facts["people"]),
        count(facts["reported"]),
        count(facts["former"]),
    )
    return Table(
        columns=(_("Component"), _("Different people"), _("Heads reported"), _("Data erased since")),
        rows=(*rows, everybody),
        caption=_("A person in two components counts in each, and once in the last row.")
        + " "
        + told.source("people"),
        numeric=(1, 2, 3),
        widths=("1fr", "auto", "auto", "auto"),
    )


def _indirect(told: Told, facts: dict[str, Any]) -> list[Block]:
    if not facts["indirect"]:
        return [Text(_("Nobody stated how many were reached indirectly."))]
    rows = tuple(
        (
            one["name"],
            str(IndirectMethod(one["method"]).label),
            one["workings"],
            wording.number(one["people"]),
        )
        for one in facts["indirect"]
    )
    return [
        Table(
            columns=(_("Programme"), _("Method"), _("Arithmetic"), _("People, estimated")),
            rows=rows,
            caption=_("Reached indirectly. Estimates are never added to people, nor to one another."),
            numeric=(3,),
            widths=("1.2fr", "1fr", "1.8fr", "auto"),
        )
    ]
