"""Are the chosen like the treated? Balance of every feature, how many they are worth, who has no like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.effect import Check
from pazos.science.problems import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.matching.choosing import Chosen
    from pazos.science.evaluation.matching.features import Features

    Floats = NDArray[np.float64]

GOOD = 0.1  # standard deviations (Austin 2009)
BAD = 0.25  # (Rubin 2001; Stuart 2010)
FEW = 5.0
DROPPED = 0.5


def balance(features: Features, chosen: Chosen) -> Check:
    """Return the balance of every feature, before and after: rows for a table and a love plot.

    Differences of means in pooled standard deviations of before; ratios of variances, treated by others. True where
    all differ by at most a tenth, False where one differs by more than a quarter.
    """
    rows = [_row(name, features.values[:, place], chosen) for place, name in enumerate(features.names)]
    worst = max(abs(float(row["after"])) for row in rows)
    passed = True if worst <= GOOD else (False if worst > BAD else None)
    facts: dict[str, Any] = {"balance": rows, "worst": worst, "good": GOOD, "bad": BAD}
    return Check("balance", passed, facts if passed is not None else {**facts, "why": "not_close"})


def _row(name: str, values: Floats, chosen: Chosen) -> dict[str, Any]:
    ours, theirs = values[chosen.treated], values[chosen.others]
    even = np.ones(len(theirs)), np.ones(len(ours))
    spread = float(np.sqrt((ours.var(ddof=1 if len(ours) > 1 else 0) + theirs.var(ddof=1)) / 2)) or 1.0
    before = _moments(ours, even[1]), _moments(theirs, even[0])
    after = _moments(ours, chosen.own), _moments(theirs, chosen.totals)
    return {
        "name": name,
        "before": (before[0][0] - before[1][0]) / spread,
        "after": (after[0][0] - after[1][0]) / spread,
        "variance_before": _ratio(before[0][1], before[1][1]),
        "variance_after": _ratio(after[0][1], after[1][1]),
    }


def _moments(values: Floats, weights: Floats) -> tuple[float, float]:
    share = weights / weights.sum()
    mean = float(share @ values)
    left = 1 - float((share**2).sum())
    return mean, float(share @ (values - mean) ** 2) / left if left > 0 else float("nan")


def _ratio(ours: float, theirs: float) -> float | None:
    return ours / theirs if theirs > 0 and np.isfinite(ours / theirs) else None


def worth(chosen: Chosen) -> Check:
    """Return how many units of equal weight the others are worth; fewer than five say little."""
    facts = {
        "treated": int((chosen.own > 0).sum()),
        "others": len(chosen.others),
        "others_used": int((chosen.totals > 0).sum()),
        "effective": chosen.effective,
    }
    if chosen.effective < FEW:
        return Check("effective_sample", None, {**facts, "why": "few"})
    return Check("effective_sample", passed=True, facts=facts)


def support(chosen: Chosen, names: tuple[str, ...]) -> Check:
    """Return whether the treated lie where others do too, by the propensity; who was left out for having no like.

    False where more than half were: the figure is then of other places than those asked about.
    """
    theirs = chosen.linear[chosen.others]
    ours = chosen.linear[chosen.treated]
    outside = np.flatnonzero((ours > theirs.max()) | (ours < theirs.min()))
    dropped = np.flatnonzero(chosen.own == 0)
    facts: dict[str, Any] = {
        "outside": len(outside),
        "outside_units": listed(names[chosen.treated[one]] for one in outside),
        "left_out": len(dropped),
        "left_out_units": listed(names[chosen.treated[one]] for one in dropped),
        "treated": len(ours),
        "ridge": chosen.ridge,
    }
    if len(dropped) > DROPPED * len(ours):
        return Check("common_support", passed=False, facts=facts)
    if len(dropped) or len(outside):
        return Check("common_support", None, {**facts, "why": "some_outside"})
    return Check("common_support", passed=True, facts=facts)
