"""How sure is a regression with two-way fixed effects, when whatever happens in a unit hangs together over time?

Everything is computed from arrays units x times, exactly: units are swept out one by one and the times by one small
system, so nothing iterates and no dummies are made. It must never treat the months of one unit as independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import special
from scipy.linalg import LinAlgError, cho_factor, cho_solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def residual(values: Floats, weights: Floats | None = None) -> Floats:
    """Return `values` (units x times x columns) less what unit and time effects explain, by (weighted) least squares."""
    if weights is None:
        centred = values - values.mean(axis=1, keepdims=True)
        return np.asarray(centred - centred.mean(axis=0, keepdims=True), dtype=float)
    totals = weights.sum(axis=1)
    shares = weights / totals[:, None]
    centred = values - np.einsum("it,itk->ik", shares, values)[:, None, :]
    effects = _effects_of_times(weights, shares, right=np.einsum("it,itk->tk", weights, centred))
    return np.asarray(centred - effects[None] + (shares @ effects)[:, None, :], dtype=float)


def _effects_of_times(weights: Floats, shares: Floats, *, right: Floats) -> Floats:
    """Return the times' effects by one Cholesky factor, or by the pseudo-inverse where units share too few times.

    The normal equations leave the times' common level free: a constant matrix fixes it at nought, and changes nothing
    that is left after the units are swept out.
    """
    totals = weights.sum(axis=0)
    system = np.diag(np.where(totals > 0, totals, 1.0)) - weights.T @ shares
    try:
        factor = cho_factor(system + totals.mean() / len(totals), check_finite=False)
    except LinAlgError:
        return time_inverse(weights) @ right
    pivots = np.diag(factor[0])
    if pivots.min() ** 2 < 1e-9 * pivots.max() ** 2:
        return time_inverse(weights) @ right
    return np.asarray(cho_solve(factor, right, check_finite=False), dtype=float)


def time_inverse(weights: Floats) -> Floats:
    """Return the inverse of the times' normal equations after the units are swept out, times x times."""
    shares = weights / weights.sum(axis=1, keepdims=True)
    system = np.diag(weights.sum(axis=0)) - weights.T @ shares
    return np.asarray(np.linalg.pinv(system, rcond=1e-11, hermitian=True), dtype=float)


@dataclass(frozen=True)
class Regression:
    """A regression on residualised `regressors` (units x times x columns) with weights and residuals (units x times)."""

    coefficients: Floats
    regressors: Floats
    residuals: Floats
    weights: Floats

    @cached_property
    def bread(self) -> Floats:
        """The inverse of the regressors' weighted cross products, columns x columns."""
        units, times, columns = self.regressors.shape
        flat = self.regressors.reshape(units * times, columns)
        return np.asarray(np.linalg.inv(flat.T @ (flat * self.weights.reshape(-1, 1))), dtype=float)

    @cached_property
    def influence(self) -> Floats:
        """What each unit adds to each coefficient, units x columns; the columns add up to nought."""
        scores = ((self.weights * self.residuals)[:, None, :] @ self.regressors)[:, 0, :]
        return np.asarray(scores @ self.bread, dtype=float)

    @property
    def factor(self) -> float:
        """The usual factor for few clusters: G/(G-1) (N-1)/(N-K), unit effects nested in the clusters not counted."""
        units, times, columns = self.regressors.shape
        cells = int((self.weights > 0).sum())
        return float(units / (units - 1) * (cells - 1) / (cells - columns - times))

    @cached_property
    def covariance(self) -> Floats:
        """The covariance clustered by unit (Liang and Zeger 1986) with the usual factor."""
        return np.asarray(self.influence.T @ self.influence * self.factor, dtype=float)

    @cached_property
    def _known(self) -> dict[int, tuple[float, float]]:
        return {}

    @cached_property
    def _roots(self) -> tuple[Floats, Floats]:
        values, vectors = np.linalg.eigh(time_inverse(self.weights))
        roots = np.asarray(vectors * np.sqrt(np.clip(values, 0, None)), dtype=float)
        return roots, np.asarray(np.linalg.cholesky(self.bread), dtype=float)

    def satterthwaite(self, column: int) -> tuple[float, float]:
        """Return the degrees of freedom of a column's variance and how much too small it is expected to be.

        Bell and McCaffrey (2002) with independent errors as the working model (Imbens and Kolesár 2016): the moments of
        the clustered variance as a quadratic form, diagonal less low rank, so that no units x units matrix is needed.
        """
        if column not in self._known:
            self._known[column] = self._satterthwaite(column)
        return self._known[column]

    def _satterthwaite(self, column: int) -> tuple[float, float]:
        path = self.regressors @ self.bread[:, column]
        weighted = self.weights * path
        own = (weighted * path).sum(axis=1)
        of_times, of_regressors = self._roots
        slopes = (weighted[:, None, :] @ self.regressors)[:, 0, :] @ of_regressors
        times = weighted @ of_times
        low = np.hstack([times, slopes])
        squares = (low**2).sum(axis=1)
        trace = float((own - squares).sum())
        squared = float((own**2).sum() - 2 * (own * squares).sum() + ((low.T @ low) ** 2).sum())
        return max(trace**2 / squared, 1.0), float(own.sum()) / (trace * self.factor)

    def interval(self, column: int, confidence: float) -> tuple[float, float]:
        """Return the interval of a coefficient."""
        degrees, short = self.satterthwaite(column)
        reach = special.stdtrit(degrees, (1 + confidence) / 2) * self.error(column) * max(short, 1.0) ** 0.5
        return float(self.coefficients[column] - reach), float(self.coefficients[column] + reach)

    def error(self, column: int) -> float:
        """Return the standard error of a coefficient."""
        return float(self.covariance[column, column] ** 0.5)

    def p_value(self, column: int) -> float:
        """Return the probability of a coefficient as far from nought, by the distribution of its interval."""
        degrees, short = self.satterthwaite(column)
        distance = abs(self.coefficients[column]) / (self.error(column) * max(short, 1.0) ** 0.5)
        return float(2 * special.stdtr(degrees, -distance))


def regress(outcome: Floats, regressors: Floats) -> Regression:
    """Return the least-squares regression of a residualised outcome on residualised regressors."""
    units, times, columns = regressors.shape
    flat = regressors.reshape(units * times, columns)
    coefficients = np.asarray(np.linalg.solve(flat.T @ flat, flat.T @ outcome.ravel()), dtype=float)
    return Regression(coefficients, regressors, outcome - regressors @ coefficients, np.ones((units, times)))
