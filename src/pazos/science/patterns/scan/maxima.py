"""The largest likelihood ratio of every replicate, without a logarithm in the inner loop.

Each replicate carries the best ratio found so far; a table says which count a circle would need
to beat it. Rings whose outer count stays below the need of their smallest circle are passed over,
the rest are looked at circle by circle. The answer is the exact maximum over all windows: the
order of work and the number of workers change the time, never a digit.

Memory: about 130 MB for the replicates (more of them are done in turns) and some 30 MB a worker,
besides one number for each place and centre at hand.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pazos.science.patterns.scan.likelihood import Floats, counts_that_reach, log_likelihood_ratio
from pazos.science.patterns.scan.replicates import BATCH, batches_of, deal
from pazos.science.patterns.scan.rings import Replicates, Rings, counts_at_edges, rings_of
from pazos.science.patterns.scan.windows import Circles, Integers, Study, circles_on

REPLICATE_BYTES = 128 << 20
EDGE_NUMBERS = 1 << 20
CELLS_AT_ONCE = 1 << 18
STEP = 0.25
LEVELS = np.arange(0.0, 60.0, STEP)
# A replicate's maximum is rarely below 4 unless there are few windows; those that stay below are
# done again from the next lower start. Starting low costs more rings looked at for nothing.
STARTS = (4.0, 2.0, 0.0)


@dataclass(frozen=True)
class Needs:
    """Which count reaches which level at which expectation: `counts` (E + 1, levels) for `expected` (E,).

    The last row of `counts` is out of reach.
    """

    expected: Floats
    counts: NDArray[Any]

    def rows(self, expected: Floats) -> Integers:
        """Return the rows whose expectation is the next one below each of `expected`."""
        return np.searchsorted(self.expected, expected, side="right") - 1

    def to_beat(self, best: Floats) -> NDArray[Any]:
        """Return the counts that could beat each replicate's best so far: (E + 1, R)."""
        level = np.minimum((best / STEP).astype(np.int64), len(LEVELS) - 1)
        return np.ascontiguousarray(self.counts[:, level])


def needs_of(study: Study, wide: type[np.signedinteger[Any]]) -> Needs:
    """Return the table of counts needed, its expectations 2% apart."""
    smallest = min(1e-3, study.limit / 2)
    steps = int(np.ceil(np.log(study.limit / smallest) / np.log(1.02)))
    expected = np.concatenate(([0.0], np.geomspace(smallest, study.limit, steps)))
    counts = np.full((len(expected) + 1, len(LEVELS)), study.total + 1)
    counts[1:-1] = counts_that_reach(LEVELS, expected[1:], total=study.total, minimum=study.minimum)
    counts[0] = study.minimum
    return Needs(expected, counts.astype(wide))


def replicate_maxima(study: Study, *, replicates: int, seed: int, workers: int) -> Floats:
    """Return the largest log likelihood ratio of each replicate over all windows of the study."""
    turn = max(REPLICATE_BYTES // (study.expected.size * BATCH), 1)
    batches = list(batches_of(replicates, seed))
    found = []
    with ThreadPoolExecutor(workers) as executor:
        for first in range(0, len(batches), turn):
            counts = deal(study, batches[first : first + turn], executor)
            found.append(maxima_of(study, counts, workers=workers, executor=executor))
    return np.concatenate(found)


def maxima_of(study: Study, counts: NDArray[Any], *, workers: int, executor: ThreadPoolExecutor) -> Floats:
    """Return the largest ratio of each replicate; `counts` (N, T, R) are added up over time."""
    wide = np.int16 if study.total < np.iinfo(np.int16).max else np.int32
    needs = needs_of(study, wide)
    # Mixed, so that the first centres seen are spread over the whole map.
    mixed = np.random.default_rng(0).permutation(study.places)
    best = np.zeros(counts.shape[2])
    waiting = np.arange(len(best))
    for start in STARTS:
        replicates = Replicates.of(counts if len(waiting) == len(best) else counts[:, :, waiting], wide)
        searches = [Search(study, replicates, needs, start) for _ in range(workers)]
        parts = [mixed[worker::workers] for worker in range(workers)]
        list(executor.map(Search.over, searches, parts))
        best[waiting] = np.max([search.found for search in searches], axis=0)[: len(waiting)]
        waiting = np.flatnonzero(best < start)
        if not len(waiting):
            break
    return best


@dataclass
class Search:
    """One worker's search: `found` (R,) is the largest ratio of each replicate that it has met."""

    study: Study
    replicates: Replicates
    needs: Needs
    start: float
    found: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.found = np.zeros(self.replicates.counts.shape[2])

    def over(self, centres: Integers) -> None:
        """Look at all circles on `centres` in all intervals."""
        seen, at_once = 0, 4
        level = None
        while seen < len(centres):
            circles = circles_on(self.study, centres[seen : seen + at_once])
            rings = rings_of(circles, self.study)
            edges = counts_at_edges(circles, rings, self.replicates)
            best = np.maximum(self.found, self.start)
            if level is None or np.any(best // STEP > level):
                level, needed = best // STEP, self.needs.to_beat(best)
            for first, last in self.study.intervals:
                self._look(circles, rings, edges, (first, last), needed)
            seen += at_once
            at_once = max(EDGE_NUMBERS * circles.order.shape[0] // edges.size, 1)

    def _look(
        self, circles: Circles, rings: Rings, edges: NDArray[Any], when: tuple[int, int], needed: NDArray[Any]
    ) -> None:
        first, last = when
        expected = circles.expected(first, last)
        smallest = np.take_along_axis(expected, np.maximum(rings.inmost, 0), axis=1)
        rows = np.where(rings.inmost < 0, len(needed) - 1, self.needs.rows(smallest))
        counts = edges[:, :, last]
        if first:
            counts = counts - edges[:, :, first - 1]
        hits = np.flatnonzero(counts >= needed[rows.T])
        if not len(hits):
            return
        ring, row, replicate = np.unravel_index(hits, counts.shape)
        inner = np.where(ring > 0, counts[ring - 1, row, replicate], 0)
        lengths = rings.stop[row, ring] - rings.start[row, ring]
        for part in _parts(lengths):
            self._look_closely(
                circles,
                expected,
                (row[part], rings.start[row, ring][part], lengths[part]),
                (replicate[part], inner[part], first, last),
            )

    def _look_closely(
        self,
        circles: Circles,
        expected: Floats,
        rings: tuple[Integers, Integers, Integers],
        held: tuple[Integers, Integers, int, int],
    ) -> None:
        """Look at each circle of the given rings (centre, start, length) of the given replicates."""
        row, start, length = rings
        replicate, inner, first, last = held
        ends = np.cumsum(length)
        cell = np.arange(ends[-1]) + np.repeat(
            row * circles.order.shape[1] + start - (ends - length), length
        )
        which = np.repeat(replicate, length)
        places = circles.order.ravel()[cell]
        counts = self.replicates.counts
        own = counts[places, last, which].astype(np.int64)
        if first:
            own -= counts[places, first - 1, which]
        summed = np.cumsum(own)
        before = np.concatenate(([0], summed[ends[:-1] - 1]))
        inside = summed + np.repeat(inner - before, length)
        self._note(inside, expected.ravel()[cell], which, circles.closed.ravel()[cell])

    def _note(self, inside: Integers, expected: Floats, which: Integers, closed: NDArray[np.bool_]) -> None:
        """Keep the largest ratios; its bound by the squared excess spares most of the logarithms."""
        total = self.study.total
        excess = inside - expected
        bound = excess * excess * total >= self.found[which] * expected * (total - expected)
        worth = np.flatnonzero(bound & closed & (excess > 0) & (inside >= self.study.minimum))
        ratio = log_likelihood_ratio(inside[worth], expected[worth], total)
        np.maximum.at(self.found, which[worth], ratio)


def _parts(lengths: Integers) -> list[slice]:
    """Cut hits into runs of at most some `CELLS_AT_ONCE` circles, which bounds memory."""
    part = np.cumsum(lengths) // CELLS_AT_ONCE
    edges = np.concatenate(([0], np.flatnonzero(np.diff(part)) + 1, [len(lengths)]))
    return [slice(int(low), int(high)) for low, high in zip(edges[:-1], edges[1:], strict=True)]
