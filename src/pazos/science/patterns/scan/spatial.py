"""Where do cases gather more than the population explains? (Kulldorff 1997)"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.scan.located import located, numbers
from pazos.science.patterns.scan.run import Counted, Options, Overlap, scan
from pazos.science.problems import require_columns

if TYPE_CHECKING:
    import pandas as pd

    from pazos.science.patterns.scan.result import Scan


def spatial_scan(
    frame: pd.DataFrame,
    *,
    count: str,
    population: str,
    seed: int,
    identifier: str | None = None,
    x: str | None = None,
    y: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    max_share: float = 0.5,
    replicates: int = 999,
    overlap: Overlap = "none",
    minimum_cases: int = 2,
    workers: int | None = None,
) -> Scan:
    """Return the clusters of high rates among a frame's places, the most likely first.

    A row is a place: `count` cases, `population` people, and either `x`, `y` (one plane, metres) or
    `lon`, `lat` (degrees, great-circle distance). Circles stand on every place and hold at most
    `max_share` of the population; secondary clusters share no place with those before them unless
    `overlap` is "any" (then each centre gives its best circle), and are listed while their p is
    below 1. Raises InputProblem for places without a position, counts that are not whole, cases
    where nobody lives, no cases at all, or a single place.

    Kulldorff (1997), Communications in Statistics 26, 1481-1496; the same windows and ratios as
    SaTScan 10 but for places at equal distance, which enter together here and one by one there.
    """
    require_columns(frame, count, population, identifier, method="scan")
    names = [str(name) for name in (frame[identifier] if identifier else frame.index)]
    where = located(frame, names, x=x, y=y, lon=lon, lat=lat)
    counted = numbers(frame, count, population, names=names)
    options = Options(
        max_share, replicates, seed, overlap=overlap, minimum_cases=minimum_cases, workers=workers
    )
    return scan(Counted(names, where, counted[:, :1], counted[:, 1:], np.ones(1), None), options)
