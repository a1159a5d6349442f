"""The figure of every set by synthetic controls: each untreated place is met by the others, once, and sets are means.

What a set is compared by is its mean gap after the beginning over the size of its gap before (Firpo and Possebom 2018),
as the intervals of `controls.placebo` have it: a set that was met badly before tells little by a large gap since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls import placebo
from pazos.science.evaluation.controls.blocks import Block, courses, fitted, noise_of
from pazos.science.evaluation.controls.design import design_of
from pazos.science.evaluation.controls.ridge import augmented_weights, penalty_by_leaving_times_out
from pazos.science.evaluation.controls.synthetic_control import SMALL, own_weights, placebo_gaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pazos.science.evaluation.controls.design import Design
    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Gaps:
    """The gaps of the treated (treated x times) and of every donor in each one's place (treated x donors x times)."""

    own: Floats
    others: Floats
    starts: Ints
    floor: float

    def figures(self, sets: Ints) -> tuple[Floats, Floats]:
        """Return the mean gap of each set (draws x treated, donors), and that over its gap before."""
        found = placebo.placebo_courses(self.others, self.starts, drawn=sets, floor=self.floor)
        return found.mean, found.mean / found.before

    def seen(self) -> tuple[float, float]:
        """Return the same of the treated."""
        found = placebo.course_of(self.own, self.starts, floor=self.floor)
        return float(found.mean), float(found.mean / found.before)


def gaps_of(panel: Panel, method: str) -> Gaps:
    """Return the gaps by one of `WAYS`."""
    design = design_of(panel, covariates=method == "synthetic-control")
    own, others = WAYS[method](design)
    return Gaps(own, others, design.starts, SMALL * float(design.outcome.std()))


def _plain(design: Design) -> tuple[Floats, Floats]:
    weights = own_weights(design)
    return design.outcome[design.slots] - weights @ design.pool, placebo_gaps(design)


def _with_times(design: Design) -> tuple[Floats, Floats]:
    """Return the gaps by synthetic difference-in-differences, each place by itself."""
    pool = design.pool
    own = np.empty((len(design.slots), pool.shape[1]))
    others = np.empty((len(design.slots), *pool.shape))
    for first, slots in design.cohorts:
        block = Block(pool, first, 1, noise_of(pool, first))
        mine = design.outcome[design.slots[slots]]
        nobody = np.zeros((len(slots), len(pool)), dtype=bool)
        own[slots] = courses(block, mine, fitted(block, mine, banned=nobody, solver="exact"))
        itself = np.eye(len(pool), dtype=bool)
        others[slots] = courses(block, pool, fitted(block, pool, banned=itself, solver="exact"))
    return own, others


def _augmented(design: Design) -> tuple[Floats, Floats]:
    pool = design.pool
    own = np.empty((len(design.slots), pool.shape[1]))
    others = np.empty((len(design.slots), *pool.shape))
    for first, slots in design.cohorts:
        mine = design.outcome[design.slots[slots]]
        penalty = penalty_by_leaving_times_out(pool[:, :first], mine[:, :first])
        own[slots] = mine - augmented_weights(pool[:, :first], mine[:, :first], penalty=penalty) @ pool
        for donor in range(len(pool)):
            rest = np.delete(pool, donor, axis=0)
            weights = augmented_weights(rest[:, :first], pool[[donor], :first], penalty=penalty)
            others[slots, donor] = pool[donor] - (weights @ rest)[0]
    return own, others


WAYS: dict[str, Callable[[Design], tuple[Floats, Floats]]] = {
    "synthetic-control": _plain,
    "sdid": _with_times,
    "augmented": _augmented,
}
