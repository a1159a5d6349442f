"""Weights as the statistics need them: above zero, none on the diagonal, plain to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray


def clean_weights(adjacency: sparse.csr_array, *, size: int) -> sparse.csr_array:
    """Return a copy without diagonal and stored zeros; refuse another shape or weights below zero."""
    if adjacency.shape != (size, size):
        raise InputProblem(
            "The neighbours are a table of {rows} by {columns}, but there are {size} areas.",
            rows=adjacency.shape[0],
            columns=adjacency.shape[1],
            size=size,
        )
    links = sparse.coo_array(adjacency)
    if not np.isfinite(links.data).all() or (links.data < 0).any():
        raise InputProblem("The weight of a neighbour is a number above zero; some are not.")
    head, tail = links.coords
    keep = (head != tail) & (links.data != 0)
    kept = (links.data[keep].astype(float), (head[keep], tail[keep]))
    weights = sparse.coo_array(kept, shape=(size, size)).tocsr()
    weights.sort_indices()
    return weights


def row_standardised(weights: sparse.csr_array) -> sparse.csr_array:
    """Return weights whose rows sum to one (rows without neighbours stay empty)."""
    total = np.asarray(weights.sum(axis=1)).ravel()
    standard = weights.copy()
    standard.data = weights.data / np.repeat(total, np.diff(weights.indptr))
    return standard


def equal_in_rows(weights: sparse.csr_array) -> bool:
    """Return whether all neighbours of an area weigh the same, for every area."""
    sizes = np.diff(weights.indptr)
    if not weights.nnz or (weights.data == weights.data[0]).all():
        return True
    first: NDArray[np.float64] = weights.data[np.minimum(weights.indptr[:-1], weights.nnz - 1)]
    return bool((weights.data == np.repeat(first, sizes)).all())
