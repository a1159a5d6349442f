"""Which windows are the clusters: the most likely one, then others that share nothing with those before.

Two windows overlap if they share a place at the same time. After each choice every circle is cut
before its first place already taken (in the intervals that meet), and the best of what is left is
next: the order that SaTScan's "no geographical overlap" gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.scan.circles import circles_on
from pazos.science.patterns.scan.kernels import Seen, best_of
from pazos.science.patterns.scan.likelihood import Floats, log_likelihood_ratio
from pazos.science.patterns.scan.windows import Integers, Study, added_up

if TYPE_CHECKING:
    from concurrent.futures import Executor


CENTRES_AT_ONCE = 64


@dataclass(frozen=True)
class Window:
    """One circle in one interval: `places` from the centre outwards."""

    places: Integers
    first: int
    last: int
    observed: int
    expected: float
    llr: float


@dataclass(frozen=True)
class Best:
    """The best window on each centre: its ratio (0 if it has none), how many of the centre's entries among
    `Circles.places` it takes, and its interval.
    """

    llr: Floats
    reach: Integers
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
        best.llr[again], best.reach[again], best.interval[again] = fresh.llr, fresh.reach, fresh.interval
        stale[again] = False


def _best_on(study: Study, centres: Integers, chosen: list[Window], executor: Executor) -> Best:
    taken = np.zeros(study.cases.shape, dtype=np.int64)
    for window in chosen:
        taken[window.places, window.first : window.last + 1] = 1
    seen = Seen(study.cases_until, study.until, added_up(taken), study.intervals, study.total, study.minimum)
    parts = [centres[at : at + CENTRES_AT_ONCE] for at in range(0, len(centres), CENTRES_AT_ONCE)]
    found = list(executor.map(lambda part: best_of(circles_on(study, part), seen), parts))
    return Best(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _window(study: Study, best: Best, centre: int) -> Window:
    first, last = (int(period) for period in study.intervals[best.interval[centre]])
    entries = circles_on(study, np.array([centre])).places[: best.reach[centre]]
    places = entries[entries < study.places].astype(np.int64)
    observed = int(study.cases[places, first : last + 1].sum())
    # Added up as the replicates' are: the same window has the same ratio to the last digit.
    until = np.cumsum(study.until[places], axis=0)[-1]
    expected = until[last + 1] - until[first]
    ratio = log_likelihood_ratio(np.array(observed), expected, study.total)
    return Window(places, first, last, observed=observed, expected=float(expected), llr=float(ratio))
