"""Augmented synthetic control: what the weighted mean of donors could not meet before, a ridge regression takes off.

Source: Ben-Michael, Feller and Rothstein (2021). Weights add up to one and may be below nought: how much is said
by a check. The penalty is found by leaving times out. Several treated units are met by the mean of their own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.controls import doubts
from pazos.science.evaluation.controls.conformal import conformal, course, one_beginning
from pazos.science.evaluation.controls.design import Design, design_of, mean_after, means_by_step
from pazos.science.evaluation.controls.optimality import stated
from pazos.science.evaluation.controls.ridge import augmented_weights, penalty_by_leaving_times_out
from pazos.science.evaluation.effect import Check, Effect, Moment
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

OPTIONS: dict[str, Any] = {"control": "never", "inference": "conformal", "course": True}
BELOW = 0.5  # weights below nought that add up to more than this lean on extrapolation


@stated
def estimate(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
    """Return the effect by ridge augmented synthetic controls, with a conformal interval of a constant effect.

    No draws are made, and the seed changes nothing. The standard error is not defined: NaN. With more than one
    beginning there is no conformal interval: NaN too, and a check that could not be made. Without `course` the event
    study is left out, on which nothing else rests and which takes most of the time.

    Raises:
        InputProblem: too few donors or times before, or the kind of inference is unknown.
    """
    del seed
    if options["inference"] != "conformal":
        raise InputProblem(
            "Inference {kind} is unknown here; there are {known}.",
            kind=options["inference"],
            known="conformal",
        )
    design = design_of(panel, control=options["control"])
    weights, penalties = _weights(design)
    gaps = design.outcome[design.slots] - weights @ design.pool
    value, latest = float(mean_after(gaps, design.starts)), int(design.starts.max())
    steps = means_by_step(gaps, design.starts)
    p_value, low, high = _inference(design, penalties, value=value, confidence=confidence)
    beyond = bool(low > 0 or high < 0)
    return Effect(
        method="augmented",
        estimate=value,
        low=low,
        high=high,
        standard_error=float("nan"),
        p_value=p_value,
        event_study=_course(design, penalties, steps, confidence) if options["course"] else (),
        weights=design.named(weights),
        checks=(
            doubts.pre_fit(steps, value, latest=latest, spread=doubts.own_spread(design)),
            extrapolation(weights),
            Check("conformal_interval", None if np.isnan(low) else True, {"times": panel.outcome.shape[1]}),
            _leave_one_out(design, weights, penalties, value=value, beyond=beyond),
        ),
        settings={"inference": "conformal", "control": "never", "penalties": penalties},
    )


def extrapolation(weights: Floats) -> Check:
    """Check how much the weights below nought add up to."""
    below = float(-np.minimum(weights.mean(axis=0), 0).sum())
    return Check("extrapolation", below <= BELOW, {"below_nought": below})


def _weights(design: Design) -> tuple[Floats, list[float]]:
    weights, penalties = np.zeros((len(design.slots), len(design.donors))), []
    for first, slots in design.cohorts:
        before, wanted = design.pool[:, :first], design.outcome[design.slots[slots], :first]
        penalties.append(penalty_by_leaving_times_out(before, wanted))
        weights[slots] = augmented_weights(before, wanted, penalty=penalties[-1])
    return weights, penalties


def _inference(
    design: Design, penalties: list[float], *, value: float, confidence: float
) -> tuple[float, float, float]:
    if len(design.cohorts) > 1:
        return float("nan"), float("nan"), float("nan")
    first, own = one_beginning(design), design.outcome[design.slots].mean(axis=0)
    weigh = partial(augmented_weights, penalty=penalties[0])
    found = conformal(design.pool, own, first=first, weigh=weigh, centre=value, confidence=confidence)
    return found.p_value, found.low, found.high


def _course(design: Design, penalties: list[float], steps: Floats, confidence: float) -> tuple[Moment, ...]:
    latest = int(design.starts.max())
    if len(design.cohorts) > 1:
        return tuple(Moment(k - latest, float(one), np.nan, np.nan) for k, one in enumerate(steps))
    own = design.outcome[design.slots].mean(axis=0)
    weigh = partial(augmented_weights, penalty=penalties[0])
    return course(design.pool, own, weigh=weigh, gaps=steps, first=latest, confidence=confidence)


def _leave_one_out(
    design: Design, weights: Floats, penalties: list[float], *, value: float, beyond: bool
) -> Check:
    """Check what is left when one of the heaviest donors is taken out, each in turn; the penalty is held."""
    if len(design.donors) < 3:
        return Check("leave_one_out", None, {"donors": len(design.donors)})
    found: dict[str, float] = {}
    for donor in doubts.heaviest(weights):
        pool = np.delete(design.pool, donor, axis=0)
        gaps = np.empty((len(design.slots), pool.shape[1]))
        for (first, slots), penalty in zip(design.cohorts, penalties, strict=True):
            own = design.outcome[design.slots[slots]]
            gaps[slots] = own - augmented_weights(pool[:, :first], own[:, :first], penalty=penalty) @ pool
        found[design.names[int(design.donors[donor])]] = float(mean_after(gaps, design.starts))
    return doubts.left_out(found, value=value, beyond=beyond)
