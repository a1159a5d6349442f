"""Which effects would leave gaps after the beginning that look like those before? Moving the gaps around in time.

An effect is taken off the treated, weights are found from all times, and the mean size of the gaps after the
beginning is compared with the same of every cyclic shift (Chernozhukov, Wüthrich and Zhu 2021, section 2; q = 1,
moving blocks). The share of shifts at least as large is the p-value; effects with a larger one than the error that
is allowed make the interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.effect import Moment
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pazos.science.evaluation.controls.design import Design

    Floats = NDArray[np.float64]
    Weigh = Callable[[Floats, Floats], Floats]

GRID, WIDER = 201, 14  # effects tried between the ends; times the ends may move twice as far out


@dataclass(frozen=True)
class Conformal:
    """The p-value of no effect, and the least and most effect that is not rejected; NaN where unbounded."""

    p_value: float
    low: float
    high: float


def conformal(
    pool: Floats, own: Floats, *, first: int, weigh: Weigh, centre: float, confidence: float
) -> Conformal:
    """Return the test of a constant effect from the place `first` on; `weigh` gives weights (problems x donors).

    The interval is read off GRID effects; its ends are right to a hundredth of its length.
    """
    allowed = 1 - confidence + 1e-9
    after = np.arange(len(own)) >= first

    def shares(effects: Floats) -> Floats:
        targets = own - effects[:, None] * after
        return _share_as_large(np.abs(targets - weigh(pool, targets) @ pool), after)

    none = float(shares(np.zeros(1))[0])
    if 1 / len(own) > allowed:
        return Conformal(none, np.nan, np.nan)
    reach = max(abs(centre), float(np.diff(own).std()), 1e-12)
    for _ in range(WIDER):
        if (shares(centre + np.array([-reach, reach])) <= allowed).all():
            break
        reach *= 2
    else:
        return Conformal(none, np.nan, np.nan)
    for _ in range(3):
        effects = np.linspace(centre - reach, centre + reach, GRID)
        kept = effects[shares(effects) > allowed]
        if not len(kept):
            return Conformal(none, np.nan, np.nan)
        farthest = float(np.abs(kept - centre).max()) + 2 * reach / (GRID - 1)
        if farthest > reach / 2:
            break
        reach = farthest
    return Conformal(none, float(kept.min()), float(kept.max()))


def one_beginning(design: Design) -> int:
    """Return the place of the only beginning.

    Raises:
        InputProblem: units begin at different times: there is no one series of gaps to shift.
    """
    if len(design.cohorts) > 1:
        raise InputProblem("Conformal inference needs all treated units to begin together; take placebo.")
    return int(design.starts[0])


def course(
    pool: Floats, own: Floats, *, weigh: Weigh, gaps: Floats, first: int, confidence: float
) -> tuple[Moment, ...]:
    """Return the event study: each time after the beginning tested alone beside all times before."""
    moments = [Moment(place - first, float(gaps[place]), np.nan, np.nan) for place in range(first)]
    for place in range(first, len(own)):
        kept = np.r_[0:first, place]
        found = conformal(
            pool[:, kept],
            own[kept],
            first=first,
            weigh=weigh,
            centre=float(gaps[place]),
            confidence=confidence,
        )
        moments.append(Moment(place - first, float(gaps[place]), found.low, found.high))
    return tuple(moments)


def _share_as_large(sizes: Floats, after: NDArray[np.bool_]) -> Floats:
    """Return the share of cyclic shifts whose mean size after the beginning is at least the one that is seen."""
    around = np.concatenate((np.zeros((len(sizes), 1)), np.tile(sizes, 2).cumsum(axis=1)), axis=1)
    length, count = sizes.shape[1], int(after.sum())
    sums = around[:, count : count + length] - around[:, :length]
    seen = sums[:, length - count]
    return np.asarray((sums >= seen[:, None] - 1e-9 * np.abs(seen[:, None])).mean(axis=1))
