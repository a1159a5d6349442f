"""Would the same method have found an effect before anything was done? The beginning is moved back to several dates.

Only times before the first true beginning are looked at. Each date has a window of times after it that no other has,
and all times before it; a unit that began later than the first begins as much later here. The rule: under no effect
each date is beyond chance with a probability of (1 - confidence), and False is where as many as were seen, or more,
have a probability of one hundredth or less under that (exact binomial). Windows share the times before them, so that
the dates are not quite independent; one hundredth rather than five allows for it.

None where there are too few times for any number of dates to be that rare. It must never be read as a proof: silence
of a few short windows says little, and `smallest_seen` says how little.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from pazos.science.evaluation.effect import Check
from pazos.science.evaluation.panel import NEVER
from pazos.science.evaluation.spreading import spread
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

NAME = "placebo_in_time"
DATES = 8
LEAST_BEFORE = 3
LEAST_AFTER = 2
RARE = 0.01


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return how often the primary method found an effect where there was none.

    Facts: `rows` (one a date: `time`, `estimate`, `low`, `high`, `beyond`; or `why` where the method refused), `dates`,
    `beyond`, `probability` (of as many or more by chance), `smallest_seen` (the median half of the intervals' width).
    """
    del effect, around
    until = int(panel.first[panel.ever].min())
    dates, width = dates_of(until)
    rows = spread(partial(_once, panel, width=width, design=design.lean()), dates)
    known = [row for row in rows if "why" not in row]
    beyond, level = sum(bool(row["beyond"]) for row in known), 1 - design.confidence
    facts: dict[str, Any] = {
        "rows": rows,
        "dates": len(known),
        "beyond": beyond,
        "times_after_each": width,
        "rejected_at": RARE,
    }
    if level ** len(known) > RARE:
        return Check(NAME, None, {**facts, "why": _why_not(dates, rows)})
    probability = float(stats.binom.sf(beyond - 1, len(known), level))
    facts |= {
        "probability": probability,
        "smallest_seen": float(np.median([(row["high"] - row["low"]) / 2 for row in known])),
    }
    return Check(NAME, probability > RARE, facts)


def _why_not(dates: list[int], rows: list[dict[str, Any]]) -> str:
    if len(dates) < 2:
        return "too_few_times"
    return "no_interval" if any(row.get("why") == "no_interval" for row in rows) else "refused"


def dates_of(until: int) -> tuple[list[int], int]:
    """Return the places of the dates within `until` times, at most eight, and how many times each has after it."""
    before = max(LEAST_BEFORE, until // 4)
    width = max(LEAST_AFTER, -(-(until - before) // DATES))
    return list(range(before, until - width + 1, width)), width


def _once(panel: Panel, date: int, *, width: int, design: Design) -> dict[str, Any]:
    try:
        found = design.estimated(moved(panel, date, until=date + width))
    except InputProblem as problem:
        return {"time": panel.times[date], "why": problem.template}
    if not np.isfinite([found.low, found.high]).all():
        return {"time": panel.times[date], "why": "no_interval"}
    return {
        "time": panel.times[date],
        "estimate": found.estimate,
        "low": found.low,
        "high": found.high,
        "beyond": found.is_beyond_chance,
    }


def moved(panel: Panel, date: int, *, until: int) -> Panel:
    """Return the panel up to `until` with its first beginning at `date`; who would begin at `until` or later is left out."""
    first = np.where(panel.ever, panel.first - panel.first[panel.ever].min() + date, NEVER)
    inside = first < until
    return panel.of_units(inside, first=first[inside]).of_times(np.arange(len(panel.times)) < until)
