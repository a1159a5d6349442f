"""A table of times and counts becomes a series that can be cut: in order, with its exposure and its place in the year.

A time that the table lacks, or whose count is empty, is unknown: it is left out and named, never taken for nought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.evaluation import times
from pazos.science.problems import InputProblem, listed, require_columns
from pazos.science.series.breaks import Counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SEASONS = ("auto", "yes", "none")
CYCLES = {"month": 12, "quarter": 4}
YEARS = 3
DEATHS = 5  # of a calendar month or quarter; below it its ratio says nothing


def observed(
    frame: pd.DataFrame, *, time: str, count: str, exposure: str | None = None, season: str = "auto"
) -> tuple[Counts, tuple[str, ...]]:
    """Return the series, and the times from first to last without a count.

    `season` "auto" takes one out where there are three years of months or quarters, with five deaths or more in each.

    Raises:
        InputProblem: a column is missing, a time is none or stands twice, a count is no whole number from nought up,
            an exposure is not above nought, or a season is asked for that the times cannot tell.
    """
    require_columns(frame, time, count, exposure, method="breaks")
    if not len(frame):
        raise InputProblem("The series has no rows.")
    ordinals, kind = times.ordinals(frame[time])
    _refuse_twice(ordinals, kind)
    counts = _numbers(frame[count], count, least=0.0, whole=True)
    exposed = np.ones(len(frame))
    if exposure is not None:
        exposed = _numbers(frame[exposure], exposure, least=np.nextafter(0, 1), whole=False)
    known = ~np.isnan(counts)
    if np.isnan(exposed[known]).any():
        raise InputProblem("The column {column} is empty where there is a count.", column=str(exposure))
    if not known.any():
        raise InputProblem("The column {column} holds no count.", column=count)
    order = np.flatnonzero(known)[np.argsort(ordinals[known], kind="stable")]
    whole = np.arange(ordinals.min(), ordinals.max() + 1)
    cycle = CYCLES.get(kind, 1)
    phase = (ordinals[order] % cycle).astype(np.int64)
    cycle = _cycle(phase, counts[order], cycle=cycle, season=season)
    missing = tuple(times.label(int(one), kind) for one in np.setdiff1d(whole, ordinals[known]))
    labels = tuple(times.label(int(one), kind) for one in ordinals[order])
    return Counts(labels, counts[order], exposed[order], phase % cycle, cycle), missing


def _refuse_twice(ordinals: NDArray[np.int64], kind: str) -> None:
    found, number = np.unique(ordinals, return_counts=True)
    if (number > 1).any():
        raise InputProblem(
            "These stand twice: {pairs}. Add them up or take one out.",
            pairs=listed(times.label(int(one), kind) for one in found[number > 1]),
        )


def _numbers(column: pd.Series, name: str, *, least: float, whole: bool) -> Floats:
    texts = column.astype("string").str.strip().fillna("")
    found = pd.to_numeric(texts.where(texts != ""), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = (texts != "").to_numpy() & ~(np.isfinite(found) & (found >= least))
    wrong |= whole & np.isfinite(found) & (found != np.floor(found))
    if wrong.any():
        raise InputProblem(
            "The column {column} has cells that are no whole counts from nought up (people: above nought), in the rows {rows}.",
            column=name,
            rows=listed(int(place) + 2 for place in np.flatnonzero(wrong)),
        )
    return np.asarray(found, dtype=float)


def _cycle(phase: NDArray[np.int64], counts: Floats, *, cycle: int, season: str) -> int:
    if season not in SEASONS:
        raise InputProblem(
            "The season is one of {known}, not {given}.", known=", ".join(SEASONS), given=season
        )
    if season == "none":
        return 1
    enough = cycle > 1 and len(counts) >= 2 * cycle and (np.bincount(phase, minlength=cycle) >= 2).all()
    if season == "yes" and not enough:
        raise InputProblem(
            "A season needs months or quarters over two years or more; here are {times} times. Use --season none.",
            times=len(counts),
        )
    if season == "yes":
        return cycle
    deaths = np.bincount(phase, counts, minlength=cycle)
    return cycle if enough and len(counts) >= YEARS * cycle and deaths.min() >= DEATHS else 1
