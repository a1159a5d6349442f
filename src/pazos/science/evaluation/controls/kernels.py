"""Least squares over shares (nought or more, adding up to one), many problems at once.

Two ways to the same optimum: an active set where few donors matter, which works on the Gram matrix that all
problems share, and Newton's method in the residuals where a ridge makes many matter. Neither may return
without the gap between what it found and the best there can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pazos.science.patterns.scan.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class Family(NamedTuple):
    """Problems p with `grams[which[p]]` and `linear[p]`, and no donor that `banned[p]` holds."""

    grams: Floats
    which: Ints
    linear: Floats
    banned: Flags


class Stop(NamedTuple):
    """The gap to the optimum that is small enough, and how many donors may come in on the way."""

    tolerance: float
    steps: int


class Quadratic(NamedTuple):
    """One objective w'Gw/2 - c'w."""

    gram: Floats
    linear: Floats


class Sought(NamedTuple):
    """`columns` is donors x times, `target` times (of one problem) or problems x times, `banned` alike by donors."""

    columns: Floats
    target: Floats
    banned: Flags


@compiled
def _decompose(matrix: Floats, size: int) -> None:
    """Write the lower Cholesky factor of the leading block over it."""
    for i in range(size):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            matrix[i, j] = np.sqrt(max(total, 1e-300)) if i == j else total / matrix[j, j]


@compiled
def _substitute(factor: Floats, vector: Floats, size: int) -> None:
    """Solve with the factor and its transpose, in place."""
    for i in range(size):
        total = vector[i]
        for k in range(i):
            total -= factor[i, k] * vector[k]
        vector[i] = total / factor[i, i]
    for i in range(size - 1, -1, -1):
        total = vector[i]
        for k in range(i + 1, size):
            total -= factor[k, i] * vector[k]
        vector[i] = total / factor[i, i]


@compiled
def _on_support(gram: Floats, linear: Floats, support: Ints, work: Floats) -> None:
    """Leave in the first row below the factor the best weights on a support, adding up to one, of any sign."""
    size, top = len(support), work.shape[0] - 2
    lift = gram[support[0], support[0]] + 1e-300
    for i in range(size):
        for j in range(i + 1):
            # Any constant may be added to a Gram matrix of weights that add up to one.
            work[i, j] = gram[support[i], support[j]] + lift
        work[top, i], work[top + 1, i] = linear[support[i]], 1.0
    _decompose(work, size)
    _substitute(work, work[top], size)
    _substitute(work, work[top + 1], size)
    ones = plain = 0.0
    for i in range(size):
        plain += work[top, i]
        ones += work[top + 1, i]
    for i in range(size):
        work[top, i] += (1.0 - plain) / ones * work[top + 1, i]


@compiled
def _blocked(weights: Floats, wanted: Floats, size: int) -> tuple[int, float]:
    """Return which weight reaches nought first on the way to the wanted ones, and at which share of the way."""
    place, share = -1, 1.0
    for i in range(size):
        if wanted[i] <= 0.0:
            reach = weights[i] / (weights[i] - wanted[i]) if weights[i] > wanted[i] else 0.0
            if reach < share or place < 0:
                place, share = i, min(reach, 1.0)
    return place, share


@compiled
def _lowest(values: Floats, banned: Flags) -> int:
    """Return the place of the least value that is not banned."""
    place = -1
    for j in range(len(values)):
        if not banned[j] and (place < 0 or values[j] < values[place]):
            place = j
    return place


@compiled
def _settle(one: Quadratic, support: Ints, held: Floats, size: int, work: Floats) -> int:
    """Move `held` to the best weights on a support, letting go of those that reach nought; return how many stay."""
    while True:
        _on_support(one.gram, one.linear, support[:size], work[: size + 2])
        place, share = _blocked(held, work[size], size)
        for i in range(size):
            held[i] += share * (work[size, i] - held[i])
        if place < 0:
            return size
        for i in range(place, size - 1):
            support[i], held[i] = support[i + 1], held[i + 1]
        size -= 1


@compiled
def _descend(one: Quadratic, banned: Flags, stop: Stop, weights: Floats) -> float:
    """Fill `weights` with the best shares and return how far above the optimum they may still be."""
    gram, linear = one.gram, one.linear
    count = len(linear)
    limit = min(count, stop.steps) + 1
    work = np.empty((limit + 2, limit))
    support, held, slope = np.zeros(limit, np.int64), np.zeros(limit), np.empty(count)
    for j in range(count):
        slope[j] = 0.5 * gram[j, j] - linear[j]
    support[0], held[0], size, gap = _lowest(slope, banned), 1.0, 1, np.inf
    for _ in range(stop.steps):
        for j in range(count):
            slope[j] = -linear[j]
        for i in range(size):
            slope += held[i] * gram[support[i]]
        entering, mean, known = _lowest(slope, banned), 0.0, size == limit
        for i in range(size):
            mean += held[i] * slope[support[i]]
            known = known or support[i] == entering
        gap = mean - slope[entering]
        if gap <= stop.tolerance or known:
            break
        support[size], held[size] = entering, 0.0
        size = _settle(one, support, held, size + 1, work)
    for i in range(size):
        weights[support[i]] = max(held[i], 0.0)
    weights /= weights.sum()
    return gap


@compiled
def active_set(family: Family, stop: Stop) -> tuple[Floats, Floats]:
    """Return weights (problems x donors) that minimise w'Gw/2 - c'w over shares, and the gap of each."""
    linear = family.linear
    weights, gaps = np.zeros(linear.shape), np.empty(len(linear))
    for p in range(len(linear)):
        one = Quadratic(family.grams[family.which[p]], linear[p])
        gaps[p] = _descend(one, family.banned[p], stop, weights[p])
    return weights, gaps


@compiled
def _project(values: Floats, banned: Flags, weights: Floats) -> None:
    """Fill `weights` with the nearest shares to `values` (Michelot 1986)."""
    total, count = 0.0, 0
    for j in range(len(values)):
        if not banned[j]:
            total += values[j]
            count += 1
    level = (total - 1.0) / count
    while True:
        total, left = 0.0, 0
        for j in range(len(values)):
            if not banned[j] and values[j] > level:
                total += values[j]
                left += 1
        if left == 0:  # numbers that are none: the gap will say so
            break
        level = (total - 1.0) / left
        if left == count:
            break
        count = left
    for j in range(len(values)):
        weights[j] = max(values[j] - level, 0.0) if not banned[j] else 0.0


@compiled
def _dual(sought: Sought, ridge: float, residual: Floats, weights: Floats) -> tuple[float, Floats]:
    """Return the dual objective at residuals, and its slope; `weights` are left at their answer to them."""
    columns, target, banned = sought
    values = np.dot(columns, residual) / ridge
    _project(values, banned, weights)
    slope = residual - target + np.dot(weights, columns)
    inner = np.dot(values, weights) - 0.5 * np.dot(weights, weights)
    return 0.5 * np.dot(residual, residual) - np.dot(target, residual) + ridge * inner, slope


@compiled
def _curvature(columns: Floats, weights: Floats, ridge: float, made: Floats) -> None:
    """Fill `made` with the second derivatives of the dual objective."""
    held = columns[weights > 0.0]
    total = held.sum(axis=0)
    made[:] = np.dot(held.T, held)
    for i in range(len(total)):
        for j in range(len(total)):
            made[i, j] = (made[i, j] - total[i] * total[j] / len(held)) / ridge
        made[i, i] += 1.0


@compiled
def _newton(sought: Sought, ridges: Floats, tolerance: float, weights: Floats) -> float:
    """Fill `weights` with the optimum at the last of falling ridges; return half the squared slope: the gap."""
    columns, target = sought.columns, sought.target
    residual, gap = target.copy(), np.inf
    work = np.empty((len(target) + 1, len(target)))
    for ridge in ridges:
        value, slope = _dual(sought, ridge, residual, weights)
        for _ in range(100):
            gap = 0.5 * np.dot(slope, slope)
            if gap <= tolerance:
                break
            _curvature(columns, weights, ridge, work[:-1])
            work[-1] = slope
            _decompose(work, len(target))
            _substitute(work, work[-1], len(target))
            descent, step = np.dot(slope, work[-1]), 1.0
            tried, moved = _dual(sought, ridge, residual - work[-1], weights)
            while tried > value - 1e-4 * step * descent and step > 1e-6:
                step *= 0.5
                tried, moved = _dual(sought, ridge, residual - step * work[-1], weights)
            residual, value, slope = residual - step * work[-1], tried, moved
            if step <= 1e-6:
                break
    return gap


@compiled
def dual_newton(sought: Sought, ridges: Floats, tolerance: float) -> tuple[Floats, Floats]:
    """Return weights minimising |b - A'w|^2/2 + ridge |w|^2/2 over shares, and the gap of each problem.

    Falling `ridges` lead to the last of them.
    """
    weights, gaps = np.zeros(sought.banned.shape), np.empty(len(sought.target))
    for p in range(len(gaps)):
        one = Sought(sought.columns, sought.target[p], sought.banned[p])
        gaps[p] = _newton(one, ridges, tolerance, weights[p])
    return weights, gaps
