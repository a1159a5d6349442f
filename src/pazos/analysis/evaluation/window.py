"""Which times does a plan look at? Months, quarters or whole years, counted one after another.

A month is a whole number (year x 12 + month - 1). A time that the window holds in part is never
filled up: it is cut away, and the cut is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from pazos.domain.evaluations.months import LONG, ordinal, written
from pazos.foundation.words import N_
from pazos.science.evaluation.times import label
from pazos.science.problems import InputProblem

_DAY = timedelta(days=1)


def month_of(text: str, *, what: str = "") -> int:
    """Return the month of a text such as 2020-11.

    Raises:
        InputProblem: the text is no month.
    """
    found = ordinal(text)
    if found is None:
        raise InputProblem(
            N_("A month is written as 2020-11; the plan says {given} ({what})."),
            given=text[:20] or "-",
            what=what or "-",
        )
    return found


def month_text(month: int) -> str:
    """Return a month as it is written."""
    return written(month)


def month_on(day: date) -> int:
    """Return the month of a day."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True)
class Window:
    """Whole times of `size` months each, from the month `first` to the month `last`, both included."""

    first: int
    last: int
    size: int = 1

    @property
    def months(self) -> range:
        """Its months."""
        return range(self.first, self.last + 1)

    @property
    def times(self) -> int:
        """How many times it has."""
        return len(self.months) // self.size

    @property
    def labels(self) -> tuple[str, ...]:
        """Its times as they are written."""
        kind = {1: "month", 3: "quarter", 12: "year"}[self.size]
        return tuple(label(month // self.size, kind) for month in self.months[:: self.size])

    @property
    def begins(self) -> date:
        """Its first day."""
        return first_day(self.first)

    @property
    def ends(self) -> date:
        """Its last day."""
        return first_day(self.last + 1) - _DAY

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar year of each of its times, by its first month."""
        return tuple(month // 12 for month in self.months[:: self.size])

    def place(self, month: int) -> int:
        """Return the place of the time that holds a month; below nought before it, beyond its times after."""
        return (month - self.first) // self.size

    def until(self, month: int) -> Window:
        """Return the times that end before a month begins."""
        return replace(self, last=self.first + (month - self.first) // self.size * self.size - 1)


def window_of(first: str, last: str, grain: str) -> Window:
    """Return the whole times between two months.

    Raises:
        InputProblem: a text is no month, or not two whole times lie between them.
    """
    size = LONG[grain]
    begins, ends = month_of(first, what="first"), month_of(last, what="last")
    found = within(begins, ends, size)
    if found.times < 2:
        raise InputProblem(
            N_("The window from {first} to {last} does not hold two whole times. Make it longer."),
            first=first,
            last=last,
        )
    return found


def within(first: int, last: int, size: int) -> Window:
    """Return the whole times between two months, both included."""
    return Window(-(-first // size) * size, (last + 1) // size * size - 1, size)
