"""What legal orientation and mobile days, restorative processes and measures served, without anybody in it.

Each quarter and each year is a list of its own and suppressed by itself. A year counts what was erased since; a
quarter cannot, for of what is erased only the year is left. Only those that ended are told: of one that runs, the
difference of two days would be who came on that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pazos.analysis.disclosing import TOTAL
from pazos.analysis.programme.gate import told_list
from pazos.domain.disputes.quarters import Quarter, countable
from pazos.domain.justice.queries.orientation import counts_by_year, first_orientation_on, matters_by_month
from pazos.domain.justice.vocabulary import Counted, Matter, MeasureKind, ProcessState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import TextChoices

    from pazos.domain.people.models import Staff

CODES: dict[Counted, type[TextChoices]] = {
    Counted.ORIENTATION: Matter,
    Counted.PROCESS: ProcessState,
    Counted.MEASURE: MeasureKind,
}
COLUMNS = ("what", "period", "code", "number")


class Period(NamedTuple):
    """One quarter or year and its counts by code, TOTAL for all; None is hidden."""

    name: str
    counts: dict[str, int | None]


class Served(NamedTuple):
    """Orientation by quarter, and what there was of each kind by year; the oldest first."""

    quarters: tuple[Period, ...]
    years: dict[Counted, tuple[Period, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told yet."""
        return not self.quarters and not any(self.years.values())


def served(*, seen_by: Staff, on: date) -> Served:
    """Return what was served until the last quarter, and the last year, that may be counted on a day.

    Raises:
        PermissionDenied: they may not see totals.
    """
    return Served(
        _quarters(seen_by, on=on), {what: _years(what, CODES[what], seen_by, on=on) for what in CODES}
    )


def _quarters(seen_by: Staff, *, on: date) -> tuple[Period, ...]:
    first = first_orientation_on(seen_by=seen_by)
    ended = list(countable(first, on=on)) if first is not None else []
    if not ended:
        return ()
    counts = {quarter: dict.fromkeys(Matter.values, 0) for quarter in ended}
    for row in matters_by_month(seen_by=seen_by, first=ended[0].first_on, last=ended[-1].last_on):
        counts[Quarter(row.year, (row.month + 2) // 3)][row.matter] += row.given
    return tuple(Period(quarter.name, told_list(found)) for quarter, found in counts.items())


def _years(what: Counted, codes: type[TextChoices], seen_by: Staff, *, on: date) -> tuple[Period, ...]:
    counts: dict[int, dict[str, int]] = {}
    for row in counts_by_year(seen_by=seen_by, what=what):
        if Quarter(row.year, 4).counted_from <= on:
            counts.setdefault(row.year, dict.fromkeys(codes.values, 0))[row.code] = row.number
    return tuple(Period(str(year), told_list(found)) for year, found in sorted(counts.items()))


def lines(found: Served) -> Iterator[tuple[object, ...]]:
    """Give the rows of a file under COLUMNS; an empty number is a hidden one."""
    tables = [(Counted.ORIENTATION, found.quarters), *found.years.items()]
    for what, periods in tables:
        for period in periods:
            for code in (*CODES[what].values, TOTAL):
                yield (what.value, period.name, code, period.counts[code])
