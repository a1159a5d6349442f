"""An event study that mixes no cohorts: Sun and Abraham's interaction-weighted estimator (2021).

The regression gives each cohort its own effect at each time since the beginning, and averages these by the cohorts'
sizes. In a balanced panel that regression is differences of means, and so it is computed. Compared with are the
never treated; where there are none, with "not-yet", the last to begin, and times from their beginning on are left out.

It takes no covariates and no exposure: a covariate that needs adjusting for belongs to callaway-santanna.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation.effect import Effect, Moment
from pazos.science.evaluation.influence import Sums, lone_cohorts
from pazos.science.evaluation.panel import NEVER, Panel, all_treated_problem
from pazos.science.evaluation.trends import REFERENCE, Leads, parallel_trends, worrying_slope
from pazos.science.evaluation.twfe import one_treated_problem, treated_units
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OPTIONS: dict[str, Any] = {"control": "never"}


def estimate(panel: Panel, *, seed: int, confidence: float, control: str) -> Effect:
    """Return the mean effect over treated cells, a difference of the outcome by unit and time.

    Errors are clustered by unit with the usual factor of the saturated regression; the cohorts' shares are taken as
    given. Intervals take Welch's degrees of freedom and are pointwise. Nothing is drawn: `seed` changes nothing.

    Raises:
        InputProblem: an unknown control; all are treated and the control is "never", or all at once; one unit is
            treated; there are covariates.
    """
    used = _compared(panel, control)
    times, sums = event_study(used)
    degrees = float(sums.welch[0][0])
    half = sums.reach(confidence)
    whole = float(sums.estimates[0])
    course = sums.taken(range(1, len(times) + 1)).moments(times, half[1:])
    moments = sorted([*course, Moment(REFERENCE, 0.0, 0.0, 0.0)], key=lambda one: one.time)
    slope = worrying_slope(float(half[0]), events.distances(used))
    return Effect(
        method="sun-abraham",
        estimate=whole,
        low=whole - float(half[0]),
        high=whole + float(half[0]),
        standard_error=float(sums.errors[0]),
        p_value=sums.p_value(0),
        event_study=tuple(moments),
        checks=(
            parallel_trends(_leads(times, sums, used), slope),
            treated_units(used, degrees),
            lone_cohorts(used),
        ),
        settings={
            "control": "never" if not panel.ever.all() else "last",
            "reference_time": REFERENCE,
            "degrees_of_freedom": degrees,
            "times_used": len(used.times),
            "exposure_used": False,
        },
    )


def _compared(panel: Panel, control: str) -> Panel:
    """Return the panel with somebody never treated in it."""
    if control not in ("never", "not-yet"):
        raise InputProblem(
            "The method {method} knows for {option}: {known}; there is no {given}.",
            method="sun-abraham",
            option="control",
            known="never, not-yet",
            given=control,
        )
    if panel.covariates:
        raise InputProblem(
            "Sun and Abraham's estimator takes no covariates here. Take them out, or use callaway-santanna or imputation."
        )
    if panel.ever.all():
        if control == "never" or len(panel.cohorts) == 1:
            raise all_treated_problem()
        # Those that begin last are compared with until they begin.
        panel = panel.of_times(np.arange(len(panel.times)) < panel.cohorts[-1])
    if panel.ever.sum() == 1:
        raise one_treated_problem(panel)
    return panel


def event_study(panel: Panel) -> tuple[list[int], Sums]:
    """Return the times since the beginning, and the sums: over all treated cells first, then at each of the times."""
    units, moments = panel.outcome.shape
    since = np.arange(moments)[None, :] - np.array(panel.cohorts)[:, None]
    sizes = np.array([(panel.first == one).sum() for one in panel.cohorts], dtype=float)
    times = [one for one in sorted(set(since.ravel().tolist())) if one != REFERENCE]
    chosen = [since >= 0, *(since == one for one in times)]
    shares = np.stack([one * sizes[:, None] / (one * sizes[:, None]).sum() for one in chosen])
    never = panel.first == NEVER
    estimates, influence = np.zeros(len(chosen)), np.zeros((units, len(chosen)))
    for place, cohort in enumerate(panel.cohorts):
        change = panel.outcome - panel.outcome[:, [cohort - 1]]
        share = shares[:, place].T
        mine = panel.first == cohort
        estimates += (change[mine].mean(axis=0) - change[never].mean(axis=0)) @ share
        for rows, sign in ((mine, 1.0), (never, -1.0)):
            influence[rows] += sign * (change[rows] - change[rows].mean(axis=0)) @ share / rows.sum()
    cells = units * moments
    columns = len(panel.cohorts) * (moments - 1) + moments
    factor = units / (units - 1) * (cells - 1) / (cells - columns)
    return times, Sums(estimates, influence * factor**0.5, panel.first)


def _leads(times: list[int], sums: Sums, panel: Panel) -> Leads:
    early = sums.taken([place + 1 for place, time in enumerate(times) if time < REFERENCE])
    treated = int(panel.ever.sum())
    return Leads(
        tuple(float(time) for time in times if time < REFERENCE),
        early.estimates,
        np.asarray(early.influence.T @ early.influence, dtype=float),
        min(treated, len(panel.units) - treated) - 1,
    )
