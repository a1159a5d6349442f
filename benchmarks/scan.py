"""Kulldorff's scan: Pazos against the definition in plain NumPy, in one process.

    python benchmarks/scan.py [--repeats 3] [--sizes 1000x1 5000x1 1000x10] [--json FILE]

The opponent is the textbook written down with arrays: for each centre the places from near to
far, sums along them for all replicates at once, a logarithm for every window. It is given the
places' order beforehand and a few replicates only; its seconds are those of as many replicates
as Pazos does, in proportion. Its maxima must be Pazos's to the last digits but a few. The ratio is
of processor seconds, which a neighbour on the machine disturbs less than the clock's. The first scan,
which compiles or loads the compiled loops, is not counted.

SaTScan cannot be installed here. Its seconds were recorded elsewhere on the same kind of machine
(SaTScan 10.3.2, 2 processors, 999 replicates, windows up to half the population) and are printed
with that label: read them as an order of size, and the ratio of this run as the comparison.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from pazos.science.patterns.scan import space_time_scan, spatial_scan
from pazos.science.patterns.scan.maxima import maxima_of
from pazos.science.patterns.scan.windows import Study

REPLICATES = 999
FEW = 8
RECORDED = {"1000x1": (3.1, 3.1), "5000x1": (25.0, 74.0), "1000x10": (66.0, 117.0)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sizes", nargs="+", default=list(RECORDED))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = [compare(size, options.repeats) for size in options.sizes]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {REPLICATES} replicates")
    print(pd.DataFrame(rows).T.to_string(header=False, float_format=lambda number: f"{number:,.4g}"))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def compare(size: str, repeats: int) -> dict[str, float | str]:
    places, periods = (int(part) for part in size.split("x"))
    frame = city(places, periods)
    peer = textbook_seconds(places, periods)
    scan(frame, periods)
    ours, busy = [], []
    for _ in range(repeats):
        start, worked = time.perf_counter(), time.process_time()
        scan(frame, periods)
        ours.append(time.perf_counter() - start)
        busy.append(time.process_time() - worked)
    seconds = statistics.median(ours)
    row: dict[str, float | str] = {
        "places x periods": size,
        "cases": cases(places, periods),
        "pazos, seconds": seconds,
        "pazos, processor seconds": statistics.median(busy),
        "textbook, processor seconds": peer,
        "ratio of processor seconds, this run": peer / statistics.median(busy),
        "megabytes, largest of the process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if size in RECORDED:
        low, high = RECORDED[size]
        row["SaTScan 10.3.2, seconds recorded elsewhere"] = f"{low:g} to {high:g}"
        row["ratio to those"] = f"{low / seconds:.1f} to {high / seconds:.1f}"
    return row


def city(places: int, periods: int) -> pd.DataFrame:
    """People of very different numbers, one true cluster; cases as `cases` says."""
    chance = np.random.default_rng(places)
    frame = pd.DataFrame({"x": chance.uniform(0, 1e4, places), "y": chance.uniform(0, 1e4, places)})
    frame["people"] = np.round(chance.lognormal(8, 0.6, places)) + 1
    risk = frame.people * (1 + (np.hypot(frame.x - 3_000, frame.y - 6_000) < 700))
    share = np.repeat((risk / risk.sum() / periods).to_numpy()[:, None], periods, axis=1)
    counts = chance.multinomial(cases(places, periods), share.ravel()).reshape(places, periods)
    return frame.assign(**{str(2011 + period): counts[:, period] for period in range(periods)})


def cases(places: int, periods: int) -> int:
    """One death a place in space alone, half a death for each place and year in space-time."""
    return places if periods == 1 else places * periods // 2


def scan(frame: pd.DataFrame, periods: int) -> None:
    years = [str(2011 + period) for period in range(periods)]
    words = {"population": "people", "x": "x", "y": "y", "seed": 1, "replicates": REPLICATES}
    if periods == 1:
        spatial_scan(frame, count=years[0], **words)
    else:
        space_time_scan(frame, count=years, **words)


def textbook_seconds(places: int, periods: int) -> float:
    """Time the textbook on a few replicates, hold its maxima against Pazos's, and scale the time."""
    study = study_of(city(places, periods), periods)
    chance = np.random.default_rng(1)
    dealt = chance.multinomial(study.total, study.expected.ravel() / study.total, size=FEW)
    added = np.cumsum(dealt.reshape(FEW, places, periods), axis=2).transpose(1, 2, 0)
    orders = [np.argsort(((study.points - point) ** 2).sum(axis=1), kind="stable") for point in study.points]
    start = time.process_time()
    theirs = textbook_maxima(study, added, orders)
    seconds = time.process_time() - start
    with ThreadPoolExecutor(1) as executor:
        ours = maxima_of(study, added.astype(np.uint16), executor)
    if not np.allclose(ours, theirs, rtol=1e-9):
        raise SystemExit(f"the maxima differ: {ours} and {theirs}")
    return seconds * REPLICATES / FEW


def study_of(frame: pd.DataFrame, periods: int) -> Study:
    counts = frame[[str(2011 + period) for period in range(periods)]].to_numpy()
    expected = np.repeat(frame[["people"]].to_numpy(), periods, axis=1)
    expected *= counts.sum() / expected.sum()
    longest = max(periods // 2, 1)
    intervals = [(a, b) for a in range(periods) for b in range(a, min(a + longest, periods))]
    return Study(
        frame[["x", "y"]].to_numpy(), counts, expected, np.array(intervals), limit=counts.sum() / 2, minimum=2
    )


def textbook_maxima(study: Study, added: np.ndarray, orders: list[np.ndarray]) -> np.ndarray:
    """Kulldorff (1997), word for word: every circle, every interval, every replicate."""
    best = np.zeros(added.shape[2])
    weight, until = study.expected.sum(axis=1), np.cumsum(study.expected, axis=1)
    for order in orders:
        held = order[np.cumsum(weight[order]) <= study.limit]
        for first, last in study.intervals:
            counts = added[held, last] - (added[held, first - 1] if first else 0)
            expecting = until[held, last] - (until[held, first - 1] if first else 0)
            inside = np.cumsum(counts, axis=0)
            expected = np.cumsum(expecting)[:, None]
            outside = study.total - inside
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = inside * np.log(inside / expected)
                ratio += outside * np.log(outside / (study.total - expected))
            ratio[~((inside > expected) & (inside >= study.minimum))] = 0.0
            if len(held):
                np.maximum(best, np.nan_to_num(ratio).max(axis=0), out=best)
    return best


if __name__ == "__main__":
    sys.exit(main())
