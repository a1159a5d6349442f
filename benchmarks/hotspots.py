"""Hot spots of counts: Pazos's exact test against esda with 9,999 permutations, in one process.

    python benchmarks/hotspots.py [--most 10000] [--repeats 3] [--json FILE]

Both are given the same counts and the same neighbours, ready made; what is timed is everything
from there to a z and a p for each area. esda is timed with one job and with all, without keeping
its simulations (faster, and at 10,000 areas they are 800 MB). It compiles for some 20 s in each
process: that is done beforehand and not counted. esda needs numba to be a fair opponent; without
it the benchmark stops. Times on a shared machine vary: read the ratios.

Accuracy: esda's one-sided p against the exact probability it estimates, the same against the
smaller tail (on the low side esda leaves out ties with the observed sum, so its p is too small
there for counts), and 199,999 permutations by Pazos's own kernel in standard errors of the exact
tail, which shows that the exact tails are right.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from pazos.science import places
from pazos.science.patterns.hotspots import hot_spots
from pazos.science.patterns.hotspots.inference import infer

SIZES = (100, 1_000, 10_000)
# What the project promises for counts, by number of areas.
PROMISED = {100: 2, 1_000: 20, 10_000: 100}
PERMUTATIONS = 9_999
CHECK = 199_999


def main() -> int:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--most", type=int, default=max(SIZES))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if find_spec("numba") is None:
        print("esda runs without its compiler here; install numba for a fair comparison.", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")
    print("warming up esda (compiling) ...", flush=True)
    for jobs in (1, -1):
        opponent(*city(100), jobs=jobs)
    rows = [compare(size, repeats=options.repeats) for size in SIZES if size <= options.most]
    table = pd.DataFrame(rows).set_index("areas")
    print(table.T.to_string(float_format=lambda number: f"{number:,.4g}"))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["times_faster"] >= row["promised"] for row in rows) else 1


def city(size: int) -> tuple[pd.DataFrame, object, object]:
    """Poisson counts (mean 5) on the Delaunay neighbours of random points, as ours and as esda's."""
    from libpysal.weights import WSP, WSP2W

    rng = np.random.default_rng(size)
    links = places.delaunay(*rng.uniform(0, 1, (2, size)))
    weights = WSP2W(WSP(links.tocsr().__class__(links)), silence_warnings=True)
    weights.transform = "B"
    return pd.DataFrame({"deaths": rng.poisson(5, size)}), links, weights


def opponent(frame: pd.DataFrame, _: object, weights: object, *, jobs: int) -> object:
    import esda

    counts = frame["deaths"].to_numpy().astype(float)
    return esda.G_Local(
        counts,
        weights,
        transform="B",
        star=True,
        permutations=PERMUTATIONS,
        keep_simulations=False,
        n_jobs=jobs,
        seed=1,
    )


def compare(size: int, *, repeats: int) -> dict[str, float]:
    frame, links, weights = city(size)
    times: dict[str, list[float]] = {"exact": [], "permuted": [], "esda_1": [], "esda_all": []}
    for _ in range(repeats):
        # Taken in turns, so that a busy minute of the machine falls on all.
        for _ in range(5):
            times["exact"].append(clock(lambda: hot_spots(frame, links, count="deaths")))
            times["permuted"].append(
                clock(lambda: hot_spots(frame, links, count="deaths", inference="permutation"))
            )
        times["esda_1"].append(clock(lambda: opponent(frame, links, weights, jobs=1)))
        times["esda_all"].append(clock(lambda: opponent(frame, links, weights, jobs=-1)))
    median = {name: statistics.median(seconds) for name, seconds in times.items()}
    return {
        "areas": size,
        **{f"{name}_seconds": seconds for name, seconds in median.items()},
        "times_faster": min(median["esda_1"], median["esda_all"]) / median["exact"],
        "times_faster_than_one_job": median["esda_1"] / median["exact"],
        "times_faster_permuted": min(median["esda_1"], median["esda_all"]) / median["permuted"],
        "promised": PROMISED[size],
        **accuracy(frame, links, weights),
    }


def clock(run: object) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def accuracy(frame: pd.DataFrame, links: object, weights: object) -> dict[str, float]:
    counts = frame["deaths"].to_numpy().astype(float)
    exact, many = (
        infer(counts, links, asked=way, permutations=CHECK, seed=2) for way in ("exact", "permutation")
    )
    theirs = opponent(frame, links, weights, jobs=1).p_sim
    estimated = np.abs(theirs - np.minimum(exact.upper, 1 - exact.upper))
    smaller_tail = np.abs(theirs - np.minimum(exact.upper, exact.lower))
    noise = np.sqrt(exact.upper * (1 - exact.upper) / CHECK) + 1 / CHECK
    return {
        "esda_mean_noise": float(estimated.mean()),
        "esda_worst_noise": float(estimated.max()),
        "esda_worst_with_ties": float(smaller_tail.max()),
        "permuted_worst_in_standard_errors": float((np.abs(many.upper - exact.upper) / noise).max()),
    }


if __name__ == "__main__":
    sys.exit(main())
