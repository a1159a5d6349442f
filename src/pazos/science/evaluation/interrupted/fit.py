"""Segmented regression of counts, and how sure it is when neighbouring months hang together.

Alone, the series is Poisson with its exposure. With others beside it, the treated's share of all deaths of a month is
binomial: that is the Poisson model of both series with an effect of every month that both share, whatever it was
(season, a pandemic, a change of the police), and the same estimate. Both are quasi-likelihoods: the spread beyond
chance is estimated, and never taken to be less than chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.interrupted.series import Series

    Floats = NDArray[np.float64]

INFERENCES = ("autoregressive", "newey-west", "independent")
STEPS = 100
SETTLED = 1e-10
FARTHEST = 30.0  # of a logarithm: further out the likelihood is flat
MOST_MEMORY = 0.95


@dataclass(frozen=True)
class Fit:
    """Coefficients with their covariance; `residuals` are Pearson's. `memory`: from one time to the next, 0 to 1.

    `degrees` are of Student's distribution: fewer where neighbouring times say the same twice.
    """

    coefficients: Floats
    covariance: Floats
    mean: Floats
    residuals: Floats
    dispersion: float
    memory: float
    degrees: float


def fit_series(series: Series, design: Floats, *, inference: str) -> Fit:
    """Return the fit of a series on a design (times x terms).

    "autoregressive": residuals hang together as a first-order autoregression; its memory and the dispersion are those
    whose expected residual moments are the ones seen, which undoes the bias of fitted residuals. "newey-west": Newey
    and West (1987) with Bartlett's weights, lags floor(4 (n/100)^(2/9)) and the factor n/(n-k); too narrow in short
    series. "independent": quasi-likelihood alone (McCullagh and Nelder 1989).

    Raises:
        InputProblem: an unknown inference, too few times for the terms, or a model that does not settle.
    """
    if inference not in INFERENCES:
        raise InputProblem(
            "The method {method} knows the inferences {known}; there is no {given}.",
            method="its",
            known=", ".join(INFERENCES),
            given=inference,
        )
    times, terms = design.shape
    if times < terms + 4 or np.linalg.matrix_rank(design) < terms:
        raise InputProblem(
            "{times} times do not carry a model of {terms} terms. Use fewer breaks, or --season none.",
            times=times,
            terms=terms,
        )
    coefficients, mean, weights = _solved(series, design)
    root = np.sqrt(weights)
    residuals = np.divide(series.counts - mean, root, out=np.zeros(times), where=root > 0)
    bread = np.linalg.inv(design.T @ (design * weights[:, None]))
    scaled = design * root[:, None]
    if inference == "newey-west":
        meat = _newey_west(scaled * residuals[:, None])
        dispersion = float(residuals @ residuals) / (times - terms)
        covariance = bread @ meat @ bread * times / (times - terms)
        return Fit(coefficients, covariance, mean, residuals, dispersion, 0.0, times - terms)
    memory, spread = (
        (0.0, times - terms) if inference == "independent" else _memory(residuals, scaled @ bread @ scaled.T)
    )
    dispersion = float(residuals @ residuals) / spread
    meat = scaled.T @ _correlation(times, memory) @ scaled * max(1.0, dispersion)
    degrees = max(2.0, (times - terms) * (1 - memory) / (1 + memory))
    return Fit(coefficients, bread @ meat @ bread, mean, residuals, dispersion, memory, degrees)


def _solved(series: Series, design: Floats) -> tuple[Floats, Floats, Floats]:
    """Return coefficients, means and variances by Newton's steps; both links are canonical.

    Raises:
        InputProblem: they do not settle, because some term has no deaths and wants to go on for ever.
    """
    coefficients = np.zeros(design.shape[1])
    coefficients[0] = _start(series)
    for _ in range(STEPS):
        mean, weights = _moments(series, design @ coefficients + series.offset)
        information = design.T @ (design * weights[:, None])
        try:
            step = np.linalg.solve(information, design.T @ (series.counts - mean))
        except np.linalg.LinAlgError:
            break
        coefficients = coefficients + step
        if np.abs(step).max() < SETTLED:
            return coefficients, *_moments(series, design @ coefficients + series.offset)
    raise InputProblem(
        "The model of the series does not settle: some stretch or season holds next to no deaths. Use fewer breaks, longer times, or --season none."
    )


def _start(series: Series) -> float:
    deaths = series.counts.sum()
    others = np.exp(series.offset).sum() if series.totals is None else (series.totals - series.counts).sum()
    level = float(np.log(deaths / others))
    return level if series.totals is None else level - float(series.offset.mean())


def _moments(series: Series, linear: Floats) -> tuple[Floats, Floats]:
    if series.totals is None:
        mean = np.exp(np.clip(linear, -FARTHEST, FARTHEST))
        return mean, mean
    share = special.expit(linear)
    return series.totals * share, series.totals * share * (1 - share)


def _newey_west(scores: Floats) -> Floats:
    meat = scores.T @ scores
    lags = int(4 * (len(scores) / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        across = scores[lag:].T @ scores[:-lag]
        meat = meat + (1 - lag / (lags + 1)) * (across + across.T)
    return np.asarray(meat, dtype=float)


def _correlation(times: int, memory: float) -> Floats:
    places = np.arange(times)
    return np.asarray(memory ** np.abs(places[:, None] - places[None, :]), dtype=float)


def _memory(residuals: Floats, hat: Floats) -> tuple[float, float]:
    """Return the memory whose expected first autocorrelation of fitted residuals is the one seen, and what divides."""
    power = float(residuals @ residuals)
    if power == 0:
        return 0.0, float(len(residuals))
    seen = float(residuals[1:] @ residuals[:-1]) / power
    maker = np.eye(len(residuals)) - hat
    # tr(M R M) and its neighbour are sums over R of fixed weights, and R depends on the distance of two times alone.
    whole, beside = _by_distance(maker), _by_distance(maker[:, :-1] @ maker[1:, :])
    lags = np.arange(len(residuals))

    def moments(memory: float) -> tuple[float, float]:
        powers = memory**lags
        return float(beside @ powers) / float(whole @ powers), float(whole @ powers)

    def excess(memory: float) -> float:
        return moments(memory)[0] - seen

    if excess(0.0) >= 0:
        return 0.0, moments(0.0)[1]
    if excess(MOST_MEMORY) <= 0:
        return MOST_MEMORY, moments(MOST_MEMORY)[1]
    memory = float(optimize.brentq(excess, 0.0, MOST_MEMORY, xtol=1e-6))
    return memory, moments(memory)[1]


def _by_distance(matrix: Floats) -> Floats:
    """Return the sums of a matrix over its pairs of times equally far apart."""
    size = len(matrix)
    places = np.arange(size)
    apart = np.abs(places[:, None] - places[None, :])
    return np.asarray(np.bincount(apart.ravel(), matrix.ravel(), minlength=size), dtype=float)
