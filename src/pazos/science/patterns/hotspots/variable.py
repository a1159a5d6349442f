"""What is tested: the counts, or the rates; and which areas have to stand aside.

An area without a number is left out and named, never counted as zero. A count that cannot be
(below zero, or deaths where nobody lives) stops the analysis: the file is wrong, not the map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

PER = 100_000
FEWEST = 3


@dataclass(frozen=True)
class Variable:
    """The number of each area (nan where it stands aside), what it is, and who stands aside."""

    values: NDArray[np.float64]
    meaning: str
    missing: NDArray[np.intp]
    unpeopled: NDArray[np.intp]

    @property
    def known(self) -> NDArray[np.bool_]:
        """The areas that take part."""
        return np.isfinite(self.values)


def read_variable(frame: pd.DataFrame, *, count: str, population: str | None) -> Variable:
    """Return the counts, or the rates per 100,000 when `population` names a column.

    Raises `InputProblem` for columns that are absent or not numbers, numbers below zero, deaths
    without population, and fewer than three areas with a number.
    """
    require_columns(frame, count, population, method="hotspots")
    cases = _numbers(frame, count)
    if population is None:
        nobody = np.empty(0, dtype=np.intp)
        variable = Variable(cases, "count", np.flatnonzero(np.isnan(cases)), nobody)
    else:
        variable = _rates(frame, cases, _numbers(frame, population))
    if variable.known.sum() < FEWEST:
        raise InputProblem(
            "Hot spots need at least {fewest} areas with a number; this file has {known} of {areas}.",
            fewest=FEWEST,
            known=int(variable.known.sum()),
            areas=len(frame),
        )
    return variable


def _rates(frame: pd.DataFrame, cases: NDArray[np.float64], people: NDArray[np.float64]) -> Variable:
    impossible = np.flatnonzero((people == 0) & (cases > 0))
    if len(impossible):
        raise InputProblem(
            "These areas have cases but a population of zero: {areas}. Mend the population, "
            "or test the counts without it.",
            areas=listed(frame.index[impossible]),
        )
    rates = np.divide(PER * cases, people, out=np.full(len(cases), np.nan), where=people > 0)
    missing = np.flatnonzero(np.isnan(cases) | np.isnan(people))
    return Variable(rates, "rate per 100,000", missing, np.flatnonzero(people == 0))


def _numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    numbers = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = (np.isnan(numbers) & frame[column].notna().to_numpy()) | np.isinf(numbers)
    if wrong.any():
        raise InputProblem(
            "The column {column} is not a number in these areas: {areas}.",
            column=column,
            areas=listed(frame.index[wrong]),
        )
    if (numbers < 0).any():
        raise InputProblem(
            "The column {column} is below zero in these areas: {areas}.",
            column=column,
            areas=listed(frame.index[numbers < 0]),
        )
    return numbers
