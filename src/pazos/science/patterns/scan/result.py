"""What a scan found: clusters with their evidence, and the settings that make it repeatable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ScanCluster:
    """One cluster. `areas` are ordered from the centre outwards; `radius_metres` is that of the circle
    through its outermost area (in the units of x and y, metres if they are).

    `p_value` is by Monte Carlo: the share of replicates, the data among them, whose best window
    is at least as unlikely. `p_value_gumbel` is for small p, where that share has no digits left.
    `relative_risk` is infinite if all cases lie inside.
    """

    areas: tuple[str, ...]
    centre: tuple[float, float]
    radius_metres: float
    population: float
    observed: int
    expected: float
    relative_risk: float
    llr: float
    p_value: float | None
    p_value_gumbel: float | None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Scan:
    """Clusters in order of their likelihood ratio, and `maxima` (R,), the replicates' largest ratios."""

    clusters: tuple[ScanCluster, ...]
    settings: dict[str, Any]
    maxima: NDArray[np.float64]


def monte_carlo_p(llr: float, maxima: NDArray[np.float64]) -> float | None:
    """Return (1 + replicates at least as large) / (1 + replicates); None without replicates."""
    if not len(maxima):
        return None
    return float((1 + np.count_nonzero(maxima >= llr - 1e-9)) / (1 + len(maxima)))


def gumbel_p(llr: float, maxima: NDArray[np.float64]) -> float | None:
    """Return the tail of the Gumbel law with the maxima's mean and variance (Abrams et al. 2010)."""
    if len(maxima) < 2 or not maxima.std(ddof=1):
        return None
    scale = maxima.std(ddof=1) * np.sqrt(6) / np.pi
    place = maxima.mean() - np.euler_gamma * scale
    return float(-np.expm1(-np.exp(-(llr - place) / scale)))
