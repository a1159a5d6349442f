"""Log-linear counts, fitted many series at a time, with the spread beyond chance stated.

The fit is that of a Poisson regression by reweighted least squares (McCullagh and Nelder 1989),
with standard errors widened by Pearson's dispersion; a simulated series has that dispersion too
(negative binomial with variance proportional to the mean). It never narrows an interval below
the Poisson's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 60
# A month without a single death has no logarithm: its effect stops here, e^-25 of the others.
FARTHEST = 25.0


@dataclass(frozen=True)
class Fit:
    """Fitted series: leading axes are series, then months or coefficients.

    `information` is X'WX, to be divided by `dispersion` for the inverse covariance.
    """

    coefficients: Floats
    information: Floats
    mean: Floats
    dispersion: Floats
    freedom: int

    def covariance(self) -> Floats:
        """Return the coefficients' covariance, widened by the dispersion when it is above one."""
        wide = np.maximum(1.0, self.dispersion)[..., None, None]
        return np.asarray(np.linalg.inv(self.information) * wide, dtype=np.float64)


def fit_counts(counts: Floats, design: Floats, offset: Floats) -> Fit:
    """Fit each row of `counts` (series x months, or months alone) on `design` (months x terms)."""
    rows = np.atleast_2d(counts)
    terms = design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    centre = offset + np.log(np.maximum(rows.mean(axis=1, keepdims=True), 0.1) / np.exp(offset).mean())
    linear = 0.5 * (centre + np.log(rows + 0.5))
    coefficients = np.zeros((len(rows), terms))
    for _ in range(STEPS):
        mean = np.exp(linear)
        information = (mean @ products).reshape(-1, terms, terms)
        information += 1e-9 * np.eye(terms)
        target = (mean * (linear - offset) + rows - mean) @ design
        before, coefficients = coefficients, np.linalg.solve(information, target[..., None])[..., 0]
        linear = np.clip(coefficients @ design.T + offset, centre - FARTHEST, centre + FARTHEST)
        if np.abs(coefficients - before).max() < 1e-9:
            break
    mean = np.exp(linear)
    information = (mean @ products).reshape(-1, terms, terms) + 1e-9 * np.eye(terms)
    freedom = max(1, len(design) - terms)
    dispersion = ((rows - mean) ** 2 / mean).sum(axis=1) / freedom
    shape = counts.shape[:-1]
    return Fit(
        coefficients.reshape(*shape, terms),
        information.reshape(*shape, terms, terms),
        mean.reshape(counts.shape),
        dispersion.reshape(shape),
        freedom,
    )


def simulate(generator: np.random.Generator, mean: Floats, *, dispersion: float, draws: int) -> Floats:
    """Return `draws` series around `mean` whose variance is `dispersion` times the mean (at least 1)."""
    if dispersion <= 1 + 1e-9:
        return generator.poisson(mean, (draws, len(mean))).astype(float)
    return generator.negative_binomial(mean / (dispersion - 1), 1 / dispersion, (draws, len(mean))).astype(
        float
    )
