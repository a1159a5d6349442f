"""Which places are declared treated? Random sets of as many as there are, or sets that lie together as the treated do.

Only places that never were treated are drawn: what happened to the treated must not colour what chance does. A place
stands in for one treated place, and takes its date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.panel import NEVER
from pazos.science.evaluation.spreading import draws_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.spreading import Draws

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

TOUCHING = 2.0  # times the usual distance to the nearest place: nearer than this, two lie together


def random_sets(panel: Panel, *, draws: int, seed: int) -> list[Ints]:
    """Return batches of sets, each draws x treated: rows among the never treated; column j stands in for treated j.

    One treated place: each of the others once, nothing is drawn (as many as draws allow).
    """
    pool, treated = int((~panel.ever).sum()), int(panel.ever.sum())
    if treated == 1 and pool <= draws:
        return [np.arange(pool)[:, None]]
    return [permuted(piece, pool)[:, :treated] for piece in draws_of(draws, seed=seed)]


def contiguous_sets(panel: Panel, metres: Floats, *, draws: int, seed: int) -> list[Ints]:
    """Return batches of sets that lie together as the treated do: group for group, a place and the nearest left to it.

    `metres` are the distances between all units of the panel.
    """
    pool = np.flatnonzero(panel.first == NEVER)
    nearest = np.argsort(metres[np.ix_(pool, pool)], axis=1, kind="stable")
    groups = groups_of(metres, np.flatnonzero(panel.ever))
    # The largest group first, while there is room for it.
    order = sorted((np.flatnonzero(groups == one) for one in range(groups.max() + 1)), key=len, reverse=True)
    return [_together(piece, nearest, order) for piece in draws_of(draws, seed=seed)]


def groups_of(metres: Floats, rows: Ints) -> Ints:
    """Return the group of each of `rows`: those that lie together, by steps no longer than twice the usual distance.

    The usual distance is the median, over all places, of that to the nearest other.
    """
    from scipy.sparse.csgraph import connected_components

    apart = metres + np.diag(np.full(len(metres), np.inf))
    near = metres[np.ix_(rows, rows)] <= TOUCHING * float(np.median(apart.min(axis=1)))
    _, found = connected_components(near, directed=False)
    return np.asarray(found, dtype=np.int64)


def permuted(piece: Draws, pool: int) -> Ints:
    """Return the rows of a pool in as many random orders as the piece has draws."""
    whole = np.broadcast_to(np.arange(pool), (piece.size, pool))
    return np.asarray(piece.chance.permuted(whole, axis=1), dtype=np.int64)


def _together(piece: Draws, nearest: NDArray[np.intp], order: list[NDArray[np.intp]]) -> Ints:
    chance, pool = piece.chance, len(nearest)
    found = np.empty((piece.size, sum(map(len, order))), dtype=np.int64)
    groups, alone = [one for one in order if len(one) > 1], [int(one[0]) for one in order if len(one) == 1]
    for draw in range(piece.size):
        free = np.ones(pool, dtype=bool)
        for slots in groups:
            line = nearest[_one_of(free, chance)]
            taken = line[free[line]][: len(slots)]
            found[draw, chance.permutation(slots)] = taken
            free[taken] = False
        found[draw, alone] = chance.permutation(np.flatnonzero(free))[: len(alone)]
    return found


def _one_of(free: NDArray[np.bool_], chance: np.random.Generator) -> int:
    places = np.flatnonzero(free)
    return int(places[chance.integers(len(places))])
