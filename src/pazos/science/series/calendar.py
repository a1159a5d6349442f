"""On which days of the week and at which hours do people die?

Hours that nobody wrote down are counted beside the table, never spread over it. Registers often
write midnight for an unknown hour: a pile at hour 0 says more about the form than about the night.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.series.fit import Floats

    Numbers = NDArray[np.float64] | NDArray[np.intp]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Uniformity:
    """Pearson's chi-square against even risk, with its Monte Carlo p-value."""

    chi_square: float
    p_value: float


@dataclass(frozen=True)
class Calendar:
    """Deaths by weekday (rows) and hour (columns 0 to 23).

    `unknown_hour` has the deaths of each weekday without an hour. `weekdays` and `hours` say
    whether each margin is even; `together` whether hours are alike on all weekdays.
    """

    table: pd.DataFrame
    unknown_hour: pd.Series
    weekdays: Uniformity
    hours: Uniformity | None
    together: Uniformity | None


def by_calendar(
    frame: pd.DataFrame, *, day: str, hour: str | None = None, seed: int, draws: int = 9_999
) -> Calendar:
    """Return the deaths of `frame` (one row each) by weekday and hour.

    Parameters
    ----------
    day: dates. Weekdays are weighed by how often they occur from the first to the last.
    hour: whole hours 0 to 23, or times of day; empty is unknown.
    """
    require_columns(frame, day, hour, method="by_calendar")
    days = _days(frame, day)
    hours = np.full(len(frame), np.nan) if hour is None else _hours(frame, hour)
    weekday = days.dt.day_of_week.to_numpy()
    known = ~np.isnan(hours)
    cells = np.zeros((7, 24), dtype=np.intp)
    np.add.at(cells, (weekday[known], hours[known].astype(int)), 1)
    unknown = np.bincount(weekday[~known], minlength=7)
    generator = np.random.default_rng(seed)
    occurs = np.bincount(pd.date_range(days.min(), days.max()).day_of_week, minlength=7)
    some = known.any()
    return Calendar(
        table=pd.DataFrame(cells, index=pd.Index(WEEKDAYS, name="weekday"), columns=range(24)),
        unknown_hour=pd.Series(unknown, index=pd.Index(WEEKDAYS, name="weekday")),
        weekdays=_uniform(generator, np.bincount(weekday, minlength=7), occurs, draws=draws),
        hours=_uniform(generator, cells.sum(axis=0), np.ones(24), draws=draws) if some else None,
        together=_independent(generator, cells, draws) if some else None,
    )


def _uniform(generator: np.random.Generator, counts: Numbers, risk: Numbers, *, draws: int) -> Uniformity:
    # A weekday that the period does not hold cannot have deaths.
    counts, risk = counts[risk > 0], risk[risk > 0]
    expected = counts.sum() * risk / risk.sum()
    drawn = generator.multinomial(int(counts.sum()), risk / risk.sum(), draws)
    seen, random = (((each - expected) ** 2 / expected).sum(axis=-1) for each in (counts, drawn))
    return Uniformity(float(seen), _share(float(seen), random))


def _independent(generator: np.random.Generator, cells: NDArray[np.intp], draws: int) -> Uniformity:
    """Return the test of independence, with both margins held (deaths dealt out again over hours)."""
    filled = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
    rows, columns = filled.sum(axis=1), filled.sum(axis=0)
    if min(len(rows), len(columns)) < 2:
        return Uniformity(0.0, 1.0)
    from scipy import stats

    expected = np.outer(rows, columns) / rows.sum()
    tables = stats.random_table(rows, columns, seed=generator).rvs(draws, method="boyett")
    seen, random = (((each - expected) ** 2 / expected).sum(axis=(-2, -1)) for each in (filled, tables))
    return Uniformity(float(seen), _share(float(seen), random))


def _share(seen: float, random: Floats) -> float:
    return float((1 + (random >= seen - 1e-9).sum()) / (1 + len(random)))


def _days(frame: pd.DataFrame, column: str) -> pd.Series:
    if not len(frame):
        raise InputProblem("There are no deaths to place in the calendar.")
    days = pd.to_datetime(frame[column], errors="coerce", format=None if _dated(frame[column]) else "ISO8601")
    if days.isna().any():
        raise InputProblem(
            "The column {column} holds something that is not a date in the rows {rows}. Write dates as "
            "2020-08-31.",
            column=column,
            rows=listed(frame.index[days.isna()]),
        )
    return days.dt.normalize()


def _dated(values: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(values)


def _hours(frame: pd.DataFrame, column: str) -> Floats:
    text = frame[column].astype("string").str.strip()
    hours = pd.to_numeric(text.str.extract(r"^(\d{1,2})(?:\.0|:\d{2}.*)?$")[0], errors="coerce")
    wrong = ((hours.isna() & text.notna() & (text != "")) | (hours > 23)).to_numpy(dtype=bool, na_value=False)
    if wrong.any():
        raise InputProblem(
            "The column {column} holds something that is not an hour from 0 to 23 in the rows {rows}.",
            column=column,
            rows=listed(frame.index[wrong]),
        )
    return hours.to_numpy(dtype=float, na_value=np.nan)
