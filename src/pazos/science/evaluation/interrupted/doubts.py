"""What speaks against an interrupted series: a line that was no line, months that hang together, a fall that came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.evaluation.effect import Check
from pazos.science.evaluation.interrupted.fit import fit_series
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.interrupted.course import Path
    from pazos.science.evaluation.interrupted.design import Design
    from pazos.science.evaluation.interrupted.fit import Fit
    from pazos.science.evaluation.interrupted.series import Series

    Floats = NDArray[np.float64]

REJECTED_AT = 0.01
STRONG = 0.5  # memory above which intervals of a short series are known to be too narrow
LASTING_AT = 0.05


def line_before(series: Series, design: Design) -> Check:
    """Return whether the times before lay on a line: a bend (the square of time) is tested among them alone.

    What is carried on after the treatment is that line; where it bent before, nobody knows where it would have gone.
    False at 1%: whoever rejects at 5% throws a twentieth of good designs away.
    """
    begins = series.breaks[0]
    columns = design.columns[:begins, : design.known]
    kept = columns[:, np.ptp(columns, axis=0) > 0]
    bend = columns[:, 1] ** 2
    whole = np.column_stack([np.ones(begins), kept, bend - bend.mean()])
    if begins < whole.shape[1] + 4 or np.linalg.matrix_rank(whole) < whole.shape[1]:
        return Check("line_before", None, {"why": "too_few", "times": begins})
    before = replace(
        series,
        times=series.times[:begins],
        counts=series.counts[:begins],
        totals=None if series.totals is None else series.totals[:begins],
        offset=series.offset[:begins],
    )
    try:
        fit = fit_series(before, whole, inference="autoregressive")
    except InputProblem:
        return Check("line_before", None, {"why": "refused", "times": begins})
    distance = abs(float(fit.coefficients[-1])) / float(np.sqrt(fit.covariance[-1, -1]))
    p_value = float(2 * stats.t.sf(distance, fit.degrees))
    return Check(
        "line_before",
        p_value >= REJECTED_AT,
        {"p_value": p_value, "times": begins, "rejected_at": REJECTED_AT},
    )


def remaining_memory(fit: Fit, inference: str) -> Check:
    """Return Ljung and Box's (1978) test of what the errors leave unsaid: the residuals less the memory allowed for.

    False where months hang together at 1% and the errors took them as independent; None where they do although a
    memory was allowed for, or where it is so strong (0.5) that intervals are too narrow all the same.
    """
    left = fit.residuals[1:] - fit.memory * fit.residuals[:-1] if fit.memory else fit.residuals
    lags = max(1, min(12, len(left) // 5))
    statistic, p_value = _ljung_box(left, lags)
    hangs = p_value < REJECTED_AT
    facts = {
        "p_value": p_value,
        "statistic": statistic,
        "lags": lags,
        "memory": fit.memory,
        "inference": inference,
        "dispersion": fit.dispersion,
    }
    if hangs and inference == "independent":
        return Check("autocorrelation", passed=False, facts=facts)
    if hangs or fit.memory >= STRONG:
        return Check("autocorrelation", None, {**facts, "why": "strong"})
    return Check("autocorrelation", passed=True, facts=facts)


def _ljung_box(residuals: Floats, lags: int) -> tuple[float, float]:
    number, power = len(residuals), float(residuals @ residuals)
    if power == 0:
        return 0.0, 1.0
    found = [float(residuals[lag:] @ residuals[:-lag]) / power for lag in range(1, lags + 1)]
    statistic = number * (number + 2) * sum(one**2 / (number - lag) for lag, one in enumerate(found, start=1))
    return statistic, float(stats.chi2.sf(statistic, lags))


def lasting(path: Path, *, confidence: float) -> Check:
    """Return whether the effect of the first stretch was still there in the last; with one break, of the first half.

    Where what had changed at first, beyond chance, was smaller later by more than half, beyond chance, the check bears
    the name `came_back`. None with `why`: "weaker" by less than half; "no_first_effect" where nothing changed at
    first; "one_level" where the model holds one level and could not see a return.
    """
    spans = path.series.stretches
    if len(spans) == 1:
        start, end = spans[0]
        spans = ((start, (start + end) // 2), ((start + end) // 2, end))
    first = path.mean(*spans[0], confidence=confidence)
    last = path.mean(*spans[-1], confidence=confidence)
    apart = last.weights - first.weights
    error = max(float(apart @ path.fit.covariance @ apart), 0.0) ** 0.5
    facts = {
        "first": first.estimate,
        "first_low": first.low,
        "first_high": first.high,
        "last": last.estimate,
        "last_low": last.low,
        "last_high": last.high,
        "last_from": path.series.times[spans[-1][0]],
    }
    if error <= 1e-12:
        return Check("lasting", None, {**facts, "why": "one_level"})
    if first.low <= 0 <= first.high:
        return Check("lasting", None, {**facts, "why": "no_first_effect"})
    p_value = float(2 * stats.t.sf(abs(last.estimate - first.estimate) / error, path.fit.degrees))
    facts["p_value"] = p_value
    share = last.estimate / first.estimate
    if p_value < LASTING_AT and share < 0.5:
        return Check("came_back", None, facts)
    if p_value < LASTING_AT and share < 1:
        return Check("lasting", None, {**facts, "why": "weaker"})
    return Check("lasting", passed=True, facts=facts)
