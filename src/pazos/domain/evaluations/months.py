"""Months of a plan: which stand in order, and in which time of the panel (month, quarter or year) each falls.

A month is the text YYYY-MM. What is no month is None, never a guess.
"""

from __future__ import annotations

import re

from pazos.domain.evaluations.vocabulary import Grain

_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?")
LONG = {Grain.MONTH.value: 1, Grain.QUARTER.value: 3, Grain.YEAR.value: 12}
OLDEST, NEWEST = 1900, 2200


def ordinal(month: str) -> int | None:
    """Return how many months since the year nought, None for what is no month."""
    found = _MONTH.fullmatch(month.strip())
    if found is None:
        return None
    year, number = int(found[1]), int(found[2])
    return year * 12 + number - 1 if OLDEST <= year <= NEWEST and 1 <= number <= 12 else None


def time_of(month: str, grain: str) -> int | None:
    """Return the time of a panel that a month falls in."""
    found = ordinal(month)
    return None if found is None else found // LONG.get(grain, 1)


def written(found: int) -> str:
    """Return an ordinal as a month is written."""
    return f"{found // 12:04d}-{found % 12 + 1:02d}"


def whole(month: str) -> str:
    """Return a month with both its digits (2020-9 becomes 2020-09), or the text as it is where it is none."""
    found = ordinal(month)
    return month if found is None else written(found)


def last_before(month: str, grain: str) -> str:
    """Return the last month of the time before the one a month falls in: what may be looked at beforehand."""
    found = time_of(month, grain)
    return "" if found is None else written(found * LONG.get(grain, 1) - 1)
