"""What it means: deaths averted, years of life and cost, each with how far it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.evaluation.meaning import TABLES
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Note, Section, Table, Text
from pazos.interfaces.reports.evaluation.content import (
    SURE,
    change_words,
    deaths_words,
    verdict_word,
)
from pazos.science.evaluation.meaning import LIFE_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.evaluation.content import Told

    Row = Mapping[str, Any]


def meaning(told: Told) -> Section:
    """Deaths, years and money of the whole answer."""
    said = told.result["meaning"]
    blocks: list[Block] = [] if told.result["verdict"] in SURE else [_caution(told)]
    blocks += [
        Text(
            _(
                "Deaths averted are those that would have been expected less those that were seen, where and while it was "
                "treated. They are {averted}; below nought there were more. The interval is the one of the effect: it "
                "cannot be surer."
            ).format(averted=deaths_words(said["averted"]))
        ),
        *(Text(sentence) for sentence in (*years_words(told), *cost_words(told))),
    ]
    if not said["years"]:
        blocks.append(Note(_("Years of life are not reckoned: the ages of the victims are not known.")))
    if said["cost"] is None:
        blocks.append(Note(_("No cost is told: no payment of these months is in the budget.")))
    return Section(_("What it means"), tuple(blocks))


def _caution(told: Told) -> Note:
    """Return what keeps a figure from being quoted without its verdict."""
    return Note(
        _(
            "The verdict is “{verdict}”. What follows says how far an effect may reach, not that there was one."
        ).format(verdict=verdict_word(told.result["verdict"]))
    )


def years_words(told: Told) -> list[str]:
    """Return the years of life by each table, a sentence each."""
    return [
        _(
            "Years of life: {years}, at {mean} years for each death by the table of {table} ({source}); those averted are "
            "taken to be of the ages of those seen."
        ).format(
            years=deaths_words(one),
            mean=wording.number(one["mean_years"], 1),
            table=one["name"],
            source=one["source"],
        )
        for one in told.result["meaning"]["years"]
    ]


def cost_words(told: Told) -> list[str]:
    """Return what each death averted cost, in one sentence that says where it has no end."""
    cost = told.result["meaning"]["cost"]
    if cost is None:
        return []
    each = cost["each"]
    facts = {
        "currency": cost["currency"],
        "paid": wording.number(float(cost["amount"])),
        "first": cost["first"],
        "last": cost["last"],
        "each": wording.number(each["estimate"]),
        "low": wording.number(each["low"]),
        "high": wording.number(each["high"]),
    }
    told_by_end = {
        "bounded": _(
            "From {first} to {last} {currency} {paid} was paid: {each} for each death averted (from {low} to {high})."
        ),
        "no_upper_end": _(
            "From {first} to {last} {currency} {paid} was paid: at least {low} for each death averted, and no upper bound "
            "can be given, because it may be that none was averted."
        ),
        "none": _(
            "From {first} to {last} {currency} {paid} was paid; no cost of a death averted can be told, because none was."
        ),
    }
    return [told_by_end[cost["end"]].format(**facts)]


def groups(told: Told) -> list[Section]:
    """Groups of victims, corrected for how many were asked."""
    rows = told.result["subgroups"]
    if not rows:
        return []
    text = _(
        "Chance is corrected for asking several times (Holm 1979). A group with too few deaths to show is hidden."
    )
    ages = _("Those averted are taken to be of the ages of the victims seen in the group's own span of ages.")
    cost = _("No cost is told by group: the same money served all of them.")
    blocks = (Text(text), _family(told, rows, _("Group")), *_years(rows, _("Group"), ages), Text(cost))
    return [Section(_("By group of victims"), blocks)]


def clusters(told: Told) -> list[Section]:
    """Each cluster by itself, in the order of the designation."""
    rows = told.result["clusters"]
    if not rows:
        return []
    text = _(
        "In the order of the designation, and never ranked: with so few deaths each, who comes first is mostly chance. "
        "Chance is corrected for asking several times (Holm 1979)."
    )
    ages = _(
        "Those averted are taken to be of the ages of the victims of all treated places together: the few of one cluster "
        "would point at somebody."
    )
    cost = _(
        "No cost is told by cluster: the budget is kept by programme and component, not by cluster, and dividing it "
        "evenly would say nothing."
    )
    blocks = (Text(text), _family(told, rows, _("Cluster")), *_years(rows, _("Cluster"), ages), Text(cost))
    return [Section(_("By cluster"), blocks)]


def _family(told: Told, rows: list[Row], heading: str) -> Table:
    return Table(
        columns=(
            heading,
            _("Deaths"),
            _("Change (interval)"),
            _("Deaths averted"),
            _("p, corrected"),
            _("Verdict"),
        ),
        rows=tuple(_member(told, row) for row in rows),
        caption=_("Below nought deaths averted are deaths more."),
        numeric=(1, 2, 3, 4),
        widths=("1.3fr", "auto", "auto", "auto", "auto", "1.2fr"),
    )


def _member(told: Told, row: Row) -> tuple[str, ...]:
    if row.get("hidden"):
        return (row["name"], _("hidden"), "–", "–", "–", "–")
    if "refused" in row:
        return (row["name"], "–", "–", "–", "–", told.refusal(row))
    return (
        row["name"],
        wording.number(row["seen"]),
        change_words(row),
        deaths_words(row["averted"]),
        wording.chance(row["p_corrected"]),
        verdict_word(row["verdict"]),
    )


def _years(rows: list[Row], heading: str, ages: str) -> tuple[Block, ...]:
    """Return years of life with their intervals by each table, or that they cannot be told; an early run has none."""
    if not any("years" in row or row.get("hidden") for row in rows):
        return ()
    if not any(row.get("years") for row in rows):
        return (Note(_("No years of life are told here: of too few victims is the age known.")),)
    table = Table(
        columns=(heading, *(LIFE_TABLES[key].name for key in TABLES)),
        rows=tuple((row["name"], *_years_of(row)) for row in rows),
        caption=_("Years of life of the deaths averted, each with its interval."),
        numeric=tuple(range(1, len(TABLES) + 1)),
        widths=("1.3fr", *("1fr" for _key in TABLES)),
    )
    return (table, Text(ages))


def _years_of(row: Row) -> tuple[str, ...]:
    by_table = {one["table"]: one for one in row.get("years", ())}
    return tuple(deaths_words(by_table[key]) if key in by_table else "–" for key in TABLES)
