"""How long do people stay? The product-limit estimate of Kaplan and Meier (1958) with its interval.

The interval is Greenwood's on the scale of log(-log), as Kalbfleisch and Prentice (1980) advise for few people:
it never leaves nought and one. Somebody who finishes, moves away or is still there leaves the count without
having left the programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.intervals import Z95

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARKS = (4, 8, 13, 26, 39, 52, 78, 104)  # weeks


@dataclass(frozen=True)
class Stays:
    """Each stay: its weeks since entry, whether they left then, and whose it is; all of one length."""

    weeks: NDArray[np.float64]
    left: NDArray[np.bool_]
    people: NDArray[np.object_]

    def at_risk(self, week: float) -> int:
        """Return how many different people stayed as long or are still followed then."""
        return len(set(self.people[self.weeks >= week]))

    def left_between(self, after: float, until: float) -> int:
        """Return how many different people left after one week and until another."""
        return len(set(self.people[self.left & (self.weeks > after) & (self.weeks <= until)]))


@dataclass(frozen=True)
class Stay:
    """The share that is still there so many weeks after entry, its 95% interval, and of how many it is known."""

    week: int
    share: float
    low: float
    high: float
    at_risk: int
    events: int  # up to this week


def kaplan_meier(
    weeks: NDArray[np.float64], left: NDArray[np.bool_], *, marks: tuple[int, ...] = MARKS
) -> list[Stay]:
    """Return the share that stays at each mark, as long as anybody is at risk there.

    `weeks` since entry, `left` whether they left then; both of one length.
    """
    times, found = np.unique(weeks[left]), []
    at_risk = np.array([(weeks >= time).sum() for time in times], dtype=float)
    events = np.array([(weeks[left] == time).sum() for time in times], dtype=float)
    for mark in marks:
        here = int((weeks >= mark).sum())
        if not here:
            break
        past = times <= mark
        share = float(np.prod(1 - events[past] / at_risk[past]))
        terms = events[past] / (at_risk[past] * np.maximum(at_risk[past] - events[past], 1e-9))
        low, high = _interval(share, float(terms.sum()))
        found.append(Stay(mark, share, low, high, here, int(events[past].sum())))
    return found


def _interval(share: float, greenwood: float) -> tuple[float, float]:
    if share <= 0 or share >= 1:
        return (share, share)
    wide = Z95 * sqrt(greenwood) / log(share)
    ends = (share ** exp(wide), share ** exp(-wide))
    return min(ends), max(ends)


def shown(found: list[Stay], stays: Stays, *, minimum: int) -> list[Stay]:
    """Return the marks between which nobody, or enough different people, left, and at which enough are known.

    What is left after the last mark must be none or enough as well.
    """
    kept: list[Stay] = []
    for one in found:
        since = kept[-1].week if kept else -inf
        if stays.at_risk(one.week) >= minimum and not 0 < stays.left_between(since, one.week) < minimum:
            kept.append(one)
    while kept and 0 < stays.left_between(kept[-1].week, inf) < minimum:
        kept.pop()
    return kept
