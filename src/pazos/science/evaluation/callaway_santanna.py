"""Staggered adoption by cohorts: each compared only with units that had not begun (Callaway and Sant'Anna 2021).

With covariates the comparison is doubly robust (Sant'Anna and Zhao 2020), covariates as they stood in the base period.
Leads are changes from one time to the next (varying base), not distances from -1. The band of the event study is
simultaneous: with the confidence asked for it holds the whole course. Exposure is not used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation.aggregation import KINDS, Averages, averaged
from pazos.science.evaluation.effect import Effect
from pazos.science.evaluation.group_time import Cohort, Comparison, cohort_effects
from pazos.science.evaluation.influence import bootstrap, critical_value, lone_cohorts
from pazos.science.evaluation.trends import Leads, parallel_trends, worrying_slope
from pazos.science.evaluation.twfe import one_treated_problem, treated_units
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from pazos.science.evaluation.panel import Panel

OPTIONS: dict[str, Any] = {
    "control": "never",
    "inference": "bootstrap",
    "draws": 999,
    "weights": "mammen",
    "aggregation": "simple",
}
CONTROLS = ("never", "not-yet")
INFERENCES = ("bootstrap", "analytic")


def estimate(
    panel: Panel,
    *,
    seed: int,
    confidence: float,
    control: str,
    inference: str,
    draws: int,
    weights: str,
    aggregation: str,
) -> Effect:
    """Return the effect on the treated, a difference of the outcome by unit and time, averaged as `aggregation` says.

    `standard_error` is that of the influence functions. Intervals take Welch's degrees of freedom; "bootstrap" makes
    the event study's band simultaneous by `draws` multiplier draws, "analytic" leaves it pointwise.

    Raises:
        InputProblem: an option is unknown; all are treated and the control is "never"; one unit is treated; covariates
            that leave nobody to compare with.
    """
    _refuse(control=control, inference=inference, aggregation=aggregation)
    if panel.ever.sum() == 1:
        raise one_treated_problem(panel)
    comparison = Comparison(panel, never=control == "never")
    comparison.refuse_nobody()
    cohorts = [cohort_effects(comparison, one) for one in panel.cohorts]
    _refuse_no_figure(cohorts)
    found = averaged(cohorts, panel.first)
    overall = found.columns(aggregation, overall=True)[0]
    course = found.columns("dynamic", overall=False)
    sums = found.sums.taken([overall, *course])
    critical = None
    if inference == "bootstrap":
        drawn = bootstrap(sums, draws=draws, weights=weights, seed=seed)
        critical = critical_value(drawn[:, 1:], confidence)
    half = float(sums.reach(confidence)[0])
    times = [int(found.at[place] or 0) for place in course]
    band = sums.reach(confidence, critical)[1:]
    alone = lone_cohorts(panel)
    whole = float(sums.estimates[0])
    return Effect(
        method="callaway-santanna",
        estimate=whole,
        low=whole - half,
        high=whole + half,
        standard_error=float(sums.errors[0]),
        p_value=sums.p_value(0),
        event_study=tuple(sums.taken(range(1, len(times) + 1)).moments(times, band)),
        checks=(
            parallel_trends(_levels(found, panel), worrying_slope(half, events.distances(panel))),
            treated_units(panel, float(sums.welch[0][0])),
            alone,
        ),
        settings={
            "control": control,
            "inference": inference,
            "draws": draws if inference == "bootstrap" else 0,
            "weights": weights,
            "aggregation": aggregation,
            "base_period": "varying",
            "covariates": list(panel.covariates),
            "exposure_used": False,
            "critical_value": critical,
            "degrees_of_freedom": float(sums.welch[0][0]),
            "aggregations": _all(found, panel),
            "group_time": [row for one in cohorts for row in _rows(one, panel)],
        },
    )


def _refuse(**given: str) -> None:
    known = {"control": CONTROLS, "inference": INFERENCES, "aggregation": KINDS}
    for name, value in given.items():
        if value not in known[name]:
            raise InputProblem(
                "The method {method} knows for {option}: {known}; there is no {given}.",
                method="callaway-santanna",
                option=name,
                known=listed(known[name]),
                given=value,
            )


def _refuse_no_figure(cohorts: list[Cohort]) -> None:
    if not any(np.isfinite(one.estimates[one.begin - 1 :]).any() for one in cohorts):
        raise InputProblem(
            "At no treated time is anybody left who has not begun: there is nothing to compare with. Bring units that begin later or never."
        )


def _levels(found: Averages, panel: Panel) -> Leads:
    """Return the leads as distances from -1: the changes of the varying base, added up from -1 backwards."""
    places = [place for place in found.columns("dynamic", overall=False) if (found.at[place] or 0) < 0]
    changes = found.sums.taken(places)
    count = len(places)
    # The change at e is the level at e less that at e - 1, and the level at -1 is nought.
    back = -np.triu(np.ones((count, count)))
    covariance = back @ (changes.influence.T @ changes.influence) @ back.T
    treated = int(panel.ever.sum())
    return Leads(
        tuple(float(found.at[place] or 0) - 1 for place in places),
        back @ changes.estimates,
        np.asarray(covariance, dtype=float),
        min(treated, len(panel.units) - treated) - 1,
    )


def _all(found: Averages, panel: Panel) -> dict[str, Any]:
    errors = found.sums.errors
    answer: dict[str, Any] = {}
    for kind in KINDS:
        whole = found.columns(kind, overall=True)[0]
        each = [
            {
                "at": _named(kind, found.at[place], panel),
                "estimate": float(found.sums.estimates[place]),
                "standard_error": float(errors[place]),
            }
            for place in found.columns(kind, overall=False)
        ]
        answer[kind] = {
            "estimate": float(found.sums.estimates[whole]),
            "standard_error": float(errors[whole]),
            "each": each,
        }
    return answer


def _named(kind: str, at: int | None, panel: Panel) -> str | int:
    place = int(at or 0)
    return place if kind == "dynamic" else panel.times[place]


def _rows(one: Cohort, panel: Panel) -> list[dict[str, Any]]:
    errors = np.sqrt((one.influence**2).sum(axis=0))
    return [
        {
            "group": panel.times[one.begin],
            "time": panel.times[place + 1],
            "estimate": float(one.estimates[place]),
            "standard_error": float(errors[place]),
        }
        for place in np.flatnonzero(np.isfinite(one.estimates)).tolist()
    ]
