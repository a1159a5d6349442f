"""What would this place's rate be, if its few deaths were read in the light of the others'?

Empirical Bayes: each place's rate is pulled towards the mean of all places (or of its
neighbours), the more so the fewer its people. The mean and the spread of the places are
estimated by moments (Marshall 1991) or by maximum likelihood (Clayton and Kaldor 1987); both
are the mean of the same gamma posterior, which also gives the interval.

The interval takes the estimated mean and spread as known, so it is slightly too narrow with
few places. It must never be read as the interval of the crude rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import optimize, sparse, special

from pazos.science.rates.rate import poisson_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

Prior = Literal["moments", "likelihood"]


@dataclass(frozen=True)
class Spread:
    """How rates vary between places: their mean and variance, and what these were learned from.

    Each is an array, one value a place (or of length one, shared by all).
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    deaths: NDArray[np.float64]
    exposure: NDArray[np.float64]


@dataclass(frozen=True)
class Smoothed:
    """Rates per unit of exposure with credible interval, and the share (0 to 1) of the pull."""

    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    shrinkage: NDArray[np.float64]


def global_moments(deaths: NDArray[np.float64], exposure: NDArray[np.float64]) -> Spread:
    """Return the spread of all places by moments (Marshall 1991); below zero it is zero."""
    mean = deaths.sum() / exposure.sum()
    seen = (exposure * (deaths / exposure - mean) ** 2).sum() / exposure.sum()
    return _shared(mean, max(0.0, seen - mean / exposure.mean()), deaths=deaths, exposure=exposure)


def global_likelihood(deaths: NDArray[np.float64], exposure: NDArray[np.float64]) -> Spread:
    """Return the spread of all places by maximum likelihood (Clayton and Kaldor 1987).

    The deaths of a place are then negative binomial; the variance is zero when the
    likelihood still rises as it shrinks.
    """
    pooled = deaths.sum() / exposure.sum()
    expected = pooled * exposure

    def loss(log_parameters: NDArray[np.float64]) -> float:
        shape, scale = np.exp(log_parameters)
        seen = special.gammaln(shape + deaths) - special.gammaln(shape)
        fit = seen - shape * np.log1p(scale * expected / shape) - deaths * np.log1p(shape / scale / expected)
        return -float(fit.sum())

    # Past e^15 the gamma is a point: the places share one rate, and rounding would decide.
    found = optimize.minimize(
        loss,
        np.zeros(2),
        method="Nelder-Mead",
        bounds=[(-10, 15), (-5, 5)],
        options={"xatol": 1e-8, "fatol": 1e-9},
    )
    shape, scale = np.exp(found.x)
    one_rate = float((deaths * np.log(expected) - expected).sum())
    if not -found.fun > one_rate + 1e-4:
        return _shared(pooled, 0.0, deaths=deaths, exposure=exposure)
    return _shared(pooled * scale, (pooled * scale) ** 2 / shape, deaths=deaths, exposure=exposure)


def local_moments(
    deaths: NDArray[np.float64], exposure: NDArray[np.float64], adjacency: sparse.csr_array
) -> Spread:
    """Return for each place the spread of itself and its neighbours, by moments (Marshall 1991)."""
    circle = (adjacency.astype(bool) + sparse.eye_array(len(deaths), dtype=bool)).astype(float)
    near_deaths, near_exposure = circle @ deaths, circle @ exposure
    mean = near_deaths / near_exposure
    rate = deaths / exposure
    # The sum of n (r - m)² over the circle, opened so that it is three sparse products.
    squares = circle @ (exposure * rate**2) - 2 * mean * near_deaths + mean**2 * near_exposure
    chance = mean * circle.sum(axis=1) / near_exposure
    variance = np.maximum(0.0, squares / near_exposure - chance)
    # What rounding leaves of a circle without variation is not variation.
    variance[variance < 1e-12 * mean**2] = 0.0
    return Spread(mean, variance, near_deaths, near_exposure)


def smooth(
    deaths: NDArray[np.float64], exposure: NDArray[np.float64], *, spread: Spread, confidence: float
) -> Smoothed:
    """Return each place's smoothed rate with the equal-tailed interval of its gamma posterior.

    Where places differ by no more than chance, they share one rate: it is the pooled one, with
    the exact interval of the pooled deaths.
    """
    mean, variance = (np.broadcast_to(each, deaths.shape) for each in (spread.mean, spread.variance))
    low, high = poisson_interval(spread.deaths, confidence=confidence)
    low, high = (np.array(np.broadcast_to(each / spread.exposure, deaths.shape)) for each in (low, high))
    varies = variance > 0
    rate, pull = mean.copy(), np.ones_like(mean)
    if varies.any():
        beta = mean[varies] / variance[varies]
        shape, total = mean[varies] * beta + deaths[varies], beta + exposure[varies]
        tail = (1 - confidence) / 2
        rate[varies], pull[varies] = shape / total, beta / total
        low[varies] = special.gammaincinv(shape, tail) / total
        high[varies] = special.gammainccinv(shape, tail) / total
    return Smoothed(rate, low, high, pull)


def _shared(
    mean: float, variance: float, *, deaths: NDArray[np.float64], exposure: NDArray[np.float64]
) -> Spread:
    return Spread(*(np.array([float(each)]) for each in (mean, variance, deaths.sum(), exposure.sum())))
