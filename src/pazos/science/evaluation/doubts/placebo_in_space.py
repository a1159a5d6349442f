"""Would the same figure come out of places where nothing was done? Sets of them are declared treated.

Random sets of as many places; and, where distances are known, sets that lie together as the treated do, since what
happens by chance happens to neighbours together. The p-value is the share of sets at least as extreme, the treated
among them (Fisher 1935), both sides together. The rule:

- False where the effect is beyond chance by its interval and not among places: more than (1 - confidence) of the
  sets that are most like the treated (those that lie together, where distances are known) are as extreme.
- None where there are too few places for any set to be that rare, the method knows no comparison or gives no error
  to compare sets by, the weights of some place are further from the best there are than is allowed, or the model of
  deaths that sets are scored by does not settle.
- True otherwise.

The treated are left out of every set and of what sets are compared with. It must never be read as a probability that
there was no effect; places were chosen because they were bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.controls.optimality import noting
from pazos.science.evaluation.declared import refits
from pazos.science.evaluation.declared.counts import score
from pazos.science.evaluation.declared.linear import WEIGHTS, linear
from pazos.science.evaluation.declared.sets import contiguous_sets, random_sets
from pazos.science.evaluation.declared.synthetic import WAYS, gaps_of
from pazos.science.evaluation.effect import Check
from pazos.science.evaluation.panel import NEVER
from pazos.science.evaluation.spreading import spread
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Figures = Callable[[Ints], tuple[Floats, Floats]]

NAME = "placebo_in_space"
DRAWS = 9_999
TOGETHER = 1_999  # sets that lie together: there are fewer that differ
REFITS = 199
BINS = 40
ALONE = frozenset({"its"})  # methods that compare with no other place, unless a control is asked for


@dataclass(frozen=True)
class Chance:
    """How the sets came out: their estimates, what they are compared by, and by how far the treated stand out."""

    estimates: Floats
    p_value: float
    sets: int

    @classmethod
    def of(cls, estimates: Floats, sizes: Floats, seen: float) -> Chance:
        """Return the chance of a size as far out as the one seen; sets without a figure are left out."""
        known = np.isfinite(estimates) & np.isfinite(sizes)
        as_far = int((np.abs(sizes[known]) >= abs(seen) * (1 - 1e-9)).sum())
        return cls(estimates[known], (1 + as_far) / (1 + int(known.sum())), int(known.sum()))

    @property
    def bins(self) -> list[dict[str, float]]:
        """The distribution of the estimates, for a plot."""
        if not self.sets:
            return []
        counts, edges = np.histogram(self.estimates, bins=BINS)
        rows = zip(edges[:-1], edges[1:], counts, strict=True)
        return [{"low": float(low), "high": float(high), "sets": int(count)} for low, high, count in rows]


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return how unusual the effect is among places where nothing was done.

    Facts: `estimate`, `p_value`, `draws`, `by` (table, score, gaps or refits), `distribution` (bins of low, high, sets), `optimality_gap` where places have weights, and
    with distances `p_value_contiguous`, `distribution_contiguous`, `groups`.
    """
    why = _why_not(panel, design)
    if why:
        return Check(NAME, None, {"why": why, "places": int((~panel.ever).sum())})
    try:
        with noting() as noted:
            by, figures, seen = _way(panel, effect, design)
    except InputProblem as problem:
        return Check(NAME, None, {"why": "refused", "template": problem.template})
    if noted.is_too_large:
        return Check(NAME, None, {"why": "not_solved", "optimality_gap": noted.largest})
    if np.isnan(seen):
        # Beside no figure no set is as far out: every answer would pass.
        return Check(NAME, None, {"why": "no_interval", "by": by})
    draws = REFITS if by == "refits" else DRAWS
    anywhere = _chance(figures, random_sets(panel, draws=draws, seed=design.seed), seen)
    facts: dict[str, Any] = {
        "estimate": effect.estimate,
        "p_value": anywhere.p_value,
        "draws": anywhere.sets,
        "by": by,
        "distribution": anywhere.bins,
    }
    if by == "gaps":
        facts |= {"optimality_gap": noted.largest, "problems_solved": noted.problems}
    deciding = anywhere
    if around.metres is not None and panel.ever.sum() > 1:
        together = contiguous_sets(panel, around.metres, draws=min(draws, TOGETHER), seed=design.seed)
        deciding = _chance(figures, together, seen)
        facts |= {
            "p_value_contiguous": deciding.p_value,
            "distribution_contiguous": deciding.bins,
            "sets_contiguous": len(np.unique(np.sort(np.concatenate(together), axis=1), axis=0)),
        }
    return _judged(effect, deciding, facts, level=1 - design.confidence)


def _judged(effect: Effect, chance: Chance, facts: dict[str, Any], *, level: float) -> Check:
    rarest = 1 / (1 + min(chance.sets, facts.get("sets_contiguous", chance.sets)))
    if rarest > level + 1e-12:
        return Check(NAME, None, {**facts, "why": "too_few_places"})
    return Check(NAME, not (effect.is_beyond_chance and chance.p_value > level), facts)


def _why_not(panel: Panel, design: Design) -> str | None:
    if design.primary.method in ALONE and not design.primary.options.get("control"):
        return "no_comparison"
    if (~panel.ever).sum() < panel.ever.sum() + 2:
        return "too_few_places"
    if not panel.outcome[~panel.ever].any():
        return "nothing_happened"
    return None


def _way(panel: Panel, effect: Effect, design: Design) -> tuple[str, Figures, float]:
    """Return how sets are reckoned, the function of their figures, and what the treated are compared by (NaN: nothing)."""
    way = design.primary
    pool, starts = np.flatnonzero(panel.first == NEVER), panel.first[panel.ever]
    treated = np.flatnonzero(panel.ever)[None, :]
    plain = not panel.covariates and way.options.get("control") in (None, "never")
    if way.method in WAYS:
        gaps = gaps_of(panel, way.method)
        return "gaps", gaps.figures, gaps.seen()[1]
    if plain and way.method in WEIGHTS and way.options.get("aggregation") in (None, "simple"):
        whole = linear(way.method, panel.outcome, starts).figures(treated)
        table = linear(way.method, panel.outcome[pool], starts)
        return "table", table.figures, float(whole[1][0])
    if plain and way.method == "poisson":
        exposed = np.ones_like(panel.outcome) if panel.exposure is None else panel.exposure
        whole = score(panel.outcome, exposed, starts).figures(treated)
        return "score", score(panel.outcome[pool], exposed[pool], starts).figures, float(whole[1][0])
    return "refits", partial(refits.figures, panel, design=design), refits.over_its_error(effect)


def _chance(figures: Figures, sets: list[Ints], seen: float) -> Chance:
    parts = spread(figures, sets) if len(sets) > 1 else [figures(sets[0])]
    estimates, sizes = (np.concatenate(one) for one in zip(*parts, strict=True))
    return Chance.of(estimates, sizes, seen)
