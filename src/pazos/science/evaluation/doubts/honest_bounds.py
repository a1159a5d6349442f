"""How far might the places have drifted apart by themselves before the answer falls? Honest bounds on a real course.

The treated run beside the others in blocks of time, few enough for their covariance to be known (`courses`); on these
figures stand the sets of Rambachan and Roth (2023) (`bounds`). `relative_breakdown` is the drift from block to block, as a
multiple of the largest such drift before, at which the set for the mean effect first holds nought; `smooth_breakdown` the
change of the drift's slope from block to block. Covariances are stretched to Student's distribution with the primary's
degrees of freedom, since the sets take them as known.

The rule: True where an answer beyond chance stands with a drift as large as the largest before (breakdown 1 or more), False
where it does not. Nothing is decided of an estimate that is not beyond chance: there is no answer to fall.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from pazos.science.evaluation.bounds import Figures, breakdown, relative, relative_holds, smooth
from pazos.science.evaluation.courses import BY_TRENDS, course, width_of
from pazos.science.evaluation.effect import Check

if TYPE_CHECKING:
    from pazos.science.evaluation.courses import Course
    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

NAME = "honest_bounds"
RELATIVE = (0.0, 0.5, 1.0, 1.5, 2.0)
SMOOTH = (0.0, 0.05, 0.1, 0.25, 0.5)  # of the estimate, a block
FARTHEST = 4.0
STANDS_AT = 1.0


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return the drift at which the answer falls, and the honest sets on the way there."""
    if effect.method not in BY_TRENDS:
        return Check(NAME, None, {"why": "method"})
    blocks = course(panel, effect, width=width_of(panel))
    if blocks is None or not np.isfinite(blocks.covariance).all():
        return Check(NAME, None, {"why": "too_few"})
    degrees = float(effect.settings.get("degrees_of_freedom") or blocks.degrees)
    figures = figures_of(blocks, degrees=degrees, confidence=design.confidence)
    if not figures.error > 0:
        return Check(NAME, None, {"why": "no_variation"})
    error = 1 - design.confidence
    falls = breakdown(lambda bound: relative_holds(figures, 0.0, bound, error=error), most=FARTHEST, steps=32)
    size = abs(figures.mean)
    bends = breakdown(lambda bound: _holds_nought(figures, bound, error), most=size) if size > 0 else 0.0
    facts: dict[str, Any] = {
        "estimate_against_last_block": figures.mean,
        "times_in_one": blocks.width,
        "blocks_before": blocks.before + 1,
        "relative_breakdown": falls,
        "relative_looked_up_to": FARTHEST,
        "smooth_breakdown": bends,
        "smooth_breakdown_as_share": bends / size if bends is not None and size > 0 else None,
        "relative": [_row(bound, *relative(figures, bound, error=error)) for bound in RELATIVE],
        "smooth": [_smooth_row(figures, share * size, error) for share in SMOOTH],
        "course": blocks.rows(design.confidence),
    }
    if not effect.is_beyond_chance:
        return Check(NAME, None, {**facts, "why": "not_beyond_chance"})
    return Check(NAME, passed=falls is None or falls >= STANDS_AT, facts=facts)


def figures_of(blocks: Course, *, degrees: float, confidence: float) -> Figures:
    """Return the figures of a course, the covariance stretched so that normal intervals are Student's."""
    at = (1 + confidence) / 2
    stretch = float(stats.t.ppf(at, degrees) / stats.norm.ppf(at))
    return Figures(blocks.estimates, blocks.covariance * stretch**2, blocks.before, blocks.shares)


def _holds_nought(figures: Figures, bound: float, error: float) -> bool:
    found = smooth(figures, bound, error=error)
    return found.low <= 0 <= found.high


def _row(bound: float, low: float, high: float) -> dict[str, float]:
    return {"bound": bound, "low": low, "high": high}


def _smooth_row(figures: Figures, bound: float, error: float) -> dict[str, float]:
    found = smooth(figures, bound, error=error)
    return _row(bound, found.low, found.high)
