"""What would the counts be if risk were everywhere the same?

Cases are dealt out again with chances in proportion to the expectation, their number kept
(the conditional multinomial). The deal depends on the seed alone, never on how many workers
dealt it: every batch of replicates has its own stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Study

BATCH = 64
# Dealing case by case costs about as much a case as the multinomial costs a cell.
CASES_A_CELL = 2


def deal(study: Study, batches: list[tuple[np.random.SeedSequence, int]], executor: Executor) -> NDArray[Any]:
    """Return the replicates' counts added up over time: (N, T, R), in the narrowest unsigned integers."""
    shape = study.expected.shape
    draw = Draw.of((study.expected / study.expected.sum()).ravel(), study.total)

    def added_up(batch: tuple[np.random.SeedSequence, int]) -> NDArray[Any]:
        drawn = draw.some(*batch).reshape(*shape, batch[1])
        np.cumsum(drawn, axis=1, out=drawn)
        return drawn.astype(np.min_scalar_type(int(drawn[:, -1].max())))

    def put(batch: NDArray[Any], first: int) -> None:
        counts[:, :, first : first + batch.shape[2]] = batch

    drawn = list(executor.map(added_up, batches))
    sizes = [size for _, size in batches]
    counts = np.empty((*shape, sum(sizes)), dtype=np.result_type(*drawn))
    list(executor.map(put, drawn, np.cumsum([0, *sizes[:-1]]).tolist()))
    return counts


@dataclass(frozen=True)
class Draw:
    """A way to deal `total` cases to cells with `chances`: cell by cell, or case by case where the
    cells outnumber the cases (`keep` and `other` are then Walker's tables of aliases).
    """

    chances: NDArray[np.float64]
    total: int
    keep: NDArray[np.float64] | None
    other: NDArray[np.int64] | None

    @classmethod
    def of(cls, chances: NDArray[np.float64], total: int) -> Draw:
        """Choose the quicker way."""
        if total > CASES_A_CELL * len(chances):
            return cls(chances, total, None, None)
        return cls(chances, total, *_aliases(chances))

    def some(self, stream: np.random.SeedSequence, size: int) -> NDArray[np.int64]:
        """Return `size` deals: (cells, size)."""
        chance = np.random.default_rng(stream)
        if self.keep is None or self.other is None:
            return np.ascontiguousarray(chance.multinomial(self.total, self.chances, size=size).T)
        spot = chance.random((size, self.total)) * len(self.chances)
        cell = spot.astype(np.int64)
        spot -= cell
        cell = np.where(spot < self.keep[cell], cell, self.other[cell])
        cell *= size
        cell += np.arange(size)[:, None]
        return np.bincount(cell.ravel(), minlength=len(self.chances) * size)


def _aliases(chances: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how much of each cell's equal share is its own, and whose the rest is (Walker 1977)."""
    keep, other = chances * len(chances), np.arange(len(chances))
    small, large = np.flatnonzero(keep < 1).tolist(), np.flatnonzero(keep >= 1).tolist()
    while small and large:
        short, long = small.pop(), large[-1]
        other[short] = long
        keep[long] -= 1 - keep[short]
        if keep[long] < 1:
            small.append(large.pop())
    # What rounding has left over is whole.
    keep[small + large] = 1.0
    return keep, other


def batches_of(replicates: int, seed: int) -> Iterator[tuple[np.random.SeedSequence, int]]:
    """Return a stream of chance and a size for each batch of replicates."""
    streams = np.random.SeedSequence(seed).spawn(-(-replicates // BATCH))
    for place, stream in enumerate(streams):
        yield stream, min(BATCH, replicates - place * BATCH)
