"""Near-repeat pattern: does one incident make the next one nearby more likely?

The test counts the pairs of incidents that fall close together in both space and time, then
deals the dates out again at random and counts once more (Knox 1964; Johnson et al. 2007).

Nothing here knows about people. Callers pass points and dates; rows are never named beyond
their number, kept or logged.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

Metric = Literal["euclidean", "manhattan"]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
# Permutations share a stream of chance in batches of this size, so that workers change no digit.
BATCH = 32
PAIRS_AT_ONCE = 1 << 16
MOST_PAIRS = 60_000_000


@dataclass(frozen=True)
class NearRepeat:
    """Tables space x time: pairs `observed`, `expected` and `median` under permutation, their `ratio`
    (not a number where none is expected), and `p_value`: how often chance made at least as many.
    `dealt` are the counts of every permutation (permutations, space, time).
    """

    observed: Counts
    expected: Floats
    median: Floats
    ratio: Floats
    p_value: Floats
    settings: dict[str, Any]
    dealt: Counts


@dataclass(frozen=True)
class Pairs:
    """Pairs of incidents by space band: pairs `start[b]` to `start[b + 1]` lie in band b."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    start: Counts


def near_repeat(
    points: pd.DataFrame,
    *,
    x: str,
    y: str,
    day: str,
    space_breaks: Sequence[float],
    time_breaks: Sequence[float],
    seed: int,
    metric: Metric = "euclidean",
    permutations: int = 999,
    workers: int | None = None,
) -> NearRepeat:
    """Count pairs of incidents by distance and days apart, and how many chance would make.

    `x` and `y` are metres on a plane, `day` a date or a whole number of days. Bands are closed
    on the left: breaks 0, 8, 15 are 0 to 7 and 8 to 14 days. Days are dealt out at random and
    places stay, so that busy streets and busy weeks stay as busy as they were. Raises InputProblem
    for unreadable rows (named by number, the first is 1), breaks that do not ascend, fewer than
    3 incidents, or no two within the last space break.

    Memory: 8 bytes a pair within the last space break, refused beyond 60 million pairs.
    """
    spaces, times = _breaks("space", space_breaks), _breaks("time", time_breaks)
    if metric not in ("euclidean", "manhattan"):
        raise InputProblem("The distance is euclidean or manhattan, not {given}.", given=metric)
    if permutations < 1:
        raise InputProblem("permutations is 1 or more, not {given}.", given=permutations)
    places, days = _read(points, x, y, day)
    order = np.lexsort((days, places[:, 1], places[:, 0]))
    places, days = places[order], days[order]
    pairs = _pairs(places, spaces, metric)
    limits = np.ceil(times).astype(np.int64)
    observed = _count(pairs, days, limits)
    workers = workers or os.cpu_count() or 1
    dealt = _deal(pairs, days, limits, permutations=permutations, seed=seed, workers=workers)
    expected = dealt.mean(axis=0)
    ratio = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    settings = {
        "distance": metric,
        "space_breaks": spaces.tolist(),
        "time_breaks": times.tolist(),
        "bands": "closed on the left",
        "expected": "mean of permutations",
        "permutations": permutations,
        "seed": seed,
        "incidents": len(days),
        "pairs": len(pairs.first),
    }
    p_value = (1 + (dealt >= observed).sum(axis=0)) / (1 + permutations)
    return NearRepeat(observed, expected, np.median(dealt, axis=0), ratio, p_value, settings, dealt)


def _breaks(kind: str, given: Sequence[float]) -> Floats:
    breaks = np.asarray(given, dtype=float)
    if len(breaks) < 2 or not np.all(np.isfinite(breaks)) or breaks[0] < 0 or np.any(np.diff(breaks) <= 0):
        raise InputProblem(
            "The {kind} breaks are two or more numbers from 0 up, each above the one before: {given}.",
            kind=kind,
            given=listed(given),
        )
    return breaks


def _read(points: pd.DataFrame, x: str, y: str, day: str) -> tuple[Floats, Counts]:
    import pandas as pd

    require_columns(points, x, y, day, method="near_repeat")
    columns = [pd.to_numeric(points[name], errors="coerce").to_numpy(dtype=float) for name in (x, y)]
    places = np.column_stack(columns)
    _refuse_rows([x, y], ~np.isfinite(places).all(axis=1))
    if len(points) < 3:
        raise InputProblem(
            "A near-repeat test needs 3 incidents or more; there are {given}.", given=len(points)
        )
    return places, _days(points[day], day)


def _days(column: pd.Series[Any], name: str) -> Counts:
    """Return whole days; a moment is the day it falls on."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(dtype=float)
        _refuse_rows([name], ~np.isfinite(numbers) | (numbers != np.floor(numbers)))
        return numbers.astype(np.int64)
    dates = pd.to_datetime(column, errors="coerce", format="ISO8601")
    _refuse_rows([name], dates.isna().to_numpy())
    return dates.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)


def _refuse_rows(columns: list[str], bad: NDArray[np.bool_]) -> None:
    if bad.any():
        raise InputProblem(
            "The columns {columns} cannot be read in the rows: {rows}. Coordinates are metres, days are "
            "dates such as 2018-05-31 or whole numbers; correct these rows or leave them out.",
            columns=listed(columns),
            rows=listed(np.flatnonzero(bad) + 1),
        )


def _pairs(places: Floats, breaks: Floats, metric: Metric) -> Pairs:
    """Return all pairs nearer than the last break, sorted by band."""
    from scipy.spatial import cKDTree

    power = 1 if metric == "manhattan" else 2
    tree = cKDTree(places)
    ordered = int(tree.count_neighbors(tree, breaks[-1], p=power))
    if (ordered - len(places)) // 2 > MOST_PAIRS:
        raise InputProblem(
            "There are more than {most} pairs of incidents within the last space break: choose a smaller "
            "one, or a part of the city or of the years.",
            most=MOST_PAIRS,
        )
    found = tree.query_pairs(breaks[-1], p=power, output_type="ndarray")
    apart = np.abs(places[found[:, 0]] - places[found[:, 1]])
    distance = apart.sum(axis=1) if power == 1 else np.hypot(apart[:, 0], apart[:, 1])
    band = np.searchsorted(breaks, distance, side="right") - 1
    bands = len(breaks) - 1
    kept = np.flatnonzero((band >= 0) & (band < bands))
    if not len(kept):
        raise InputProblem(
            "No two incidents lie within the space breaks, up to {last}: are x and y in metres?",
            last=breaks[-1],
        )
    kept = kept[np.lexsort((found[kept, 0], band[kept]))]
    first, second = np.ascontiguousarray(found[kept].T.astype(np.int32))
    start = np.searchsorted(band[kept], np.arange(bands + 1))
    return Pairs(first, second, start.astype(np.int64))


def _count(pairs: Pairs, days: NDArray[Any], limits: Counts) -> Counts:
    """Return the pairs by band of space and of time; `limits` are whole days, closed on the left."""
    below = np.zeros((len(pairs.start) - 1, len(limits)), dtype=np.int64)
    for band, (start, stop) in enumerate(zip(pairs.start[:-1], pairs.start[1:], strict=True)):
        for low in range(start, stop, PAIRS_AT_ONCE):
            part = slice(low, min(low + PAIRS_AT_ONCE, stop))
            apart = np.abs(days.take(pairs.first[part]) - days.take(pairs.second[part]))
            below[band] += [np.count_nonzero(apart < limit) for limit in limits.tolist()]
    return np.diff(below, axis=1)


def _deal(
    pairs: Pairs, days: Counts, limits: Counts, *, permutations: int, seed: int, workers: int
) -> Counts:
    """Deal the days out and count again: (permutations, space, time)."""
    narrow, limits = _narrow(days, limits)
    batches = -(-permutations // BATCH)
    sizes = [min(BATCH, permutations - batch * BATCH) for batch in range(batches)]
    with ThreadPoolExecutor(workers) as executor:
        counted = executor.map(
            partial(_deal_batch, pairs, narrow, limits), np.random.SeedSequence(seed).spawn(batches), sizes
        )
        return np.concatenate(list(counted))


def _narrow(days: Counts, limits: Counts) -> tuple[NDArray[Any], Counts]:
    """Count days from the first one, in the narrowest integers that hold every difference and limit."""
    since = days - days.min()
    longest = int(since.max())
    small = np.int16 if longest < np.iinfo(np.int16).max else np.int64
    return since.astype(small), np.minimum(limits, longest + 1)


def _deal_batch(
    pairs: Pairs, days: NDArray[Any], limits: Counts, stream: np.random.SeedSequence, size: int
) -> Counts:
    chance = np.random.default_rng(stream)
    return np.stack([_count(pairs, chance.permutation(days), limits) for _ in range(size)])
