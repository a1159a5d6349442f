"""Which windows are the clusters: the most likely one, then others that share nothing with those before.

Two windows overlap if they share a place at the same time. After each choice every circle is cut
before its first place already taken (in the intervals that meet), and the best of what is left is
next: the order that SaTScan's "no geographical overlap" gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.scan.likelihood import Floats, log_likelihood_ratio
from pazos.science.patterns.scan.windows import Circles, Integers, Study, circles_on

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from numpy.typing import NDArray

CELLS_AT_ONCE = 1 << 16
# Leaves room for rounding.
ALMOST = 1 - 1e-9


@dataclass(frozen=True)
class Window:
    """One circle in one interval: `places` from the centre outwards."""

    places: Integers
    first: int
    last: int
    observed: int
    expected: float
    llr: float

    def meets(self, intervals: Integers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which intervals have a period in common with this window."""
        return (intervals[:, 0] <= self.last) & (intervals[:, 1] >= self.first)


@dataclass(frozen=True)
class Best:
    """The best window on each centre: its ratio (0 if it has none), its outermost position, its interval."""

    llr: Floats
    position: Integers
    interval: Integers


def likely_windows(
    study: Study, *, least: float, overlap: bool, at_most: int, executor: Executor
) -> list[Window]:
    """Return up to `at_most` windows with a ratio above `least`, the most likely first.

    The most likely one of all is returned whatever `least` is, if more was seen in it than expected.
    With `overlap` each centre gives its best window.
    """
    best = _best_on(study, np.arange(study.places), [], executor)
    if overlap:
        order = np.argsort(-best.llr, kind="stable")[:at_most]
        keep = [c for rank, c in enumerate(order) if best.llr[c] > (least if rank else 0)]
        return [_window(study, best, int(centre)) for centre in keep]
    chosen: list[Window] = []
    while len(chosen) < at_most:
        centre = int(np.argmax(best.llr))
        if best.llr[centre] <= (least if chosen else 0):
            break
        chosen.append(_window(study, best, centre))
        _forget(study, best, chosen, least, executor)
    return chosen


def _forget(study: Study, best: Best, chosen: list[Window], least: float, executor: Executor) -> None:
    """Mend the best windows after a choice: only those that could still come next are made anew."""
    stale = best.llr > 0
    while True:
        valid = np.where(stale, 0.0, best.llr)
        again = np.flatnonzero(stale & (best.llr > max(least, valid.max(initial=0.0))))
        if not len(again):
            return
        # The most promising first: they raise the bar that spares the others.
        again = again[np.argsort(-best.llr[again], kind="stable")][: max(256, len(again) // 8)]
        fresh = _best_on(study, again, chosen, executor)
        best.llr[again], best.position[again], best.interval[again] = (
            fresh.llr,
            fresh.position,
            fresh.interval,
        )
        stale[again] = False


def _best_on(study: Study, centres: Integers, taken: list[Window], executor: Executor) -> Best:
    at_once = max(CELLS_AT_ONCE // study.places, 1)
    parts = [centres[first : first + at_once] for first in range(0, len(centres), at_once)]
    found = list(executor.map(lambda part: _best_of(study, circles_on(study, part), taken), parts))
    return Best(*(np.concatenate([getattr(part, name) for part in found]) for name in Best.__annotations__))


def _best_of(study: Study, circles: Circles, taken: list[Window]) -> Best:
    counts = np.cumsum(study.cases, axis=1)
    rows = np.arange(len(circles.order))
    best = Best(np.zeros(len(rows)), np.zeros(len(rows), dtype=int), np.zeros(len(rows), dtype=int))
    free = _free(study, circles, taken)
    for number, (first, last) in enumerate(study.intervals):
        own = counts[:, last] - (counts[:, first - 1] if first else 0)
        inside = np.cumsum(own[circles.order], axis=1)
        expected = circles.expected(first, last)
        allowed = circles.closed & (inside >= study.minimum)
        if taken:
            allowed &= np.arange(inside.shape[1]) < free[number][:, None]
        llr, position = _best_in_rows(inside, expected, allowed, total=study.total, least=best.llr)
        better = llr > best.llr
        best.llr[better] = llr[better]
        best.position[better] = position[better]
        best.interval[better] = number
    return best


def _best_in_rows(
    inside: Integers, expected: Floats, allowed: NDArray[np.bool_], *, total: int, least: Floats
) -> tuple[Floats, Integers]:
    """Return the largest ratio of each row above `least` (R,), and its first place; else 0.

    The ratio is at most excess^2 (1 / 2E + 1 / (total - E)): few logarithms are worth taking.
    """
    rows = np.arange(len(inside))
    bound = inside - expected
    np.maximum(bound, 0, out=bound)
    bound *= bound
    bound *= allowed
    # Where nobody lives nothing is expected: the bound is 0 there, not 0 over 0.
    bound *= (total + expected) / np.maximum(2 * expected * (total - expected), 1e-200)
    top = np.argmax(bound, axis=1)
    there = log_likelihood_ratio(inside[rows, top], expected[rows, top], total) * allowed[rows, top]
    least = np.maximum(least, ALMOST * there)
    row, position = np.nonzero((bound >= least[:, None]) & allowed)
    ratio = log_likelihood_ratio(inside[row, position], expected[row, position], total)
    order = np.lexsort((position, -ratio, row))
    row, position, ratio = row[order], position[order], ratio[order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    best, place = np.zeros(len(inside)), np.zeros(len(inside), dtype=np.int64)
    best[row[first]], place[row[first]] = ratio[first], position[first]
    return best, place


def _free(study: Study, circles: Circles, taken: list[Window]) -> Integers:
    """Return how many places each circle may hold in each interval before it meets a taken window."""
    free = np.full((len(study.intervals), len(circles.order)), circles.order.shape[1])
    for window in taken:
        inside = np.zeros(study.places, dtype=bool)
        inside[window.places] = True
        met = inside[circles.order]
        before = np.where(met.any(axis=1), np.argmax(met, axis=1), circles.order.shape[1])
        meets = window.meets(study.intervals)
        free[meets] = np.minimum(free[meets], before)
    return free


def _window(study: Study, best: Best, centre: int) -> Window:
    first, last = (int(period) for period in study.intervals[best.interval[centre]])
    circles = circles_on(study, np.array([centre]))
    position = int(best.position[centre])
    places = circles.order[0, : position + 1].astype(np.int64)
    return Window(
        places,
        first,
        last,
        observed=int(study.cases[places, first : last + 1].sum()),
        expected=float(study.expected[places, first : last + 1].sum()),
        llr=float(best.llr[centre]),
    )
