"""On which day does a term of working days end?

Saturdays, Sundays and holidays do not count: those of the country (Law 51 of 1983, which moves most
to Monday, and Law 2578 of 2026; reckoned by the package `holidays`) and those a city declares. The
day on which something arrives does not count either: the first day is the working day after it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def holidays_of(year: int) -> Mapping[date, str]:
    """Return Colombia's holidays of a year with their Spanish names."""
    # Imported here: it takes half a second that most pages need not pay.
    from holidays import country_holidays

    return dict(sorted(country_holidays("CO", years=year, language="es").items()))


class WorkingDays:
    """The days on which a city works: `WorkingDays({date(2026, 7, 5): "Fiesta de Palmira"})`."""

    def __init__(self, city: Mapping[date, str] | None = None) -> None:
        self.city = dict(city or {})

    def closed_for(self, day: date) -> str | None:
        """Return the name of the holiday that a day is, or None."""
        return self.city.get(day) or holidays_of(day.year).get(day)

    def is_working(self, day: date) -> bool:
        """Return whether terms count that day."""
        return day.weekday() < SATURDAY and self.closed_for(day) is None

    def after(self, day: date, *, days: int) -> date:
        """Return the working day that is the `days`-th after `day`, which itself is not counted."""
        if days < 1:
            raise ValueError("a term has one working day at least")
        while days:
            day += _DAY
            days -= self.is_working(day)
        return day

    def left(self, on: date, *, until: date) -> int:
        """Return the working days after `on` up to `until`; below zero, those that passed since `until`."""
        if until < on:
            return -self.left(until, until=on)
        day, count = on, 0
        while day < until:
            day += _DAY
            count += self.is_working(day)
        return count
