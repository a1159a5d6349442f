"""Synthetic controls and synthetic difference-in-differences with their placebos, in one process.

    python benchmarks/evaluation_synthetic.py [--repeats 5] [--json FILE]

Whoever has diff-diff 3.13 beside Pazos (pip install diff-diff==3.13.0 in a throw-away environment) gets its seconds of
the same run and the ratio; otherwise the seconds recorded on the same kind of machine (2 processors, November 2026)
stand in its place, marked so: an order of size. Seconds are of the processor. The first run of each, which compiles
or loads the compiled loops, is not counted.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel

if TYPE_CHECKING:
    from collections.abc import Callable

# Method, units, times before and in all; the best package's seconds that were recorded; how many times faster to be.
CASES = (
    ("synthetic-control", 100, 40, 60, 1.2, 100),
    ("synthetic-control", 1000, 40, 60, 27.4, 100),
    ("sdid", 100, 40, 60, 2.3, 20),
    ("sdid", 1000, 40, 60, 32.0, 20),
)


def main() -> int:
    """Print seconds and ratios of every case."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = [compare(case, options.repeats) for case in CASES]
    sys.stdout.write(pd.DataFrame(rows).to_string(index=False, float_format="{:,.4g}".format) + "\n")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def compare(case: tuple[str, int, int, int, float, int], repeats: int) -> dict[str, Any]:
    """Return one case's seconds beside its peer's."""
    method, units, before, times, recorded, wanted = case
    panel = invented(units, before, times)
    found = run(panel, method)
    own = statistics.median(seconds(lambda: run(panel, method)) for _ in range(repeats))
    peer = peer_seconds(panel, method)
    return {
        "method": method,
        "units": units,
        "times": times,
        "placebos": found.settings.get("placebos", found.settings.get("draws")),
        "optimality_gap": found.settings["optimality_gap"],
        "seconds": own,
        "peer_seconds": recorded if peer is None else peer,
        "peer": "recorded" if peer is None else "this run",
        "ratio": (recorded if peer is None else peer) / own,
        "wanted": wanted,
    }


def invented(units: int, before: int, times: int) -> Panel:
    """Return places moved by three common courses, one of them treated."""
    random = np.random.default_rng(3)
    courses = random.normal(size=(3, times)).cumsum(axis=1)
    outcome = random.normal(size=(units, 3)) @ courses + random.normal(size=(units, times))
    first = np.full(units, NEVER)
    first[0] = before
    return Panel(
        tuple(f"u{place:04}" for place in range(units)), tuple(map(str, range(times))), outcome, first
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds of some work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def peer_seconds(panel: Panel, method: str) -> float | None:
    """Return the seconds of diff-diff's synthetic difference-in-differences where it is installed."""
    if method != "sdid" or importlib.util.find_spec("diff_diff") is None:
        return None
    peer = importlib.import_module("diff_diff").SyntheticDiD(
        variance_method="placebo", n_bootstrap=200, seed=1
    )
    units, times = panel.outcome.shape
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), times),
            "time": np.tile(np.arange(times), units),
            "outcome": panel.outcome.ravel(),
            "treated": np.repeat(panel.ever.astype(int), times),
        }
    )
    after = list(range(int(panel.first.max()), times))
    return seconds(
        lambda: peer.fit(
            frame, outcome="outcome", treatment="treated", unit="unit", time="time", post_periods=after
        )
    )


if __name__ == "__main__":
    raise SystemExit(main())
