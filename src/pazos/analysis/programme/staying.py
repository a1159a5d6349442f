"""How long do people stay? The product-limit estimate of Kaplan and Meier (1958) with its interval.

The interval is Greenwood's on the scale of log(-log), as Kalbfleisch and Prentice (1980) advise for few people:
it never leaves nought and one. Somebody who finishes, moves away or is still there leaves the count without
having left the programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.intervals import Z95

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARKS = (4, 8, 13, 26, 39, 52, 78, 104)  # weeks


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


def shown(found: list[Stay], *, minimum: int, events: int) -> list[Stay]:
    """Return the marks between which nobody, or enough people, left, and at which enough are known.

    `events` is how many left in all: what is left after the last mark must be none or enough as well.
    """
    kept: list[Stay] = []
    for one in found:
        before = kept[-1].events if kept else 0
        if one.at_risk >= minimum and not 0 < one.events - before < minimum:
            kept.append(one)
    while kept and 0 < events - kept[-1].events < minimum:
        kept.pop()
    return kept
