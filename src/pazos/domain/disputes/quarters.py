"""Which quarters may be counted? Whole ones that ended some time ago.

Totals of periods that overlap give away, by their difference, what each hides. So there is one
period only, the calendar quarter; and because a phone may come back weeks later, a quarter is
counted once, some days after its end, and never again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LATE_PHONES = timedelta(days=15)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a calendar year; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def name(self) -> str:
        """As an address and a file write it: 2024-Q1."""
        return f"{self.year}-Q{self.number}"

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.following.first_on - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def counted_from(self) -> date:
        """The first day on which it may be counted."""
        return self.last_on + LATE_PHONES + timedelta(days=1)


def countable(first: date, *, on: date) -> Iterator[Quarter]:
    """Give the quarters from that of `first` that may be counted on a day, the oldest first."""
    quarter = Quarter.of(first)
    while quarter.counted_from <= on:
        yield quarter
        quarter = quarter.following
