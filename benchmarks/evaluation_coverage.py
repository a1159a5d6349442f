"""How often does each default's interval hold the truth, and how often is an effect seen where there is none?

    python benchmarks/evaluation_coverage.py [--worlds even staggered ...] [--methods twfe ...] [--draws 400] [--json FILE]

A city: 150 neighbourhoods, 96 months, 0.3 deaths a neighbourhood and month on average, rates that differ as a gamma
with shape 1 above a floor, a falling trend, a season and shocks that all share, and unless a world says otherwise 42
neighbourhoods treated in seven clusters of six, all from the 61st month on (four of every ten months after). The truth
is a fifth fewer deaths among the treated, or none; what an interval must hold is what each method says it estimates:
the logarithm of the ratio, or the mean difference over the treated cells of that very city.

A trend that all share is a sum or a product, and no city is parallel in both where the treated were the worse ones:
methods of differences are asked in a world of sums, the ratio's in one of products. Size: the share whose interval
leaves nought out where nothing happened. Simulated anew by `--seed`; the same digits whatever the number of processes.
"""

from __future__ import annotations

import argparse
import json
import os
import warnings
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from joblib import Parallel, delayed

from pazos.science.evaluation.estimators import MODULES, lean, run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Around, Design, Way, find
from pazos.science.problems import InputProblem

UNITS, TIMES, MEAN, FLOOR, START = 150, 96, 0.3, 0.12, 60
DOUBTS = ("parallel_trends", "regression_to_the_mean")
RATIOS = frozenset({"poisson", "its"})


@dataclass(frozen=True)
class World:
    """`starts` is one for each cluster of `members`; `chosen` says how places came to be treated.

    "any": whatever their rate; "worse": twice as likely to be among those with a higher rate, by the rate itself;
    "seen": those with most deaths in the last 24 months before, so that part of what was seen was bad luck.
    `scatter` is the variance of a multiplier of each cell; `drift` that of one that lasts (months hang together by
    `memory`); `shared` the same of a cluster's own multiplier.
    """

    starts: tuple[int, ...] = (START,) * 7
    members: int = 6
    chosen: str = "any"
    scatter: float = 0.0
    drift: float = 0.0
    shared: float = 0.0
    memory: float = 0.8


WORLDS = {
    "even": World(),
    "staggered": World(starts=(48, 54, 60, 60, 66, 72, 72)),
    "scattered": World(scatter=0.3, drift=0.15),
    "worse": World(chosen="worse"),
    "worse, scattered": World(chosen="worse", scatter=0.3, drift=0.15),
    "seven": World(members=1),
    "seven, worse": World(members=1, chosen="worse"),
    "seven, scattered": World(members=1, scatter=0.3, drift=0.15),
    "twenty": World(starts=(START,) * 5, members=4),
    "seen": World(chosen="seen"),
    "seen, scattered": World(chosen="seen", scatter=0.3, drift=0.15),
    "shared": World(shared=0.1),
}


@dataclass(frozen=True)
class City:
    """A panel, and what is true of it: the logarithm of the ratio, and the mean difference over treated cells."""

    panel: Panel
    log_ratio: float
    difference: float
    chosen: tuple[int, int] | None = field(default=None)


def city(world: World, *, seed: int, share: float, products: bool) -> City:
    """Invent a city in which `share` of the treated's deaths are averted."""
    rng = np.random.default_rng(seed)
    levels = FLOOR + rng.gamma(1.0, MEAN - FLOOR, UNITS)
    months = np.arange(TIMES)
    common = -0.15 * months / TIMES + 0.1 * np.cos(2 * np.pi * months / 12) + _lasting(rng, 1, 0.004, 0.7)[0]
    course = np.exp(common - common.mean())
    mean = levels[:, None] * course if products else levels[:, None] + FLOOR * (course - 1) / 1.0
    mean = np.maximum(mean, 0.01)
    if world.scatter:
        mean = mean * rng.gamma(1 / world.scatter, world.scatter, mean.shape)
    if world.drift:
        mean = mean * np.exp(_lasting(rng, UNITS, world.drift, world.memory) - world.drift / 2)
    first = _beginnings(world, rng, levels, mean)
    counts = rng.poisson(mean).astype(float)
    treated = (first[:, None] != NEVER) & (months[None, :] >= first[:, None])
    if world.chosen == "seen":
        first, treated = _by_what_was_seen(world, counts)
    counts = np.where(treated, rng.binomial(counts.astype(int), 1 - share), counts)
    names = tuple(f"n{one:03}" for one in range(UNITS))
    panel = Panel(names, tuple(map(str, months)), counts, first)
    expected = float(mean[treated].mean())
    begins = min(world.starts)
    span = (begins - 24, begins - 1) if world.chosen == "seen" else None
    return City(panel, float(np.log1p(-share)), -share * expected, span)


def _lasting(rng: np.random.Generator, rows: int, variance: float, memory: float) -> np.ndarray:
    """Return rows x times of normal values, each hanging on the one before."""
    found = rng.normal(0, variance**0.5, (rows, TIMES))
    for month in range(1, TIMES):
        found[:, month] = memory * found[:, month - 1] + (1 - memory**2) ** 0.5 * found[:, month]
    return found


def _beginnings(world: World, rng: np.random.Generator, levels: np.ndarray, mean: np.ndarray) -> np.ndarray:
    starts = np.repeat(world.starts, world.members)
    likely = np.where(levels > np.median(levels), 3.0, 1.0) if world.chosen == "worse" else np.ones(UNITS)
    rows = rng.choice(UNITS, len(starts), replace=False, p=likely / likely.sum())
    first = np.full(UNITS, NEVER)
    first[rows] = starts
    if world.shared:
        clusters = _lasting(rng, len(world.starts), world.shared, world.memory)
        mean[rows] *= np.exp(np.repeat(clusters, world.members, axis=0) - world.shared / 2)
    return first.astype(np.int64)


def _by_what_was_seen(world: World, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    begins = min(world.starts)
    seen = counts[:, begins - 24 : begins].sum(axis=1)
    rows = np.argsort(-seen, kind="stable")[: len(world.starts) * world.members]
    first = np.full(UNITS, NEVER)
    first[rows] = np.repeat(world.starts, world.members)
    return first.astype(np.int64), (first[:, None] != NEVER) & (np.arange(TIMES)[None, :] >= first[:, None])


def one(name: str, method: str, options: dict[str, Any], share: float, seed: int) -> tuple[float, ...]:
    """Return estimate, low, high and truth of one draw; NaN where the method refuses."""
    made = city(WORLDS[name], seed=seed, share=share, products=method in RATIOS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = run(made.panel, method, seed=seed, **{**_narrow(method), **options})
        except InputProblem:
            return (float("nan"),) * 4
    truth = made.log_ratio if found.unit == "log_ratio" else made.difference
    return found.estimate, found.low, found.high, truth


def said(name: str, method: str, options: dict[str, Any], share: float, seed: int) -> str:
    """Return the verdict of the whole plan on one draw: the primary, its own checks and the deciding doubts of DOUBTS.

    Doubts that decide only ever take a verdict away: those left out, which estimate many times over, make no size larger.
    """
    made = city(WORLDS[name], seed=seed, share=share, products=method in RATIOS)
    plan = Design(Way(method, {**_narrow(method), **options}), doubts=DOUBTS, seed=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return find(made.panel, plan, around=Around(chosen=made.chosen)).verdict.value
        except InputProblem:
            return "refused"


def _narrow(method: str) -> dict[str, Any]:
    """Return what spares the event study, on which no interval of the whole effect rests."""
    return {name: value for name, value in lean(method, {}).items() if name in ("window", "course")}


def measured(found: np.ndarray) -> dict[str, float]:
    """Return what many draws (rows of estimate, low, high, truth) say."""
    there = np.isfinite(found).all(axis=1)
    estimate, low, high, truth = found[there].T
    return {
        "draws": int(there.sum()),
        "refused": int((~there).sum()),
        "coverage": float(((low <= truth) & (truth <= high)).mean()),
        "excludes_nought": float(((low > 0) | (high < 0)).mean()),
        "bias": float((estimate - truth).mean()),
        "length": float((high - low).mean()),
        "spread": float((estimate - truth).std()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", nargs="+", default=list(WORLDS), choices=list(WORLDS))
    parser.add_argument("--methods", nargs="+", default=list(MODULES))
    parser.add_argument("--options", type=json.loads, default={}, help="of every method, as JSON")
    parser.add_argument("--share", type=float, nargs="+", default=[0.2, 0.0], help="of deaths averted")
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(
        "--verdicts", action="store_true", help="of the whole plan, doubts that decide included"
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    pool = Parallel(n_jobs=options.jobs)
    for name in options.worlds:
        for method in options.methods:
            for share in options.share:
                seeds = range(options.seed * 100_000, options.seed * 100_000 + options.draws)
                if options.verdicts:
                    draw = partial(said, name, method, options.options, share)
                    counted = Counter(pool(delayed(draw)(seed) for seed in seeds))
                    rows.append({"world": name, "method": method, "share": share, **counted})
                    print(f"{name:18} {method:18} {share:4} {dict(sorted(counted.items()))}", flush=True)
                    continue
                draw = partial(one, name, method, options.options, share)
                found = np.array(pool(delayed(draw)(seed) for seed in seeds))
                row = {"world": name, "method": method, "share": share, **measured(found)}
                rows.append(row)
                print(
                    f"{name:18} {method:18} {share:4} n {row['draws']:4} coverage {row['coverage']:.3f}"
                    f" size/power {row['excludes_nought']:.3f} bias {row['bias']:+.4f}"
                    f" length {row['length']:.4f} spread {row['spread']:.4f}",
                    flush=True,
                )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
