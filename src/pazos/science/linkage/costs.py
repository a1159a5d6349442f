"""What does a threshold cost? False links, missed links, and pairs for people to look at.

All figures are expectations under the model's own probabilities: they are as good as the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from pazos.science.linkage.scoring import Pairs

# Twice as strict as the 0.999 that is promised: what the model does not know costs about as much again.
PRECISION = 0.9995
MISSED = 0.01
# A share of few pairs is less than one pair: in short lists half of one false link is borne, in all. On two real
# lists of 659 deaths by the same police, with day, sex and weapon alone, a twentieth left 246 pairs of 0.999 to people.
FALSE_AT_LEAST = 0.5
# Whatever the average says, no pair is joined below the first nor put aside above the second.
LEAST_UPPER = 0.99
MOST_LOWER = 0.5
_THRESHOLDS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97),
    *(0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999),
)


@dataclass(frozen=True)
class Thresholds:
    """Probabilities: at or above `upper` a pair is a link, below `lower` it is none, between a person decides."""

    upper: float
    lower: float


def thresholds(pairs: Pairs, *, precision: float = PRECISION, missed: float = MISSED) -> Thresholds:
    """Return the thresholds at which expected precision and missed links are as stated.

    In short lists links are made until FALSE_AT_LEAST of one false link is expected.
    """
    return thresholds_of(pairs.frame["probability"], unkept=pairs.unkept, precision=precision, missed=missed)


def thresholds_of(
    probabilities: ArrayLike, *, unkept: float = 0.0, precision: float = PRECISION, missed: float = MISSED
) -> Thresholds:
    """Return the thresholds for probabilities at hand; `unkept` true pairs are expected below all of them."""
    p = _sorted(probabilities)
    allowed = np.maximum((1 - precision) * np.arange(1, len(p) + 1), FALSE_AT_LEAST)
    enough = np.flatnonzero(np.cumsum(1 - p) <= allowed)
    links = int(enough[-1]) + 1 if len(enough) else 0
    # What would be missed if only the first n pairs were kept in sight.
    missing = unkept + np.append(np.cumsum(p[::-1])[::-1], 0.0)
    bearable = np.flatnonzero(missing <= missed * missing[0])
    seen = _with_equals(p, int(bearable[0]) if len(bearable) else len(p))
    return Thresholds(max(_above(p, links), LEAST_UPPER), min(_above(p, seen), MOST_LOWER))


def _with_equals(p: NDArray[np.float64], count: int) -> int:
    """Return how many pairs reach the probability, to six digits, of the last of the first `count`."""
    if not count:
        return 0
    return int(np.searchsorted(-p, -np.floor(p[count - 1] * 1e6) / 1e6, side="right"))


def _above(p: NDArray[np.float64], count: int) -> float:
    """Return the least threshold of six digits that the first `count` pairs reach and the next does not."""
    if count == len(p):
        return 0.0
    return min(round(float(np.floor(p[count] * 1e6)) / 1e6 + 1e-6, 6), 0.999999)


def _sorted(probabilities: ArrayLike) -> NDArray[np.float64]:
    return np.sort(np.asarray(probabilities, dtype=np.float64))[::-1]


def cost_curve(pairs: Pairs) -> pd.DataFrame:
    """Return a row a threshold: see `cost_curve_of`."""
    return cost_curve_of(pairs.frame["probability"], unkept=pairs.unkept)


def cost_curve_of(probabilities: ArrayLike, *, unkept: float = 0.0) -> pd.DataFrame:
    """Return threshold, links, false_links, missed_links, precision, recall and pairs_below, a row a threshold.

    `links` pairs are at or above the threshold, `pairs_below` are kept pairs under it; the pairs
    to look at between two thresholds are the difference of their `links`.
    """
    p = _sorted(probabilities)
    total = unkept + p.sum()
    rows = []
    for threshold in _THRESHOLDS:
        links = int(np.searchsorted(-p, -threshold, side="right"))
        true = float(p[:links].sum())
        rows.append(
            {
                "threshold": threshold,
                "links": links,
                "false_links": links - true,
                "missed_links": max(float(total) - true, 0.0),
                "precision": true / links if links else 1.0,
                "recall": true / float(total) if total else 1.0,
                "pairs_below": len(p) - links,
            }
        )
    return pd.DataFrame(rows)
