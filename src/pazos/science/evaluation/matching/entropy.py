"""Entropy balancing: weights as even as can be that make the others' means those of the treated exactly.

Source: Hainmueller (2012). The dual is a smooth convex function of as many numbers as there are features, solved by
Newton's steps with a line search. Where no weights do it, because the treated lie outside all the others, it is
refused: no answer is better than one by extrapolation that nobody sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 200
EXACT = 1e-9  # standard deviations


def entropy_weights(others: Floats, wanted: Floats, *, names: Sequence[str]) -> Floats:
    """Return weights of the `others` (units x features) that add up to one and have the means `wanted`.

    Raises:
        InputProblem: no such weights exist, with the features that are furthest off.
    """
    spread = others.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    centred = (others - wanted) / scale
    duals = np.zeros(others.shape[1])
    weights = np.full(len(others), 1 / len(others))
    for _ in range(STEPS):
        gap = weights @ centred
        if np.abs(gap).max() < EXACT:
            return weights
        curve = (centred * weights[:, None]).T @ centred - np.outer(gap, gap)
        step = np.linalg.lstsq(curve, -gap, rcond=1e-12)[0]
        duals, weights, moved = _along(centred, duals, step)
        if not moved:
            break
    gap = np.abs(weights @ centred)
    if gap.max() < 1e-6:
        return weights
    raise InputProblem(
        "No weights of the others make them like the treated in: {features}. The treated lie outside what there is to compare with. Take fewer features, other units, or by nearest.",
        features=listed(name for name, one in zip(names, gap, strict=True) if one >= 1e-6),
    )


def _along(centred: Floats, duals: Floats, step: Floats) -> tuple[Floats, Floats, bool]:
    """Return the duals and weights after as much of a step as lowers the dual."""
    value, _ = _dual(centred, duals)
    share = 1.0
    while share > 1e-10:
        tried = duals + share * step
        found, weights = _dual(centred, tried)
        if found < value:
            return tried, weights, True
        share /= 2
    return duals, _dual(centred, duals)[1], False


def _dual(centred: Floats, duals: Floats) -> tuple[float, Floats]:
    linear = centred @ duals
    top = float(linear.max())
    powers = np.exp(linear - top)
    return top + float(np.log(powers.sum())), np.asarray(powers / powers.sum(), dtype=float)
