"""Do deaths pile up on the first of the month, at midnight or noon, or on one weekday?

A pile is where a form wants an answer and nobody knew it. Nights and weekends are deadlier in truth, so an
hour is compared with the hours beside it, and a weekday with what no street does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.quality.chance import chance_of_more

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days = NDArray[np.datetime64]

_FEWEST = 60
_AROUND = (-2, -1, 1, 2)


@dataclass(frozen=True)
class Pile:
    """`seen` deaths at one place of the calendar or clock where `expected` would be; one-sided test."""

    what: str
    seen: int
    expected: float
    of: int
    p_value: float

    @property
    def ratio(self) -> float:
        """How many times what would be."""
        return self.seen / self.expected if self.expected else float("inf")


def first_of_month(days: Days) -> Pile | None:
    """Return the deaths on the first of a month against its share of the days, None with fewer than 60."""
    return _of_days(days, "first", lambda day, month: day == 1)


def first_of_year(days: Days) -> Pile | None:
    """Return the deaths on 1 January, which is also a true peak: compare with other firsts."""
    return _of_days(days, "new_year", lambda day, month: (day == 1) & (month == 1))


def middle_of_month(days: Days) -> Pile | None:
    """Return the deaths on the fifteenth."""
    return _of_days(days, "fifteenth", lambda day, month: day == 15)


def _of_days(days: Days, what: str, chosen: object) -> Pile | None:
    days = days[~np.isnat(days)].astype("datetime64[D]")
    if len(days) < _FEWEST:
        return None
    whole = np.arange(days.min(), days.max() + 1)
    share = float(_chosen(whole, chosen).mean())
    seen = int(_chosen(days, chosen).sum())
    return Pile(what, seen, share * len(days), len(days), _more(seen, len(days), share))


def _chosen(days: Days, chosen: object) -> NDArray[np.bool_]:
    months = days.astype("datetime64[M]")
    day = (days - months).astype(int) + 1
    answer: NDArray[np.bool_] = chosen(day, months.astype(int) % 12 + 1)  # type: ignore[operator]
    return answer


def _more(seen: int, of: int, share: float) -> float:
    return chance_of_more(seen, of=of, share=share)


def hour_pile(minutes: NDArray[np.int64], hour: int) -> Pile | None:
    """Return the deaths at an hour sharp (0 or 12) against the hours sharp on both sides.

    `minutes` of the day, -1 where unknown. Compared with the two hours before and after, given all five.
    """
    sharp = minutes[(minutes >= 0) & (minutes % 60 == 0)] // 60
    counts = np.bincount(sharp, minlength=24)
    beside = sum(int(counts[(hour + step) % 24]) for step in _AROUND)
    own = int(counts[hour])
    if own + beside < 20:
        return None
    return Pile(f"{hour:02d}:00", own, max(beside, 1) / 4, own + beside, _more(own, own + beside, 0.2))


def weekday_pile(days: Days) -> Pile | None:
    """Return the weekday that holds most deaths, tested against a fifth of them.

    Weekends are deadlier everywhere, yet a day with more than a fifth of the deaths on a weekday from
    Monday to Friday is a day of registration.
    """
    weekday = _weekdays(days)
    if len(weekday) < _FEWEST:
        return None
    counts = np.bincount(weekday, minlength=7)[:5]
    most = int(np.argmax(counts))
    p_value = min(1.0, 5 * _more(int(counts[most]), len(weekday), 0.2))
    return Pile(f"weekday {most}", int(counts[most]), len(weekday) / 7, len(weekday), p_value)


def quiet_weekend(days: Days) -> Pile | None:
    """Return the deaths from Monday to Friday against five sevenths: more of them than that is odd.

    Violent deaths gather on weekends; where they do not, the date is likely that of the office.
    """
    weekday = _weekdays(days)
    if len(weekday) < _FEWEST:
        return None
    seen = int((weekday < 5).sum())
    return Pile("office days", seen, len(weekday) * 5 / 7, len(weekday), _more(seen, len(weekday), 5 / 7))


def _weekdays(days: Days) -> NDArray[np.int64]:
    known = days[~np.isnat(days)].astype("datetime64[D]")
    # Day 0 of numpy's calendar, 1970-01-01, was a Thursday.
    answer: NDArray[np.int64] = (known.astype(np.int64) + 3) % 7
    return answer
