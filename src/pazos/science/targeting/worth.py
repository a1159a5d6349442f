"""What is a place worth to a designation: how many deaths a year are to be expected there?

Recent years weigh more, and where people are known a place with few deaths on few people is
drawn towards the mean of all places, so that one bad year does not buy a small place a seat.
It expects more of the same; it forecasts nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.rates.smoothing import global_moments, smooth
from pazos.science.targeting.recency import recency_weights

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def expected_deaths(
    counts: pd.DataFrame, people: NDArray[np.float64], *, half_life: float | None
) -> NDArray[np.float64]:
    """Return the deaths a year expected in each place.

    `counts`: place x year (columns are years). `people`: residents, missing where not known;
    such places keep their own weighted mean. `half_life`: years after which a death weighs
    half; None weighs all years alike. Smoothing is empirical Bayes by moments (Marshall 1991).
    """
    years = counts.columns.to_numpy(dtype=np.float64)
    weights = np.ones(len(years)) if half_life is None else recency_weights(years, half_life=half_life)
    seen = counts.to_numpy(dtype=np.float64) @ weights
    expected: NDArray[np.float64] = seen / weights.sum()
    known = people > 0
    if known.any() and seen[known].any():
        exposure = people[known] * weights.sum()
        spread = global_moments(seen[known], exposure)
        expected[known] = smooth(seen[known], exposure, spread=spread, confidence=0.95).rate * people[known]
    return expected
