"""Where the paper's own programme stops: so that a published figure can be met to its last digit.

Frank and Wolfe's steps from even weights, until one gains less than a least gain or their number runs out; once
after a hundred steps those weights that are small are set to nought. The optimum itself is in `simplex`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST_STEPS, STEPS, SMALL = 100, 10_000, 0.25


def stopped_early(columns: Floats, target: Floats, *, ridge: float, least: float) -> Floats:
    """Return the shares at which the published rule stops; `columns` is rows x candidates, `target` rows.

    The objective is (|columns w - target|^2 + ridge |w|^2) / rows; `least` squared is the least gain of a step.
    Source: Arkhangelsky and others (2021), the programme synthdid that goes with the paper.
    """
    even = np.full(columns.shape[1], 1 / columns.shape[1])
    first = _steps(columns, target, start=even, ridge=ridge, least=least, most=FIRST_STEPS)
    kept = np.where(first <= SMALL * first.max(), 0, first)
    return _steps(columns, target, start=kept / kept.sum(), ridge=ridge, least=least, most=STEPS)


def _steps(
    columns: Floats, target: Floats, *, start: Floats, ridge: float, least: float, most: int
) -> Floats:
    weights, last = start, np.inf
    for done in range(most):
        error = columns @ weights - target
        slope = columns.T @ error + ridge * weights
        towards = -weights.copy()
        towards[np.argmin(slope)] += 1
        moved = columns @ towards
        curve = moved @ moved + ridge * towards @ towards
        step = float(np.clip(-(slope @ towards) / curve, 0.0, 1.0)) if curve > 0 else 0.0
        weights = weights + step * towards
        value = (((error + step * moved) ** 2).sum() + ridge * (weights**2).sum()) / len(columns)
        if done >= 1 and last - value <= least**2:
            break
        last = value
    return weights
