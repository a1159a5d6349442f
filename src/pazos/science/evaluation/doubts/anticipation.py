"""Did something move just before it began: an announcement, people who prepared, or a moment chosen for being bad?

The last months before (three where times are months, one where they are quarters, years or plain numbers) are compared with
all earlier ones, treated against others, on cells not treated yet. Beside it stands the estimate with those months left out:
if the answer rests on them, it is about the moment of the beginning and not about what came of it.

The rule: False where those months differ at 5%; True where they do not and a change as large as the estimate would have been
noticed with probability 0.8; None (`too_weak`) otherwise, or where the estimate has no interval with two ends (`no_interval`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation.contrasts import fitted
from pazos.science.evaluation.courses import degrees_of
from pazos.science.evaluation.doubts.parallel_trends import NOTICED, beside_the_answer, smallest_noticed
from pazos.science.evaluation.effect import Check
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

NAME = "anticipation"
MONTHS = 3
REJECTED_AT = 0.05
FEWEST = 2  # earlier times to compare with


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return whether the last times before differ from the earlier ones, and the estimate without them."""
    count = times_before(panel)
    if panel.ever.all() or degrees_of(panel) < 1:
        return Check(NAME, None, {"why": "none_never_treated" if panel.ever.all() else "too_few"})
    if min(panel.cohorts) < count + FEWEST:
        return Check(NAME, None, {"why": "too_few"})
    since = events.since(panel)
    close = panel.ever[:, None] & (since < 0) & (since >= -count)
    inside = ~panel.treated & (np.arange(len(panel.times)) < max(panel.cohorts))
    found = fitted(panel, close[:, :, None].astype(float), inside=inside, ratio=effect.unit == "log_ratio")
    if found is None:
        return Check(NAME, None, {"why": "too_few"})
    low, high = found.interval(0, design.confidence)
    noticed = smallest_noticed(found)
    facts: dict[str, Any] = {
        "times": count,
        "change": float(found.coefficients[0]),
        "low": low,
        "high": high,
        "p_value": found.p_value(0),
        "smallest_change_noticed": noticed,
        "noticed_with": NOTICED,
        "without_those_times": _without(panel, effect, design=design, close=close),
    }
    if facts["p_value"] < REJECTED_AT:
        return Check(NAME, passed=False, facts=facts)
    return beside_the_answer(NAME, facts, effect=effect, unnoticed=noticed)


def times_before(panel: Panel) -> int:
    """Return how many times before the beginning are looked at: three months, or one longer time."""
    first = panel.times[0]
    return MONTHS if "-" in first and "Q" not in first else 1


def _without(
    panel: Panel, effect: Effect, *, design: Design, close: NDArray[np.bool_]
) -> dict[str, float] | None:
    """Return the estimate with the last times before left out.

    By the plan's own method where all begin at once; where they do not, by unit and time effects, which can leave out single
    cells: None for the methods that rest on whole times.
    """
    if len(panel.cohorts) > 1:
        if effect.method not in ("poisson", "twfe"):
            return None
        treated = panel.treated[:, :, None].astype(float)
        left = fitted(panel, treated, inside=~close, ratio=effect.unit == "log_ratio")
        if left is None:
            return None
        low, high = left.interval(0, design.confidence)
        return {"estimate": float(left.coefficients[0]), "low": low, "high": high}
    try:
        again = design.estimated(panel.of_times(np.asarray(~close.any(axis=0))))
    except InputProblem:
        return None
    return {"estimate": again.estimate, "low": again.low, "high": again.high}
