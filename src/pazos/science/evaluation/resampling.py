"""What would the figure be by chance? The wild cluster bootstrap and the permutation of the dates, and their intervals.

Both keep to the null hypothesis they test. The residuals under a null `b` are linear in `b`, so that a draw's
statistic is kept as a handful of sums and every null is tested from the same draws: the interval is what the test
does not reject. Memory is bounded by batches, which may be spread (see `spreading`); the digits depend on the seed
and the number of draws only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from pazos.science.evaluation.clustered import time_inverse
from pazos.science.evaluation.spreading import Draws, draws_of, spread
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pazos.science.evaluation.clustered import Regression

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BATCH = 1_000
WEBB_BELOW = 12
WEBB = np.array([-(1.5**0.5), -1.0, -(0.5**0.5), 0.5**0.5, 1.0, 1.5**0.5])
FEWEST = 99
FINE = 1e-8  # of the first step outwards: nearer than any machine rounds, so that the edges of an interval are the same on all
ENDLESS = 1e6
FARTHEST = 10.0  # a logarithm: ratios of more than 22,000 either way are not told from endless ones


@dataclass(frozen=True)
class Drawn:
    """How far out (a statistic's size) what was seen is, and each of the draws, under one null."""

    seen: float
    sizes: Floats
    # A permutation is one of the equally likely worlds, and so is the one we live in; a bootstrap draw is not.
    counts_itself: bool

    @property
    def p_value(self) -> float:
        """The share of draws at least as far out as what was seen."""
        # A draw that deals out what was seen ties with it but for the last digits.
        beyond = int((self.sizes >= self.seen * (1 - 1e-9)).sum())
        drawn = len(self.sizes)
        return (beyond + 1) / (drawn + 1) if self.counts_itself else beyond / drawn

    def excess(self, level: float) -> float:
        """Return how much further out than the farthest that is not rejected at a level it was seen."""
        drawn, own = len(self.sizes), int(self.counts_itself)
        # As many draws may be at least as far out before the share is above the level.
        allowed = int(np.floor(level * (drawn + own) + 1e-9)) - own
        if allowed < 0:
            return -self.seen - 1.0
        place = drawn - 1 - allowed
        # Draws without an error are endlessly far out; an edge is sought among numbers.
        return self.seen - min(float(np.partition(self.sizes, place)[place]), ENDLESS)


@dataclass(frozen=True)
class Null:
    """Draws of a clustered t statistic as functions of the null `b`.

    The draw's distance is `numerator[0] - b numerator[1]`, its squared error `square[0] - 2 b square[1] + b^2 square[2]`.
    """

    estimate: float
    error: float
    numerator: Floats
    square: Floats
    counts_itself: bool

    def under(self, null: float) -> Drawn:
        """Return the statistic's size and that of the draws, where the null is true."""
        distance = np.abs(self.numerator[0] - null * self.numerator[1])
        squared = self.square[0] - 2 * null * self.square[1] + null**2 * self.square[2]
        endless = np.full_like(distance, np.inf)
        sizes = np.divide(distance, np.sqrt(np.clip(squared, 0, None)), out=endless, where=squared > 0)
        return Drawn(abs(self.estimate - null) / self.error, sizes, self.counts_itself)

    def p_value(self, null: float) -> float:
        """Return the share of draws at least as far out as what was seen, both sides together."""
        return self.under(null).p_value

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return the nulls that are not rejected; infinite on a side where none ever is."""
        return self._edge(-1, 1 - confidence), self._edge(1, 1 - confidence)

    def _edge(self, side: int, level: float) -> float:
        def excess(reach: float) -> float:
            return self.p_value(self.estimate + side * reach * self.error) - level

        far = 2.0
        while excess(far) > 0:
            far *= 2
            if far > 1e4:
                return side * float("inf")
        return self.estimate + side * self.error * float(brentq(excess, 0.0, far, xtol=1e-6))


def inverted(
    test: Callable[[float], Drawn], *, centre: float, step: float, confidence: float
) -> tuple[float, float]:
    """Return the logarithms of ratios that a test does not reject; infinite on a side where none is in sight.

    `test` is drawn anew, from the same seed, at every null. The search begins at `centre`, by steps from twice `step`.
    """

    def edge(side: int) -> float:
        def excess(reach: float) -> float:
            return test(centre + side * reach).excess(1 - confidence)

        near, far = 0.0, 2 * step
        while excess(far) < 0:
            near, far = far, 2 * far
            if far > FARTHEST:
                return side * float("inf")
        return centre + side * float(brentq(excess, near, far, xtol=FINE * far))

    return edge(-1), edge(1)


def wild(found: Regression, *, draws: int, seed: int) -> Null:
    """Return the wild cluster bootstrap-t of the first coefficient with the null imposed (Cameron, Gelbach, Miller 2008).

    Rademacher's weights by unit, Webb's (2023) six points below 12 units. With few treated units it hardly ever
    rejects (MacKinnon and Webb 2017). Of a weighted regression the scores are drawn (Kline and Santos 2012).
    """
    refuse_few(draws)
    path = found.regressors @ found.bread[:, 0]
    gain = 1 / found.bread[0, 0]
    shape = path * gain  # the treatment less units, times and the other regressors
    whole = found.residuals + found.coefficients[0] * shape
    parts = _wild_parts(found, path, (found.weights * whole, found.weights * shape))
    own = (found.weights * path * shape).sum(axis=1)
    kept = spread(partial(_wild_batch, parts, own), draws_of(draws, seed=seed, size=BATCH))
    return _null(found, kept, counts_itself=False)


def _wild_batch(parts: list[tuple[Floats, Floats, Floats]], own: Floats, piece: Draws) -> Floats:
    drawn = _weights(piece.chance, piece.size, len(own))
    numerators = [drawn @ scores for scores, _, _ in parts]
    left = [
        drawn * scores - (drawn @ outer) @ inner.T - numerator[:, None] * own
        for (scores, outer, inner), numerator in zip(parts, numerators, strict=True)
    ]
    return _sums(numerators, left)


def _wild_parts(
    found: Regression, path: Floats, errors: tuple[Floats, ...]
) -> list[tuple[Floats, Floats, Floats]]:
    """Return each unit's score by weighted errors, and the low factors of what times and covariates take from a draw's."""
    others = found.regressors[:, :, 1:]
    units, times, columns = others.shape
    flat = others.reshape(units * times, columns)
    known = np.linalg.inv(flat.T @ (flat * found.weights.reshape(-1, 1)))
    pull = found.weights * path
    inner = np.hstack([pull @ time_inverse(found.weights), np.einsum("itk,it->ik", others, pull) @ known])
    return [
        ((path * one).sum(axis=1), np.hstack([one, np.einsum("itk,it->ik", others, one)]), inner)
        for one in errors
    ]


def randomised(found: Regression, first: Ints, *, draws: int, seed: int) -> Null:
    """Return the clustered t statistic with the dates dealt out again over the units (Fisher 1935; MacKinnon, Webb 2020).

    Exact where every unit might as well have had any other's date. Places were chosen because they were bad: where
    that is so, this answers how unusual the figure is among the units, no more.
    """
    refuse_few(draws)
    shape = found.regressors[:, :, 0]
    gain = float((shape**2).sum())
    whole = found.residuals + found.coefficients[0] * shape
    cohorts, place = np.unique(first, return_inverse=True)
    rows = shape[[int(np.flatnonzero(place == one)[0]) for one in range(len(cohorts))]]
    tables = [rows @ errors.T / gain for errors in (whole, shape)]
    own = (rows**2).sum(axis=1) / gain
    dealing = partial(_dealt_batch, tables, own, place)
    kept = spread(dealing, draws_of(draws, seed=seed, size=BATCH))
    return _null(found, kept, counts_itself=True)


def _dealt_batch(tables: list[Floats], own: Floats, place: Ints, piece: Draws) -> Floats:
    dealt = piece.chance.permuted(np.broadcast_to(place, (piece.size, len(place))), axis=1)
    scores = [table[dealt, np.arange(len(place))] for table in tables]
    numerators = [one.sum(axis=1) for one in scores]
    left = [one - numerator[:, None] * own[dealt] for one, numerator in zip(scores, numerators, strict=True)]
    return _sums(numerators, left)


def refuse_few(draws: int) -> None:
    """Refuse fewer draws than tell anything.

    Raises:
        InputProblem: there are fewer than 99.
    """
    if draws < FEWEST:
        raise InputProblem(
            "Ask for at least {fewest} draws; {draws} say nothing.", fewest=FEWEST, draws=draws
        )


def _weights(rng: np.random.Generator, size: int, units: int) -> Floats:
    if units < WEBB_BELOW:
        return np.asarray(rng.choice(WEBB, size=(size, units)), dtype=float)
    return np.asarray(rng.integers(0, 2, size=(size, units)) * 2.0 - 1.0, dtype=float)


def _sums(numerators: list[Floats], left: list[Floats]) -> Floats:
    whole, shape = left
    squares = [
        np.einsum("bi,bi->b", one, two) for one, two in ((whole, whole), (whole, shape), (shape, shape))
    ]
    return np.stack([*numerators, *squares])


def _null(found: Regression, kept: list[Floats], *, counts_itself: bool) -> Null:
    sums = np.concatenate(kept, axis=1)
    return Null(
        float(found.coefficients[0]), found.error(0), sums[:2], sums[2:] * found.factor, counts_itself
    )
