"""Two local statistics: is an area's surrounding high or low, and is it like the area itself?

Both are given as z, standardised by the moments their authors derived; neither is turned into
a p-value here, because counts of violence are far from normal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class LocalMoran:
    """Per area: local Moran's I, its z given the area's own value, and its quadrant.

    The quadrant names the area first and its surrounding second: HH, LL, HL or LH (H is above
    the mean of all areas).
    """

    value: Numbers
    z: Numbers
    quadrant: NDArray[np.str_]


def getis_ord(values: Numbers, weights: sparse.csr_array, *, star: bool = True) -> Numbers:
    """Return z of Getis-Ord Gi* (or Gi, without the area itself) for each area.

    `weights` is n x n with an empty diagonal; for Gi* the area enters with the largest weight of
    its row (1 where weights are ones). nan where z is not defined: values that do not vary, or a
    neighbourhood that holds every area. (Getis & Ord 1992; Ord & Getis 1995, eq. 14.)
    """
    total, squares = _row_sums(weights)
    lag = weights @ values
    others = np.full(len(values), len(values) - (0 if star else 1), dtype=float)
    left_out = np.zeros(len(values)) if star else values
    if star:
        own = np.asarray(weights.max(axis=1).todense()).ravel() if weights.nnz else np.zeros(len(values))
        own = np.where(own > 0, own, 1.0)
        lag, total, squares = lag + own * values, total + own, squares + own**2
    mean = (values.sum() - left_out) / others
    # About the mean of all, so that large values far from zero keep their digits.
    centre = values.mean()
    spread = ((values - centre) ** 2).sum() - (0 if star else (values - centre) ** 2)
    variance = spread / others - (mean - centre) ** 2
    within = (others * squares - total**2) / (others - 1)
    return _ratio(lag - total * mean, variance * within, scale=variance * others * squares)


def local_moran(values: Numbers, weights: sparse.csr_array) -> LocalMoran:
    """Return local Moran's I with rows standardised, as Anselin (1995) defines it (m2 with n).

    esda and GeoDa give (n - 1)/n of it. z takes the moments under conditional randomisation, the
    area's own value held (Sokal, Oden & Thomson 1998, eqs. A7 and A8); nan where the area equals
    the mean, has no neighbours, or neighbours everyone.
    """
    count = len(values)
    total, squares = _row_sums(weights)
    apart = values - values.mean()
    spread = (apart**2).mean() if np.ptp(values) else np.nan
    degree = np.where(total > 0, total, 1.0)
    lag = (weights @ apart) / degree
    value = apart * lag / spread
    expected = -(apart**2) / ((count - 1) * spread)
    ratio = (apart / spread) ** 2 * count / (count - 2)
    variance = ratio * (squares / degree**2 - 1 / (count - 1)) * (spread - apart**2 / (count - 1))
    z = _ratio(value - expected, variance, scale=ratio * spread)
    quadrant = np.char.add(np.where(apart > 0, "H", "L"), np.where(lag > 0, "H", "L"))
    alone = total == 0
    return LocalMoran(np.where(alone, np.nan, value), np.where(alone, np.nan, z), quadrant)


def _row_sums(weights: sparse.csr_array) -> tuple[Numbers, Numbers]:
    squares = weights.copy()
    squares.data = weights.data**2
    return np.asarray(weights.sum(axis=1), dtype=float), np.asarray(squares.sum(axis=1), dtype=float)


def _ratio(above: Numbers, variance: Numbers, *, scale: Numbers) -> Numbers:
    """Return above / sqrt(variance); nan where the variance is only rounding beside `scale`."""
    defined = variance > 1e-12 * scale
    return np.where(defined, above / np.sqrt(np.where(defined, variance, 1.0)), np.nan)
