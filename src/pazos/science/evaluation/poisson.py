"""Poisson with two-way fixed effects: by which ratio did deaths change among the treated, against the others?

`log E(deaths) = log(exposure) + unit + time + effect x treated (+ covariates)`, by quasi-likelihood: right wherever the
mean is, however deaths scatter (Wooldridge 1999), with errors clustered by unit. The estimate is the logarithm of a
ratio of rates. It compares ratios: units that fell by as many deaths, but from other levels, are not parallel here.

Counts stay counts: nothing is added to a nought. Units without a death, times without one, and cells where nobody is
exposed say nothing of a ratio and are left out, which changes no digit; the check `separation` names the units.

Where few units began, "wild" and "randomisation" test each ratio with the model fitted under it, and the interval is
what they do not reject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation.clustered import residual
from pazos.science.evaluation.effect import Check, Effect
from pazos.science.evaluation.likelihood import fit
from pazos.science.evaluation.panel import all_treated_problem
from pazos.science.evaluation.ratio_tests import Randomised, Wild, chance_of
from pazos.science.evaluation.trends import REFERENCE, parallel_trends, worrying_slope
from pazos.science.evaluation.twfe import (
    covariates_by_change,
    refuse,
    staggered,
    treated_units,
)
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.ratio_tests import RatioTest

    Floats = NDArray[np.float64]

OPTIONS: dict[str, Any] = {"inference": "cluster", "draws": 9_999, "window": events.WINDOW}
WIDTHS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Counts:
    """What is left of a panel where a ratio can be seen: units and times with deaths; `exposed` is nought in holes."""

    panel: Panel
    exposed: Floats
    units_without: tuple[str, ...]
    times_without: tuple[str, ...]


def estimate(
    panel: Panel, *, seed: int, confidence: float, inference: str, draws: int, window: int
) -> Effect:
    """Return the effect by Poisson quasi-likelihood, a logarithm of a ratio.

    `standard_error` is clustered by unit with the usual factor; the interval of "cluster" takes Student's distribution
    with Bell and McCaffrey's degrees of freedom, the variance in proportion to the mean as working model, and nothing
    is drawn. "wild" and "randomisation" invert their own test over `draws` draws (see `ratio_tests`). The event study
    is always clustered; in it as many times stand in one as it takes for each to hold a death.

    Raises:
        InputProblem: the outcome are no counts; the treated had no death before, or none since; all are treated at
            once; an unknown inference; one treated unit with "cluster"; covariates with "randomisation".
    """
    panel.counts()
    counts = _with_deaths(panel)
    left = counts.panel
    refuse(left, inference, method="poisson")
    varying, constant = covariates_by_change(left)
    moving = np.stack([left.treated.astype(float), *varying.values()], axis=2)
    if not (residual(moving[:, :, :1], counts.exposed) ** 2 * counts.exposed[:, :, None]).sum() > 1e-9:
        raise all_treated_problem()
    found = fit(left.outcome, counts.exposed, moving)
    plan = _design(left, window)
    steps = np.concatenate([plan.dummies, moving[:, :, 1:]], axis=2)
    course = fit(left.outcome, counts.exposed, steps) if plan.times else found
    reach, degrees = found.interval(0, confidence), found.satterthwaite(0)[0]
    slope = worrying_slope((reach[1] - reach[0]) / 2, events.distances(left))
    if inference == "cluster":
        low, high, p_value = *reach, found.p_value(0)
    else:
        test: RatioTest = (
            Wild(left.outcome, counts.exposed, moving) if inference == "wild" else Randomised(panel)
        )
        low, high, p_value = chance_of(test, found, draws=draws, seed=seed, confidence=confidence)
    return Effect(
        method="poisson",
        estimate=float(found.coefficients[0]),
        low=low,
        high=high,
        standard_error=found.error(0),
        p_value=p_value,
        unit="log_ratio",
        event_study=events.moments(course, plan, confidence=confidence),
        checks=(
            parallel_trends(events.leads(course, plan, left), slope),
            treated_units(left, degrees),
            staggered(left),
            _separation(counts),
        ),
        settings={
            "inference": inference,
            "draws": draws if inference != "cluster" else 0,
            "degrees_of_freedom": degrees,
            "exposure_used": panel.exposure is not None,
            "covariates": list(varying),
            "covariates_left_out_constant": constant,
            "deaths_treated": int(panel.outcome[panel.treated].sum()),
            "event_study_inference": "cluster",
            **plan.facts,
        },
    )


def _with_deaths(panel: Panel) -> Counts:
    exposed = np.ones_like(panel.outcome) if panel.exposure is None else panel.exposure
    units, times = panel.outcome.sum(axis=1) > 0, panel.outcome.sum(axis=0) > 0
    left = replace(panel, exposure=exposed).of_units(units)
    _refuse(left)
    return Counts(
        left,
        np.where(times[None, :], exposed[units], 0.0),
        tuple(np.array(panel.units)[~units]),
        tuple(np.array(panel.times)[~times]),
    )


def _refuse(panel: Panel) -> None:
    since, ever = panel.treated, panel.ever
    if not panel.outcome[since].any():
        raise InputProblem(
            "Nobody died where and while it was treated: the ratio is nought and has no logarithm. Take larger units or a longer time, or a method for differences."
        )
    if not panel.outcome[ever[:, None] & ~since].any():
        raise InputProblem(
            "Nobody died before in those that are treated: there is nothing to take a ratio to. Bring earlier times, or take a method for differences."
        )


def _separation(counts: Counts) -> Check:
    """Return the units left out because they never had a death; there is nothing to fail."""
    facts = {
        "units": listed(counts.units_without),
        "units_left_out": len(counts.units_without),
        "times_left_out": len(counts.times_without),
    }
    return Check("separation", passed=True, facts=facts)


def _design(panel: Panel, window: int) -> events.Design:
    """Return the event study with as few times in one as leaves none without a death on either side.

    Where only the treated have deaths at a time, its ratio has no end, as where they have none.
    """
    times, ever = events.since(panel), panel.ever
    by_time = panel.outcome[~ever].sum(axis=0)
    for width in WIDTHS:
        plan = events.design(panel, window, width)
        last = ever[:, None] & (times // width == REFERENCE)
        bins = np.concatenate([plan.dummies, last[:, :, None]], axis=2)
        held = np.einsum("it,itk->k", panel.outcome, bins)
        beside = by_time @ bins.any(axis=0)
        if plan.times and (held > 0).all() and (beside > 0).all():
            return plan
    empty = np.empty((*panel.outcome.shape, 0))
    return events.Design(empty, (), plan.middles, {"event_study": "deaths_too_few"})
