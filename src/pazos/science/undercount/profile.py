"""Between which bounds do the missed deaths lie, and what does the choice of model add?

The bounds of one model are those of its profile likelihood (Cormack 1992): every number of missed
deaths is tried, the rest of the model fitted to it, and those are kept that the data do not
refuse. They are not symmetric, and never below 0.

Over many models the bounds are those where the tail areas of all, weighted, leave half of what
may be missed on each side (Turek and Fletcher 2012): a model adds as much doubt as it has weight.
A single model is the case of weight 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import elementwise

from pazos.science.undercount.fitting import Design, fit_many, fit_poisson
from pazos.science.undercount.histories import Histories
from pazos.science.undercount.two_lists import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pazos.science.undercount.fitting import Criterion, Fits, Floats

Rows = NDArray[np.int64]
LIGHTEST = 1e-3
FARTHEST = 1e6
FEWEST = 1e-6


@dataclass(frozen=True)
class Profile:
    """The profile likelihood of the missed deaths: a model and its histories in each row."""

    design: Design
    counts: Floats
    peak: Floats
    height: Floats

    def signed_root(self, missed: Floats, rows: Rows) -> Floats:
        """Return how far `missed` lies from the peak of each of `rows`, in standard normal units."""
        fall = self.height[rows] - _likelihood(self.design.of(rows), self.counts[rows], missed)[0]
        root: Floats = np.sign(missed - self.peak[rows]) * np.sqrt(2 * fall.clip(min=0))
        return root


def profile(many: Sequence[Fits], places: Sequence[Rows]) -> Profile:
    """Return the profiles of the usable models at `places` of each of `many` fits, one after another."""
    chosen = [fits.design.of(here) for fits, here in zip(many, places, strict=True)]
    design = Design(
        many[0].design.rows,
        np.vstack([one.terms for one in chosen]),
        np.vstack([one.cells for one in chosen]),
    ).with_missed()
    counts = np.repeat([fits.histories.counts[1:] for fits in many], [len(here) for here in places], axis=0)
    start = np.concatenate([fits.missed[here] for fits, here in zip(many, places, strict=True)])

    def slope(missed: Floats, which: Floats) -> Floats:
        rows = which.astype(np.int64)
        return _likelihood(design.of(rows), counts[rows], missed)[1]

    peak = _root(slope, start, grows=False)
    return Profile(design, counts, peak, _likelihood(design, counts, peak)[0])


def _likelihood(design: Design, counts: Floats, missed: Floats) -> tuple[Floats, Floats]:
    """Return the log-likelihood of all deaths at so many missed, and its slope (models,)."""
    table = np.hstack([missed[:, None], counts])
    means, _, _ = fit_poisson(design, table)
    total = table.sum(axis=1)
    share = np.where(design.cells, means / total[:, None], 1.0)
    ways = special.gammaln(total + 1) - special.gammaln(missed + 1)
    slope = special.digamma(total + 1) - special.digamma(missed + 1) + np.log(share[:, 0])
    return ways + special.xlogy(table, share).sum(axis=1), slope


def _root(function: Callable[[Floats, Floats], Floats], start: Floats, *, grows: bool) -> Floats:
    """Return where `function` of missed deaths and a place crosses 0, for each place of `start`.

    Where it does not cross at all: 0 if it would below, infinity if it would above.
    """
    sign = 1.0 if grows else -1.0
    which = np.arange(len(start), dtype=np.float64)
    middle = np.log(start.clip(min=0.5))

    def logged(log_missed: Floats, places: Floats) -> Floats:
        return sign * function(np.exp(log_missed), places)

    answer = np.zeros(len(start))
    # Many lower bounds are 0, which no bracket would ever reach.
    left = np.flatnonzero(logged(np.full(len(start), math.log(FEWEST)), which) < 0)
    if not len(left):
        return answer
    found = elementwise.bracket_root(
        logged,
        middle[left] - 0.1,
        middle[left] + 0.1,
        xmin=math.log(FEWEST),
        xmax=middle.max() + math.log(FARTHEST),
        args=(which[left],),
        maxiter=40,
    )
    answer[left] = math.inf
    crossed = np.flatnonzero(found.success)
    if len(crossed):
        bracket = (found.bracket[0][crossed], found.bracket[1][crossed])
        places = which[left[crossed]]
        solved = elementwise.find_root(logged, bracket, args=(places,), tolerances={"xatol": 1e-7})
        answer[left[crossed]] = np.exp(solved.x)
    return answer


def profile_bounds(fits: Fits, places: Rows, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper bound of the missed deaths by each model at `places`."""
    shape = profile([fits], [places])
    limit = float(special.ndtri((1 + confidence) / 2))

    def below(missed: Floats, which: Floats) -> Floats:
        return shape.signed_root(missed, which.astype(np.int64)) + limit

    def above(missed: Floats, which: Floats) -> Floats:
        return shape.signed_root(missed, which.astype(np.int64)) - limit

    return _root(below, shape.peak / 2, grows=True), _root(above, shape.peak * 1.5, grows=True)


def averaged(fits: Fits, criterion: Criterion, *, confidence: float = 0.95) -> Interval:
    """Return the missed deaths over all models, as `averaged_many` does for one set of histories."""
    return averaged_many([fits], criterion, confidence=confidence)[0]


def averaged_many(many: Sequence[Fits], criterion: Criterion, *, confidence: float = 0.95) -> list[Interval]:
    """Return the missed deaths over all models for each of many fits of the same models.

    The estimate is the weighted mean of the models'. For the bounds a part of a death is added to
    each history, as in Sadinle's for two lists: a half with three lists, a quarter with four, an
    eighth with five. Without it they are too narrow where a history holds nobody. Models under a
    thousandth of the weight are left out of the bounds.
    """
    padded = fit_many([_padded(fits.histories) for fits in many], many[0].models)
    weights = [fits.weights(criterion) for fits in padded]
    places = [np.flatnonzero(each > LIGHTEST) for each in weights]
    shape = profile(padded, places)
    rows, shares = _gathered(weights, places)
    estimates = np.array([_mean(fits, fits.weights(criterion)) for fits in many])
    low, high = (
        _root(_tail(shape, rows, shares, aim=aim), estimates * near, grows=True)
        for aim, near in (((1 - confidence) / 2, 0.5), ((1 + confidence) / 2, 1.5))
    )
    return [Interval(*map(float, each)) for each in zip(estimates, low, high, strict=True)]


def _padded(given: Histories) -> Histories:
    counts = given.counts + 0.5 ** max(1, len(given.lists) - 2)
    counts[0] = 0
    return Histories(given.lists, counts)


def _gathered(weights: Sequence[Floats], places: Sequence[Rows]) -> tuple[Rows, Floats]:
    """Return for each fit the rows of its models in the profile and their shares, filled up to one length."""
    most = max(len(here) for here in places)
    firsts = np.cumsum([0, *(len(here) for here in places)])
    rows = np.array([np.minimum(first + np.arange(most), last - 1) for first, last in pairwise(firsts)])
    shares = [np.pad(each[here], (0, most - len(here))) for each, here in zip(weights, places, strict=True)]
    return rows, np.array(shares) / np.sum(shares, axis=1, keepdims=True)


def _mean(fits: Fits, weights: Floats) -> float:
    """Return the weighted mean of the missed deaths, taken on the logarithm of the total.

    It knows a model that misses nobody, and one that misses a hundred times the rest hardly moves it.
    """
    used, observed = weights > 0, fits.histories.observed
    return float(observed * np.expm1(weights[used] @ np.log1p(fits.missed[used] / observed)))


def _tail(shape: Profile, rows: Rows, shares: Floats, *, aim: float) -> Callable[[Floats, Floats], Floats]:
    """Return the weighted area below some missed deaths, less `aim`, both in standard normal units."""

    def tail(missed: Floats, which: Floats) -> Floats:
        here = which.astype(np.int64)
        spread = np.repeat(missed, rows.shape[1])
        roots = shape.signed_root(spread, rows[here].ravel()).reshape(len(missed), -1)
        area = (special.ndtr(roots) * shares[here]).sum(axis=1)
        return np.asarray(special.ndtri(area.clip(1e-15, 1 - 1e-15)) - special.ndtri(aim), dtype=np.float64)

    return tail
