"""What would the counts be if risk were everywhere the same?

Cases are dealt out again with chances in proportion to the expectation, their number kept
(the conditional multinomial). The deal depends on the seed alone, never on how many workers
dealt it: every batch of replicates has its own stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Study

BATCH = 64


def deal(study: Study, batches: list[tuple[np.random.SeedSequence, int]], executor: Executor) -> NDArray[Any]:
    """Return the replicates' counts added up over time: (N, T, R), in the narrowest unsigned integers."""
    shape = study.expected.shape
    chances = (study.expected / study.expected.sum()).ravel()

    def draw(batch: tuple[np.random.SeedSequence, int]) -> NDArray[np.int64]:
        stream, size = batch
        drawn = np.random.default_rng(stream).multinomial(study.total, chances, size=size)
        return np.cumsum(drawn.reshape(size, *shape), axis=2)

    def put(batch: NDArray[np.int64], first: int) -> None:
        counts[:, :, first : first + len(batch)] = batch.transpose(1, 2, 0)

    drawn = list(executor.map(draw, batches))
    sizes = [size for _, size in batches]
    most = max(int(batch.max()) for batch in drawn)
    counts = np.empty((*shape, sum(sizes)), dtype=np.min_scalar_type(most))
    list(executor.map(put, drawn, np.cumsum([0, *sizes[:-1]]).tolist()))
    return counts


def batches_of(replicates: int, seed: int) -> Iterator[tuple[np.random.SeedSequence, int]]:
    """Return a stream of chance and a size for each batch of replicates."""
    streams = np.random.SeedSequence(seed).spawn(-(-replicates // BATCH))
    for place, stream in enumerate(streams):
        yield stream, min(BATCH, replicates - place * BATCH)
