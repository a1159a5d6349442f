"""From tail probabilities to a claim: p-values, their correction for many tests, and bins.

Two-sided p is twice the smaller tail, at most 1: each direction is then a level-alpha/2 test
of its own, whatever the skew of the counts (Cox & Hinkley 1974), which a rule by distance
from the mean is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Alternative = Literal["two-sided", "greater"]
BINS = (-99, -95, -90, 0, 90, 95, 99)


def p_values(lower: Numbers, upper: Numbers, *, alternative: Alternative) -> Numbers:
    """Return p from P(at most) and P(at least)."""
    if alternative == "greater":
        return upper
    return np.asarray(np.minimum(1.0, 2 * np.minimum(lower, upper)))


def benjamini_hochberg(p: Numbers) -> Numbers:
    """Return p adjusted so that bins at alpha hold at most a share alpha of false finds.

    Holds for independent tests and for neighbours that rise and fall together (Benjamini &
    Hochberg 1995; Benjamini & Yekutieli 2001); nan stays nan and is no test.
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(np.isfinite(p))
    order = tested[np.argsort(-p[tested], kind="stable")]
    rank = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(p[order] * len(order) / rank))
    return adjusted


def confidence_bins(p: Numbers, direction: Numbers) -> NDArray[np.int64]:
    """Return -99, -95, -90, 0, 90, 95 or 99: the sign of `direction`, the level of p (1, 5, 10%).

    No p or no direction is 0.
    """
    level = np.select([p <= 0.01, p <= 0.05, p <= 0.10], [99, 95, 90], default=0)
    return np.asarray(np.sign(np.nan_to_num(direction)) * level, dtype=np.int64)
