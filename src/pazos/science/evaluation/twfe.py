"""Two-way fixed effects: how much more did the outcome of the treated change than that of the others?

`outcome = unit + time + effect x treated (+ covariates)` by least squares. The event study lets the effect differ by
time since the beginning, relative to the last time before it.

Where units begin at different times and effects grow, units treated already serve as comparison and the figure may
even have the wrong sign (Goodman-Bacon 2021): the check `staggered` says so. Exposure is not used here, and neither is
a covariate that never changes within a unit; both are said in the settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation import resampling
from pazos.science.evaluation.clustered import Regression, regress, residual
from pazos.science.evaluation.effect import Check, Effect
from pazos.science.evaluation.panel import all_treated_problem
from pazos.science.evaluation.trends import parallel_trends, worrying_slope
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

OPTIONS: dict[str, Any] = {"inference": "cluster", "draws": 9_999, "window": events.WINDOW}
INFERENCES = ("cluster", "wild", "randomisation")


def estimate(
    panel: Panel, *, seed: int, confidence: float, inference: str, draws: int, window: int
) -> Effect:
    """Return the effect by two-way fixed effects, a difference of the outcome by unit and time.

    `standard_error` is clustered by unit with the usual factor. The interval of "cluster" takes Student's distribution
    with Bell and McCaffrey's degrees of freedom; "wild" and "randomisation" invert their own test over `draws` draws
    (see `resampling`). The event study is always clustered; times further than `window` are one bin at each end;
    it is empty where no unit is never treated.

    Raises:
        InputProblem: an unknown inference; all are treated at once; one treated unit with "cluster"; covariates with
            "randomisation".
    """
    refuse(panel, inference, method="twfe")
    varying, constant = covariates_by_change(panel)
    moving = np.stack([panel.treated.astype(float), *varying.values()], axis=2)
    swept = residual(np.concatenate([panel.outcome[:, :, None], moving], axis=2))
    outcome, regressors = swept[:, :, 0], swept[:, :, 1:]
    if not (regressors[:, :, 0] ** 2).sum() > 1e-9:
        raise all_treated_problem()
    found = regress(outcome, regressors)
    low, high, p_value = _inference(
        found, panel, inference=inference, draws=draws, seed=seed, confidence=confidence
    )
    design = events.design(panel, window)
    course = regress(outcome, np.concatenate([residual(design.dummies), regressors[:, :, 1:]], axis=2))
    reach = found.interval(0, confidence)
    trends = parallel_trends(
        events.leads(course, design, panel),
        worrying_slope((reach[1] - reach[0]) / 2, events.distances(panel)),
    )
    return Effect(
        method="twfe",
        estimate=float(found.coefficients[0]),
        low=low,
        high=high,
        standard_error=found.error(0),
        p_value=p_value,
        event_study=events.moments(course, design, confidence=confidence),
        checks=(trends, treated_units(panel, found.satterthwaite(0)[0]), staggered(panel)),
        settings={
            "inference": inference,
            "draws": draws if inference != "cluster" else 0,
            "degrees_of_freedom": found.satterthwaite(0)[0],
            "covariates": list(varying),
            "covariates_left_out_constant": constant,
            "exposure_used": False,
            "event_study_inference": "cluster",
            **design.facts,
        },
    )


def _inference(
    found: Regression, panel: Panel, *, inference: str, draws: int, seed: int, confidence: float
) -> tuple[float, float, float]:
    if inference == "cluster":
        return (*found.interval(0, confidence), found.p_value(0))
    if inference == "wild":
        null = resampling.wild(found, draws=draws, seed=seed)
    else:
        null = resampling.randomised(found, panel.first, draws=draws, seed=seed)
    return (*null.interval(confidence), null.p_value(0.0))


def refuse(panel: Panel, inference: str, *, method: str) -> None:
    """Refuse an inference that is unknown or does not hold for a panel.

    Raises:
        InputProblem: it is none of INFERENCES; one unit is treated with "cluster"; covariates with "randomisation".
    """
    if inference not in INFERENCES:
        raise InputProblem(
            "The method {method} knows the inferences {known}; there is no {given}.",
            method=method,
            known=listed(INFERENCES),
            given=inference,
        )
    if inference == "cluster" and panel.ever.sum() == 1:
        raise one_treated_problem(panel)
    if inference == "randomisation" and panel.covariates:
        raise InputProblem(
            "Randomisation deals the dates out over units as if these were alike. Take the covariates out, or use cluster or wild."
        )


def one_treated_problem(panel: Panel) -> InputProblem:
    """Return the refusal of errors clustered by unit where one unit is treated."""
    return InputProblem(
        "Only {unit} is treated: what happened by chance in one unit cannot be told from an effect by errors clustered by unit. Use --inference randomisation of twfe, or a synthetic control.",
        unit=panel.units[int(np.flatnonzero(panel.ever)[0])],
    )


def covariates_by_change(panel: Panel) -> tuple[dict[str, Floats], list[str]]:
    """Return the covariates that change within some unit beyond what all share, and the names of those that do not."""
    varying: dict[str, Floats] = {}
    for name, values in panel.covariates.items():
        left = residual(values[:, :, None])[:, :, 0]
        if (left**2).sum() > 1e-12 * max(1.0, float((values**2).sum())):
            varying[name] = values
    return varying, [name for name in panel.covariates if name not in varying]


def treated_units(panel: Panel, degrees: float) -> Check:
    """Return whether there are enough units on both sides for errors clustered by unit: 4 degrees of freedom or more.

    Below that the approximation itself is not to be trusted (Pustejovsky and Tipton 2018).
    """
    facts = {
        "treated": int(panel.ever.sum()),
        "units": len(panel.units),
        "degrees_of_freedom": float(degrees),
    }
    return Check("few_units", True if degrees >= 4 and panel.ever.sum() > 1 else None, facts)


def staggered(panel: Panel) -> Check:
    """Return whether all begin at once; where not, nobody knows from this figure alone what it averages."""
    return Check("staggered", True if len(panel.cohorts) == 1 else None, {"beginnings": len(panel.cohorts)})
