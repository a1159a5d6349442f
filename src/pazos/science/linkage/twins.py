"""Two rows of one list that look alike: one death told twice, or two deaths?

Where the other lists hold two rows for the two, they are two deaths; where they hold one, it is
one death told twice, unless the other lists missed a victim. Age, sex and place say too little.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WORTH_ASKING = 0.05
_LEAST_TWICE = 0.002


def told_twice_odds(pairs: pd.DataFrame, own: Floats) -> Floats:
    """Return factors on the odds of the pairs within a list (1 for all others).

    `pairs` as for `odds.among_rivals`, `own` their probabilities without any other list's evidence.
    """
    factors = np.ones(len(pairs))
    within = (pairs["list_l"] == pairs["list_r"]).to_numpy()
    asked = np.flatnonzero(within & (own >= WORTH_ASKING))
    if not len(asked) or within.all():
        return factors
    rows = pairs[["n_l", "n_r"]].to_numpy(np.int64)
    partners = _partners(pairs[~within], set(rows[asked].ravel().tolist()))
    twice = pairs[within].groupby("list_l")["twice"].first().to_dict()
    for place in asked:
        a, b = rows[place].tolist()
        for other in partners[a].keys() | partners[b].keys():
            found = partners[a].get(other, {}) | partners[b].get(other, {})
            free = max(found.values())
            factors[place] *= _evidence(len(found), free, twice.get(other, 0.01))
    return factors


def _evidence(found: int, free: float, twice: float) -> float:
    """How much likelier is it to find so many rows (one or more) in a list if the two rows are one death?"""
    covered, twice = 1 - free, min(max(twice, _LEAST_TWICE), 0.5)
    if found == 1:
        return (1 - twice) / (2 * free)
    return twice / covered


def _partners(across: pd.DataFrame, wanted: set[int]) -> dict[int, dict[int, dict[int, float]]]:
    """For each wanted row and other list: the rows it likely is, and what share of its list the other lacks."""
    likely = across[across["weight"] > 0]
    answer: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    columns = likely[["n_l", "n_r", "list_l", "list_r", "free_l", "free_r"]].to_numpy(np.float64)
    near = np.isin(columns[:, 0], list(wanted)) | np.isin(columns[:, 1], list(wanted))
    for left, right, list_left, list_right, free_left, free_right in columns[near].tolist():
        if int(left) in wanted:
            answer[int(left)][int(list_right)][int(right)] = free_left
        if int(right) in wanted:
            answer[int(right)][int(list_left)][int(left)] = free_right
    return answer
