"""Circles in few steps: the rings between chosen circles, and what each ring holds in every replicate.

A ring joins neighbouring circles of one centre whose expectations differ little. If the count at a
ring's outer edge is below what the smallest circle in it would need, no circle in it can matter:
counts grow outwards and so do the counts needed. So most circles are never looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Circles, Integers, Study

# Rings per square root of the expected count: the noise of a count is its root, and a ring should
# be thinner than the noise. Fewer make more circles to look at, more make more sums; 2.5 was quickest.
RINGS_PER_ROOT = 2.5


@dataclass(frozen=True)
class Rings:
    """The rings of some centres, B at most for each: positions in `Circles.order`.

    `start` and `stop` (M, B) bound the places of a ring. Centres with fewer rings have empty ones at
    the end (`start` = `stop`).
    """

    start: Integers
    stop: Integers


def rings_of(circles: Circles, study: Study) -> Rings:
    """Cut the circles of each centre into rings."""
    longest = max(
        study.share.cumulated[:, last + 1].sum() - study.share.cumulated[:, first].sum()
        for first, last in study.intervals
    )
    level = np.sqrt(circles.held * (RINGS_PER_ROOT**2 * longest / study.total)).astype(np.int16)
    edge = circles.closed.copy()
    edge[:, :-1] &= level[:, 1:] != level[:, :-1]
    row = np.flatnonzero(circles.closed.any(axis=1))
    edge[row, circles.closed.shape[1] - 1 - np.argmax(circles.closed[row, ::-1], axis=1)] = True
    row, last = np.nonzero(edge)
    counts = np.bincount(row, minlength=len(circles.centres))
    rank = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    stops = np.zeros((len(circles.centres), max(int(counts.max()), 1)), dtype=np.int64)
    stops[row, rank] = last + 1
    np.maximum.accumulate(stops, axis=1, out=stops)
    starts = np.zeros_like(stops)
    starts[:, 1:] = stops[:, :-1]
    return Rings(starts, stops)


@dataclass(frozen=True)
class Replicates:
    """Counts of R replicates, by period added up: `counts` (N, T, R); `most` (N,) the largest of a place.

    `wide` is an integer type that holds all cases of the study.
    """

    counts: NDArray[Any]
    most: Integers
    wide: type[np.signedinteger[Any]]

    @classmethod
    def of(cls, counts: NDArray[Any], wide: type[np.signedinteger[Any]]) -> Replicates:
        """Take counts (N, T, R); an odd number of replicates gets its last one twice, to be packed."""
        if counts.shape[2] % 2:
            counts = np.concatenate((counts, counts[:, :, -1:]), axis=2)
        return cls(np.ascontiguousarray(counts), counts[:, -1].max(axis=1).astype(np.int64), wide)

    @cached_property
    def wider(self) -> NDArray[np.uint16]:
        """The counts (N, T x R) as 16-bit numbers, made once."""
        return self.counts.reshape(len(self.counts), -1).astype(np.uint16)

    def summed(self, places: NDArray[np.int32], pointer: Integers) -> NDArray[Any]:
        """Return the sums over groups of places, as a sparse matrix of ones times the counts.

        Bytes are added two at a time inside 16-bit numbers where no sum can pass 255: the processor
        adds many more of those at once than the sparse product does of single bytes.
        """
        flat = self.counts.reshape(len(self.counts), -1)
        most = np.concatenate(([0], np.cumsum(self.most[places])))
        largest = int((most[pointer[1:]] - most[pointer[:-1]]).max())
        packed = flat.dtype == np.uint8 and largest <= 255
        if packed:
            flat = flat.view(np.uint16)
        elif flat.dtype == np.uint8 or largest > np.iinfo(flat.dtype).max:
            flat = self.wider if largest < 1 << 16 else flat.astype(np.uint32)
        ones = np.ones(len(places), dtype=flat.dtype)
        shape = (len(pointer) - 1, len(flat))
        summed: NDArray[Any] = (
            scipy.sparse.csr_array((ones, places, pointer.astype(np.int32)), shape=shape) @ flat
        )
        if packed:
            summed = summed.view(np.uint8)
        return summed


def counts_at_edges(circles: Circles, rings: Rings, replicates: Replicates) -> NDArray[Any]:
    """Return the count within each ring's outer edge, by period added up: (T, M, B, R)."""
    inside = np.arange(circles.order.shape[1]) < rings.stop[:, -1:]
    places = circles.order[inside]
    pointer = np.concatenate(([0], np.cumsum((rings.stop - rings.start).ravel())))
    summed = replicates.summed(places, pointer)
    periods, width = replicates.counts.shape[1:]
    edges = np.empty((periods, *rings.stop.shape, width), dtype=replicates.wide)
    np.copyto(edges, summed.reshape(*rings.stop.shape, periods, width).transpose(2, 0, 1, 3))
    for ring in range(1, edges.shape[2]):
        np.add(edges[:, :, ring - 1], edges[:, :, ring], out=edges[:, :, ring])
    return edges
