"""How do counts of these places vary by season and from one period to the next, if nothing is amiss?

Both are read so that a fault hardly moves them: the season from ratios shrunk towards none, the
dispersion from differences of neighbouring periods, of which one fault touches two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.quality.panel import PER_YEAR, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.quality.chance import Floats, Mask

# What a place usually varies beyond chance from one period to the next (coefficient of variation), and
# how many degrees of freedom that expectation is worth beside the series' own.
USUAL_VARIATION = {"M": 0.10, "Q": 0.12, "Y": 0.15}
PRIOR_FREEDOM = 3.0
_WINSOR = 9.0


@dataclass(frozen=True)
class Dispersion:
    """Variance over mean of each period of one place, and its degrees of freedom."""

    ratio: Floats
    freedom: float


def exposures(panel: Panel) -> Floats:
    """Return what share of a usual period each period is, by its days and the season of all places."""
    days = (panel.periods.end_time - panel.periods.start_time).days.to_numpy() + 1.0
    lengths: Floats = days / days.mean()
    per_year = PER_YEAR[panel.unit]
    if per_year == 1:
        return np.ones(len(panel.periods))
    counts = np.nansum(panel.counts, axis=0)
    known = np.isfinite(panel.counts).mean(axis=0) > 0.5
    step = panel.periods.month.to_numpy() * per_year // 13 if per_year == 4 else panel.periods.month - 1
    return lengths * season(counts / lengths, known=known, step=np.asarray(step), per_year=per_year)


def season(counts: Floats, *, known: Mask, step: NDArray[np.int64], per_year: int) -> Floats:
    """Return the seasonal ratio of each period (mean 1), shrunk as far as chance could have made it.

    Needs three years; the ratio of a calendar month is the median over years of its count over the
    mean of the year around it, so that one wrong month does not make a season.
    """
    flat = np.ones(len(counts))
    if len(counts) < 3 * per_year or not known.all():
        return flat
    middle = _around(counts, per_year)
    ratios = np.full(len(counts), np.nan)
    np.divide(counts, middle, out=ratios, where=middle > 0)
    by_step = [ratios[(step == one) & np.isfinite(ratios)] for one in range(per_year)]
    if min(map(len, by_step)) < 2:
        return flat
    raw = np.array([np.median(values) for values in by_step])
    raw = np.maximum(raw, 0.05) / max(raw.mean(), 0.05)
    # A median of n counts of mean m varies by about pi/2 / (n m) around its ratio.
    noise = np.pi / 2 / np.mean([len(values) for values in by_step]) * _scatter(ratios, step, raw)
    kept = max(0.0, 1 - noise / max(float(raw.var()), 1e-12))
    answer: Floats = (1 + kept * (raw - 1))[step]
    return answer


def _around(counts: Floats, per_year: int) -> Floats:
    weights = np.ones(per_year + 1)
    weights[[0, -1]] = 0.5
    middle = np.full(len(counts), np.nan)
    half = per_year // 2
    middle[half:-half] = np.convolve(counts, weights / per_year, mode="valid")
    return middle


def _scatter(ratios: Floats, step: NDArray[np.int64], raw: Floats) -> float:
    rest = ratios - raw[step]
    return float((1.4826 * np.nanmedian(np.abs(rest))) ** 2)


def dispersion(counts: Floats, exposure: Floats, *, unit: str) -> Dispersion:
    """Return the dispersion of one place's known counts, for each of them without its own part.

    For neighbours a, b with exposures e, f and n = a + b, (b - n w)^2 / (n w (1 - w)) has mean 1 under
    Poisson, w = f / (e + f). Their mean, cut at nine times itself and with the two differences of the
    period in question replaced by the one across it, is mixed with what is usual
    (`USUAL_VARIATION`), as variances are in empirical Bayes.
    """
    number = len(counts)
    if number < 3:
        return Dispersion(np.full(number, 1.0), PRIOR_FREEDOM)
    near, near_weight = _pairs(counts[:-1], counts[1:], exposure[:-1], exposure[1:])
    far, far_weight = _pairs(counts[:-2], counts[2:], exposure[:-2], exposure[2:])
    cap = _WINSOR * _robust_mean(near, near_weight)
    near, far = np.minimum(near, cap), np.minimum(far, cap)
    total, weight = float(near @ near_weight), float(near_weight.sum())
    own = np.zeros(number)
    own_weight = np.zeros(number)
    for part, part_weight, rows, sign in (
        (near, near_weight, slice(0, -1), 1.0),
        (near, near_weight, slice(1, None), 1.0),
        (far, far_weight, slice(1, -1), -1.0),
    ):
        own[rows] += sign * part * part_weight
        own_weight[rows] += sign * part_weight
    left = np.maximum(weight - own_weight, 1e-9)
    found = np.maximum(total - own, 0) / left
    usual = 1 + USUAL_VARIATION[unit] ** 2 * float(np.mean(counts))
    pairs = max(float(np.count_nonzero(near_weight)) - 2, 0.5)
    freedom = 2 * pairs / 3
    mixed = (PRIOR_FREEDOM * usual + freedom * found) / (PRIOR_FREEDOM + freedom)
    return Dispersion(np.maximum(mixed, 1.0), PRIOR_FREEDOM + freedom)


def _pairs(a: Floats, b: Floats, e: Floats, f: Floats) -> tuple[Floats, Floats]:
    total, share = a + b, f / (e + f)
    spread = total * share * (1 - share)
    ratio = (b - total * share) ** 2 / np.maximum(spread, 1e-9)
    # A pair of one death says nothing of dispersion: its ratio is always the same.
    return np.where(total > 0, ratio, 0.0), np.clip(total - 1, 0, 10)


def _robust_mean(values: Floats, weights: Floats) -> float:
    kept = values[weights > 0]
    if not len(kept):
        return 1.0
    middle = max(float(np.median(kept)) / 0.455, 1.0)
    for _ in range(4):
        cut = np.minimum(values, _WINSOR * middle)
        middle = max(float(cut @ weights / weights.sum()), 1.0)
    return middle
