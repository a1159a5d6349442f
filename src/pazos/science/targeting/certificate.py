"""Does a designation keep its own promises? A check that shares nothing with the solver.

It reads the design and the frame only, by other means than those that made it: connected
components of SciPy, sums of pandas. It says what disagrees; it mends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    import pandas as pd

    from pazos.science.targeting.clusters import ClusterDesign

TOLERANCE = 1e-6


def verify(design: ClusterDesign, frame: pd.DataFrame, adjacency: csr_array | None) -> tuple[str, ...]:
    """Return everything in which `design` disagrees with `frame`; empty means it holds.

    Words: unknown_place, place_twice, not_contiguous, clusters_touch, too_many_clusters,
    over_population, over_cost, zone_short, zones_mixed, cluster_too_small, cluster_too_large,
    included_left_out, excluded_chosen, covered_differs, population_differs, bound_below_covered,
    proof_without_closed_gap.
    """
    if not set(design.places) <= set(frame.index):
        return ("unknown_place",)
    stands = {
        **_shape(design, frame, adjacency),
        **_limits(design, frame),
        **_zones(design, frame),
        **_figures(design, frame),
    }
    return tuple(word for word, true in stands.items() if true)


def _shape(design: ClusterDesign, frame: pd.DataFrame, adjacency: csr_array | None) -> dict[str, bool]:
    links = adjacency if adjacency is not None else csr_array((len(frame), len(frame)))
    zone = design.how["parameters"].get("zone")
    place_of = {label: place for place, label in enumerate(frame.index)}
    at = np.array([place_of[label] for label in design.places], dtype=int)
    cluster = np.repeat(np.arange(len(design.clusters)), [len(one) for one in design.clusters])
    part = csr_array(links)[at][:, at].tocoo()
    told = np.array(frame[zone].astype(str) if zone else [""] * len(frame))[at]
    same = told[part.row] == told[part.col]
    inner = (cluster[part.row] == cluster[part.col]) & same
    kept = csr_array((part.data[inner], (part.row[inner], part.col[inner])), shape=part.shape)
    pieces, _ = connected_components(kept, directed=False)
    return {
        "place_twice": len(set(design.places)) < len(design.places),
        "not_contiguous": pieces > len(design.clusters),
        "clusters_touch": bool(np.any((cluster[part.row] != cluster[part.col]) & same)),
        "too_many_clusters": len(design.clusters) > design.how["parameters"]["clusters"],
    }


def _limits(design: ClusterDesign, frame: pd.DataFrame) -> dict[str, bool]:
    rules = design.how["parameters"]
    chosen, residents = frame.loc[design.places], frame[rules["population"]]
    people = [float(residents.loc[cluster].sum()) for cluster in design.clusters]
    cost = float(chosen[rules["cost"]].sum()) if "cost" in rules else 0.0
    room = 1 + TOLERANCE
    return {
        "over_population": sum(people) > rules.get("max_population", np.inf) * room,
        "over_cost": cost > rules.get("max_cost", np.inf) * room,
        "cluster_too_small": min(people, default=np.inf) * room < rules.get("smallest", 0),
        "cluster_too_large": max(people, default=0) > rules.get("largest", np.inf) * room,
        "included_left_out": not set(rules.get("must_include", ())) <= set(design.places),
        "excluded_chosen": bool(set(rules.get("must_exclude", ())) & set(design.places)),
    }


def _zones(design: ClusterDesign, frame: pd.DataFrame) -> dict[str, bool]:
    rules = design.how["parameters"]
    if "zone" not in rules:
        return {}
    zones = [set(frame.loc[cluster, rules["zone"]].astype(str)) for cluster in design.clusters]
    wanted = rules.get("minima", {}).items()
    return {
        "zones_mixed": any(len(zone) > 1 for zone in zones),
        "zone_short": any(sum(zone == {name} for zone in zones) < least for name, least in wanted),
    }


def _figures(design: ClusterDesign, frame: pd.DataFrame) -> dict[str, bool]:
    rules = design.how["parameters"]
    chosen = frame.loc[design.places]
    covered = float(chosen[rules["count"]].sum())
    residents = float(chosen[rules["population"]].sum())
    return {
        "covered_differs": not np.isclose(covered, design.covered, rtol=TOLERANCE),
        "population_differs": not np.isclose(residents, design.population, rtol=TOLERANCE),
        "bound_below_covered": design.bound < covered * (1 - TOLERANCE),
        "proof_without_closed_gap": design.proven_optimal and design.gap > TOLERANCE,
    }
