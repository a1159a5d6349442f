"""Can a weighted mean of donors stand for the treated? What its own past says against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.effect import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pazos.science.evaluation.controls.design import Design

    Floats = NDArray[np.float64]

MOST = 0.95  # of the weight on one donor: beyond it this compares two places only
INSIDE = 0.9  # of the times before at which the treated lie between the least and the most donor
AS_LARGE = 0.5  # of the effect
HEAVIEST = 20  # donors that are taken out in turn
CHANCE = 3.0  # standard errors of a window's mean, before a gap counts as one


def pre_fit(steps: Floats, estimate: float, *, latest: int, spread: float) -> Check:
    """Check the gap before, averaged over as many times as the effect is (at most half of those before).

    It fails when the largest such mean is half the effect or more, and more than the noise of the gap, by its first
    differences, would give. `spread` is the standard deviation of the treated's own outcome before.
    """
    gaps = steps[:latest]
    window = max(1, min(len(steps) - latest, latest // 2))
    sums = np.concatenate(([0.0], gaps.cumsum()))
    worst = float(np.abs(sums[window:] - sums[:-window]).max() / window)
    noise = float(np.sqrt((np.diff(gaps) ** 2).mean() / 2 / window))
    size = float(np.sqrt((gaps**2).mean()))
    facts = {"rmspe": size, "spread": spread, "largest_gap": worst, "noise": noise, "window": window}
    return Check("pre_fit", not (worst >= AS_LARGE * abs(estimate) and worst > CHANCE * noise), facts)


def concentration(weights: Floats) -> Check:
    """Check that no one donor carries everything (weights are slots x donors)."""
    mean = weights.mean(axis=0)
    facts = {"largest": float(mean.max()), "effective_donors": float(1 / (mean**2).sum())}
    return Check("weights_concentration", float(mean.max()) <= MOST, facts)


def inside_hull(design: Design) -> Check:
    """Check that the treated lie between the donors' least and most at nearly all times before."""
    low, high = design.pool.min(axis=0), design.pool.max(axis=0)
    before = np.arange(design.outcome.shape[1]) < design.starts[:, None]
    own = design.outcome[design.slots]
    share = float(((own >= low) & (own <= high))[before].mean())
    return Check("inside_hull", share >= INSIDE, {"share_of_times": share})


def own_spread(design: Design) -> float:
    """Return the standard deviation over time of the treated's outcome before, the mean over slots."""
    own = design.outcome[design.slots]
    return float(np.mean([line[:start].std() for line, start in zip(own, design.starts, strict=True)]))


def heaviest(weights: Floats) -> NDArray[np.intp]:
    """Return the donors that carry most (weights are slots x donors), in their own order."""
    mean = np.abs(weights).mean(axis=0)
    return np.sort(np.argsort(-mean, kind="stable")[: min(HEAVIEST, int((mean > 0).sum()))])


def left_out(found: Mapping[str, float], *, value: float, beyond: bool) -> Check:
    """Check the estimates that are left when a donor is taken out, each in turn.

    It fails when an effect beyond chance halves or turns without one of them.
    """
    turned = min(one * np.sign(value) for one in found.values()) < AS_LARGE * abs(value)
    farthest = max(found, key=lambda name: abs(found[name] - value))
    facts = {"low": min(found.values()), "high": max(found.values()), "farthest": farthest}
    return Check("leave_one_out", not (beyond and turned), facts)
