"""How much sooner is a designation proven than by the plain forest model on the same solver?

Peer: a compact forest with at most K roots (single-commodity flow) handed to HiGHS. Invented
cities: Delaunay neighbours, lognormal residents, gamma-Poisson deaths around hot areas,
smoothed to fractions (whole counts are easier). K = 7, a quarter of the residents. Seconds
are of the processor, since both sides use one thread; the limit is on the clock.

    python benchmarks/clusters.py [--places 42 80 110 150 340] [--seeds 2] [--seconds 60]
"""

from __future__ import annotations

import argparse
from statistics import median
from time import process_time

import highspy
import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.spatial import Delaunay

from pazos.science.targeting.certificate import verify
from pazos.science.targeting.clusters import designate

CLUSTERS = 7


def city(places: int, *, seed: int) -> tuple[pd.DataFrame, csr_array]:
    random = np.random.default_rng([places, seed])
    points = random.random((places, 2))
    corners = Delaunay(points).simplices
    pairs = np.unique(
        np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0
    )
    long = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1) > 3 / np.sqrt(places)
    one, other = pairs[~long].T
    half = coo_array((np.ones(len(one)), (one, other)), shape=(places, places))
    people = np.round(random.lognormal(np.log(3000), 0.8, places))
    middles, widths, heights = (
        random.random((12, 2)),
        random.uniform(0.05, 0.15, 12),
        random.uniform(0.5, 1.5, 12),
    )
    square = ((points[:, None] - middles) ** 2).sum(axis=2)
    risk = 0.6 + (heights * np.exp(-square / (2 * widths**2))).sum(axis=1)
    deaths = random.poisson(risk * random.gamma(2, 0.5, places) * people * 30e-5)
    rate = deaths.sum() / people.sum()
    smoothed = (deaths + 4) / (people + 4 / rate) * people
    return pd.DataFrame({"deaths": smoothed, "people": people}), csr_array(half + half.T)


def forest(frame: pd.DataFrame, adjacency: csr_array, *, cap: float, seconds: float) -> tuple[float, float]:
    """The peer: chosen places x, roots z, arcs y and flow f that reaches each chosen place."""
    count = len(frame)
    tails, heads = adjacency.nonzero()
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", seconds)
    x, z = ([solver.addBinary() for _ in range(count)] for _ in range(2))
    y = [solver.addBinary() for _ in tails]
    f, g = ([solver.addVariable(lb=0, ub=count) for _ in range(size)] for size in (len(tails), count))
    people, total = frame["people"].to_numpy(), solver.qsum
    solver.addConstr(total(float(people[i]) * x[i] for i in range(count)) <= cap)
    solver.addConstr(total(z) <= CLUSTERS)
    for i in range(count):
        into, out = np.flatnonzero(heads == i), np.flatnonzero(tails == i)
        solver.addConstr(total([y[a] for a in into]) + z[i] == x[i])
        solver.addConstr(g[i] <= count * z[i])
        solver.addConstr(total([f[a] for a in into]) + g[i] - total([f[a] for a in out]) == x[i])
    for a, tail in enumerate(tails):
        solver.addConstr(f[a] <= count * y[a])
        solver.addConstr(y[a] <= x[tail])
    solver.maximize(total(float(worth) * x[i] for i, worth in enumerate(frame["deaths"])))
    info = solver.getInfo()
    return info.objective_function_value, info.mip_dual_bound


def compare(places: int, *, seeds: int, seconds: float, peer: bool) -> None:
    ratios = []
    for seed in range(seeds):
        frame, adjacency = city(places, seed=seed)
        cap = float(frame["people"].sum()) / 4
        began = process_time()
        design = designate(
            frame,
            adjacency,
            count="deaths",
            population="people",
            clusters=CLUSTERS,
            max_population=cap,
            seconds=seconds,
        )
        own = process_time() - began
        assert not verify(design, frame, adjacency)
        line = (
            f"{places:4} seed {seed}  pazos {own:6.2f} s  gap {design.gap:.3%}  nodes {design.how['nodes']:5}"
        )
        if peer:
            began = process_time()
            best, bound = forest(frame, adjacency, cap=cap, seconds=seconds)
            theirs = process_time() - began
            ratios.append(theirs / own)
            assert design.bound >= best - 1e-4
            gap = (bound - best) / max(best, 1e-9)
            line += f"  forest {theirs:6.2f} s  gap {gap:.3%}  ratio {ratios[-1]:.1f}"
            line += f"  covered {design.covered:.3f} against {best:.3f}"
        print(line, flush=True)
    if ratios:
        print(f"{places:4} median ratio {median(ratios):.1f} (a run that was stopped counts as done)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, nargs="+", default=[42, 80, 110, 150, 340])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--without-peer", action="store_true")
    options = parser.parse_args()
    for places in options.places:
        compare(places, seeds=options.seeds, seconds=options.seconds, peer=not options.without_peer)
