"""How far do two judges agree, and how sure is a ranking made of their scores?

A ranking of candidates scored by two people carries the error of scoring: the same candidate
would have had other points on another day or from other judges. That error is estimated from
how the two differ (Dahlberg 1940) and each total gets an interval; those whose interval holds
the cut are not told apart by the scores, and people must say why they choose among them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Ranked:
    """One candidate's mean total, its interval, and where the scores put them.

    `surely` is "in" or "out" where the whole interval stands on one side of the cut, else
    "not_told_apart".
    """

    place: int
    mean: float
    low: float
    high: float
    surely: str


@dataclass(frozen=True)
class Ranking:
    """Candidates in the order they came in, with the error of scoring and the cut between places."""

    rows: tuple[Ranked, ...]
    error: float
    degrees: int
    cut: float | None


def dahlberg_error(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the standard error of one measurement from pairs: sqrt(sum d^2 / 2n) (Dahlberg 1940)."""
    pairs = _pairs(first, second)
    return float(np.sqrt(np.sum((pairs[:, 0] - pairs[:, 1]) ** 2) / (2 * len(pairs))))


def weighted_kappa(first: Sequence[int], second: Sequence[int], *, most: int) -> float:
    """Return Cohen's kappa with quadratic weights over the scale 0..`most` (Cohen 1968).

    One where both always agree, also when both use a single value.
    """
    pairs = _pairs(first, second).astype(int)
    if pairs.min() < 0 or pairs.max() > most:
        raise InputProblem("Points lie between 0 and {most}.", most=most)
    table = np.zeros((most + 1, most + 1))
    np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
    table /= table.sum()
    scale = np.arange(most + 1)
    weights = (scale[:, None] - scale[None, :]) ** 2
    expected = float((weights * np.outer(table.sum(axis=1), table.sum(axis=0))).sum())
    observed = float((weights * table).sum())
    return 1.0 if expected == 0 else 1 - observed / expected


def rank(first: Sequence[float], second: Sequence[float], *, seats: int, confidence: float = 0.9) -> Ranking:
    """Rank candidates by the mean of two judges' totals, each with an interval.

    Parameters
    ----------
    first, second: the two judges' totals, candidate by candidate.
    seats: how many can be taken; the cut lies midway between the last one in and the first out.
    confidence: of the intervals (Student's t with one degree of freedom a pair).
    """
    pairs = _pairs(first, second)
    if seats < 1 or not 0 < confidence < 1:
        raise InputProblem("There is at least one seat, and the confidence lies between 0 and 1.")
    means = pairs.mean(axis=1)
    error, degrees = dahlberg_error(first, second), len(pairs)
    reach = float(stats.t.ppf(0.5 + confidence / 2, degrees)) * error / math.sqrt(2)
    ordered = np.sort(means)[::-1]
    cut = float((ordered[seats - 1] + ordered[seats]) / 2) if seats < len(means) else None
    places = [int(1 + np.sum(means > mean)) for mean in means]
    rows = tuple(
        Ranked(place, float(mean), float(mean - reach), float(mean + reach), _surely(mean, reach, cut))
        for place, mean in zip(places, means, strict=True)
    )
    return Ranking(rows, error, degrees, cut)


def _surely(mean: float, reach: float, cut: float | None) -> str:
    if cut is None or mean - reach > cut:
        return "in"
    return "out" if mean + reach < cut else "not_told_apart"


def _pairs(first: Sequence[float], second: Sequence[float]) -> NDArray[np.float64]:
    if len(first) != len(second):
        raise InputProblem("Both judges score the same candidates.")
    if not len(first):
        raise InputProblem("There is nothing to compare: nobody has been scored by two people.")
    return np.column_stack([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
