"""Which mean of donors comes nearest to a target? Shares that are nought or more and add up to one.

The answer is the exact optimum: the gap between it and the best there can be is reckoned, and GAP of
the donors' mean sum of squares is sought. It is never the place where an iteration happened to stop: a problem that one way
leaves further off is solved by the other, and the gap of every problem is noted (see `optimality`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls.kernels import Family, Sought, Stop, active_set, dual_newton
from pazos.science.evaluation.controls.optimality import GAP, note

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.intp]

# Of the mean sum of squares: where several means fit alike, the most even one is taken, whatever the rows' order.
EVEN = 1e-10
LAST_DIGITS = 16 * float(np.finfo(float).eps)


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
    columns, wanted = _apart(donors, middle), np.ascontiguousarray(targets - middle)
    scale = _scale(columns)
    out = np.zeros((len(targets), len(donors)), dtype=bool) if banned is None else banned
    if ridge > 1e-3 * scale:
        weights, gaps = dual_newton(Sought(columns, wanted, out), np.array([ridge]), GAP * scale)
        return _noted(weights, gaps / scale)
    gram, least = columns @ columns.T, max(ridge, EVEN * scale)
    gram[np.diag_indices(len(gram))] += least
    which, linear = np.zeros(len(targets), dtype=np.int64), wanted @ columns.T
    family, stop = Family(gram[None], which, linear, out), Stop(GAP * scale, 4 * columns.shape[1] + 40)
    weights, gaps = active_set(family, stop)
    falling: Floats = scale * 10.0 ** np.arange(-1, -11, -1, dtype=np.float64)
    falling = np.array([*falling[falling > least], least], dtype=np.float64)

    def by_newton(late: Rows) -> tuple[Floats, Floats]:
        return dual_newton(Sought(columns, wanted[late], out[late]), falling, stop.tolerance)

    def by_more_steps(late: Rows) -> tuple[Floats, Floats]:
        some = Family(family.grams, which[late], linear[late], out[late])
        return active_set(some, stop._replace(steps=stop.steps + 4 * len(columns)))

    for way in (by_newton, by_more_steps):
        _solve_further(way, weights, gaps, enough=stop.tolerance)
    return _noted(weights, gaps / scale)


def _solve_further(
    way: Callable[[Rows], tuple[Floats, Floats]], weights: Floats, gaps: Floats, *, enough: float
) -> None:
    """Write better weights over those that are not near enough, where a further way finds them."""
    late = np.flatnonzero(~(gaps <= enough))
    if not len(late):
        return
    again, left = way(late)
    nearer = ~(gaps[late] <= left)
    weights[late[nearer]], gaps[late[nearer]] = again[nearer], left[nearer]


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
    return _noted(weights, gaps / (scale or 1.0))


def _noted(weights: Floats, gaps: Floats) -> Shares:
    note(gaps)
    return Shares(weights, gaps)


def _apart(donors: Floats, middle: Floats) -> Floats:
    """Return the donors less their mean; nought where they differ by the last digits of their numbers only."""
    columns = np.ascontiguousarray(donors - middle)
    digits = LAST_DIGITS * float(np.abs(donors).max())
    return columns if float(np.abs(columns).max()) > digits else np.zeros_like(columns)


def _scale(columns: Floats) -> float:
    """Return the donors' mean sum of squares about their common course."""
    return float((columns**2).sum(axis=1).mean()) or 1.0
