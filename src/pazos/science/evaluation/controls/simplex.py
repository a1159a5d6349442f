"""Which mean of donors comes nearest to a target? Shares that are nought or more and add up to one.

The answer is the exact optimum: the gap between it and the best there can be is reckoned and held below GAP of
the donors' mean sum of squares. It is never the place where an iteration happened to stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls.kernels import Family, Sought, Stop, active_set, dual_newton

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

GAP = 1e-12
# Of the mean sum of squares: where several means fit alike, the most even one is taken, whatever the rows' order.
EVEN = 1e-10


@dataclass(frozen=True)
class Shares:
    """`weights` is problems x donors; `gap` how far each objective may be above its optimum, as a share of the scale."""

    weights: Floats
    gap: Floats


def nearest_means(
    donors: Floats, targets: Floats, *, banned: Flags | None = None, ridge: float = 0.0
) -> Shares:
    """Return the shares w that minimise |target - w donors|^2 + ridge |w|^2, for each target.

    `donors` is donors x times, `targets` problems x times, `banned` (problems x donors) who may not be used.
    All problems share one Gram matrix.
    """
    middle = donors.mean(axis=0)
    columns, wanted = np.ascontiguousarray(donors - middle), np.ascontiguousarray(targets - middle)
    scale = _scale(columns)
    out = np.zeros((len(targets), len(donors)), dtype=bool) if banned is None else banned
    if ridge > 1e-3 * scale:
        weights, gaps = dual_newton(Sought(columns, wanted, out), np.array([ridge]), GAP * scale)
        return Shares(weights, gaps / scale)
    gram = columns @ columns.T
    gram[np.diag_indices(len(gram))] += max(ridge, EVEN * scale)
    which, linear = np.zeros(len(targets), dtype=np.int64), wanted @ columns.T
    steps = 4 * columns.shape[1] + 40
    weights, gaps = active_set(Family(gram[None], which, linear, out), Stop(GAP * scale, steps))
    late = gaps > 10 * GAP * scale
    if late.any():
        falling: Floats = scale * 10.0 ** np.arange(-1, -11, -1, dtype=np.float64)
        last = max(ridge, EVEN * scale)
        falling = np.array([*falling[falling > ridge], last], dtype=np.float64)
        weights[late], gaps[late] = dual_newton(
            Sought(columns, wanted[late], out[late]), falling, GAP * scale
        )
    return Shares(weights, gaps / scale)


def nearest_by_gram(grams: Floats, linear: Floats, ridges: Floats) -> Shares:
    """Return the shares that minimise w'Gw - 2c'w + ridge |w|^2 of each problem's own Gram matrix (written over)."""
    places, scale = (
        np.arange(grams.shape[1]),
        float(np.trace(grams, axis1=1, axis2=2).mean()) / grams.shape[1],
    )
    grams[:, places, places] += np.maximum(ridges, EVEN * (scale or 1.0))[:, None]
    banned, tolerance = np.zeros(linear.shape, dtype=bool), GAP * (scale or 1.0)
    weights, gaps = active_set(
        Family(grams, np.arange(len(linear)), linear, banned), Stop(tolerance, 10 * len(places) + 40)
    )
    return Shares(weights, gaps / (scale or 1.0))


def _scale(columns: Floats) -> float:
    """Return the donors' mean sum of squares about their common course."""
    return float((columns**2).sum(axis=1).mean()) or 1.0
