"""Did more of it do more? The effect by unit of dose, and by thirds of the treated places from least to most dose.

Within the primary's frame: a Poisson model for a ratio, least squares for a difference, units, times and covariates
taken out of both, errors clustered by unit. The rule: True where the thirds run one way, the way of the effect, and the effect by
unit of dose points there too; False where the third with most dose does worse than that with least, beyond chance;
None otherwise.

A dose is not dealt out by chance: it goes where it is needed, or where it is easy. A straight line is no proof and a
missing one no refutation, so that this decides nothing; `warning` says so with every answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from pazos.science.evaluation.contrasts import fitted
from pazos.science.evaluation.effect import Check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.clustered import Regression
    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

    Floats = NDArray[np.float64]

NAME = "dose_response"
WARNING = "dose_not_by_chance"
LEAST = 6  # treated places: two in a third
THIRDS = 3


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return how the effect goes with the dose (units x times, nought where nothing was done).

    Facts: `per_dose` (`estimate`, `low`, `high`, `p_value`; in the unit of the primary), `beyond_presence` (the same beside the
    treatment itself), `thirds` (rows `third`, `units`, `dose`: its mean by treated time; `estimate`, `low`, `high`), `warning`.
    """
    why = _why_not(panel, around)
    if why or around.doses is None:
        return Check(NAME, None, {"why": why or "no_doses", "warning": WARNING})
    doses = np.where(panel.treated, around.doses, 0.0)
    thirds = _thirds(panel, doses)
    groups = np.stack([panel.treated & (thirds == one)[:, None] for one in range(THIRDS)], axis=2) * 1.0
    treated = panel.treated.astype(float)
    ratio = effect.unit == "log_ratio"
    alone = fitted(panel, doses[:, :, None], ratio=ratio)
    beside = fitted(panel, np.stack([doses, treated], axis=2), ratio=ratio)
    by_third = fitted(panel, groups, ratio=ratio)
    if alone is None or beside is None or by_third is None:
        return Check(NAME, None, {"why": "refused", "warning": WARNING})
    facts: dict[str, Any] = {
        "per_dose": _figure(alone, 0, design.confidence),
        "beyond_presence": _figure(beside, 0, design.confidence),
        "thirds": [
            {
                "third": one + 1,
                "units": int((thirds == one).sum()),
                "dose": float(doses[groups[:, :, one] > 0].mean()),
                **_figure(by_third, one, design.confidence),
            }
            for one in range(THIRDS)
        ],
        "unit": effect.unit,
        "warning": WARNING,
    }
    return Check(NAME, _passed(by_third, float(alone.coefficients[0]), effect, design.confidence), facts)


def _why_not(panel: Panel, around: Around) -> str:
    if around.doses is None:
        return "no_doses"
    if around.doses.shape != panel.outcome.shape or not np.isfinite(around.doses).all():
        return "doses_unreadable"
    if panel.ever.sum() < LEAST:
        return "few_treated"
    thirds = _thirds(panel, np.where(panel.treated, around.doses, 0.0))
    return "one_dose" if len(np.unique(thirds[panel.ever])) < THIRDS else ""


def _thirds(panel: Panel, doses: Floats) -> NDArray[np.int64]:
    """Return the third of each treated unit by its mean dose since its beginning, -1 for the others."""
    rows = np.flatnonzero(panel.ever)
    mean = doses[rows].sum(axis=1) / panel.treated[rows].sum(axis=1)
    edges = np.quantile(mean, [1 / 3, 2 / 3])
    found = np.full(len(panel.units), -1)
    # Places with the same dose stand in the same third.
    found[rows] = np.searchsorted(edges, mean, side="left")
    return found


def _figure(found: Regression, column: int, confidence: float) -> dict[str, float]:
    low, high = found.interval(column, confidence)
    estimate = float(found.coefficients[column])
    return {"estimate": estimate, "low": low, "high": high, "p_value": found.p_value(column)}


def _passed(by_third: Regression, slope: float, effect: Effect, confidence: float) -> bool | None:
    side = np.sign(effect.estimate)
    steps = np.diff(by_third.coefficients[:THIRDS]) * side
    contrast = np.array([-1.0, 0.0, 1.0])
    error = float(contrast @ by_third.covariance[:THIRDS, :THIRDS] @ contrast) ** 0.5
    degrees = min(by_third.satterthwaite(one)[0] for one in (0, THIRDS - 1))
    if (contrast @ by_third.coefficients[:THIRDS]) * side < -stats.t.ppf(
        (1 + confidence) / 2, degrees
    ) * error:
        return False
    return True if (steps > 0).all() and slope * side > 0 else None
