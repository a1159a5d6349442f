"""What would have been, from everything that was not treated: imputation (Borusyak, Jaravel and Spiess 2024).

Unit and time effects (and covariates) are fitted on untreated cells only, the fit is carried to the treated ones, and
the effect is the mean of what is left. Its variance is the paper's conservative one: effects are taken from the mean of
their cohort and time, so that true differences among units count as chance. Exposure is not used here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation.clustered import Regression, residual, time_inverse
from pazos.science.evaluation.effect import Check, Effect
from pazos.science.evaluation.influence import Sums
from pazos.science.evaluation.trends import parallel_trends, worrying_slope
from pazos.science.evaluation.twfe import one_treated_problem, treated_units
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

OPTIONS: dict[str, Any] = {"window": events.WINDOW}
SMALL = 5  # units; cohorts below it share one mean
POOLED = -2


@dataclass(frozen=True)
class Fit:
    """What the untreated say of every cell: `left` is outcome less fit, units x times; `known` are treated cells with one."""

    panel: Panel
    left: Floats
    swept: Floats  # covariates less unit and time effects, units x times x covariates
    known: Flags

    @property
    def untreated(self) -> Floats:
        """One where a cell is untreated, else nought."""
        return (~self.panel.treated).astype(float)


def estimate(panel: Panel, *, seed: int, confidence: float, window: int) -> Effect:
    """Return the mean effect on treated cells, a difference of the outcome by unit and time.

    Nothing is drawn, so that `seed` changes nothing. Lags of the event study are means of imputed effects; leads come
    from a regression on untreated cells only, relative to -1. Cohorts of fewer than five units share one mean in the
    variance, since from the mean of its own cohort a lone unit never differs. Intervals take Welch's degrees of freedom.

    Raises:
        InputProblem: one unit is treated; at no treated time is anybody untreated; a covariate says nothing.
    """
    if panel.ever.sum() == 1:
        raise one_treated_problem(panel)
    fit = _fitted(panel)
    times = events.since(panel)
    horizons = sorted(set(times[fit.known].tolist()))
    groups = _groups(panel)
    sums = _sums(fit, [fit.known, *(fit.known & (times == one) for one in horizons)], groups)
    half = sums.reach(confidence)
    whole = float(sums.estimates[0])
    plan = events.before(events.design(panel, window))
    course = _leads(fit, plan)
    degrees = float(sums.welch[0][0])
    leads = events.moments(course, plan, confidence=confidence)
    lags = sums.taken(range(1, len(horizons) + 1)).moments(horizons, half[1:])
    slope = worrying_slope(float(half[0]), (times[fit.known] + 1).astype(float))
    return Effect(
        method="imputation",
        estimate=whole,
        low=whole - float(half[0]),
        high=whole + float(half[0]),
        standard_error=float(sums.errors[0]),
        p_value=sums.p_value(0),
        event_study=(*leads, *lags),
        checks=(
            parallel_trends(events.leads(course, plan, panel), slope),
            treated_units(panel, degrees),
            _pooling(panel, groups),
        ),
        settings={
            "covariates": list(panel.covariates),
            "exposure_used": False,
            "degrees_of_freedom": degrees,
            "treated_cells": int(fit.known.sum()),
            "treated_cells_without_comparison": int((panel.treated & ~fit.known).sum()),
            "reference_time": plan.facts["reference_time"],
            "binned_before": plan.facts["binned_before"],
        },
    )


def _fitted(panel: Panel) -> Fit:
    untreated = (~panel.treated).astype(float)
    known = panel.treated & (untreated.sum(axis=0) > 0)[None, :]
    if not known.any():
        raise InputProblem(
            "At no treated time is anybody left who has not begun: there is nothing to compare with. Bring units that begin later or never."
        )
    columns = [panel.outcome, *panel.covariates.values()]
    swept = residual(np.stack(columns, axis=2), untreated)
    left, covariates = swept[:, :, 0], swept[:, :, 1:]
    _refuse_constant(panel, covariates * untreated[:, :, None])
    if panel.covariates:
        flat = (covariates * untreated[:, :, None]).reshape(-1, covariates.shape[2])
        left = left - covariates @ np.linalg.solve(flat.T @ flat, flat.T @ left.ravel())
    return Fit(panel, left, covariates, known)


def _refuse_constant(panel: Panel, swept: Floats) -> None:
    still = [
        name
        for name, one in zip(panel.covariates, np.moveaxis(swept, 2, 0), strict=True)
        if (one**2).sum() <= 1e-12 * max(1.0, float((panel.covariates[name] ** 2).sum()))
    ]
    if still:
        raise InputProblem(
            "These covariates never change within a unit before treatment: {names}. The unit's own level holds them already; take them out, or use callaway-santanna.",
            names=listed(still),
        )


def _groups(panel: Panel) -> Ints:
    """Return each unit's group of one mean: its cohort, or one for all cohorts of fewer than five units."""
    groups = panel.first.copy()
    for one in panel.cohorts:
        if (panel.first == one).sum() < SMALL:
            groups[panel.first == one] = POOLED
    return groups


def _pooling(panel: Panel, groups: Ints) -> Check:
    """Return whether chance can be told: a group of one unit has no mean but itself."""
    pooled = int((groups == POOLED).sum())
    facts = {"units_in_small_cohorts": pooled, "beginnings": len(panel.cohorts)}
    return Check("lone_cohorts", pooled != 1, facts)


def _sums(fit: Fit, targets: list[Flags], groups: Ints) -> Sums:
    untreated = fit.untreated
    inverse = time_inverse(untreated)
    estimates, influence = [], []
    for target in targets:
        aims = target / target.sum()
        weights = cell_weights(fit, aims, untreated=untreated, inverse=inverse)
        estimates.append(float((aims * fit.left).sum()))
        left = np.where(fit.panel.treated, fit.left - _means(fit, weights, groups), fit.left)
        influence.append((weights * left).sum(axis=1))
    return Sums(np.array(estimates), np.stack(influence, axis=1), groups)


def cell_weights(fit: Fit, aims: Floats, *, untreated: Floats, inverse: Floats) -> Floats:
    """Return the weight of each cell's outcome in the estimate (the paper's v), units x times."""
    count = untreated.sum(axis=1)
    of_units = aims.sum(axis=1)
    of_times = inverse @ (aims.sum(axis=0) - untreated.T @ (of_units / count))
    level = (of_units - untreated @ of_times) / count
    found = aims - untreated * (level[:, None] + of_times[None, :])
    if fit.swept.shape[2]:
        flat = (fit.swept * untreated[:, :, None]).reshape(-1, fit.swept.shape[2])
        pull = np.linalg.solve(flat.T @ flat, np.einsum("itk,it->k", fit.swept, aims))
        found = found - untreated * (fit.swept @ pull)
    return np.asarray(found, dtype=float)


def _means(fit: Fit, weights: Floats, groups: Ints) -> Floats:
    """Return the mean effect that each treated cell is taken from: of its cohort and time, or of all small cohorts."""
    means = np.zeros_like(weights)
    inside = np.where(fit.known, weights, 0.0)
    for one in np.unique(groups[fit.panel.ever]):
        rows = np.flatnonzero(groups == one)
        mine, effects = inside[rows], fit.left[rows]
        if one == POOLED:
            each = mine.sum(axis=1)
            means[rows] = (each * (mine * effects).sum(axis=1)).sum() / max((each**2).sum(), 1e-300)
        else:
            squares = (mine**2).sum(axis=0)
            top = (mine**2 * effects).sum(axis=0)
            means[rows] = np.divide(top, squares, out=np.zeros_like(top), where=squares > 0)
    return means


def _leads(fit: Fit, plan: events.Design) -> Regression:
    """Return the regression of untreated cells on their time before the beginning."""
    untreated = fit.untreated
    regressors = residual(plan.dummies, untreated)
    regressors = np.concatenate([regressors, fit.swept], axis=2)
    flat = (regressors * untreated[:, :, None]).reshape(untreated.size, regressors.shape[2])
    outcome = residual(fit.panel.outcome[:, :, None], untreated)[:, :, 0]
    coefficients = np.asarray(np.linalg.solve(flat.T @ flat, flat.T @ outcome.ravel()), dtype=float)
    return Regression(coefficients, regressors, outcome - regressors @ coefficients, untreated)
