"""How sure is a matched difference in differences? By unit, by drawing units again, or by Abadie and Imbens.

Drawing units again is refused for neighbours: who is nearest jumps from draw to draw, and the bootstrap does not hold
there (Abadie and Imbens 2008).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.evaluation.matching.choosing import NEAREST, Chosen, How, choose
from pazos.science.evaluation.matching.contrast import Figure, Stack, stacked
from pazos.science.evaluation.resampling import refuse_few
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.matching.features import Features
    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

INFERENCES = ("cluster", "bootstrap", "abadie-imbens")
LOST = 0.05  # of draws that could not be balanced


@dataclass(frozen=True)
class Task:
    """Everything that a figure is made of."""

    panel: Panel
    features: Features
    how: How
    chosen: Chosen
    stack: Stack


@dataclass(frozen=True)
class Spread:
    """A figure with its interval."""

    estimate: float
    error: float
    low: float
    high: float
    p_value: float
    degrees: float


def spread(task: Task, *, inference: str, draws: int, seed: int, confidence: float) -> Spread:
    """Return the figure with its interval.

    Raises:
        InputProblem: an unknown inference, or one that does not hold for this way of choosing.
    """
    if inference not in INFERENCES:
        raise InputProblem(
            "The method {method} knows the inferences {known}; there is no {given}.",
            method="matching",
            known=", ".join(INFERENCES),
            given=inference,
        )
    figure = task.stack.contrasts([task.stack.after()], task.stack.before())
    value = float(figure.values[0])
    if inference == "cluster":
        return _clustered(figure, confidence)
    if inference == "abadie-imbens":
        return _normal(value, _abadie_imbens(task, value), confidence)
    found = _drawn(task, draws=draws, seed=seed)
    low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
    beyond = min(float((found <= 0).mean()), float((found >= 0).mean()))
    p_value = min(1.0, 2 * max(beyond, 1 / (len(found) + 1)))
    return Spread(value, float(found.std(ddof=1)), float(low), float(high), p_value, np.inf)


def _clustered(figure: Figure, confidence: float) -> Spread:
    value, error = float(figure.values[0]), figure.error(0)
    _refuse_none(error)
    reach = figure.reach(0, confidence)
    return Spread(
        value, error, value - reach, value + reach, figure.p_value(0), degrees=float(figure.degrees[0])
    )


def _normal(value: float, error: float, confidence: float) -> Spread:
    _refuse_none(error)
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * error
    p_value = float(2 * stats.norm.sf(abs(value) / error))
    return Spread(value, error, value - reach, value + reach, p_value, np.inf)


def _refuse_none(error: float) -> None:
    if not error > 0:
        raise InputProblem(
            "All units changed by exactly as much: there is no spread to tell an effect by chance from one."
        )


def _drawn(task: Task, *, draws: int, seed: int) -> Floats:
    refuse_few(draws)
    if task.how.by in NEAREST:
        raise InputProblem(
            "The bootstrap does not hold for nearest neighbours. Use --inference cluster or abadie-imbens, or weights."
        )
    rng = np.random.default_rng(seed)
    found: list[float] = []
    lost = 0
    while len(found) < draws:
        try:
            found.append(_again(task, rng))
        except InputProblem:
            lost += 1
        if lost > LOST * draws:
            raise InputProblem(
                "In {lost} of {draws} draws the treated were unlike all others. Take fewer features, or --inference cluster.",
                lost=lost,
                draws=len(found) + lost,
            )
    return np.array(found)


def _again(task: Task, rng: np.random.Generator) -> float:
    """Return the figure on units drawn again, each side from its own, with the weights found anew."""
    taken = np.concatenate(
        [rng.choice(side, len(side)) for side in (task.chosen.treated, task.chosen.others)]
    )
    panel = task.panel
    drawn = replace(panel.of_units(taken), units=tuple(map(str, range(len(taken)))))
    features = replace(task.features, values=task.features.values[taken])
    if (np.ptp(features.values, axis=0) == 0).any():
        raise InputProblem("Before the treatment all units were alike: there is nothing to match on.")
    chosen = choose(features, drawn.ever, task.how)
    # The times that measure hang on the first beginning of all, which a draw may lack.
    stack = stacked(drawn, features, chosen, ratio=task.stack.ratio, counts=task.stack.counts)
    return float(stack.contrasts([stack.after()], stack.before()).values[0])


def _abadie_imbens(task: Task, value: float) -> float:
    """Return the standard error of Abadie and Imbens (2006) of the effect on the treated, neighbours used again.

    A unit's variance is half the squared difference to the nearest of its own side in the features.
    """
    if task.how.by not in NEAREST or not task.how.replacement or task.stack.ratio:
        raise InputProblem(
            "Abadie and Imbens's variance is for nearest neighbours with replacement on the scale of differences."
        )
    if len(task.panel.cohorts) > 1:
        raise InputProblem("Abadie and Imbens's variance is for one beginning; use --inference cluster.")
    change = _changes(task)
    chosen = task.chosen
    kept = chosen.own > 0
    apart = change[chosen.treated] - chosen.pairs @ change[chosen.others]
    used, squares = chosen.totals, (chosen.pairs**2).sum(axis=0)
    own = _own_variance(task.features.values[chosen.others], change[chosen.others])
    whole = float(((apart[kept] - value) ** 2).sum() + ((used**2 - squares) * own).sum())
    return float(np.sqrt(whole) / kept.sum())


def _changes(task: Task) -> Floats:
    base, start = task.features.base, task.panel.cohorts[0]
    outcome = task.panel.outcome
    return np.asarray(outcome[:, start:].mean(axis=1) - outcome[:, base].mean(axis=1), dtype=float)


def _own_variance(values: Floats, change: Floats) -> Floats:
    standard = values / np.where(values.std(axis=0) > 0, values.std(axis=0), 1.0)
    apart = ((standard[:, None, :] - standard[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = apart.argmin(axis=1)
    return np.asarray((change - change[nearest]) ** 2 / 2, dtype=float)
