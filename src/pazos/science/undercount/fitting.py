"""What does each model of dependence say of the deaths in no list?

Counts of capture histories are Poisson with a log-linear mean (Fienberg 1972; Bishop, Fienberg
and Holland 1975), fitted by iterated least squares, all models at once. The constant is the
logarithm of the deaths missed. Where no death bears an interaction that a model allows, its
parameter is minus infinity: the histories that bear it are fitted as 0 and taken out (Chan,
Silverman and Vincent 2021). Where the constant itself runs to minus infinity the estimate is 0.
A model whose estimate is still not finite, or not unique, is marked and never used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.science.undercount.histories import Histories
    from pazos.science.undercount.models import Model

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Criterion = Literal["bic", "aic"]
CLOSE = 1e-8
# Where a mean runs to 0 the logarithm falls by about 1 a step: so many steps tell it from slow convergence.
STEPS = 40
NOTHING = 1e-9


@dataclass(frozen=True)
class Design:
    """Many models on the same histories.

    `rows` (histories, terms) is the matrix with every term; `terms` (models, terms) and `cells`
    (models, histories) say what each model keeps of it.
    """

    rows: Floats
    terms: Flags
    cells: Flags

    def of(self, chosen: NDArray[np.int64]) -> Design:
        """Return the models at the places `chosen`."""
        return Design(self.rows, self.terms[chosen], self.cells[chosen])

    def with_missed(self) -> Design:
        """Return the same models with history 0, in no list, as the first row."""
        first = np.zeros((1, self.rows.shape[1]))
        first[0, 0] = 1.0
        every = np.ones((len(self.cells), 1), dtype=bool)
        return Design(np.vstack([first, self.rows]), self.terms, np.hstack([every, self.cells]))


@dataclass(frozen=True)
class Fits:
    """Each model's estimate of the missed deaths; arrays have a place for each of `models`.

    `error` is the standard error of `missed` (not a number where that is 0 or infinite);
    `freedom` the degrees left; `usable` tells the models with a finite and unique estimate.
    """

    models: tuple[Model, ...]
    histories: Histories
    design: Design
    missed: Floats
    error: Floats
    deviance: Floats
    freedom: NDArray[np.int64]
    aic: Floats
    bic: Floats
    usable: Flags

    def p_value(self, place: int) -> float | None:
        """Return the chance of so bad a fit if the model were true; None when nothing is left to test."""
        free = int(self.freedom[place])
        return float(stats.chi2.sf(self.deviance[place], free)) if free > 0 else None

    def weights(self, criterion: Criterion) -> Floats:
        """Return the weight of each usable model, exp(-criterion / 2) made to sum to 1; 0 for others."""
        values = np.where(self.usable, self.aic if criterion == "aic" else self.bic, np.inf)
        if not self.usable.any():
            return np.zeros(len(values))
        weights: Floats = np.exp(-(values - values.min()) / 2)
        weights /= weights.sum()
        return weights


def fit_models(given: Histories, models: Sequence[Model]) -> Fits:
    """Fit every model of `models` to the histories."""
    return fit_many([given], models)[0]


def fit_many(given: Sequence[Histories], models: Sequence[Model]) -> list[Fits]:
    """Fit every model to each of many histories of as many lists, all in one sweep."""
    counts = np.repeat([one.counts[1:] for one in given], len(models), axis=0)
    design, asked, whole = _designed(counts, models, lists=len(given[0].lists))
    means, beta, settled = fit_poisson(design, counts)
    inside = whole & settled & (np.where(design.cells, means, 1.0).min(axis=1) > NOTHING)
    none = whole & ~inside & (beta[:, 0] < np.log(NOTHING))
    variance = np.linalg.inv(_information(design, np.where(inside[:, None], means, 1.0)))[:, 0, 0]
    missed = np.where(inside, np.exp(beta[:, 0].clip(max=700)), np.where(none, 0.0, np.inf))
    error = np.full(len(missed), np.nan)
    error[inside] = np.sqrt(missed[inside] + missed[inside] ** 2 * variance[inside])
    usable = inside | none
    likelihood = _log_likelihood(means, counts, design.cells)
    deviance = 2 * (_log_likelihood(counts, counts, design.cells) - likelihood)
    freedom = design.cells.sum(axis=1) - design.terms.sum(axis=1)
    aic = 2 * asked - 2 * likelihood
    bic = np.log(counts.sum(axis=1).clip(min=1)) * asked - 2 * likelihood
    parts = [slice(place, place + len(models)) for place in range(0, len(counts), len(models))]
    return [
        Fits(
            models=tuple(models),
            histories=one,
            design=Design(design.rows, design.terms[part], design.cells[part]),
            missed=missed[part],
            error=error[part],
            deviance=deviance[part],
            freedom=freedom[part],
            aic=aic[part],
            bic=bic[part],
            usable=usable[part],
        )
        for one, part in zip(given, parts, strict=True)
    ]


def _designed(
    counts: Floats, models: Sequence[Model], *, lists: int
) -> tuple[Design, NDArray[np.int64], Flags]:
    """Return the design, how many terms each model asked for, and whether its estimate can be unique."""
    every = [0, *(2**place for place in range(lists))]
    every += sorted({term for model in models for term in model})
    numbers, columns = np.arange(1, 2**lists), np.array(every)
    rows = ((numbers[:, None] & columns) == columns).astype(np.float64)
    one = np.array([[term.bit_count() < 2 or term in model for term in every] for model in models])
    asked = np.tile(one, (len(counts) // len(models), 1))
    absent = asked & (counts @ rows == 0)
    cells = ~(absent.astype(np.float64) @ rows.T > 0)
    design = Design(rows, asked & ~absent, cells)
    return design, asked.sum(axis=1), _is_whole(design)


def _is_whole(design: Design) -> Flags:
    """Return whether the columns that a model keeps are independent on the rows that it keeps."""
    whole = np.ones(len(design.cells), dtype=bool)
    doubtful = np.flatnonzero(~design.cells.all(axis=1))
    if len(doubtful):
        few = design.of(doubtful)
        kept = few.rows * few.cells[:, :, None] * few.terms[:, None, :]
        whole[doubtful] = np.linalg.matrix_rank(kept) == few.terms.sum(axis=1)
    return whole


def fit_poisson(design: Design, counts: Floats) -> tuple[Floats, Floats, Flags]:
    """Return means (models, histories), coefficients (models, terms) and whether each model settled."""
    means = counts + 0.5
    beta = np.zeros(design.terms.shape)
    settled = np.zeros(len(beta), dtype=bool)
    for _ in range(STEPS):
        places = np.flatnonzero(~settled)
        if not len(places):
            break
        few, now = design.of(places), means[places]
        working = np.where(few.cells, now * np.log(now) + counts[places] - now, 0.0)
        fresh = np.linalg.solve(_information(few, now), (working @ few.rows * few.terms)[:, :, None])[:, :, 0]
        settled[places] = np.abs(fresh - beta[places]).max(axis=1) < CLOSE
        beta[places] = fresh
        means[places] = np.exp((fresh @ few.rows.T).clip(-30, 30 + np.log1p(counts.max())))
    return np.where(design.cells, means, 0.0), beta, settled


def _information(design: Design, means: Floats) -> Floats:
    """Return the information of each model; a term that it does not keep stands alone with 1."""
    weight = np.where(design.cells, means, 0.0)
    whole = (design.rows.T[None] * weight[:, None, :]) @ design.rows
    kept = design.terms[:, :, None] & design.terms[:, None, :]
    lone = np.eye(design.rows.shape[1]) * ~design.terms[:, None, :]
    # A breath of ridge keeps a model that has no unique estimate from stopping the others.
    information: Floats = np.where(kept, whole, 0.0) + lone + 1e-12 * np.eye(design.rows.shape[1])
    return information


def _log_likelihood(means: Floats, counts: Floats, cells: Flags) -> Floats:
    each = special.xlogy(counts, np.where(cells, means, 1.0)) - means - special.gammaln(counts + 1)
    total: Floats = np.where(cells, each, 0.0).sum(axis=1)
    return total
