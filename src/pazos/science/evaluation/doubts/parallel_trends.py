"""Did the treated drift away from the others before it began, and what drift could have gone unnoticed?

Two tests on cells not treated yet: the leads in blocks together (Hotelling), and a straight line apart by time. Beside
them stands what they could not see: the smallest slope that the second would have noticed with probability 0.8, and
what that slope would make of the estimate (Roth 2022). The rule:

- False where either is rejected at 1% (Holm over the two).
- True where the bias of the smallest noticed slope is no more than the estimate and than half its interval's width,
  whichever is larger.
- None otherwise (`too_weak`): a drift that explains the whole estimate might have gone unnoticed; `no_interval` where
  the estimate has no interval with two ends, beside which any drift would look small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize, stats

from pazos.science.evaluation.contrasts import fitted
from pazos.science.evaluation.courses import BY_TRENDS, Course, course, degrees_of, width_of
from pazos.science.evaluation.effect import Check
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.trends import Leads
from pazos.science.evaluation.trends import parallel_trends as of_leads

if TYPE_CHECKING:
    from pazos.science.evaluation.clustered import Regression
    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

NAME = "parallel_trends"
NOTICED = 0.8
SEEN_AT = 0.05
REJECTED_AT = 0.01
FEWEST = 3  # times before the first beginning


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return whether the places ran parallel before, and which slope nobody would have noticed."""
    why = _cannot(panel, effect)
    ratio = effect.unit == "log_ratio"
    slope = None if why else _slope(panel, ratio=ratio)
    if slope is None:
        return Check(NAME, None, {"why": why or "too_few"})
    blocks = course(panel, effect, width=width_of(panel, most=8))
    noticed = smallest_noticed(slope)
    joint = of_leads(_leads(blocks), noticed) if blocks else None
    bias = abs(_bias(panel, effect, design=design, slope=noticed))
    low, high = slope.interval(0, design.confidence)
    facts: dict[str, Any] = {
        "slope": float(slope.coefficients[0]),
        "slope_low": low,
        "slope_high": high,
        "slope_p_value": slope.p_value(0),
        "joint_p_value": joint.facts.get("p_value") if joint else None,
        "leads": blocks.before if blocks else 0,
        "times_in_one": blocks.width if blocks else None,
        "noticed_with": NOTICED,
        "smallest_slope_noticed": noticed,
        "bias_of_that_slope": bias,
        "bias_as_share_of_estimate": bias / abs(effect.estimate) if effect.estimate else None,
        "course": blocks.rows(design.confidence) if blocks else [],
    }
    p_values = [one for one in (facts["slope_p_value"], facts["joint_p_value"]) if one is not None]
    if min(p_values) * len(p_values) < REJECTED_AT:
        return Check(NAME, passed=False, facts=facts)
    return beside_the_answer(NAME, facts, effect=effect, unnoticed=bias)


def beside_the_answer(name: str, facts: dict[str, Any], *, effect: Effect, unnoticed: float) -> Check:
    """Return a check that found nothing by what could have gone `unnoticed`, in the effect's unit.

    Passed where that is no more than the estimate or half its interval, whichever is larger; NaN is more than anything.
    """
    half = (effect.high - effect.low) / 2
    if not np.isfinite(half):
        return Check(name, None, {**facts, "why": "no_interval"})
    if unnoticed <= max(abs(effect.estimate), half):
        return Check(name, passed=True, facts=facts)
    return Check(name, None, {**facts, "why": "too_weak"})


def _cannot(panel: Panel, effect: Effect) -> str:
    if effect.method not in BY_TRENDS:
        return "method"
    if panel.ever.all():
        return "none_never_treated"
    return "too_few" if min(panel.cohorts) < FEWEST or degrees_of(panel) < 1 else ""


def _slope(panel: Panel, *, ratio: bool) -> Regression | None:
    """Return the line by time of those ever treated against the others, on cells not treated yet.

    Times at which all that are ever treated have begun say nothing of it, and are left out.
    """
    inside = ~panel.treated & (np.arange(len(panel.times)) < max(panel.cohorts))
    line = np.arange(len(panel.times), dtype=float)[None, :] * panel.ever[:, None]
    return fitted(panel, line[:, :, None], inside=inside, ratio=ratio)


def smallest_noticed(slope: Regression, *, power: float = NOTICED) -> float:
    """Return the smallest slope that its two-sided test at 5% rejects with a probability of `power`."""
    degrees, short = slope.satterthwaite(0)
    critical = float(stats.t.isf(SEEN_AT / 2, degrees))

    def lacks(distance: float) -> float:
        # The other side of the test adds less than a ten-thousandth at this power.
        return float(stats.nct.sf(critical, degrees, distance)) - power

    highest = critical
    while lacks(highest) < 0:
        highest *= 1.2
    distance = float(optimize.brentq(lacks, 0.0, highest))
    return float(distance * slope.error(0) * np.sqrt(max(short, 1.0)))


def _bias(panel: Panel, effect: Effect, *, design: Design, slope: float) -> float:
    """Return what a drift of the treated by `slope` a time adds to the estimate."""
    times = np.arange(len(panel.times), dtype=float)
    drift = slope * (times - times.mean())[None, :] * panel.ever[:, None]
    ratio = effect.unit == "log_ratio"
    drifted = replace(panel, outcome=panel.outcome * np.exp(drift) if ratio else panel.outcome + drift)
    if ratio or effect.method == "twfe":
        treated = panel.treated[:, :, None].astype(float)
        found = [fitted(one, treated, ratio=ratio) for one in (panel, drifted)]
        return _difference([float(one.coefficients[0]) if one else float("nan") for one in found])
    options = dict(design.primary.options)
    if effect.method == "callaway-santanna":
        # Nothing is drawn where only the figure is asked for.
        options["inference"] = "analytic"
    return _difference([effect.estimate, run(drifted, effect.method, seed=design.seed, **options).estimate])


def _difference(found: list[float]) -> float:
    return found[1] - found[0]


def _leads(blocks: Course) -> Leads:
    count = blocks.before
    return Leads(
        tuple(blocks.middles[:count].tolist()),
        blocks.estimates[:count],
        blocks.covariance[:count, :count],
        blocks.degrees,
        blocks.reference,
    )
