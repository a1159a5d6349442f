"""What are the odds of a pair when the other candidates of both rows are weighed too?

Three stories explain two rows that agree: one death, two victims of one incident, chance. And a
list names each victim once: a row that is one death with a second row of a list is not one death
with a third of it, unless those two are themselves one death told twice. The probabilities are
the marginals of all one-to-one matchings, by belief propagation (exact where candidates form no
ring: Bayati, Shah and Sharma 2008); the prior of a match is set against both rows having none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.linkage.twins import told_twice_odds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.science.linkage.model import Model

    Floats = NDArray[np.float64]

LIKELY_TWICE = 0.5
# However complete two lists seem, one row in so many may be missing in the other.
LEAST_FREE = 0.05
USUALLY_COVERED = 0.5
KIND = ["list_l", "list_r", "shift", "incident", "free_l", "free_r", "twice"]
_MOST_BITS = 30.0
_ROUNDS = 16


def log_odds(share: float) -> float:
    """Return log2 of the odds of a share."""
    share = min(max(share, 1e-15), 1 - 1e-9)
    return float(np.log2(share / (1 - share)))


def kinds(model: Model, lists: Sequence[str]) -> pd.DataFrame:
    """Return what holds for each pair of lists (codes list_l <= list_r).

    `shift` exchanges the pooled prior for the pair's own; `incident` is log2 of how many
    companions stand there for each death; `free_l` and `free_r` are the shares of either list
    that the other lacks; `twice` is the share of a list's rows told twice.
    """
    rows = [_kind(model, lists, a, b) for a in range(len(lists)) for b in range(a, len(lists))]
    return pd.DataFrame(rows, columns=KIND)


def _kind(model: Model, lists: Sequence[str], a: int, b: int) -> tuple[int | float, ...]:
    first, second = lists[a], lists[b]
    rows = (max(model.rows.get(first, 0), 1), max(model.rows.get(second, 0), 1))
    prior = model.priors.get((first, second), model.prior if a != b else model.prior / 50)
    shift = log_odds(prior) - log_odds(model.prior)
    if a == b:
        twice = max(prior * (rows[0] - 1), 1e-4)
        return a, b, shift, float(np.log2(model.companions / twice)), 1.0, 1.0, twice
    known = (first, second) in model.priors
    covered = [min(prior * other, 1.0) if known else USUALLY_COVERED for other in reversed(rows)]
    free_l, free_r = (max(1 - share, LEAST_FREE) for share in covered)
    return a, b, shift, float(np.log2(model.companions)), free_l, free_r, 0.0


def alone(weight: Floats, person: Floats, incident: Floats) -> Floats:
    """Return the probability of pairs without their rivals.

    `weight` is log2 of the odds against chance, `person` the part of it from age, sex and names.
    """
    same = np.exp2(np.minimum(weight, _MOST_BITS))
    return np.asarray(same / (1 + same + _companion(weight, person, incident)))


def _companion(weight: Floats, person: Floats, incident: Floats) -> Floats:
    return np.asarray(np.exp2(np.clip(np.minimum(weight, _MOST_BITS) - person + incident, -60, 60)))


def among_rivals(pairs: pd.DataFrame) -> Floats:
    """Return the probability of each pair: columns n_l, n_r, weight, person and those of `kinds`."""
    weight, person, incident = (
        pairs[column].to_numpy(np.float64) for column in ("weight", "person", "incident")
    )
    answer = alone(weight, person, incident)
    odds = answer / np.maximum(1 - answer, 2.0**-_MOST_BITS) * told_twice_odds(pairs, answer)
    answer = np.asarray(odds / (1 + odds), dtype=np.float64)
    across = (pairs["list_l"] != pairs["list_r"]).to_numpy()
    between = pairs[across]
    if between.empty:
        return answer
    chance = np.exp2(np.minimum(weight[across], _MOST_BITS))
    chance = chance / (1 + _companion(weight, person, incident)[across])
    twice = ~across & (answer >= LIKELY_TWICE)
    told = pairs.loc[twice, ["n_l", "n_r"]].to_numpy(np.int64)
    shared = _matched(between, chance, {})
    if len(told):
        # Where two rows are likely one death they do not rival; so far as they are two, they do.
        sure = pd.Series(np.tile(answer[twice], 2), index=told.T.ravel()).groupby(level=0).max()
        ends = [between[end].map(sure).fillna(0.0).to_numpy(np.float64) for end in ("n_l", "n_r")]
        share = np.maximum(*ends)
        shared = share * _matched(between, chance, told_twice(told)) + (1 - share) * shared
    answer[across] = shared
    return answer


def _matched(between: pd.DataFrame, odds: Floats, told: dict[int, int]) -> Floats:
    left, right = _ends(between, told)
    free_l, free_r = between["free_l"].to_numpy(np.float64), between["free_r"].to_numpy(np.float64)
    # Two rows that have no other candidate rival nobody: most pairs of good lists are such.
    rivals = np.flatnonzero((np.bincount(left)[left] > 1) | (np.bincount(right)[right] > 1))
    to_right, to_left = 1 / free_l, 1 / free_r
    if len(rivals):
        free = free_l[rivals], free_r[rivals]
        to_right[rivals], to_left[rivals] = _messages(left[rivals], right[rivals], odds[rivals], free)
    matched = odds * to_right * to_left
    return np.asarray(matched / (1 + matched))


def told_twice(pairs: NDArray[np.int64]) -> dict[int, int]:
    """Map each row that is probably told twice to the least row of its death."""
    leader: dict[int, int] = {}

    def first(row: int) -> int:
        while leader.get(row, row) != row:
            row = leader[row]
        return row

    for a, b in sorted(map(tuple, pairs.tolist())):
        low, high = sorted((first(a), first(b)))
        leader[high], leader[low] = low, low
    return {row: first(row) for row in leader}


def _ends(between: pd.DataFrame, told: dict[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the two ends of each pair; a death is one end for each other list it may be found in."""
    ends = []
    for row, other in (("n_l", "list_r"), ("n_r", "list_l")):
        death = between[row].to_numpy(np.int64)
        if told:
            leader = np.arange(max(int(death.max()), *told) + 1)
            leader[list(told)] = list(told.values())
            death = leader[death]
        number, _ = pd.factorize(death * 1024 + between[other].to_numpy(np.int64))
        ends.append(number.astype(np.int64))
    return ends[0], ends[1]


def _messages(
    left: NDArray[np.int64], right: NDArray[np.int64], odds: Floats, free: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return for each pair how free each end is of its other candidates, as factors on the odds."""
    # Several pairs may join the same two deaths (rows told twice): the likeliest speaks for them.
    edge = left * (int(right.max()) + 1) + right
    best = pd.Series(odds).groupby(edge).transform("max").to_numpy()
    once = ~pd.Series(edge).duplicated().to_numpy()
    to_right, to_left = 1 / free[0], 1 / free[1]
    for _ in range(_ROUNDS):
        at_left = np.bincount(left, np.where(once, best * to_left, 0.0))[left]
        at_right = np.bincount(right, np.where(once, best * to_right, 0.0))[right]
        fresh_right = 1 / (free[0] + np.maximum(at_left - best * to_left, 0.0))
        fresh_left = 1 / (free[1] + np.maximum(at_right - best * to_right, 0.0))
        # Half a step each time: whole steps may swing between two matchings for ever.
        to_right, to_left = np.sqrt(to_right * fresh_right), np.sqrt(to_left * fresh_left)
    return to_right, to_left
