"""A count on a page: its picture or why there is none, its table, and all that must be said of it.

No count goes out without the name and version of its rule and the sources it listens to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from pazos.analysis.figures.register import Drawn, Point, picture
from pazos.analysis.register.rule_words import break_words, in_one_line, why_not
from pazos.interfaces.components.wording import number, percent
from pazos.interfaces.web.pages.picturing import Figure, language, table

if TYPE_CHECKING:
    from datetime import date

    from pazos.analysis.register.counting import Chart, Counted, Period
    from pazos.domain.register.breaks import Break


@dataclass(frozen=True)
class CountedFigure:
    """A figure of counts with the notes below it, and why deaths were not counted."""

    figure: Figure
    notes: tuple[str, ...]
    not_counted: tuple[tuple[str, str, str], ...]  # in words, how many, of all that were looked at


def counted_figure(chart: Chart, *, by: str, period: str) -> CountedFigure:
    """Return a chart of the register as it stands today."""
    lines = tuple((str(one.named), tuple(map(_point, one.periods))) for one in chart.counted)
    drawn = Drawn(lines, breaks_of(chart.breaks), by)
    svg = picture(drawn, language=language())
    words = [break_words(one) for one in chart.breaks]
    figure = Figure(
        key="counts",
        title=_title(chart, by),
        description=gettext(
            "A line for each rule; where no source delivered, the line has a gap and a mark."
        ),
        svg=svg,
        cannot=""
        if svg
        else (words[0] if words else gettext("No source of this rule has delivered anything.")),
        source=", ".join(dict.fromkeys(name for one in chart.counted for name in one.sources)),
        period=period,
        definition="; ".join(f"{one.named}: {in_one_line(one.named.rule)}" for one in chart.counted),
        interval=gettext("none: full counts"),
        run=None,
        table=_table(chart, by),
    )
    return CountedFigure(figure, (*words, *_notes(chart)), _not_counted(chart))


def breaks_of(breaks: tuple[Break, ...]) -> tuple[date, ...]:
    """Return the days on which a picture shows that a line ends."""
    return tuple(one.on for one in breaks)


def _title(chart: Chart, by: str) -> str:
    names = ", ".join(str(one.named) for one in chart.counted) or "–"
    said = gettext("Deaths a month by {rules}") if by == "month" else gettext("Deaths a year by {rules}")
    return said.format(rules=names)


def _point(period: Period) -> Point:
    return Point(period.start, period.deaths, missing=bool(period.missing), partial=period.partial)


def _table(chart: Chart, by: str) -> dict[str, list[Any]]:
    rows = [
        [
            start_words(period.start, by),
            str(one.named),
            number(period.deaths),
            number(period.open),
            *_remarks(period),
        ]
        for one in chart.counted
        for period in one.periods
    ]
    heading = gettext("Month") if by == "month" else gettext("Year")
    columns = [
        heading,
        gettext("Rule"),
        gettext("Deaths"),
        gettext("Still open"),
        gettext("Did not deliver all of it"),
    ]
    return table(columns, rows)


def _remarks(period: Period) -> list[str]:
    words = list(period.missing)
    if period.partial:
        words.append(gettext("(not a whole period)"))
    return [", ".join(words) or "–"]


def start_words(start: date, by: str) -> str:
    """Return a month or a year as a table writes it."""
    return f"{start.year}" if by == "year" else month_words(start)


def month_words(month: date) -> str:
    """Return a month in words: May 2023."""
    return str(date_format(month, "YEAR_MONTH_FORMAT"))


def _notes(chart: Chart) -> list[str]:
    notes = []
    periods = [period for one in chart.counted for period in one.periods]
    if silent := sorted({name for period in periods for name in period.missing}):
        notes.append(
            gettext("Marked on the axis: periods that a source did not deliver whole ({sources}).").format(
                sources=", ".join(silent)
            )
        )
    if waits := sum(period.open for period in periods):
        notes.append(
            ngettext(
                "{n} death is still open: a pair of its claims waits for a person.",
                "{n} deaths are still open: a pair of their claims waits for a person.",
                waits,
            ).format(n=number(waits))
        )
    if any(period.partial for period in periods):
        notes.append(gettext("Hollow points are not whole periods, or a source is missing in them."))
    return notes


def _not_counted(chart: Chart) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for one in chart.counted:
        looked_at = one.total + sum(one.not_counted.values())
        rows += [
            (why_not(one.named.rule, reason), number(count), percent(count / looked_at, 1))
            for reason, count in one.not_counted.items()
        ]
    return tuple(rows)


def totals(counted: tuple[Counted, ...]) -> list[tuple[str, str]]:
    """Return the sum of each line by itself: sums are never made across a break."""
    return [(str(one.named), number(one.total)) for one in counted]
