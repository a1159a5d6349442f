"""Where are the true clusters? Contiguous groups of places that do not touch one another.

Only the drawing of groups is here; what happens inside them is decided by `deaths`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

ATTEMPTS = 4000


def grow_clusters(
    sizes: Sequence[int],
    *,
    borders: Sequence[set[int]],
    near: Sequence[set[int]],
    centres: npt.NDArray[np.float64],
    eligible: set[int],
    rng: np.random.Generator,
    apart_from: frozenset[int] = frozenset(),
) -> tuple[tuple[int, ...], ...]:
    """Draw groups of places of the given sizes, each connected through `borders`.

    No group holds or touches (by `near`) a place of another group or of `apart_from`.
    `centres` (n x 2) keeps the groups compact. Raises InputProblem where they do not fit.
    """
    for _ in range(ATTEMPTS):
        clusters: list[tuple[int, ...]] = []
        free = eligible - apart_from - {there for here in apart_from for there in near[here]}
        for size in sizes:
            cluster = _grow(size, free=free, borders=borders, centres=centres, rng=rng)
            if cluster is None:
                break
            clusters.append(tuple(sorted(cluster)))
            free = free - cluster - {there for here in cluster for there in near[here]}
        if len(clusters) == len(sizes):
            return tuple(clusters)
    raise InputProblem(
        "Clusters of {sizes} places that do not touch one another do not fit into {places} places.",
        sizes=", ".join(str(size) for size in sizes),
        places=len(eligible),
    )


def grow_groups(
    seeds: Sequence[int],
    *,
    borders: Sequence[set[int]],
    members: set[int],
    centres: npt.NDArray[np.float64],
) -> dict[int, int]:
    """Share `members` out among the seeds, each group connected: nearest free neighbour first."""
    group = {seed: number for number, seed in enumerate(seeds)}
    while len(group) < len(members):
        reach = [
            (float(np.hypot(*(centres[there] - centres[seeds[number]]))), there, number)
            for here, number in group.items()
            for there in borders[here]
            if there in members and there not in group
        ]
        if not reach:
            raise InputProblem("Some places cannot be reached from any seed of a group.")
        _, place, number = min(reach)
        group[place] = number
    return group


def _grow(
    size: int,
    *,
    free: set[int],
    borders: Sequence[set[int]],
    centres: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> set[int] | None:
    if not free:
        return None
    cluster = {int(rng.choice(sorted(free)))}
    while len(cluster) < size:
        reach = {there for here in cluster for there in borders[here]} & (free - cluster)
        if not reach:
            return None
        middle = centres[sorted(cluster)].mean(axis=0)
        cluster.add(min(sorted(reach), key=lambda place: float(np.hypot(*(centres[place] - middle)))))
    return cluster
