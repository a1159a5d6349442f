"""Evaluation: staggered differences on a wide panel, and dates dealt out again on a city's, in processor and clock seconds.

    python benchmarks/evaluation.py [--repeats 3] [--json FILE]

Recorded elsewhere on the same kind of machine for Callaway and Sant'Anna, 5,000 units x 40 times, 999 draws:
diff-diff 0.25 s, other packages 3 to 9 s. Run with nothing else at work; the clock counts both processors.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

import numpy as np

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel


def panel(units: int, times: int, shares: dict[int, float]) -> Panel:
    rng = np.random.default_rng(1)
    first = rng.choice(list(shares), units, p=list(shares.values()))
    outcome = rng.poisson(0.3, (units, times)).astype(float)
    names = tuple(f"u{one:05}" for one in range(units))
    return Panel(names, tuple(map(str, range(times))), outcome, first)


WIDE = panel(5_000, 40, {NEVER: 0.5, 10: 0.1, 15: 0.1, 20: 0.1, 25: 0.1, 30: 0.1})
CITY = panel(150, 96, {NEVER: 0.95, 60: 0.05})
RUNS = {
    "callaway-santanna, never, 5,000 x 40, 999 draws": (WIDE, "callaway-santanna", {"draws": 999}),
    "callaway-santanna, not-yet": (WIDE, "callaway-santanna", {"draws": 999, "control": "not-yet"}),
    "twfe, 150 x 96, 9,999 permutations": (CITY, "twfe", {"inference": "randomisation", "draws": 9_999}),
    "twfe, 150 x 96, 9,999 wild draws": (CITY, "twfe", {"inference": "wild", "draws": 9_999}),
    "poisson, 150 x 96": (CITY, "poisson", {}),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = {name: seconds(name, options.repeats) for name in RUNS}
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; medians of {options.repeats}")
    for name, row in rows.items():
        print(f"{name:<50} clock {row['clock']:.2f} s   processor {row['processor']:.2f} s")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def seconds(name: str, repeats: int) -> dict[str, float]:
    data, method, options = RUNS[name]
    run(data, method, **options)
    clock, processor = [], []
    for _ in range(repeats):
        wall, used = time.perf_counter(), time.process_time()
        run(data, method, **options)
        clock.append(time.perf_counter() - wall)
        processor.append(time.process_time() - used)
    return {"clock": statistics.median(clock), "processor": statistics.median(processor)}


if __name__ == "__main__":
    raise SystemExit(main())
