"""What is the rate of each place, crude and smoothed, and how sure is it?

Places come as rows and keep their order. A missing count or population gives a missing rate,
never zero; deaths where nobody lives are refused rather than divided by nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from pazos.science.problems import InputProblem, listed, require_columns
from pazos.science.rates.rate import checked_confidence, checked_years, poisson_interval
from pazos.science.rates.smoothing import (
    Prior,
    Spread,
    global_likelihood,
    global_moments,
    local_moments,
    smooth,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


PER = 100_000
Smoothing = Literal["global", "local"]


def rates(
    frame: pd.DataFrame,
    *,
    count: str,
    population: str,
    years: float = 1.0,
    confidence: float = 0.95,
    smoothing: Smoothing = "global",
    prior: Prior = "moments",
    adjacency: sparse.csr_array | None = None,
) -> pd.DataFrame:
    """Return each place's rate per 100,000 people a year, with its interval and its smoothed rate.

    Parameters
    ----------
    frame: one row a place; its index names the places in what is refused.
    count, population: columns with the deaths of the whole period and the people.
    years: the years that the deaths cover.
    smoothing: towards the mean of all places ("global") or of a place and its neighbours ("local").
    prior: how the spread of the places is learned: "moments" (Marshall 1991) or "likelihood"
        (Clayton and Kaldor 1987; global only).
    adjacency: square sparse matrix of the rows, not zero where two places are neighbours.

    Returns a frame with the rows of `frame` and the columns deaths, population, years, rate, low,
    high (exact Poisson, Garwood 1936), smoothed, smoothed_low, smoothed_high and shrinkage (0:
    the place's own rate, 1: the mean's).
    """
    checked_confidence(confidence)
    deaths, people = _read(frame, count, population)
    known = np.isfinite(deaths) & (people > 0)
    _refuse_nothing(deaths[known], count)
    exposure = people * checked_years(years)
    table = pd.DataFrame({"deaths": deaths, "population": people, "years": float(years)}, index=frame.index)
    near = _neighbours(adjacency, known, smoothing)
    spread = _spread(deaths[known], exposure[known], prior=prior, near=near)
    answer = smooth(deaths[known], exposure[known], spread=spread, confidence=confidence)
    low, high = poisson_interval(deaths[known], confidence=confidence)
    unit = PER / exposure[known]
    for name, values in {
        "rate": deaths[known] * unit,
        "low": low * unit,
        "high": high * unit,
        "smoothed": answer.rate * PER,
        "smoothed_low": answer.low * PER,
        "smoothed_high": answer.high * PER,
        "shrinkage": answer.shrinkage,
    }.items():
        table[name] = np.nan
        table.loc[known, name] = values
    return table


def _read(
    frame: pd.DataFrame, count: str, population: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    require_columns(frame, count, population, method="rates")
    deaths, people = (numbers(frame, column) for column in (count, population))
    whole = np.isnan(deaths) | (deaths == np.floor(deaths))
    if not whole.all():
        raise InputProblem(
            "The column {column} holds parts of deaths in the rows {rows}. Give the deaths of the whole "
            "period, and its years beside them.",
            column=count,
            rows=listed(frame.index[~whole]),
        )
    empty = (people == 0) & (deaths > 0)
    if empty.any():
        raise InputProblem(
            "There are deaths but no people in {places} (columns {count} and {population}). Give their "
            "population, or add their deaths to the place where these people live.",
            places=listed(frame.index[empty]),
            count=count,
            population=population,
        )
    return deaths, people


def numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a column as floats from zero up (missing stays missing); refuse anything else."""
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = (np.isnan(values) & frame[column].notna().to_numpy()) | (values < 0) | np.isinf(values)
    if wrong.any():
        raise InputProblem(
            "The column {column} must hold numbers from zero up; it does not in the rows {rows}.",
            column=column,
            rows=listed(frame.index[wrong]),
        )
    return values


def _refuse_nothing(deaths: NDArray[np.float64], count: str) -> None:
    if not len(deaths):
        raise InputProblem("No row has both a count in the column {column} and people.", column=count)
    if not deaths.any():
        raise InputProblem(
            "Every count in the column {column} is zero. If that is true there is nothing to compare; "
            "more often it is the wrong column, or codes that did not join.",
            column=count,
        )


def _neighbours(
    adjacency: sparse.csr_array | None, known: NDArray[np.bool_], smoothing: Smoothing
) -> sparse.csr_array | None:
    if smoothing == "global":
        return None
    if smoothing != "local":
        raise InputProblem("Smoothing is global or local, not {smoothing}.", smoothing=smoothing)
    if adjacency is None:
        raise InputProblem("Local smoothing needs to know which places are neighbours; none were given.")
    near = sparse.csr_array(adjacency)
    if near.shape != (len(known), len(known)):
        raise InputProblem(
            "The neighbours are given for {given} places and there are {places}.",
            given=near.shape[0],
            places=len(known),
        )
    kept: sparse.csr_array = near[known][:, known]
    return kept


def _spread(
    deaths: NDArray[np.float64], exposure: NDArray[np.float64], *, prior: Prior, near: sparse.csr_array | None
) -> Spread:
    if prior not in ("moments", "likelihood"):
        raise InputProblem("The prior is learned by moments or by likelihood, not by {prior}.", prior=prior)
    if near is None:
        return (global_moments if prior == "moments" else global_likelihood)(deaths, exposure)
    if prior == "likelihood":
        raise InputProblem("Local smoothing learns from a few neighbours, by moments only.")
    return local_moments(deaths, exposure, near)
