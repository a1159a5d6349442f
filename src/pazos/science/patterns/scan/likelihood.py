"""Kulldorff's likelihood ratio for a count inside a window, and the counts that reach a level of it.

Discrete Poisson model, high rates (Kulldorff 1997). Nothing here knows where a window lies.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_likelihood_ratio(observed: NDArray[Any], expected: NDArray[Any], total: int) -> Floats:
    """Return the log likelihood ratio of each window; 0 where no more was seen than expected.

    `observed` and `expected` are counts of the same shape, `total` all cases of the study.
    """
    inside = np.asarray(observed, dtype=float)
    expected = np.asarray(expected, dtype=float)
    outside = total - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        first = inside * np.log(inside / expected)
        second = np.where(outside > 0, outside * np.log(outside / (total - expected)), 0.0)
    return np.where(inside > expected, first + second, 0.0)


def relative_risk(observed: NDArray[Any], expected: NDArray[Any], total: int) -> Floats:
    """Return the risk inside over the risk outside; infinite if all cases lie inside."""
    inside = np.asarray(observed, dtype=float)
    with np.errstate(divide="ignore"):
        risk: Floats = (inside / expected) / ((total - inside) / (total - np.asarray(expected, dtype=float)))
    return risk


def counts_that_reach(levels: Floats, expected: Floats, *, total: int, minimum: int) -> NDArray[np.int64]:
    """Return the smallest count whose ratio reaches each level: shape (expected, levels).

    The ratio grows with the count and falls with the expectation, so that a count below the
    answer can reach the level neither here nor at any larger expectation. Where even all cases
    would not do, the answer is `total` + 1.
    """
    shape = (len(expected), len(levels))
    low = np.broadcast_to(np.maximum(np.floor(expected).astype(np.int64), minimum - 1)[:, None], shape).copy()
    high = np.full(shape, total + 1, dtype=np.int64)
    while np.any(high - low > 1):
        middle = (low + high) // 2
        ratio = log_likelihood_ratio(middle, expected[:, None], total)
        reached = (ratio >= levels) & (middle > expected[:, None])
        high = np.where(reached & (high - low > 1), middle, high)
        low = np.where(~reached & (high - low > 1), middle, low)
    return np.maximum(high, minimum)
