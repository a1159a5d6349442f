"""The likelihood ratio of one window, for compiled loops; what is reported is `log_likelihood_ratio`."""

from __future__ import annotations

import math

from pazos.science.patterns.scan.compiled import compiled

# Leaves room for rounding.
ALMOST = 1 - 1e-9


@compiled
def ratio_at_least(count: int, expected: float, total: float, best: float) -> float:
    """Return the log likelihood ratio if it may be `best` or more, else -1; high rates only.

    The ratio is at most excess^2 (1 / 2E + 1 / (total - E)), as x ln x - x + 1 is below (x - 1)^2 / 2
    above 1 and below (x - 1)^2 under it: few logarithms are worth taking.
    """
    excess = count - expected
    inside, outside = expected, total - expected
    if excess <= 0 or excess * excess * (total + expected) < best * ALMOST * 2 * inside * outside:
        return -1.0
    ratio = count * math.log(count / inside)
    if count < total:
        ratio += (total - count) * math.log((total - count) / outside)
    return ratio
