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
    missing and its bin is 0. `settings` is plain data that says how, and who could not be tested.
    """

    areas: pd.DataFrame
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
    permutes otherwise. Raises `InputProblem` for an input that would put a wrong colour on a map.
    """
    asked = Asked(statistic, alternative, inference, permutations, false_discovery, seed)
    refuse_unknown(asked)
    variable = read_variable(frame, count=count, population=population)
    known = np.flatnonzero(variable.known)
    values = variable.values[known]
    weights = clean_weights(adjacency, size=len(frame))[known][:, known]
    way = infer(values, weights, asked=inference, permutations=permutations, seed=seed)
    tested = _judged(_measured(values, weights, statistic), way, asked)
    alone = without_neighbours(weights)
    tested.loc[alone] = np.nan
    named = {"islands": known[alone], "opposed": known[tested.pop("opposed") == 1]}
    areas = _aligned(tested.set_index(known), frame, variable)
    return HotSpots(areas, settings_of(asked, frame, variable, way=way, named=named))


def _measured(values: Numbers, weights: sparse.csr_array, statistic: str) -> pd.DataFrame:
    """Return z (and more) of each area, and whether a high sum of neighbours means a low statistic."""
    if statistic == "gi-star":
        return pd.DataFrame({"statistic": getis_ord(values, weights), "flipped": False})
    local = local_moran(values, weights)
    return pd.DataFrame(
        {
            "statistic": local.z,
            "local_moran": local.value,
            "quadrant": local.quadrant.astype(object),
            "flipped": values < values.mean(),
        }
    )


def _judged(measured: pd.DataFrame, way: Way, asked: Asked) -> pd.DataFrame:
    """Add p and bin; `opposed` (1 or 0) marks a significant area whose evidence points two ways."""
    flipped = measured.pop("flipped").to_numpy()
    lower = np.where(flipped, way.upper, way.lower)
    upper = np.where(flipped, way.lower, way.upper)
    z = measured["statistic"].to_numpy()
    p = p_values(lower, upper, alternative=asked.alternative)
    # A statistic that cannot vary (an area at the mean, or next to all others) shows nothing.
    p = np.where(np.isnan(z) & np.isfinite(p), 1.0, p)
    judged = benjamini_hochberg(p) if asked.false_discovery else p
    claim = confidence_bins(judged, z)
    opposed = (z > 0) & (lower < upper) | (z < 0) & (upper < lower)
    measured["p_value"] = p
    if asked.false_discovery:
        measured["p_adjusted"] = judged
    return measured.assign(bin=np.where(opposed, 0, claim), opposed=(opposed & (claim != 0)).astype(float))


def _aligned(tested: pd.DataFrame, frame: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    areas = tested.reindex(np.arange(len(frame)))
    areas["bin"] = areas["bin"].fillna(0).astype(np.int64)
    areas.insert(0, "value", variable.values)
    return areas.set_index(frame.index)
