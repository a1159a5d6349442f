"""How the indicators stand against their targets, and how many were killed, by each rule of counting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.domain.indicators.vocabulary import Light
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Note, Section, Table, Text
from pazos.interfaces.reports.yearly.content import figure, interval

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.yearly.content import Told


def indicators(told: Told) -> Section:
    """Every public indicator that has a value, with its interval; grey where nobody can tell."""
    every = told.facts("indicators")["indicators"]
    known = [one for one in every if one["year"]["value"] is not None]
    if not known:
        return Section(_("Indicators"), (Text(_("No indicator has an approved value of the year.")),))
    table = Table(
        columns=(
            _("Indicator"),
            _("Period"),
            _("Value"),
            _("95% interval"),
            _("Target so far"),
            _("Reading"),
        ),
        rows=tuple(_row(told, one) for one in known),
        caption=_("Targets of periods that add up are held against as much of the year as is over.")
        + " "
        + told.source("indicators"),
        numeric=(2, 3, 4),
        widths=("1fr", "auto", "auto", "auto", "auto", "auto"),
    )
    blocks: tuple[Block, ...] = (
        Text(
            _(
                "On target means that even the worse end of the interval meets it. Inside the noise means that the interval "
                "holds the target: nobody can tell."
            )
        ),
        table,
    )
    return Section(_("Indicators"), blocks)


def _row(told: Told, one: dict[str, Any]) -> tuple[str, ...]:
    year = one["year"]
    return (
        _named(told, one),
        year["period"] or "–",
        figure(year["value"]),
        interval(year["low"], year["high"]),
        figure(one["asked"]),
        str(Light(one["light"]).label),
    )


def _named(told: Told, one: dict[str, Any]) -> str:
    unit = told.text(one["unit"])
    return f"{told.text(one['name'])} ({unit})" if unit else told.text(one["name"])


def rule_words(one: dict[str, Any]) -> str:
    """Return a counting rule as people call it: shipped ones in the reader's language, a city's own as it wrote it."""
    title = str(one["title"] or one["rule"])
    return _(title) if one["is_shipped"] and one["title"] else title


def deaths(told: Told) -> Section:
    """Each rule's count beside the others: one word for all of them would hide their difference."""
    facts = told.facts("deaths")
    heading = _("Violent deaths")
    if not facts["by_rule"]:
        return Section(heading, (Text(_("No month of the year is closed: no count of deaths is told.")),))
    rows = tuple(
        (
            rule_words(one),
            f"{one['rule']}@{one['version']}",
            _("{n} of {all}").format(n=one["months"], all=len(facts["months"])),
            wording.number(one["deaths"]),
        )
        for one in facts["by_rule"]
    )
    table = Table(
        columns=(_("Counting rule"), _("Version"), _("Closed months"), _("Deaths")),
        rows=rows,
        caption=_("From the frozen copies of the closed months.") + " " + told.source("deaths"),
        numeric=(2, 3),
        widths=("1fr", "auto", "auto", "auto"),
    )
    return Section(heading, (table, *_open_months(facts)))


def _open_months(facts: dict[str, Any]) -> tuple[Block, ...]:
    if not facts["not_closed"]:
        return ()
    said = _("Not closed, and so not counted: {months}.").format(months=", ".join(facts["not_closed"]))
    return (Note(said),)
