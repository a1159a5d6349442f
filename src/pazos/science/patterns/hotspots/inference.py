"""Which way to a p-value: the exact distribution where it exists, permutation elsewhere.

The choice is stated with its reason; an exact answer that was asked for and cannot be given is
refused, never replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from pazos.science.patterns.hotspots import exact, relabelling
from pazos.science.patterns.hotspots.weights import equal_in_rows
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Numbers = NDArray[np.float64]

Inference = Literal["exact", "permutation"]
# About a second or two of multiplications; beyond it, permutation is the default.
WORTHWHILE = 2e9
LARGEST_SUM = 2.0**53


@dataclass(frozen=True)
class Way:
    """The inference that runs (if any), why it does, and P(at most), P(at least) of each neighbour sum."""

    inference: Inference | None
    why: str
    lower: Numbers
    upper: Numbers


def infer(
    values: Numbers,
    weights: sparse.csr_array,
    *,
    asked: Inference | None,
    permutations: int,
    seed: int,
) -> Way:
    """Return the tails of each area's weighted neighbour sum under conditional random relabelling.

    The tails are nan for an area without neighbours. Where all values are the same there is
    nothing to deal: no inference, and all tails are nan.
    """
    if np.ptp(values) == 0:
        nothing = np.full(len(values), np.nan)
        return Way(None, "all areas have the same value: not enough cases to say", nothing, nothing)
    question = _question(values, weights) if asked != "permutation" else None
    if question is not None and (asked == "exact" or question.work <= WORTHWHILE):
        return _way("exact", "whole numbers and equal weights", exact.tails(question), weights)
    if asked == "exact":
        raise InputProblem(
            "The exact distribution is for whole numbers, with neighbours of equal weight, whose table "
            "fits in memory. Here {reason}; use permutation.",
            reason=_obstacle(values, weights),
        )
    why = "asked for" if asked else _obstacle(values, weights)
    tails = relabelling.tails(values, weights, permutations=permutations, seed=seed)
    return _way("permutation", why, tails, weights)


def _way(inference: Inference, why: str, tails: tuple[Numbers, Numbers], weights: sparse.csr_array) -> Way:
    """Return the way with no tails where there are no neighbours: that is no test."""
    alone = np.diff(weights.indptr) == 0
    lower, upper = (np.where(alone, np.nan, tail) for tail in tails)
    return Way(inference, why, lower, upper)


def _question(values: Numbers, weights: sparse.csr_array) -> exact.NeighbourSums | None:
    """Return the question for the exact table, or None where it has no answer."""
    if not _whole(values) or not equal_in_rows(weights):
        return None
    whole = values.astype(np.int64)
    degrees = np.diff(weights.indptr).astype(np.int64)
    upto = np.concatenate([[0], np.cumsum(whole[weights.indices])])
    question = exact.neighbour_sums(whole, degrees, upto[weights.indptr[1:]] - upto[weights.indptr[:-1]])
    return question if question.possible else None


def _whole(values: Numbers) -> bool:
    return bool((values == np.floor(values)).all() and values.sum() < LARGEST_SUM)


def _obstacle(values: Numbers, weights: sparse.csr_array) -> str:
    if not _whole(values):
        return "the values are not whole numbers"
    if not equal_in_rows(weights):
        return "the neighbours of an area do not weigh the same"
    return "there are too many neighbours or too large counts for the exact table"
