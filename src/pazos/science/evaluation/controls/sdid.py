"""Synthetic difference-in-differences: how far did the treated move from parallel donors, beside parallel times?

Donors and times are both weighed, and what differs by a constant is allowed for (Arkhangelsky and others 2021,
algorithm 1). Cohort by cohort where beginnings differ, each against units that are never treated; a cohort weighs
as many treated cells as it has (Clarke, Pailanir, Athey and Imbens 2023, equation 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr, ndtri

from pazos.science.evaluation.controls import doubts, errors
from pazos.science.evaluation.controls.blocks import Block, Fitted, courses, fitted, noise_of
from pazos.science.evaluation.controls.design import Design, design_of, mean_after, means_by_step
from pazos.science.evaluation.controls.optimality import stated
from pazos.science.evaluation.controls.placebo import moments
from pazos.science.evaluation.effect import Check, Effect
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Parts = list[tuple[Block, Floats]]

OPTIONS: dict[str, Any] = {"control": "never", "inference": "placebo", "draws": 200, "solver": "exact"}


@stated
def estimate(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
    """Return the effect by synthetic difference-in-differences, with a normal interval.

    `inference` is "placebo" (algorithm 4: donors treated on paper; each once where one unit is treated and `draws`
    allow), "bootstrap" (algorithm 2) or "jackknife" (algorithm 3, weights held). `solver` is "exact", the optimum,
    or "published", where the paper's programme stops.

    Raises:
        InputProblem: too few donors or times before, or too few treated units for the kind of inference.
    """
    if options["solver"] not in ("exact", "published"):
        raise InputProblem(
            "The solver {solver} is unknown; there are exact, published.", solver=options["solver"]
        )
    design = design_of(panel, control=options["control"])
    parts = cohorts_of(design)
    found = [one_cohort(block, target, solver=options["solver"]) for block, target in parts]
    starts = np.array([block.first for block, _ in parts])
    counts = np.array([block.size for block, _ in parts])
    own = np.stack(
        [courses(block, target[None], one)[0] for (block, target), one in zip(parts, found, strict=True)]
    )
    value = float(mean_after(own, starts, counts=counts))
    steps = means_by_step(own, starts, counts=counts)
    spread = errors.errors(
        design,
        parts,
        found,
        kind=options["inference"],
        draws=options["draws"],
        seed=seed,
        solver=options["solver"],
    )
    reach, latest = float(ndtri(0.5 + confidence / 2)), int(starts.max())
    error = spread.of_mean
    weights = np.vstack([one.donors for one in found]).repeat(counts, axis=0)[_slot_order(design)]
    return Effect(
        method="sdid",
        estimate=value,
        low=value - reach * error,
        high=value + reach * error,
        standard_error=error,
        p_value=float(2 * ndtr(-abs(value) / error)) if error > 0 else float("nan"),
        event_study=moments(steps, reach * spread.of_steps, latest=latest),
        weights=design.named(weights),
        checks=(
            doubts.pre_fit(steps, value, latest=latest, spread=doubts.own_spread(design)),
            doubts.concentration(weights),
            leave_one_out(
                design,
                parts,
                carrying=doubts.heaviest(weights),
                value=value,
                beyond=abs(value) > reach * error,
            ),
        ),
        settings={
            "inference": options["inference"],
            "draws": spread.draws,
            "control": "never",
            "solver": options["solver"],
            "time_weights": _time_weights(panel, parts, found),
        },
    )


def cohorts_of(design: Design) -> Parts:
    """Return each cohort's block and the mean course of its treated units."""
    return [
        (
            Block(design.pool, first, len(slots), noise_of(design.pool, first)),
            design.outcome[design.slots[slots]].mean(axis=0),
        )
        for first, slots in design.cohorts
    ]


def one_cohort(block: Block, target: Floats, *, solver: str) -> Fitted:
    """Return the weights of one cohort."""
    banned = np.zeros((1, len(block.pool)), dtype=bool)
    return fitted(block, target[None], banned=banned, solver=solver)


def leave_one_out(
    design: Design, parts: Parts, *, carrying: NDArray[np.intp], value: float, beyond: bool
) -> Check:
    """Check what is left when one of the heaviest donors is taken out, each in turn; weights are found anew."""
    if len(design.donors) < 3:
        return Check("leave_one_out", None, {"donors": len(design.donors)})
    banned = np.eye(len(design.donors), dtype=bool)[carrying]
    own = []
    for block, target in parts:
        targets = np.tile(target, (len(carrying), 1))
        own.append(courses(block, targets, fitted(block, targets, banned=banned, solver="exact")))
    starts, counts = np.array([b.first for b, _ in parts]), np.array([b.size for b, _ in parts])
    left = mean_after(np.stack(own, axis=1), starts, counts=counts).tolist()
    names = [design.names[int(row)] for row in design.donors[carrying]]
    return doubts.left_out(dict(zip(names, left, strict=True)), value=value, beyond=beyond)


def _slot_order(design: Design) -> NDArray[np.intp]:
    return np.argsort(np.concatenate([slots for _, slots in design.cohorts]))


def _time_weights(panel: Panel, parts: Parts, found: list[Fitted]) -> dict[str, dict[str, float]]:
    """Return, by the time each cohort begins, the weights of the times before it; those of nought left out."""
    return {
        panel.times[block.first]: {
            panel.times[place]: float(one) for place, one in enumerate(weights.times[0]) if one > 1e-9
        }
        for (block, _), weights in zip(parts, found, strict=True)
    }
