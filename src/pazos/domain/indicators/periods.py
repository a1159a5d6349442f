"""Which periods does an indicator have a value for, and when is one due?

Calendar months, quarters and years, whole, and over: there is no value of a running period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pazos.domain.indicators.vocabulary import Frequency
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month, quarter or year: first and last day."""

    starts_on: date
    ends_on: date

    @property
    def months(self) -> int:
        """How many months it has."""
        return 12 * (self.ends_on.year - self.starts_on.year) + self.ends_on.month - self.starts_on.month + 1

    @property
    def year(self) -> int:
        """The year in which it ends."""
        return self.ends_on.year

    @property
    def part(self) -> float:
        """How much of its year is over when it ends."""
        return self.ends_on.month / 12

    def code(self) -> str:
        """Return it as an address and a file write it: 2023, 2023-Q2, 2023-05."""
        if self.months == 1:
            return f"{self.starts_on:%Y-%m}"
        return f"{self.year}-Q{(self.ends_on.month + 2) // 3}" if self.months == 3 else str(self.year)

    def due_on(self, days: int) -> date:
        """Return the last day on which its value is in time."""
        return self.ends_on + timedelta(days=days)


def period_of(frequency: str, day: date) -> Period:
    """Return the period of an indicator that holds a day."""
    months = MONTHS[Frequency(frequency)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, _after(first, months) - _DAY)


def periods(frequency: str, first: date, last: date) -> Iterator[Period]:
    """Yield the whole periods that end within a span, the first one first."""
    period = period_of(frequency, first)
    while period.ends_on <= last:
        if period.ends_on >= first:
            yield period
        period = period_of(frequency, period.ends_on + _DAY)


def last_over(frequency: str, on: date) -> Period:
    """Return the last period that is over on a day."""
    running = period_of(frequency, on)
    return period_of(frequency, running.starts_on - _DAY)


def before(period: Period) -> Period:
    """Return the period before one, of the same length."""
    last = period.starts_on - _DAY
    first = _after(period.starts_on, -period.months)
    return Period(first, last)


def period_named(code: str) -> Period:
    """Return the period that `Period.code` wrote.

    Raises:
        InputProblem: it is none.
    """
    try:
        if "-Q" in code:
            year, _, quarter = code.partition("-Q")
            return period_of(Frequency.QUARTER, date(int(year), 3 * int(quarter), 1))
        if "-" in code:
            year, _, month = code.partition("-")
            return period_of(Frequency.MONTH, date(int(year), int(month), 1))
        return period_of(Frequency.YEAR, date(int(code), 1, 1))
    except ValueError as wrong:
        raise InputProblem(
            N_("A period is a year, a quarter or a month, such as 2023, 2023-Q2 or 2023-05, not {code}."),
            code=code[:20],
        ) from wrong


def _after(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
