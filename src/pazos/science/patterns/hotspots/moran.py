"""Moran's I: does the whole map cluster?

One number for a whole map; it never says where.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.hotspots.weights import row_standardised
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy import sparse

FEWEST = 4


@dataclass(frozen=True)
class GlobalMoran:
    """Moran's I with its expectation, and variance, z and two-sided p under two assumptions.

    Normality: values are draws from one normal law. Randomisation: the values seen, dealt anew.
    """

    value: float
    expected: float
    variance_normality: float
    z_normality: float
    p_normality: float
    variance_randomisation: float
    z_randomisation: float
    p_randomisation: float


def global_moran(
    values: ArrayLike, adjacency: sparse.csr_array, *, standardise_rows: bool = True
) -> GlobalMoran:
    """Return Moran's I of `values` (n numbers) over `adjacency` (n x n; Cliff & Ord 1981).

    Needs at least four areas, values that vary and at least one link.
    """
    x = np.asarray(values, dtype=float)
    weights = row_standardised(adjacency) if standardise_rows else adjacency
    count = len(x)
    if count < FEWEST or not np.isfinite(x).all() or np.ptp(x) == 0 or not weights.nnz:
        raise InputProblem(
            "Moran's I needs at least {fewest} areas with known values that differ, and some neighbours.",
            fewest=FEWEST,
        )
    apart = x - x.mean()
    total, crossed, rows = _sums(weights)
    value = count / total * float(apart @ (weights @ apart)) / float(apart @ apart)
    expected = -1 / (count - 1)
    normality = (count**2 * crossed - count * rows + 3 * total**2) / (total**2 * (count**2 - 1)) - expected**2
    kurtosis = float((apart**4).mean() / (apart**2).mean() ** 2)
    dealt = count * ((count**2 - 3 * count + 3) * crossed - count * rows + 3 * total**2)
    dealt -= kurtosis * ((count**2 - count) * crossed - 2 * count * rows + 6 * total**2)
    randomisation = dealt / ((count - 1) * (count - 2) * (count - 3) * total**2) - expected**2
    return GlobalMoran(
        value, expected, *_judged(value - expected, normality), *_judged(value - expected, randomisation)
    )


def _sums(weights: sparse.csr_array) -> tuple[float, float, float]:
    """Return Cliff & Ord's S0, S1 and S2."""
    both = weights + weights.T
    crossed = float((both * both).sum()) / 2
    rows = float(((weights.sum(axis=1) + weights.sum(axis=0)) ** 2).sum())
    return float(weights.sum()), crossed, rows


def _judged(above: float, variance: float) -> tuple[float, float, float]:
    z = above / math.sqrt(variance) if variance > 0 else math.nan
    return variance, z, math.erfc(abs(z) / math.sqrt(2))
