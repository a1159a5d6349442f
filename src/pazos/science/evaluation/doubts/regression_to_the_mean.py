"""Places were chosen BECAUSE they were bad: how much of the fall would have come by itself?

Whoever is chosen at the worst moment improves by chance alone (Galton 1886; Barnett, van der Pols and Dobson 2005).
Three figures are set apart, none of which needs to know the rule of the choice:

- `expected_by_chance`: what an estimate with no effect would be. The level before of every place is shrunk towards the
  mean of all by empirical Bayes (Robbins 1956; Morris 1983); deaths are Poisson with gamma levels. What was chosen by the
  data before is allowed for by all the data before.
- `without_choosing_months`: the same method with the months of the choice left out. The choice says nothing of other
  months but what the place is truly like.
- `as_bad`: the change of places as bad over those months that were not chosen, by the same method.

The rule: where the estimate is a fall beyond chance, False if it no longer is without the months of the choice; and
False if, whatever it is, it was helped by them by more than its own standard error. Where the months of the choice are
all there are before, the estimate less what is expected by chance takes that place (`decided_by`).
None (`no_interval`) where the method gives no standard error, or no figure without those months, to say it by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.effect import Check
from pazos.science.evaluation.panel import NEVER
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NAME = "regression_to_the_mean"
FEWEST = 2  # times left before the first beginning
AS_BAD = 3  # places; fewer tell nothing


@dataclass(frozen=True)
class Levels:
    """Each place's level over some times (a rate, or a mean), how far it says itself, and what is expected of it."""

    seen: Floats
    size: Floats  # exposure, or times
    expected: Floats


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return how much of the fall is expected by chance, and whether the answer stands without it."""
    if around.chosen is None:
        return Check(NAME, None, {"why": "not_chosen"})
    begins = min(panel.cohorts)
    chosen = np.zeros(len(panel.times), dtype=bool)
    chosen[max(0, around.chosen[0]) : max(0, around.chosen[1] + 1)] = True
    before = np.arange(len(panel.times)) < begins
    if not (chosen & before).any():
        return Check(NAME, None, {"why": "chosen_outside"})
    by_chance = expected_by_chance(panel, before, ratio=effect.unit == "log_ratio")
    without = _without(panel, chosen, design)
    decided_by = "without_choosing_months" if without else "expected_by_chance"
    left = (
        (without.estimate, without.high)
        if without
        else (effect.estimate - by_chance, effect.high - by_chance)
    )
    share = by_chance / effect.estimate if effect.estimate < 0 else None
    facts: dict[str, Any] = {
        "chosen_from": panel.times[int(np.flatnonzero(chosen)[0])],
        "chosen_to": panel.times[int(np.flatnonzero(chosen)[-1])],
        "estimate": effect.estimate,
        "expected_by_chance": by_chance,
        "share_of_estimate": share,
        "without_choosing_months": _plain(without),
        "times_left_before": int((before & ~chosen).sum()),
        **_at_their_worst(panel, chosen & before),
        "as_bad": _as_bad(panel, chosen & before, design),
        "decided_by": decided_by,
    }
    passed = _passed(effect, left)
    return Check(NAME, passed, {**facts, "why": "no_interval"} if passed is None else facts)


def _passed(effect: Effect, left: tuple[float, float]) -> bool | None:
    """Return whether the answer stands without what came by itself; None where figures are lacking to say it."""
    estimate, high = left
    if effect.is_beyond_chance and effect.estimate > 0:
        # Chosen for being bad: what comes by itself is a fall, and hides a rise.
        return True
    if effect.is_beyond_chance and high >= 0:
        return False
    if not np.isfinite([estimate, effect.standard_error]).all() or np.isnan(high):
        return None
    return not estimate - effect.estimate > effect.standard_error


def expected_by_chance(panel: Panel, before: Flags, *, ratio: bool) -> float:
    """Return what an estimate without any effect is expected to be, because of who was chosen: of the treated less of the others.

    As a logarithm of a ratio, or a difference by unit and time.
    """
    levels = _levels(panel, before)

    def change(places: Flags) -> float:
        size = levels.size[places]
        seen = float((size * levels.seen[places]).sum())
        expected = float((size * levels.expected[places]).sum())
        if ratio:
            return float(np.log(expected / seen)) if seen > 0 else float("nan")
        return (expected - seen) / (int(places.sum()) * int(before.sum()))

    if not (~panel.ever).any():
        return change(panel.ever)
    return change(panel.ever) - change(~panel.ever)


def _levels(panel: Panel, times: Flags) -> Levels:
    """Return the places' levels over some times and their shrunken ones."""
    values = panel.outcome[:, times]
    if not panel.of_times(times).is_counted:
        return _normal(values)
    size = np.full(len(values), float(values.shape[1]))
    if panel.exposure is not None:
        size = panel.exposure[:, times].sum(axis=1)
    return gamma_poisson(values.sum(axis=1), size)


def gamma_poisson(deaths: Floats, size: Floats) -> Levels:
    """Return rates shrunken to the mean of all: Poisson deaths, gamma rates by moments (Marshall 1991)."""
    seen = np.divide(deaths, size, out=np.zeros_like(deaths), where=size > 0)
    mean = float(deaths.sum() / size.sum())
    scatter = float((size * (seen - mean) ** 2).sum() / size.sum())
    between = max(scatter - mean / float(size.mean()), 0.0)
    chance = np.divide(mean, size, out=np.full_like(size, np.inf), where=size > 0)
    weight = between / (between + chance) if mean > 0 else np.zeros_like(size)
    return Levels(seen, size, mean + weight * (seen - mean))


def _normal(values: Floats) -> Levels:
    """Return means shrunken to the mean of all, chance by the scatter over times (Morris 1983)."""
    count = values.shape[1]
    seen = values.mean(axis=1)
    moved = values - seen[:, None] - (values.mean(axis=0) - values.mean())[None, :]
    chance = float((moved**2).sum() / max((len(values) - 1) * (count - 1), 1)) / count
    scatter = float(seen.var(ddof=1))
    weight = max(scatter - chance, 0.0) / scatter if scatter > 0 else 0.0
    mean = float(seen.mean())
    return Levels(seen, np.full(len(values), float(count)), mean + weight * (seen - mean))


def _at_their_worst(panel: Panel, chosen: Flags) -> dict[str, float]:
    """Return the level of the treated over the months of the choice, of all, and what theirs is expected to be."""
    levels = _levels(panel, chosen)
    size = levels.size[panel.ever]
    return {
        "level_when_chosen": float((size * levels.seen[panel.ever]).sum() / size.sum()),
        "level_expected_next": float((size * levels.expected[panel.ever]).sum() / size.sum()),
        "level_of_all": float((levels.size * levels.seen).sum() / levels.size.sum()),
    }


def _without(panel: Panel, chosen: Flags, design: Design) -> Effect | None:
    """Return the estimate by the plan's method with the months of the choice left out; None where too little is left."""
    shorter = panel.of_times(~chosen)
    if not shorter.ever.any() or min(shorter.cohorts) < FEWEST:
        return None
    return _estimated(shorter, design)


def _estimated(panel: Panel, design: Design) -> Effect | None:
    try:
        return design.estimated(panel)
    except InputProblem:
        return None


def _plain(effect: Effect | None) -> dict[str, float] | None:
    if effect is None:
        return None
    names = ("estimate", "low", "high", "standard_error")
    return {name: float(getattr(effect, name)) for name in names}


def _as_bad(panel: Panel, chosen: Flags, design: Design) -> dict[str, Any] | None:
    """Return the change of places as bad as the treated over the months of the choice, that never were treated.

    As many of the worst as were treated, if their level is no less than that of the least bad of the treated.
    """
    levels = _levels(panel, chosen)
    others = np.flatnonzero(~panel.ever)
    bad = others[levels.seen[others] >= levels.seen[panel.ever].min()]
    if len(bad) < AS_BAD or len(others) - len(bad) < AS_BAD:
        return None
    worst = bad[np.argsort(-levels.seen[bad], kind="stable")][: max(AS_BAD, int(panel.ever.sum()))]
    first = np.full(len(panel.units), NEVER)
    first[worst] = min(panel.cohorts)
    found = _plain(_estimated(panel.of_units(others, first=first[others]), design))
    return None if found is None else {"places": len(worst), **found}
