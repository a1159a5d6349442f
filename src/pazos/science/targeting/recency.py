"""How many deaths does a place count for today, when recent years say more than old ones?

A year's weight halves every `half_life` years. The half-life is always stated by the caller;
nothing here chooses one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def recency_weights(years: ArrayLike, *, half_life: float, latest: int | None = None) -> NDArray[np.float64]:
    """Return a weight a year: 1 for `latest` (default: the last of `years`), half per `half_life` years."""
    values = np.asarray(years, dtype=np.float64)
    if not half_life > 0:
        raise InputProblem("The half-life must be above zero years, not {years}.", years=half_life)
    if not len(values) or not np.all(np.isfinite(values)):
        raise InputProblem("Each row needs its year; some are missing.")
    newest = float(values.max()) if latest is None else float(latest)
    if values.max() > newest:
        raise InputProblem(
            "Some years come after {latest}, the year that the weights look back from.", latest=newest
        )
    weights: NDArray[np.float64] = np.power(0.5, (newest - values) / half_life)
    return weights


def weighted_counts(
    frame: pd.DataFrame, *, place: str, year: str, count: str, half_life: float, latest: int | None = None
) -> pd.Series[float]:
    """Return a count a place: the recency-weighted mean of its years, times the number of years.

    `frame` has a row a place and year; `count` may be smoothed. A place that lacks a year is
    refused (a year without deaths is a row with 0), since a gap would be read as peace. The
    sum over years keeps its size: with an endless half-life it is the plain sum.
    """
    table = by_year(frame, place=place, year=year, count=count)
    weights = recency_weights(table.columns.to_numpy(), half_life=half_life, latest=latest)
    return pd.Series(
        table.to_numpy() @ (weights * len(weights) / weights.sum()), index=table.index, name=count
    )


def by_year(frame: pd.DataFrame, *, place: str, year: str, count: str) -> pd.DataFrame:
    """Return counts as a table place x year with no gaps; a gap is refused with its place named."""
    require_columns(frame, place, year, count, method="recency")
    table = frame.pivot_table(index=place, columns=year, values=count, aggfunc="sum", sort=False)
    gaps = table.index[table.isna().any(axis=1)]
    if len(gaps):
        raise InputProblem(
            "Some years are missing for: {places}. Write 0 for a year without deaths.", places=listed(gaps)
        )
    return table.sort_index(axis=1)
