"""How far may the treated drift away by themselves before an answer falls? Rambachan and Roth (2023), on figures alone.

From event-study estimates against the last time before, with their joint covariance, come sets that hold the mean effect
with the confidence asked for, when the drift is only bounded:

- `smooth`: its slope changes by at most M from one time to the next. A fixed-length interval about the best affine
  estimator (Donoho 1994; Armstrong and Kolesár 2018).
- `relative`: it moves from one time to the next by at most Mbar times the largest such move seen before. The union of
  tests, conditional on which bound binds, with a least-favourable first step (Andrews, Roth and Pakes 2023).

The moments of `relative` have as few vertices as there are times since, plus two, so that they are written down and not
searched for by linear programmes. Nothing here looks at a panel, and covariances are taken as known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special, stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST_STEP = 0.1  # the share of the error that the least-favourable first step may use
DRAWS = 1000
GRID = 1001
REACH = 20.0  # standard errors on either side in which a set is first looked for
FAR = 30.0  # beyond it, the folded normal is normal


@dataclass(frozen=True)
class Figures:
    """Estimates of `before` times and of those since, in order, against a reference between them; `target` weighs the latter."""

    estimates: Floats
    covariance: Floats
    before: int
    target: Floats

    @property
    def since(self) -> int:
        """How many times stand since the beginning."""
        return len(self.estimates) - self.before

    @cached_property
    def mean(self) -> float:
        """The estimate of the target."""
        return float(self.target @ self.estimates[self.before :])

    @cached_property
    def error(self) -> float:
        """Its standard error."""
        part = self.covariance[self.before :, self.before :]
        return float(np.sqrt(self.target @ part @ self.target))


def critical(bias: float, error: float = 0.05) -> float:
    """Return the point that |N(bias, 1)| exceeds with probability `error`."""
    if abs(bias) > FAR:
        return abs(bias) + float(stats.norm.isf(error))
    return float(np.sqrt(stats.ncx2.isf(error, 1, bias**2)))


@dataclass(frozen=True)
class Interval:
    """A fixed-length interval: its middle, half its length, the largest bias and the weights of all estimates."""

    estimate: float
    half: float
    bias: float
    weights: Floats

    @property
    def low(self) -> float:
        """The lower end."""
        return self.estimate - self.half

    @property
    def high(self) -> float:
        """The upper end."""
        return self.estimate + self.half


def smooth(figures: Figures, bound: float, *, error: float = 0.05) -> Interval:
    """Return the shortest fixed-length interval when the slope of the drift changes by at most `bound` a time.

    A straight drift makes no bias: what is left free are the weights on changes of slope before. The half length is convex
    in them, and their sum of absolute values is the bias.
    """
    count = figures.before
    ramp = np.arange(1.0, figures.since + 1)
    slopes = np.array([np.maximum(ramp - step, 0.0) @ figures.target for step in range(figures.since)])
    fixed = float(np.abs(slopes).sum())
    start, moves = _affine(count, float(ramp @ figures.target))
    base = np.concatenate([start, figures.target])
    directions = np.vstack([moves, np.zeros((figures.since, count - 1))])
    scale = figures.error
    covariance = figures.covariance / scale**2

    def half(split: Floats) -> tuple[float, Floats]:
        free = split[: count - 1] - split[count - 1 :]
        weights = base + directions @ free
        spread = float(np.sqrt(weights @ covariance @ weights))
        bias = bound / scale * (fixed + float(split.sum()))
        ratio = bias / spread
        point = critical(ratio, error)
        slope = _slope(point, ratio)
        of_spread = (point - slope * ratio) * (directions.T @ (covariance @ weights)) / spread
        of_bias = np.full(len(split), slope * bound / scale)
        return point * spread, np.concatenate([of_spread, -of_spread]) + of_bias

    split = np.zeros(2 * (count - 1))
    if count > 1:
        found = optimize.minimize(
            half,
            split,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None)] * len(split),
            options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5000, "maxfun": 20000},
        )
        split = np.asarray(found.x, dtype=float)
    free = split[: count - 1] - split[count - 1 :]
    weights = base + directions @ free
    bias = bound * (fixed + float(np.abs(free).sum()))
    spread = float(np.sqrt(weights @ figures.covariance @ weights))
    return Interval(
        float(weights @ figures.estimates), critical(bias / spread, error) * spread, bias, weights
    )


def _affine(count: int, rise: float) -> tuple[Floats, Floats]:
    """Return weights before that take out a straight drift, and the directions that keep it out, each by one change of slope.

    Times before stand at -count .. -1. Direction j moves the weight on the change of slope at -j by one.
    """
    start = np.zeros(count)
    start[-1] = rise
    moves = np.zeros((count, count - 1))
    for step in range(1, count):
        # The change of slope at -step is seen by what lies before it, less the same line by the times after.
        moves[count - 1 - step, step - 1] += 1.0
        moves[count - step, step - 1] -= 2.0
        if step > 1:
            moves[count - step + 1, step - 1] += 1.0
    return start, moves


def _slope(point: float, bias: float) -> float:
    """Return how the folded normal's point moves with the bias."""
    near, far = np.exp(-((point - bias) ** 2) / 2), np.exp(-((point + bias) ** 2) / 2)
    return float((near - far) / (near + far)) if near + far > 0 else 1.0


@dataclass(frozen=True)
class Moments:
    """One part of the union: the drift before whose move is largest. Vertices' values are `level` + `slope` x effect.

    `covariance` is that of the values. An effect is rejected where the largest value is too large.
    """

    level: Floats
    slope: Floats
    covariance: Floats
    first: float  # the least-favourable point, infinite without a first step

    def accepts(self, effects: Floats, *, error: float, first_step: float) -> NDArray[np.bool_]:
        """Return which effects are not rejected."""
        values = self.level[None, :] + effects[:, None] * self.slope[None, :]
        best = values.argmax(axis=1)
        largest = np.take_along_axis(values, best[:, None], axis=1)[:, 0]
        own = np.diag(self.covariance)[best]
        share = self.covariance[best] / np.where(own > 0, own, 1.0)[:, None]
        low, high = _truncation(values - share * largest[:, None], share)
        left = (error - first_step) / (1 - first_step)
        point = _truncated_point(np.sqrt(own), low, np.minimum(high, self.first), left)
        kept = largest <= np.maximum(point, 0.0)
        # Where the largest has no scatter, it is rejected when it is above nought.
        kept = np.where(own > 1e-14, kept, largest <= 0)
        return np.asarray(kept & (largest <= self.first), dtype=bool)


def _truncation(rest: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Return between which values the largest stays the largest, given everything that is independent of it."""
    gap = 1.0 - share
    tie = np.abs(gap) < 1e-10
    ratio = rest / np.where(tie, 1.0, gap)
    low = np.where(~tie & (gap > 0), ratio, -np.inf).max(axis=1)
    high = np.where(~tie & (gap < 0), ratio, np.inf).min(axis=1)
    return low, high


def _truncated_point(spread: Floats, low: Floats, high: Floats, error: float) -> Floats:
    """Return the upper points of centred normals kept between `low` and `high`."""
    safe = np.where(spread > 0, spread, 1.0)
    # From above, so that far tails keep their digits.
    upper, lower = special.ndtr(-low / safe), special.ndtr(-high / safe)
    point = -special.ndtri(lower + error * (upper - lower)) * safe
    return np.asarray(np.clip(point, low, high), dtype=float)


def parts_of(figures: Figures, bound: float, *, error: float, first_step: float) -> tuple[Moments, ...]:
    """Return the moments of each possible largest move before, with either sign."""
    return tuple(
        _moments(figures, bound, place=place, sign=sign, first_step=first_step)
        for place in range(figures.before)
        for sign in (1.0, -1.0)
    )


def _moments(figures: Figures, bound: float, *, place: int, sign: float, first_step: float) -> Moments:
    moves = _moves(figures)
    move, since = moves[place], moves[figures.before :]
    largest = sign * bound * move
    spread = [np.sqrt(((one - largest) @ figures.covariance) @ (one - largest)) for one in (*since, *-since)]
    up, down = np.array(spread[: len(since)]), np.array(spread[len(since) :])
    reach = np.cumsum(figures.target[::-1])[::-1]
    whole = reach @ since
    size = float(np.abs(reach).sum())
    above = np.where(reach > 0, up, down) @ np.abs(reach)
    below = np.where(reach > 0, down, up) @ np.abs(reach)
    rows = [(whole - size * largest) / above, (-whole - size * largest) / below]
    slopes = [-1.0 / above, 1.0 / below]
    rows += [-2 * largest / (one + other) for one, other in zip(up, down, strict=True)]
    vertices = np.array(rows)
    covariance = vertices @ figures.covariance @ vertices.T
    first = _least_favourable(covariance, first_step) if first_step else np.inf
    level = vertices @ figures.estimates
    return Moments(level, np.array(slopes + [0.0] * len(since)), covariance, first)


def _moves(figures: Figures) -> Floats:
    """Return each step from one time to the next as weights of the estimates, the reference at nought between them."""
    count, all_of_them = figures.before, len(figures.estimates)
    places = np.zeros((all_of_them + 1, all_of_them))
    places[:count, :count] = np.eye(count)
    places[count + 1 :, count:] = np.eye(figures.since)
    return np.asarray(np.diff(places, axis=0), dtype=float)


def _least_favourable(covariance: Floats, error: float) -> float:
    """Return the point that the largest of centred values exceeds with probability `error`, by draws of a fixed seed."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    drawn = np.random.default_rng(0).standard_normal((DRAWS, len(values))) @ root.T
    return max(0.0, float(np.quantile(drawn.max(axis=1), 1 - error)))


def relative(
    figures: Figures, bound: float, *, error: float = 0.05, hybrid: bool = True
) -> tuple[float, float]:
    """Return the least and largest effect not rejected, when each move is at most `bound` times the largest before.

    `hybrid` takes a tenth of the error for the least-favourable first step; without it the test is the conditional one.
    """
    first_step = FIRST_STEP * error if hybrid else 0.0
    parts = parts_of(figures, bound, error=error, first_step=first_step)

    def accepted(effects: Floats) -> NDArray[np.bool_]:
        found = np.zeros(len(effects), dtype=bool)
        for one in parts:
            found |= one.accepts(effects, error=error, first_step=first_step)
        return found

    reach = REACH * figures.error
    while True:
        grid = figures.mean + np.linspace(-reach, reach, GRID)
        inside = accepted(grid)
        if not inside[[0, -1]].any() or reach > 1e6 * figures.error:
            break
        reach *= 4
    if not inside.any():
        return float("nan"), float("nan")
    first, last = np.flatnonzero(inside)[[0, -1]]
    return _edge(accepted, grid[first], grid[first - 1]), _edge(accepted, grid[last], grid[last + 1])


def _edge(accepted: Callable[[Floats], NDArray[np.bool_]], inside: float, outside: float) -> float:
    for _ in range(40):
        middle = (inside + outside) / 2
        if accepted(np.array([middle]))[0]:
            inside = middle
        else:
            outside = middle
    return float(inside)


def breakdown(holds_nought: Callable[[float], bool], *, most: float, steps: int = 40) -> float | None:
    """Return the least bound at which a set first holds nought, None where it does not up to `most`."""
    grid = np.linspace(0.0, most, steps + 1)
    for low, high in zip([0.0, *grid[:-1]], grid, strict=True):
        if holds_nought(float(high)):
            outside, inside = float(low), float(high)
            break
    else:
        return None
    if inside == 0.0:
        return 0.0
    for _ in range(30):
        middle = (outside + inside) / 2
        outside, inside = (outside, middle) if holds_nought(middle) else (middle, inside)
    return inside


def relative_holds(figures: Figures, effect: float, bound: float, *, error: float = 0.05) -> bool:
    """Return whether one effect is not rejected when each move is at most `bound` times the largest before."""
    first_step = FIRST_STEP * error
    return any(
        bool(one.accepts(np.array([effect]), error=error, first_step=first_step)[0])
        for one in parts_of(figures, bound, error=error, first_step=first_step)
    )
