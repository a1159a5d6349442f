"""Did the treated move with the others before? A joint test of the leads, and whether it could have seen a divergence.

A test that never fails is no check. The smallest slope worth worrying about is the one that, carried on from the time
before the beginning to the middle of the treated times, makes nothing look like an effect at the edge of its interval:
(half the interval's width) / (mean distance of the treated times). The rule:

- False only where parallel leads are rejected at 1%. Whoever tests at 5% and throws a twentieth of good designs away
  keeps, of the bad ones, those whose noise hid the divergence (Roth 2022).
- True where they are not rejected and the test, at 5%, would have seen the smallest worrying slope with a probability
  of at least one half.
- None otherwise: silence of a test that is deaf says nothing.

Nothing here mends an estimate: to pass is no proof, and an estimate is never taken back to where the leads point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.evaluation.effect import Check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REJECTED_AT = 0.01
SEEN_AT = 0.05
HEARING = 0.5  # the least power with which silence counts
REFERENCE = -1


@dataclass(frozen=True)
class Leads:
    """Estimates at the times (counted from the beginning, before -1; a bin at its mean), with what they rest on."""

    times: tuple[float, ...]
    estimates: Floats
    covariance: Floats
    degrees: float
    reference: float = REFERENCE


def worrying_slope(half_width: float, distances: Floats) -> float:
    """Return the smallest slope a time that would pass for an effect; `distances` from -1 to each treated cell."""
    return half_width / float(np.mean(distances))


def parallel_trends(leads: Leads, slope: float) -> Check:
    """Return the check of parallel trends before the beginning, with its power against a slope.

    The statistic is Hotelling's: its covariance is itself estimated from few units, so that as many leads as units
    would always be rejected. Leads are averaged into consecutive blocks, at most a third as many as degrees of freedom.
    """
    if not leads.times or not leads.degrees >= 2:
        return Check("parallel_trends", None, {"leads": len(leads.times), "why": "too_few"})
    blocks = _blocks(leads, most=max(1, int(leads.degrees // 3)))
    mean = blocks @ leads.estimates
    precision = np.linalg.pinv(blocks @ leads.covariance @ blocks.T, hermitian=True)
    tested = int(np.linalg.matrix_rank(precision, hermitian=True))
    if tested == 0:
        return Check("parallel_trends", None, {"leads": len(leads.times), "why": "no_variation"})
    left = leads.degrees - tested + 1
    scale = left / (leads.degrees * tested)
    statistic = float(mean @ precision @ mean) * scale
    p_value = float(stats.f.sf(statistic, tested, left))
    drift = blocks @ (slope * (np.array(leads.times, float) - leads.reference))
    power = _power(float(drift @ precision @ drift), tested, left)
    facts = {
        "leads": len(leads.times),
        "tested": tested,
        "statistic": statistic,
        "degrees_of_freedom": left,
        "p_value": p_value,
        "worrying_slope": slope,
        "power": power,
        "rejected_at": REJECTED_AT,
    }
    return Check("parallel_trends", _passed(p_value, power), facts)


def _passed(p_value: float, power: float) -> bool | None:
    if p_value < REJECTED_AT:
        return False
    return True if power >= HEARING else None


def _power(noncentrality: float, tested: int, left: float) -> float:
    if not np.isfinite(noncentrality):
        return float("nan")
    critical = stats.f.isf(SEEN_AT, tested, left)
    # Far out the distribution is not computed to any digit, and the answer is one.
    return 1.0 if noncentrality > 1000 else float(stats.ncf.sf(critical, tested, left, noncentrality))


def _blocks(leads: Leads, *, most: int) -> Floats:
    """Return the contrasts of block means against the block of the reference, which itself is at nought."""
    whole = sorted({*leads.times, leads.reference})
    parts = np.array_split(np.array(whole), min(most + 1, len(whole)))
    means = np.array([[float(time in part) / len(part) for time in leads.times] for part in map(set, parts)])
    return np.asarray(means[:-1] - means[-1], dtype=float)
