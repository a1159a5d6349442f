"""Smoothed rates with intervals against esda.smoothing without, in the same run.

    python benchmarks/rates.py [AREAS]

esda gives the smoothed rate alone; Pazos gives it with two intervals for each place.
"""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes
from libpysal.weights import lat2W

from pazos.science.rates import rates

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(work: Callable[[], object], *, times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def main(places: int = 10_000) -> None:
    side = round(places**0.5)
    draw = np.random.default_rng(1)
    people = draw.integers(200, 9_000, side * side)
    frame = pd.DataFrame(
        {"deaths": draw.poisson(people * draw.gamma(2, 0.0005, side * side)), "people": people}
    )
    weights = lat2W(side, side)
    near = weights.sparse.tocsr()

    def ours(**options: object) -> pd.DataFrame:
        return rates(frame, count="deaths", population="people", **options)

    pairs: dict[str, tuple[Callable[[], object], Callable[[], object], int]] = {
        "global": (ours, lambda: Empirical_Bayes(frame["deaths"], frame["people"]), 7),
        "local": (
            lambda: ours(smoothing="local", adjacency=near),
            lambda: Spatial_Empirical_Bayes(frame["deaths"], frame["people"], weights),
            3,
        ),
    }
    for name, (mine, theirs, times) in pairs.items():
        ours_s, esda_s = seconds(mine, times=times), seconds(theirs, times=times)
        ratio = esda_s / ours_s
        print(f"{name:>6} {side * side} places: pazos {ours_s:.4f} s, esda {esda_s:.4f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
