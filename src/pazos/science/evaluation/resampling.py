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

from pazos.science.evaluation.spreading import Draws, draws_of, spread
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.clustered import Regression

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BATCH = 1_000
WEBB_BELOW = 12
WEBB = np.array([-(1.5**0.5), -1.0, -(0.5**0.5), 0.5**0.5, 1.0, 1.5**0.5])
FEWEST = 99


@dataclass(frozen=True)
class Null:
    """Draws of a clustered t statistic as functions of the null `b`.

    The draw's distance is `numerator[0] - b numerator[1]`, its squared error `square[0] - 2 b square[1] + b^2 square[2]`.
    """

    estimate: float
    error: float
    numerator: Floats
    square: Floats
    # A permutation is one of the equally likely worlds, and so is the one we live in; a bootstrap draw is not.
    counts_itself: bool

    def p_value(self, null: float) -> float:
        """Return the share of draws at least as far out as what was seen, both sides together."""
        distance = np.abs(self.numerator[0] - null * self.numerator[1])
        squared = self.square[0] - 2 * null * self.square[1] + null**2 * self.square[2]
        seen = abs(self.estimate - null) / self.error
        # A draw that deals out what was seen ties with it but for the last digits.
        beyond = int((distance >= seen * np.sqrt(np.clip(squared, 0, None)) * (1 - 1e-9)).sum())
        drawn = len(distance)
        return (beyond + 1) / (drawn + 1) if self.counts_itself else beyond / drawn

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


def wild(found: Regression, *, draws: int, seed: int) -> Null:
    """Return the wild cluster bootstrap-t of the first coefficient with the null imposed (Cameron, Gelbach, Miller 2008).

    Rademacher's weights by unit, Webb's (2023) six points below 12 units. With few treated units it hardly ever
    rejects (MacKinnon and Webb 2017).
    """
    refuse_few(draws)
    path = found.regressors @ found.bread[:, 0]
    gain = 1 / found.bread[0, 0]
    shape = path * gain  # the treatment less units, times and the other regressors
    others = found.regressors[:, :, 1:]
    whole = found.residuals + found.coefficients[0] * shape
    parts = [_wild_parts(path, errors, others) for errors in (whole, shape)]
    own = (path * shape).sum(axis=1)
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


def _wild_parts(path: Floats, errors: Floats, others: Floats) -> tuple[Floats, Floats, Floats]:
    """Return each unit's score, and the two low factors of what times and covariates take from a draw's scores."""
    units, times, columns = others.shape
    scores = (path * errors).sum(axis=1)
    flat = others.reshape(units * times, columns)
    outer = np.hstack([errors, np.einsum("itk,it->ik", others, errors)])
    slopes = np.einsum("itk,it->ik", others, path) @ np.linalg.inv(flat.T @ flat) if columns else others[:, 0]
    return scores, outer, np.hstack([path / units, slopes])


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
