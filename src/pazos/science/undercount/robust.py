"""What do the overlaps say without a model of which lists depend on which?

Two companions of the models, never the verdict:

- a lower bound (Chao 1987; 1989 for lists of unequal size), which holds when some deaths are
  harder to record than others in every list;
- the sample coverage approach (Chao and Tsay 1998; Chao and others 2001), which lets three lists
  depend in pairs. When the overlap is small its one-step form is the steadier one.

Bounds are log-normal with a standard error by the delta method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.undercount.histories import Histories, members
from pazos.science.undercount.two_lists import Interval, log_normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LOW_COVERAGE = 0.55


@dataclass(frozen=True)
class SampleCoverage:
    """Missed deaths by sample coverage.

    `coverage`: the mean share of a list that the others hold too; `independent`: if no list
    depended on another; `dependent`: allowing for it in pairs (only three lists; None where it
    has no finite value); `one_step`: the same, corrected once from `independent`.
    """

    coverage: float
    independent: Interval
    dependent: Interval | None
    one_step: Interval | None

    @property
    def low(self) -> bool:
        """Whether the overlap is too small for `dependent` to be steady."""
        return self.coverage < LOW_COVERAGE


def lower_bound(given: Histories, *, confidence: float = 0.95) -> Interval:
    """Return a lower bound of the missed deaths; with two lists it is Chapman's estimate."""
    return _interval(given, _chao, confidence=confidence)


def _chao(given: Histories) -> float:
    singles = given.counts[2 ** np.arange(len(given.lists))]
    twice = given.counts[members(len(given.lists)).sum(axis=1) == 2].sum()
    return float((singles.sum() ** 2 - (singles**2).sum()) / (2 * (twice + 1)))


def sample_coverage(given: Histories, *, confidence: float = 0.95) -> SampleCoverage | None:
    """Return the missed deaths by sample coverage; None under three lists or without any overlap."""
    if len(given.lists) < 3 or not given.repeated or not given.sizes.all():
        return None
    three = len(given.lists) == 3
    return SampleCoverage(
        _coverage(given),
        _interval(given, _independent, confidence=confidence),
        _interval(given, _dependent, confidence=confidence)
        if three and math.isfinite(_dependent(given))
        else None,
        _interval(given, _one_step, confidence=confidence) if three else None,
    )


def _coverage(given: Histories) -> float:
    sizes = given.counts @ members(len(given.lists))
    return float(1 - (given.counts[2 ** np.arange(len(given.lists))] / sizes).mean())


def _independent(given: Histories) -> float:
    return _total(given) - float(given.counts.sum())


def _total(given: Histories) -> float:
    singles = given.counts[2 ** np.arange(len(given.lists))]
    return float((given.counts.sum() - singles.mean()) / _coverage(given))


def _dependent(given: Histories) -> float:
    """Solve N = D / C + (1 / 3C) sum of A_jk (N n_jk / (n_j n_k) - 1), which is linear in N."""
    outside, shares = _pairs(given)
    scale = 3 * _coverage(given)
    rest = 1 - float(outside @ shares) / scale
    total = (_total(given) - float(outside.sum()) / scale) / rest if rest > 0 else math.inf
    return total - float(given.counts.sum())


def _one_step(given: Histories) -> float:
    """Measure the dependence of pairs at a first corrected total, and correct once with it."""
    outside, shares = _pairs(given)
    start, scale = _total(given), 3 * _coverage(given)
    first = start + float(outside @ (start * shares - 1)) / scale
    return start + float(outside @ (first * shares - 1)) / scale - float(given.counts.sum())


def _pairs(given: Histories) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, for each pair of three lists, the deaths in one or other outside the third list (those in
    both twice), and the shared deaths over the product of their sizes."""
    held = members(3)
    sizes = given.counts @ held
    outside, shares = [], []
    for first, second in combinations(range(3), 2):
        third = 3 - first - second
        without = given.counts * (1 - held[:, third])
        outside.append(without @ held[:, first] + without @ held[:, second])
        both = given.counts @ (held[:, first] * held[:, second])
        shares.append(both / (sizes[first] * sizes[second]))
    return np.array(outside), np.array(shares)


def _interval(given: Histories, missed: Callable[[Histories], float], *, confidence: float) -> Interval:
    estimate = missed(given)
    error = _error(given, missed, estimate)
    low, high = log_normal(estimate, error, confidence=confidence)
    return Interval(max(estimate, 0.0), float(low), float(high))


def _error(given: Histories, missed: Callable[[Histories], float], estimate: float) -> float:
    """Return the standard error of all deaths if the histories were multinomial around what is seen."""
    slopes = np.zeros(len(given.counts))
    for place in np.flatnonzero(given.counts):
        step = np.zeros(len(given.counts))
        step[place] = 1e-4 * given.counts[place]
        above = missed(Histories(given.lists, given.counts + step))
        below = missed(Histories(given.lists, given.counts - step))
        slopes[place] = 1 + (above - below) / (2 * step[place])
    total = estimate + given.counts.sum()
    variance = given.counts @ slopes**2 - (given.counts @ slopes) ** 2 / total
    return math.sqrt(max(float(variance), 0.0))
