"""The figure of every set by the method itself, run anew: where no table serves (covariates, other comparisons).

Slow, so that there are fewer sets; they may be spread (see `spreading`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.panel import NEVER
from pazos.science.evaluation.spreading import spread
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Design

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def figures(panel: Panel, sets: Ints, *, design: Design) -> tuple[Floats, Floats]:
    """Return the estimate of each set and the estimate over its error; NaN where the plan's method refused it.

    `sets` are draws x treated, rows among the never treated of the panel.
    """
    pool = np.flatnonzero(panel.first == NEVER)
    again = partial(_one, panel.of_units(pool), panel.first[panel.ever], design=design.lean())
    found = np.array(spread(again, list(sets)), dtype=float).reshape(len(sets), 2)
    return found[:, 0], found[:, 1]


def over_its_error(effect: Effect) -> float:
    """Return an estimate over its error; NaN where there is none."""
    return effect.estimate / effect.standard_error if effect.standard_error > 0 else float("nan")


def _one(pool: Panel, starts: Ints, chosen: Ints, *, design: Design) -> tuple[float, float]:
    first = np.full(len(pool.units), NEVER)
    first[chosen] = starts
    try:
        effect = design.estimated(replace(pool, first=first))
    except InputProblem:
        return float("nan"), float("nan")
    return effect.estimate, over_its_error(effect)
