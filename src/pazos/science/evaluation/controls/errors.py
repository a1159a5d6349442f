"""How far off may a synthetic difference-in-differences be? Placebo, bootstrap and jackknife standard errors.

Source: Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), algorithms 2 to 4. The weights' penalty stays that of
the whole panel throughout, as in the paper's programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls.blocks import Block, Fitted, courses, fitted
from pazos.science.evaluation.controls.design import Design, mean_after, means_by_step
from pazos.science.evaluation.controls.placebo import assignments
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Parts = list[tuple[Block, Floats]]

KINDS = ("placebo", "bootstrap", "jackknife")


@dataclass(frozen=True)
class Errors:
    """Standard errors of the mean effect and of each step from the beginning; how many draws they rest on."""

    of_mean: float
    of_steps: Floats
    draws: int


def errors(
    design: Design, parts: Parts, found: list[Fitted], *, kind: str, draws: int, seed: int, solver: str
) -> Errors:
    """Return the standard errors of one kind.

    Raises:
        InputProblem: the kind is unknown, or too few units are treated (or too few are not) for it.
    """
    if kind not in KINDS:
        raise InputProblem(
            "Inference {kind} is unknown here; there are {known}.", kind=kind, known=", ".join(KINDS)
        )
    if kind == "placebo":
        return _placebo(design, parts, draws=draws, seed=seed, solver=solver)
    if len(design.slots) < 2:
        raise InputProblem("The {kind} needs at least two treated units; with one, take placebo.", kind=kind)
    if kind == "bootstrap":
        return _bootstrap(design, parts, draws=draws, seed=seed, solver=solver)
    return _jackknife(design, parts, found)


def _placebo(design: Design, parts: Parts, *, draws: int, seed: int, solver: str) -> Errors:
    donors, slots = len(design.donors), len(design.slots)
    if donors < slots + 2:
        raise InputProblem(
            "Placebos need at least two more untreated units ({donors}) than treated ones ({treated}); take bootstrap.",
            donors=donors,
            treated=slots,
        )
    drawn = assignments(donors, slots, draws=draws, seed=seed)
    banned = np.zeros((len(drawn), donors), dtype=bool)
    banned[np.arange(len(drawn))[:, None], drawn] = True
    own, at = [], 0
    for block, _ in parts:
        targets = block.pool[drawn[:, at : at + block.size]].mean(axis=1)
        own.append(courses(block, targets, fitted(block, targets, banned=banned, solver=solver)))
        at += block.size
    gaps = np.stack(own, axis=1)
    starts, counts = _starts(parts)
    return Errors(
        float(mean_after(gaps, starts, counts=counts).std()),
        means_by_step(gaps, starts, counts=counts).std(axis=0),
        len(drawn),
    )


def _starts(parts: Parts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array([block.first for block, _ in parts]), np.array([block.size for block, _ in parts])


def _bootstrap(design: Design, parts: Parts, *, draws: int, seed: int, solver: str) -> Errors:
    random, rows = np.random.default_rng(seed), np.concatenate((design.donors, design.slots))
    begin = np.concatenate((np.full(len(design.donors), -1), design.starts))
    latest, steps = int(design.starts.max()), []
    means = np.empty(draws)
    width = design.outcome.shape[1] + latest - int(design.starts.min())
    for draw in range(draws):
        while True:
            taken = random.integers(len(rows), size=len(rows))
            donors = taken[begin[taken] < 0]
            if len(np.unique(donors)) >= 2 and len(donors) < len(taken):
                break
        own, starts, counts = _redrawn(design.outcome[rows], taken, begin, parts=parts, solver=solver)
        means[draw] = mean_after(own, starts, counts=counts)
        line = np.full(width, np.nan)
        left = latest - int(starts.max())
        part = means_by_step(own, starts, counts=counts)
        line[left : left + len(part)] = part
        steps.append(line)
    return Errors(float(means.std()), np.nanstd(np.stack(steps), axis=0), draws)


def _redrawn(
    outcome: Floats, taken: NDArray[np.int64], begin: NDArray[np.int64], *, parts: Parts, solver: str
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return the courses of the cohorts that were drawn, their beginnings and how many units each has."""
    pool, own, starts, counts = outcome[taken[begin[taken] < 0]], [], [], []
    banned = np.zeros((1, len(pool)), dtype=bool)
    for block, _ in parts:
        mine = taken[begin[taken] == block.first]
        if not len(mine):
            continue
        # The whole panel's penalty: its noise and the number that begin in it.
        again = Block(pool, block.first, block.size, block.noise)
        target = outcome[mine].mean(axis=0)[None]
        own.append(courses(again, target, fitted(again, target, banned=banned, solver=solver))[0])
        starts.append(block.first)
        counts.append(len(mine))
    return np.stack(own), np.array(starts), np.array(counts)


def _jackknife(design: Design, parts: Parts, found: list[Fitted]) -> Errors:
    """Leave each unit out in turn; the weights are held, those of donors made to add up to one again."""
    lonely = [block.first for block, _ in parts if block.size < 2]
    if lonely:
        raise InputProblem(
            "The jackknife needs at least two units that begin together; {units} begins alone. Take placebo.",
            units=listed(design.names[int(row)] for row in design.slots[np.isin(design.starts, lonely)]),
        )
    starts, counts = _starts(parts)
    own = np.stack(
        [_without_a_donor(block, target, one) for (block, target), one in zip(parts, found, strict=True)],
        axis=1,
    )
    whole = np.stack(
        [courses(block, target[None], one)[0] for (block, target), one in zip(parts, found, strict=True)]
    )
    means, steps = [mean_after(own, starts, counts=counts)], [means_by_step(own, starts, counts=counts)]
    for place, ((block, target), one) in enumerate(zip(parts, found, strict=True)):
        for row in design.slots[design.starts == block.first]:
            rest = (block.size * target - design.outcome[row]) / (block.size - 1)
            changed, fewer = whole.copy(), counts - (np.arange(len(counts)) == place)
            changed[place] = courses(block, rest[None], one)[0]
            means.append(mean_after(changed[None], starts, counts=fewer))
            steps.append(means_by_step(changed[None], starts, counts=fewer))
    mean, step = np.concatenate(means), np.concatenate(steps)
    # (n - 1) / n times the sum of squares: n - 1 times the variance by n.
    return Errors(
        float(mean.std() * np.sqrt(len(mean) - 1)), step.std(axis=0) * np.sqrt(len(mean) - 1), len(mean)
    )


def _without_a_donor(block: Block, target: Floats, found: Fitted) -> Floats:
    """Return the course without each donor in turn, donors x times."""
    weights = np.tile(found.donors, (len(block.pool), 1))
    np.fill_diagonal(weights, 0)
    total = weights.sum(axis=1, keepdims=True)
    if total.min() < 1e-9:
        raise InputProblem(
            "The jackknife cannot be made: one untreated unit carries all the weight. Take placebo."
        )
    targets = np.tile(target, (len(block.pool), 1))
    return courses(block, targets, Fitted(weights / total, found.times))
