"""Near repeats: Pazos against pointpats, in one process, and Pazos alone where there are many.

    python benchmarks/near_repeat.py [--repeats 3] [--largest 20000] [--json FILE]

Both are given the same incidents and 999 permutations. pointpats tests one cell (200 m, 7 days);
Pazos is timed on the same one cell, and on a table of 5 x 4. Times on a shared machine vary:
read the ratios. The memory is this process's largest, before and after the largest table.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from pointpats import Knox

from pazos.science.patterns.near_repeat import near_repeat

PERMUTATIONS = 999
TABLE = {"space_breaks": [0, 1, 101, 201, 301, 401], "time_breaks": [0, 8, 15, 22, 29]}
CELL = {"space_breaks": [0, 200], "time_breaks": [0, 8]}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--largest", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rows = [compare(size, options.repeats) for size in (500, 2_000)]
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda number: f"{number:,.4g}"))
    before = memory()
    seconds = timed(lambda: ours(incidents(options.largest), TABLE), 1)
    rows.append({"incidents": options.largest, "pazos table": seconds, "megabytes": memory() - before})
    print(f"{options.largest:,} incidents, table of 5 x 4: {seconds:.2f} s, {memory() - before:.0f} MB more")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def compare(size: int, repeats: int) -> dict[str, float]:
    frame = incidents(size)
    places, days = frame[["x", "y"]].to_numpy(), frame[["day"]].to_numpy()
    found = ours(frame, CELL)
    theirs = Knox(places, days, 199.999999, 7, permutations=9)
    if found.observed[0, 0] != theirs.statistic_:
        raise SystemExit(f"the counts differ: {found.observed[0, 0]} and {theirs.statistic_}")
    cell = timed(lambda: ours(frame, CELL), repeats)
    table = timed(lambda: ours(frame, TABLE), repeats)
    peer = timed(lambda: Knox(places, days, 199.999999, 7, permutations=PERMUTATIONS), repeats)
    return {
        "incidents": size,
        "pointpats cell": peer,
        "pazos cell": cell,
        "ratio cell": peer / cell,
        "pazos table": table,
        "ratio table": peer / table,
    }


def ours(frame: pd.DataFrame, breaks: dict[str, list[int]]):
    return near_repeat(frame, x="x", y="y", day="day", permutations=PERMUTATIONS, seed=1, **breaks)


def incidents(size: int) -> pd.DataFrame:
    """A city of 10 x 10 km with crowded and quiet parts, over two years."""
    chance = np.random.default_rng(size)
    centres = chance.uniform(0, 10_000, (40, 2))
    places = centres[chance.integers(0, 40, size)] + chance.normal(0, 700, (size, 2))
    return pd.DataFrame({"x": places[:, 0], "y": places[:, 1], "day": chance.integers(0, 730, size)})


def timed(call, repeats: int) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
