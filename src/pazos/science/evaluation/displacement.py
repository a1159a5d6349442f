"""Did it only move next door? Deaths before and after, in treated places, in those around them, and in others far off.

The weighted displacement quotient (Bowers and Johnson 2003) sets the change around the treated beside their own, both
as shares of the comparison. The weighted displacement difference (Wheeler and Ratcliffe 2018) adds the two changes up
in deaths, and has an error: counts as Poisson's. Where deaths scatter more than that, its interval is too short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Pair = tuple[float, float]

DRAWS = 9_999
NONE: Pair = (0.0, 0.0)


@dataclass(frozen=True)
class Difference:
    """A change in deaths beyond that of the comparison, with its standard error and interval."""

    estimate: float
    error: float
    low: float
    high: float

    @classmethod
    def of(cls, coefficients: Floats, deaths: Floats, confidence: float) -> Difference:
        """Return a sum of deaths by coefficients; the variance of a count is the count."""
        value, error = float((coefficients * deaths).sum()), float((coefficients**2 * deaths).sum() ** 0.5)
        reach = float(stats.norm.ppf((1 + confidence) / 2)) * error
        return cls(value, error, value - reach, value + reach)


@dataclass(frozen=True)
class Displacement:
    """What changed in the treated places, around them, and in both together."""

    local: Difference
    around: Difference
    total: Difference


def weighted_displacement_difference(
    treated: Pair,
    comparison: Pair,
    *,
    ring: Pair = NONE,
    ring_comparison: Pair | None = None,
    times: Pair = (1.0, 1.0),
    sizes: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0),
    confidence: float = 0.95,
) -> Displacement:
    """Return the difference of deaths before and after (pairs), by unit of time and size.

    `times` are the lengths before and after; `sizes` those of treated, comparison, ring and the ring's comparison
    (area, people or places). Without a comparison of its own the ring is compared with that of the treated, which then
    counts twice. Source: Wheeler and Ratcliffe 2018; weights as the authors' package has them since.

    Raises:
        InputProblem: a count is below nought, or a length or size not above.
    """
    shared = ring_comparison is None
    deaths = np.array([treated, comparison, ring, ring_comparison or NONE], dtype=float)
    if (deaths < 0).any() or min(*times, *sizes) <= 0:
        raise InputProblem("Deaths are nought or more, and lengths and sizes above nought.")
    change = np.array([-1 / times[0], 1 / times[1]])
    signs = np.array([1.0, -1.0, 1.0, -1.0])[:, None] * change / np.array(sizes)[:, None]
    local = signs * np.array([1, 1, 0, 0])[:, None]
    around = signs * np.array([0, 0, 1, 1])[:, None]
    if shared:
        around[1], around[3] = signs[1], 0.0
    if not any(ring):
        around = np.zeros_like(around)
    parts = (Difference.of(one, deaths, confidence) for one in (local, around, local + around))
    return Displacement(*parts)


@dataclass(frozen=True)
class Quotient:
    """The quotient and its parts: `success` (below nought: fewer in the treated) and `buffer` (below: fewer around).

    Between 0 and 1 and above, benefits spread; from 0 to -1 some moved; below -1 more came up than was averted. NaN
    with `why` where the treated had no success to move: the quotient then says nothing. `total` are the deaths fewer in both.
    """

    value: float
    low: float
    high: float
    success: float
    buffer: float
    total: float
    why: str = ""


def weighted_displacement_quotient(
    treated: Pair, ring: Pair, comparison: Pair, *, confidence: float = 0.95, seed: int = 1
) -> Quotient:
    """Return the quotient of deaths before and after (pairs), with an interval by Poisson draws of the six counts.

    The interval is NaN where more than (1 - confidence) / 2 of the draws show no success in the treated: the
    quotient has no limit then. Source: Bowers and Johnson 2003; total net effect by Guerette 2009.

    Raises:
        InputProblem: the comparison had no deaths before or after.
    """
    if min(comparison) <= 0:
        raise InputProblem(
            "The comparison had no deaths before, or none after: there is nothing to compare with."
        )
    counts = np.array([treated, ring, comparison], dtype=float)
    success, buffer = (float(one) for one in _shares(counts[None])[0])
    total = float((counts[:2, 0] * (comparison[1] / comparison[0]) - counts[:2, 1]).sum())
    if success >= 0:
        nan = float("nan")
        return Quotient(nan, nan, nan, success, buffer, total, "no_success")
    drawn = np.random.default_rng(seed).poisson(counts, (DRAWS, 3, 2)).astype(float)
    drawn[:, 2] = np.maximum(drawn[:, 2], 0.5)
    shares = _shares(drawn)
    tail = (1 - confidence) / 2
    if (shares[:, 0] >= 0).mean() > tail:
        nan = float("nan")
        return Quotient(buffer / success, nan, nan, success, buffer, total, "success_uncertain")
    fell = shares[:, 0] < 0
    low, high = np.quantile(shares[fell, 1] / shares[fell, 0], [tail, 1 - tail])
    return Quotient(buffer / success, float(low), float(high), success, buffer, total)


def _shares(counts: Floats) -> Floats:
    """Return the success and the buffer's measure of counts (draws x treated, ring, comparison x before, after)."""
    shares = counts[:, :2] / counts[:, 2:]
    return np.asarray(shares[:, :, 1] - shares[:, :, 0], dtype=float)
