"""Did it move next door, or spread? The places around the treated, by the primary method against the same comparison.

The rule:

- False where the places around rose beyond chance: some of it moved there.
- True where they did not, and their interval leaves out that as many came up around as were averted in the treated.
- None otherwise (`cannot_exclude`; or nothing fell that could have moved, `nothing_averted`).

Beside it the deaths themselves: weighted displacement difference and quotient (see `displacement`). It is told beside
the verdict and decides nothing of it: places around are no part of the comparison, and what happens there changes what
an effect is worth, not whether there was one.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import meaning
from pazos.science.evaluation.displacement import Difference, weighted_displacement_quotient
from pazos.science.evaluation.effect import Check
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

    Floats = NDArray[np.float64]

NAME = "spill_over"


def examine(panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return what happened around the treated.

    Facts: `ring` (`units`, `estimate`, `low`, `high`, `p_value`, `deaths`, `deaths_low`, `deaths_high`: more than without),
    `averted`, `net` (deaths fewer in both), `direction` (displacement, diffusion, none), `difference` (local, around, total)
    and `quotient`, where the outcome is counted.
    """
    ring = around.ring
    why = _why_not(panel, ring)
    if why or ring is None:
        return Check(NAME, None, {"why": why or "no_ring"})
    beside = around_alone(panel, ring)
    facts: dict[str, Any] = {}
    if panel.is_counted and ring.is_counted:
        facts = _in_deaths(panel, ring, design=design)
    try:
        found = design.estimated(beside)
    except InputProblem as problem:
        return Check(NAME, None, {**facts, "why": "refused", "template": problem.template})
    fewer, averted = meaning.averted(found, beside), meaning.averted(effect, panel).estimate
    facts["ring"] = {
        "units": int(ring.ever.sum()),
        "estimate": found.estimate,
        "low": found.low,
        "high": found.high,
        "p_value": found.p_value,
        "deaths": -fewer.estimate,
        "deaths_low": -fewer.high,
        "deaths_high": -fewer.low,
    }
    facts |= {"averted": averted, "net": averted + fewer.estimate, "direction": _direction(found)}
    return _judged(found, facts, averted=averted, high=-fewer.low)


def around_alone(panel: Panel, ring: Panel) -> Panel:
    """Return the panel in which the places around stand where the treated stood; the comparison is the same."""
    never, beside = panel.of_units(~panel.ever), ring.of_units(ring.ever)
    shared = [name for name in panel.covariates if name in ring.covariates]
    exposed = never.exposure is not None and beside.exposure is not None
    return replace(
        never,
        units=(*beside.units, *never.units),
        outcome=np.vstack([beside.outcome, never.outcome]),
        first=np.concatenate([beside.first, never.first]),
        exposure=np.vstack([beside.exposure, never.exposure]) if exposed else None,  # type: ignore[list-item]
        covariates={name: np.vstack([beside.covariates[name], never.covariates[name]]) for name in shared},
    )


def _why_not(panel: Panel, ring: Panel | None) -> str:
    if ring is None or not ring.ever.any():
        return "no_ring"
    if ring.times != panel.times:
        return "other_times"
    return "no_comparison" if panel.ever.all() else ""


def _judged(found: Effect, facts: dict[str, Any], *, averted: float, high: float) -> Check:
    if found.low > 0:
        return Check(NAME, passed=False, facts=facts)
    if averted <= 0:
        return Check(NAME, None, {**facts, "why": "nothing_averted"})
    if not high < averted:
        return Check(NAME, None, {**facts, "why": "cannot_exclude"})
    return Check(NAME, passed=True, facts=facts)


def _direction(found: Effect) -> str:
    if not found.is_beyond_chance:
        return "none"
    return "displacement" if found.estimate > 0 else "diffusion"


def _in_deaths(panel: Panel, ring: Panel, *, design: Design) -> dict[str, Any]:
    """Return both published measures; the comparison stands for the treated by people at risk, or by places."""
    never = ~panel.ever
    (own, against), (ring_own, ring_against) = _coefficients(panel, panel), _coefficients(ring, panel)
    outcome = np.vstack([panel.outcome, ring.outcome])
    local = np.vstack([own + against, np.zeros_like(ring.outcome)])
    beside = np.vstack([ring_against, ring_own])
    differences = {
        name: asdict(Difference.of(coefficients, outcome, design.confidence))
        for name, coefficients in (("local", local), ("around", beside), ("total", local + beside))
    }
    facts: dict[str, Any] = {"difference": differences}
    begin = int(panel.first[panel.ever].min())
    pairs = [
        (float(part[:, :begin].sum()), float(part[:, begin:].sum()))
        for part in (panel.outcome[panel.ever], ring.outcome[ring.ever], panel.outcome[never])
    ]
    if min(pairs[2]) > 0:
        quotient = weighted_displacement_quotient(
            pairs[0], pairs[1], pairs[2], confidence=design.confidence, seed=design.seed
        )
        facts["quotient"] = {**asdict(quotient), "beginnings": len(panel.cohorts)}
    return facts


def _coefficients(panel: Panel, compared: Panel) -> tuple[Floats, Floats]:
    """Return the coefficients of the treated's cells, and those of the comparison's cells that stand against them.

    After the beginning a death counts one, before it as many times as there are times after for one before.
    """
    times = len(panel.times)
    after = panel.treated.astype(float)
    # A place that is never treated counts nothing here: its ratio is nought.
    ratio = np.where(panel.ever, (times - panel.first) / np.maximum(panel.first, 1), 0.0)
    own = after - (1 - after) * ratio[:, None]
    never = ~compared.ever
    sizes, pool = _sizes(panel), _sizes(compared)[never].sum()
    weighed = (own * sizes[:, None])[panel.ever].sum(axis=0) / pool
    return own, np.broadcast_to(-weighed, compared.outcome.shape) * never[:, None]


def _sizes(panel: Panel) -> Floats:
    if panel.exposure is None:
        return np.ones(len(panel.units))
    return np.asarray(panel.exposure.mean(axis=1), dtype=float)
