"""Interrupted time series: did the deaths of the treated leave the line they were on when the treatment began?

One series: the deaths of all treated together, as a line (and season) before and what each break changed of level and
slope. Where units that are never treated are there, the question is whether the ratio of both left its own line. The
estimate is the mean over the treated times of log(observed / expected without the breaks).

A line before says nothing of why it was left: something else that began at the same time, and only among the treated,
looks the same. Places chosen because they were at their worst come down by themselves. A fall that comes back is told
by the check `lasting`, whatever the mean over all times is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from pazos.science.evaluation.effect import Effect
from pazos.science.evaluation.interrupted import course, doubts
from pazos.science.evaluation.interrupted.design import design_of
from pazos.science.evaluation.interrupted.fit import fit_series
from pazos.science.evaluation.interrupted.series import series_of

if TYPE_CHECKING:
    from pazos.science.evaluation.panel import Panel

OPTIONS: dict[str, Any] = {
    "breaks": None,
    "change": "both",
    "season": "auto",
    "harmonics": 2,
    "control": None,
    "inference": "autoregressive",
}


def estimate(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
    """Return the mean effect over all treated times, a logarithm of a ratio; nothing is drawn and `seed` not used.

    The mean is weighed by the expected deaths, so that exp(estimate) is observed by expected deaths in all; the
    weights are taken as known. Bernal, Cummins and Gasparrini (2017); with others beside it, Bernal, Cummins and
    Gasparrini (2018). Options: `breaks` (times, the first the beginning of the treatment), `change` (both, level,
    slope), `season` (auto, fourier, dummies, none) with `harmonics`, `control` (never, none), `inference`
    (see `fit_series`).

    Raises:
        InputProblem: see `series_of`, `design_of` and `fit_series`.
    """
    del seed
    series = series_of(panel, breaks=options["breaks"], control=options["control"])
    design = design_of(
        series, change=options["change"], season=options["season"], harmonics=options["harmonics"]
    )
    fit = fit_series(series, design.columns, inference=options["inference"])
    begins, last = series.breaks[0], len(series.times)
    path = course.Path(series, design, fit)
    whole = path.mean(begins, last, confidence=confidence)
    distance = abs(whole.estimate) / whole.error
    return Effect(
        method="its",
        estimate=whole.estimate,
        low=whole.low,
        high=whole.high,
        standard_error=whole.error,
        p_value=float(2 * stats.t.sf(distance, fit.degrees)),
        unit="log_ratio",
        event_study=path.moments(confidence),
        checks=(
            doubts.line_before(series, design),
            doubts.remaining_memory(fit, options["inference"]),
            doubts.lasting(path, confidence=confidence),
        ),
        settings={
            "inference": options["inference"],
            "control": "none" if series.totals is None else "never",
            "breaks": [series.times[place] for place in series.breaks],
            "change": options["change"],
            "season": design.season,
            "dispersion": fit.dispersion,
            "memory": fit.memory,
            "degrees_of_freedom": fit.degrees,
            "exposure_used": panel.exposure is not None,
            "covariates_used": False,
            "deaths_treated": int(np.sum(series.counts[begins:])),
            "stretches": path.stretches(confidence),
            "course": path.rows(confidence),
        },
    )
