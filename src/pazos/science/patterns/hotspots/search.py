"""Where are the hot spots? From a table of areas and their neighbours to a tested map.

An area whose own value and whose neighbours point opposite ways (a peak in a quiet
surrounding) gets no colour: its p-value is about the neighbours, its z about both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.science.patterns.hotspots.confidence import (
    Alternative,
    benjamini_hochberg,
    confidence_bins,
    p_values,
)
from pazos.science.patterns.hotspots.inference import Inference, Way, infer
from pazos.science.patterns.hotspots.settings import Asked, Statistic, refuse_unknown, settings_of
from pazos.science.patterns.hotspots.statistics import getis_ord, local_moran
from pazos.science.patterns.hotspots.variable import Variable, read_variable
from pazos.science.patterns.hotspots.weights import clean_weights
from pazos.science.places.links import without_neighbours

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class HotSpots:
    """The tested map.

    `areas` has the rows of the frame given: value (count, or rate per 100,000), statistic (z),
    p_value, p_adjusted (with false-discovery control), bin (-99, -95, -90, 0, 90, 95, 99), and
    local_moran and quadrant for local Moran. Where an area could not be tested they are
    missing and its bin is 0. `controlled` are the bins with false-discovery control, asked for or
    not. `settings` is plain data that says how, and who could not be tested.
    """

    areas: pd.DataFrame
    controlled: pd.Series[int]
    settings: dict[str, Any]


def hot_spots(
    frame: pd.DataFrame,
    adjacency: sparse.csr_array,
    *,
    count: str,
    population: str | None = None,
    statistic: Statistic = "gi-star",
    alternative: Alternative = "two-sided",
    inference: Inference | None = None,
    permutations: int = 9_999,
    false_discovery: bool = False,
    seed: int = 1,
) -> HotSpots:
    """Test each area for a cluster of high (or low) counts, or rates where `population` is given.

    `adjacency` is n x n in the order of the rows (see `pazos.science.places`). `inference` None
    computes the exact distribution where counts are whole and weights equal within a row, and
    permutes otherwise. With `false_discovery` the bins follow p_adjusted. Raises `InputProblem` for an input that would put a wrong colour on a map.
    """
    asked = Asked(statistic, alternative, inference, permutations, false_discovery, seed)
    refuse_unknown(asked)
    variable = read_variable(frame, count=count, population=population)
    known = np.flatnonzero(variable.known)
    values = variable.values[known]
    weights = clean_weights(adjacency, size=len(frame))[known][:, known]
    way = infer(values, weights, asked=inference, permutations=permutations, seed=seed)
    tested, opposed = _judged(_measured(values, weights, statistic), way, asked)
    alone = without_neighbours(weights)
    areas = _aligned(tested, frame, variable, alone=known[alone])
    named = {"islands": known[alone], "opposed": known[opposed]}
    controlled = areas.pop("controlled")
    return HotSpots(areas, controlled, settings_of(asked, frame, variable, way=way, named=named))


@dataclass(frozen=True)
class _Measured:
    """z and more columns of each area; where `flipped`, a high sum of neighbours is a low statistic."""

    columns: dict[str, NDArray[Any]]
    flipped: NDArray[np.bool_]


def _measured(values: Numbers, weights: sparse.csr_array, statistic: str) -> _Measured:
    if statistic == "gi-star":
        return _Measured({"statistic": getis_ord(values, weights)}, np.zeros(len(values), dtype=bool))
    local = local_moran(values, weights)
    columns = {"statistic": local.z, "local_moran": local.value, "quadrant": local.quadrant.astype(object)}
    return _Measured(columns, values < values.mean())


def _judged(measured: _Measured, way: Way, asked: Asked) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
    """Add p and bins, and mark the significant areas whose evidence points two ways."""
    lower = np.where(measured.flipped, way.upper, way.lower)
    upper = np.where(measured.flipped, way.lower, way.upper)
    z = measured.columns["statistic"]
    p = p_values(lower, upper, alternative=asked.alternative)
    # A statistic that cannot vary (an area at the mean, or next to all others) shows nothing.
    p = np.where(np.isnan(z) & np.isfinite(p), 1.0, p)
    adjusted = benjamini_hochberg(p)
    controlled = confidence_bins(adjusted, z)
    claim = controlled if asked.false_discovery else confidence_bins(p, z)
    opposed = (z > 0) & (lower < upper) | (z < 0) & (upper < lower)
    told = {"p_value": p} | ({"p_adjusted": adjusted} if asked.false_discovery else {})
    bins = {"bin": np.where(opposed, 0, claim), "controlled": np.where(opposed, 0, controlled)}
    return measured.columns | told | bins, opposed & (claim != 0)


def _aligned(
    tested: dict[str, NDArray[Any]], frame: pd.DataFrame, variable: Variable, *, alone: NDArray[np.intp]
) -> pd.DataFrame:
    """Put the columns of those that take part beside all areas; nothing is claimed of the rest."""
    columns: dict[str, NDArray[Any]] = {"value": variable.values}
    for name, found in tested.items():
        nothing = 0 if name in ("bin", "controlled") else np.nan
        columns[name] = np.full(len(frame), nothing, dtype=found.dtype)
        columns[name][variable.known] = found
        columns[name][alone] = nothing
    return pd.DataFrame(columns, index=frame.index)
