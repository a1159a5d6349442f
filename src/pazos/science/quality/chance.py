"""How often would chance alone do this? The few distributions that every check shares.

Counts vary more than Poisson in life, so each p-value takes a dispersion (variance over mean) and how
well that is known. Nothing here knows what is counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

_TINY = 1e-300


def tails_of_count(
    counts: Floats, *, mean: Floats, variance: Floats, freedom: Floats | float
) -> tuple[Floats, Floats]:
    """Return P(count or fewer) and P(count or more) of a negative binomial of that mean and variance.

    `freedom` says how well the variance is known: the tail is widened as Student's t widens the
    normal. A variance not above the mean is a Poisson.
    """
    mean = np.maximum(mean, 1e-9)
    extra = np.maximum(variance - mean, 1e-9 * mean)
    size = mean**2 / extra
    share = size / (size + mean)
    fewer = np.asarray(special.betainc(size, counts + 1, share), dtype=np.float64)
    above = np.asarray(special.betainc(np.maximum(counts, 1), size, 1 - share), dtype=np.float64)
    more = np.where(counts > 0, above, 1.0)
    return widened(fewer, freedom), widened(more, freedom)


def widened(p_value: Floats, freedom: Floats | float) -> Floats:
    """Return a one-sided normal p-value as it would be with so many degrees of freedom."""
    z = -np.asarray(special.ndtri(np.clip(p_value, _TINY, 1 - 1e-16)), dtype=np.float64)
    return np.asarray(special.stdtr(freedom, -z), dtype=np.float64)


def chance_of_none(mean: Floats, *, variance: Floats) -> Floats:
    """Return the chance of no death at all where `mean` were expected (negative binomial)."""
    extra = np.maximum(variance - mean, 1e-9)
    size = mean**2 / extra
    answer: Floats = np.exp(-size * np.log1p(mean / np.maximum(size, _TINY)))
    return answer


def split_deviation(after: Floats, *, total: Floats, share: Floats) -> Floats:
    """Return the signed root of the deviance of `after` out of `total` against its fair `share`.

    Two Poisson counts of equal rate, given their sum, split as a binomial; the signed root of its
    deviance is close to a standard normal (Pierce and Schafer 1986).
    """
    before = total - after
    expected = total * share
    deviance = special.xlogy(after, after / np.maximum(expected, _TINY)) + special.xlogy(
        before, before / np.maximum(total - expected, _TINY)
    )
    answer: Floats = np.sign(after - expected) * np.sqrt(np.maximum(2 * deviance, 0))
    return answer


def chance_of_same(mean: Floats) -> Floats:
    """Return the chance that two Poisson counts of this mean are equal: exp(-2m) I0(2m)."""
    answer: Floats = special.ive(0, 2 * mean)
    return answer


def discoveries(p_values: Floats, *, rate: float) -> tuple[Mask, float]:
    """Return which p-values stand with a false discovery rate, and the limit that they meet.

    Benjamini and Hochberg (1995).
    """
    number = len(p_values)
    if not number:
        return np.zeros(0, dtype=bool), 0.0
    ordered = np.sort(p_values)
    limits = rate * np.arange(1, number + 1) / number
    passed = np.flatnonzero(ordered <= limits)
    limit = float(limits[passed[-1]]) if len(passed) else 0.0
    return p_values <= limit, limit


def chance_of_more(seen: int, *, of: int, share: float) -> float:
    """Return the chance of `seen` or more out of `of`, each with chance `share` (binomial)."""
    return float(special.bdtrc(seen - 1, of, share)) if of > 0 and share > 0 and seen > 0 else 1.0
