"""How sure is an average of units' contributions, where cohorts are few or small?

An estimator that is, in the end, a sum over units hands in what each unit adds (its influence). Errors come from their
squares; intervals are Welch's, so that seven treated units weigh as seven however many stand beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.evaluation.effect import Check, Moment
from pazos.science.evaluation.resampling import BATCH, refuse_few
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MULTIPLIERS = ("mammen", "rademacher")


@dataclass(frozen=True)
class Sums:
    """Estimates, what each unit adds to each (units x estimates; each column adds up to about nought), its group."""

    estimates: Floats
    influence: Floats
    groups: Ints

    @cached_property
    def errors(self) -> Floats:
        """The standard errors: the root of the sum of squares, units independent of one another."""
        return np.asarray(np.sqrt((self.influence**2).sum(axis=0)), dtype=float)

    @cached_property
    def welch(self) -> tuple[Floats, Floats]:
        """The degrees of freedom of each estimate (Welch 1947) and by how much its error is stretched.

        In a group of n units the squares are taken from the group's own mean: they are too small by (n - 1) / n.
        """
        _, place, size = np.unique(self.groups, return_inverse=True, return_counts=True)
        parts = (np.arange(len(size))[:, None] == place).astype(float) @ self.influence**2
        free = np.maximum(size - 1, 1)[:, None]
        whole = parts * size[:, None] / free
        total, plain = whole.sum(axis=0), parts.sum(axis=0)
        spread = (whole**2 / free).sum(axis=0)
        degrees = np.divide(total**2, spread, out=np.ones_like(total), where=spread > 0)
        stretch = np.divide(total, plain, out=np.ones_like(total), where=plain > 0)
        return degrees, np.sqrt(stretch)

    def reach(self, confidence: float, critical: float | None = None) -> Floats:
        """Return half of each interval's width; `critical` takes the place of the normal distribution's point."""
        degrees, stretch = self.welch
        normal = stats.norm.ppf((1 + confidence) / 2)
        wider = stats.t.ppf((1 + confidence) / 2, degrees) / normal
        return np.asarray((critical or normal) * wider * stretch * self.errors, dtype=float)

    def p_value(self, column: int) -> float:
        """Return the probability of an estimate as far from nought."""
        degrees, stretch = self.welch
        error = self.errors[column] * stretch[column]
        return (
            float(2 * stats.t.sf(abs(self.estimates[column]) / error, degrees[column]))
            if error > 0
            else float("nan")
        )

    def taken(self, columns: Sequence[int]) -> Sums:
        """Return some of the estimates."""
        chosen = list(columns)
        return Sums(self.estimates[chosen], self.influence[:, chosen], self.groups)

    def moments(self, times: Sequence[int], reach: Floats) -> list[Moment]:
        """Return the estimates as an event study."""
        rows = zip(times, self.estimates, reach, strict=True)
        return [
            Moment(int(time), float(one), float(one - wide), float(one + wide)) for time, one, wide in rows
        ]


def bootstrap(sums: Sums, *, draws: int, weights: str, seed: int) -> Floats:
    """Return `draws` x estimates deviations by the multiplier bootstrap: each unit's influence by a random weight.

    Mammen's (1993) two points or Rademacher's signs, both of mean 0 and variance 1.

    Raises:
        InputProblem: too few draws, or unknown weights.
    """
    refuse_few(draws)
    if weights not in MULTIPLIERS:
        raise InputProblem(
            "The weights of the bootstrap are {known}; there are no {given}.",
            known=listed(MULTIPLIERS),
            given=weights,
        )
    rng = np.random.default_rng(seed)
    units = len(sums.influence)
    parts = []
    for begin in range(0, draws, BATCH):
        bits = rng.random((min(BATCH, draws - begin), units), dtype=np.float32)
        parts.append(_multipliers(bits, weights) @ sums.influence)
    return np.concatenate(parts)


def _multipliers(bits: NDArray[np.float32], weights: str) -> Floats:
    if weights == "rademacher":
        return np.where(bits < 0.5, -1.0, 1.0)
    root = 5**0.5
    return np.where(bits < (root + 1) / (2 * root), (1 - root) / 2, (1 + root) / 2)


def critical_value(drawn: Floats, confidence: float) -> float:
    """Return the point that the largest of the draws' studentised deviations stays below (simultaneous band).

    The draws are studentised by their interquartile range, which no single draw can move (Callaway, Sant'Anna 2021).
    """
    high, low = np.quantile(drawn, [0.75, 0.25], axis=0)
    spread = (high - low) / (stats.norm.ppf(0.75) - stats.norm.ppf(0.25))
    moved = spread > 0
    if not moved.any():
        return float(stats.norm.ppf((1 + confidence) / 2))
    return float(np.quantile(np.abs(drawn[:, moved] / spread[moved]).max(axis=1), confidence))


def lone_cohorts(panel: Panel) -> Check:
    """Return whether each cohort has two units or more.

    A unit that is its cohort's mean differs from it by nothing: its chance would count as nought, and the interval be
    too short by it. Such a design fails this check.
    """
    alone = [panel.times[one] for one in panel.cohorts if (panel.first == one).sum() == 1]
    return Check("lone_cohorts", not alone, {"beginnings": listed(alone), "alone": len(alone)})
