"""Links between places as a graph: building it, adding bridges, finding who stands alone.

A link is between two rows; nothing here measures or guesses one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray


def adjacency_from_pairs(
    first: ArrayLike, second: ArrayLike, *, size: int, both_ways: bool = True
) -> sparse.csr_array:
    """Return the `size` x `size` array of ones that links rows `first` to rows `second`.

    Pairs may repeat; a row is never linked to itself.
    """
    head = np.asarray(first, dtype=np.intp)
    tail = np.asarray(second, dtype=np.intp)
    apart = head != tail
    head, tail = head[apart], tail[apart]
    if both_ways:
        head, tail = np.concatenate([head, tail]), np.concatenate([tail, head])
    links = sparse.coo_array((np.ones(len(head)), (head, tail)), shape=(size, size)).tocsr()
    links.data[:] = 1.0
    links.sort_indices()
    return links


def with_bridges(adjacency: sparse.csr_array, pairs: Iterable[tuple[int, int]]) -> sparse.csr_array:
    """Return `adjacency` with the declared links `pairs` (row, row) added in both directions.

    A bridge is declared by a person: across a river, a road, or between scattered rural places.
    """
    size = adjacency.shape[0]
    bridges = np.array(list(pairs), dtype=np.intp).reshape(-1, 2)
    wrong = (bridges < 0).any(axis=1) | (bridges >= size).any(axis=1) | (bridges[:, 0] == bridges[:, 1])
    if wrong.any():
        raise InputProblem(
            "A bridge joins two different places of the {places} in the file; these do not: {bridges}.",
            places=size,
            bridges=listed(tuple(pair) for pair in bridges[wrong].tolist()),
        )
    added = adjacency_from_pairs(bridges[:, 0], bridges[:, 1], size=size)
    return sparse.csr_array(adjacency.maximum(added))


def components(adjacency: sparse.csr_array) -> NDArray[np.intp]:
    """Return each row's connected part, numbered from 0 in the order of the rows.

    A one-way link counts as a link.
    """
    _, labels = csgraph.connected_components(adjacency, directed=False)
    _, first, part = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.intp)
    order[np.argsort(first)] = np.arange(len(first))
    return order[part]


def without_neighbours(adjacency: sparse.csr_array) -> NDArray[np.intp]:
    """Return the rows that have no neighbour at all, in order."""
    return np.flatnonzero(np.diff(adjacency.indptr) == 0)
