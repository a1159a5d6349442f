"""What are the odds of a pair when its rivals are weighed too?

Three stories explain two rows that agree: one death, two victims of one incident, chance. And a
row that is one death with a second row of a list is not one death with a third of it, unless those
two are themselves one death told twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.science.linkage.model import Model

_MOST_BITS = 200.0
LIKELY_TWICE = 0.5


def log_odds(share: float) -> float:
    """Return log2 of the odds of a share."""
    share = min(max(share, 1e-15), 1 - 1e-9)
    return float(np.log2(share / (1 - share)))


def kinds(model: Model, lists: Sequence[str]) -> pd.DataFrame:
    """Return for each pair of lists (codes a <= b) `shift` of the weight and `incident`.

    `shift` exchanges the pooled prior for the pair's own; `incident` is log2 of how many times
    more often a companion stands there than the death itself.
    """
    rows = []
    for a, first in enumerate(lists):
        for b in range(a, len(lists)):
            pair = (first, lists[b])
            prior = model.priors.get(pair, model.prior if a != b else model.prior / 50)
            if a == b:
                twice = max(prior * max(model.rows.get(first, 100) - 1, 1), 1e-6)
                incident = model.companions / twice
            else:
                incident = model.companions * max(1 - model.covered.get(pair, 0.8), 0.02)
            rows.append((a, b, log_odds(prior) - log_odds(model.prior), float(np.log2(incident))))
    return pd.DataFrame(rows, columns=["list_l", "list_r", "shift", "incident"])


def alone(
    weight: NDArray[np.float64], person: NDArray[np.float64], incident: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the probability of pairs without their rivals.

    `weight` is log2 of the odds against chance, `person` the part of it from age, sex and names.
    """
    same = np.exp2(np.clip(weight, -_MOST_BITS, _MOST_BITS))
    companion = np.exp2(np.clip(weight - person + incident, -_MOST_BITS, _MOST_BITS))
    return same / (1 + same + companion)


def among_rivals(pairs: pd.DataFrame) -> NDArray[np.float64]:
    """Return the probability of each pair (columns n_l, n_r, list_l, list_r, weight, person, incident)."""
    weight, person = pairs["weight"].to_numpy(np.float64), pairs["person"].to_numpy(np.float64)
    incident = pairs["incident"].to_numpy(np.float64)
    answer = alone(weight, person, incident)
    across = (pairs["list_l"] != pairs["list_r"]).to_numpy()
    if not across.any():
        return answer
    twice = pairs.loc[~across & (answer >= LIKELY_TWICE), ["n_l", "n_r"]].to_numpy()
    told = _told_twice(twice)
    odds = np.exp2(np.clip(weight[across], -_MOST_BITS, _MOST_BITS))
    companion = np.exp2(np.clip(weight - person + incident, -_MOST_BITS, _MOST_BITS))[across]
    left, right = pairs.loc[across, "n_l"].to_numpy(np.int64), pairs.loc[across, "n_r"].to_numpy(np.int64)
    lists = pairs.loc[across, ["list_l", "list_r"]].to_numpy()
    rivals = _rivals(left, right, lists[:, 1], odds, told) + _rivals(right, left, lists[:, 0], odds, told)
    answer[across] = odds / (1 + odds + companion + rivals)
    return answer


def _told_twice(pairs: NDArray[np.int64]) -> dict[int, int]:
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


def _rivals(
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    lists: NDArray[np.int64],
    odds: NDArray[np.float64],
    told: dict[int, int],
) -> NDArray[np.float64]:
    """The odds of each row's other candidates in the list of the one at hand."""
    frame = pd.DataFrame(
        {"row": rows, "list": lists, "death": [told.get(int(n), int(n)) for n in others], "odds": odds}
    )
    best = frame.groupby(["row", "list", "death"], sort=True)["odds"].transform("max")
    once = best.where(~frame.duplicated(["row", "list", "death"]), 0.0)
    total = once.groupby([frame["row"], frame["list"]], sort=True).transform("sum")
    return np.asarray(np.maximum(total - best, 0.0), dtype=np.float64)
