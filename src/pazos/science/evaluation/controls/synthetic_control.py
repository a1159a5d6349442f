"""Synthetic control: did the treated leave the weighted mean of donors that ran beside it before?

Weights are nought or more, add up to one, and bring the donors nearest to the treated's outcome at every time
before (Abadie, Diamond and Hainmueller 2010; all times before as predictors). Each treated unit has its own; the
effect is the mean of their gaps over treated units and times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.controls import doubts, placebo
from pazos.science.evaluation.controls.design import Design, design_of, mean_after
from pazos.science.evaluation.controls.simplex import nearest_means
from pazos.science.evaluation.effect import Check, Effect
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

OPTIONS: dict[str, Any] = {"control": "never", "inference": "placebo", "draws": 1000}
SMALL = 1e-9  # of the outcome's spread: a smaller gap before is a perfect fit


def estimate(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
    """Return the effect by synthetic controls, with placebos over all donors.

    `inference` is "placebo": p-value by the ratio of root mean squared gaps after and before; standard error the
    standard deviation of the placebos' effects; interval by the mean gap over the gap before.

    Raises:
        InputProblem: the panel has too few donors or times before, or the kind of inference is unknown.
    """
    if options["inference"] != "placebo":
        raise InputProblem(
            "Inference {kind} is unknown here; there are {known}.", kind=options["inference"], known="placebo"
        )
    design = design_of(panel, control=options["control"])
    weights, gap = own_weights(design)
    gaps = design.outcome[design.slots] - weights @ design.pool
    floor = SMALL * float(design.outcome.std())
    found = placebo.course_of(gaps, design.starts, floor=floor)
    drawn = placebo.assignments(len(design.donors), len(design.slots), draws=options["draws"], seed=seed)
    others = placebo.placebo_courses(placebo_gaps(design), design.starts, drawn=drawn, floor=floor)
    reach = placebo.half_width(found, others.mean, placebos=others, confidence=confidence)
    halves = placebo.half_width(found, others.steps, placebos=others, confidence=confidence)
    value, latest = float(found.mean), int(design.starts.max())
    return Effect(
        method="synthetic-control",
        estimate=value,
        low=value - float(reach),
        high=value + float(reach),
        standard_error=float(others.mean.std()),
        p_value=placebo.share_as_extreme(found, others),
        event_study=placebo.moments(found.steps, halves, latest=latest),
        weights=design.named(weights),
        checks=(
            doubts.pre_fit(found.steps, value, latest=latest, spread=doubts.own_spread(design)),
            doubts.concentration(weights),
            doubts.inside_hull(design),
            leave_one_out(design, weights, value=value, beyond=bool(abs(value) > reach)),
            Check("placebos_enough", None if np.isnan(reach) else True, {"placebos": len(drawn)}),
        ),
        settings={"inference": "placebo", "placebos": len(drawn), "control": "never", "optimality_gap": gap},
    )


def own_weights(design: Design, *, banned: int | None = None) -> tuple[Floats, float]:
    """Return each slot's weights of donors (slots x donors), and the largest gap to the optimum."""
    weights, gap = np.zeros((len(design.slots), len(design.donors))), 0.0
    for first, slots in design.cohorts:
        out = np.zeros((len(slots), len(design.donors)), dtype=bool)
        if banned is not None:
            out[:, banned] = True
        wanted = design.outcome[design.slots[slots], :first]
        found = nearest_means(design.pool[:, :first], wanted, banned=out)
        weights[slots], gap = found.weights, max(gap, float(found.gap.max()))
    return weights, gap


def placebo_gaps(design: Design) -> Floats:
    """Return each donor's gap from the mean of the other donors, slots x donors x times."""
    pool, found = design.pool, np.empty((len(design.slots), *design.pool.shape))
    for first, slots in design.cohorts:
        banned = np.eye(len(pool), dtype=bool)
        found[slots] = pool - nearest_means(pool[:, :first], pool[:, :first], banned=banned).weights @ pool
    return found


def leave_one_out(design: Design, weights: Floats, *, value: float, beyond: bool) -> Check:
    """Check what is left when one of the heaviest donors is taken out, each in turn."""
    carrying = doubts.heaviest(weights)
    if len(design.donors) < 3:
        return Check("leave_one_out", None, {"donors": len(design.donors)})
    found: dict[str, float] = {}
    for donor in carrying:
        without, _ = own_weights(design, banned=int(donor))
        gaps = design.outcome[design.slots] - without @ design.pool
        found[design.names[int(design.donors[donor])]] = float(mean_after(gaps, design.starts))
    return doubts.left_out(found, value=value, beyond=beyond)
