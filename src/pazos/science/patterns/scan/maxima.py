"""The largest likelihood ratio of every replicate, without a logarithm in the inner loop.

Each replicate carries the best ratio found so far; a table says which count a circle would need
to beat it. Rings whose outer count stays below the need of their smallest circle are passed over,
the rest are looked at circle by circle. The answer is the exact maximum over all windows: the
order of work and the number of workers change the time, never a digit.

Memory: at most about 300 MB while replicates are dealt (beyond 130 MB of counts they are done in
turns) and as much for circles.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pazos.science.patterns.scan.circles import STEP, Circles, circles_on, rings_at_most, root_step
from pazos.science.patterns.scan.compiled import compiled
from pazos.science.patterns.scan.likelihood import Floats, counts_that_reach, log_likelihood_ratio
from pazos.science.patterns.scan.ratio import ratio_at_least
from pazos.science.patterns.scan.replicates import BATCH, batches_of, deal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Integers, Study

REPLICATE_BYTES = 128 << 20
CIRCLE_BYTES = 128 << 20
CENTRES_AT_ONCE = 64
# Replicates that go through the circles together: their counts in one place are two lines of the
# processor's memory, their table of needs stays near it.
WIDTH = 128
LEVEL_STEP = 0.25
LEVELS = np.arange(0.0, 30.0, LEVEL_STEP)


class Sought(NamedTuple):
    """What all replicates have in common: expectations `until` (N + 1, T + 1), `intervals` (I, 2), the
    `total` and `minimum` of cases, and `table` (levels, roots), the counts that reach a level.
    """

    until: Floats
    intervals: Integers
    total: int
    minimum: int
    table: NDArray[Any]


class Group(NamedTuple):
    """Replicates that go together: `counts` (N + 1, T, WIDTH) added up over time, of which four add up
    without overflow; `needs` (roots, WIDTH), the counts that may beat each one's best so far; and
    that best: its ratio, its count and its expectation (WIDTH,).
    """

    counts: NDArray[Any]
    needs: NDArray[Any]
    best: Floats
    count: Integers
    expected: Floats


def replicate_maxima(study: Study, *, replicates: int, seed: int, workers: int) -> Floats:
    """Return the largest log likelihood ratio of each replicate over all windows of the study."""
    turn = max(REPLICATE_BYTES // (study.expected.size * BATCH), 1)
    batches = list(batches_of(replicates, seed))
    found = []
    with ThreadPoolExecutor(workers) as executor:
        for first in range(0, len(batches), turn):
            counts = deal(study, batches[first : first + turn], executor)
            found.append(maxima_of(study, counts, executor))
    return np.concatenate(found)


def maxima_of(study: Study, counts: NDArray[Any], executor: ThreadPoolExecutor) -> Floats:
    """Return the largest ratio of each replicate; `counts` (N, T, R) are added up over time."""
    sought = Sought(study.until, study.intervals, study.total, study.minimum, table_of(study))
    firsts = range(0, counts.shape[2], WIDTH)
    groups = list(executor.map(lambda first: _group(counts[:, :, first : first + WIDTH], sought), firsts))
    for centres in _turns(study):
        circles = list(executor.map(partial(circles_on, study), centres))
        list(executor.map(lambda group, laid=circles: _search(laid, sought, group), groups))
    count = np.concatenate([group.count for group in groups])[: counts.shape[2]]
    expected = np.concatenate([group.expected for group in groups])[: counts.shape[2]]
    return log_likelihood_ratio(count, expected, study.total)


def _turns(study: Study) -> Iterator[list[Integers]]:
    """Cut the centres into lots whose circles fit in memory, and each lot into parts."""
    ring = 8 * study.until.shape[1] + 2 * len(study.intervals) + 5 * STEP
    at_once = max(CIRCLE_BYTES // (5 * study.places + ring * rings_at_most(study)), CENTRES_AT_ONCE)
    for first in range(0, study.places, at_once):
        stop = min(first + at_once, study.places)
        yield [np.arange(at, min(at + CENTRES_AT_ONCE, stop)) for at in range(first, stop, CENTRES_AT_ONCE)]


def table_of(study: Study) -> NDArray[Any]:
    """Return the counts that reach each level where at least so much is expected: (levels, roots)."""
    step = root_step(study)
    # A little less, so that rounding never takes an expectation for larger than it is.
    expected = (np.arange(int(np.sqrt(study.limit) / step) + 2) * step) ** 2 * (1 - 1e-9)
    counts = np.full((len(expected), len(LEVELS)), study.minimum)
    counts[1:] = counts_that_reach(LEVELS, expected[1:], total=study.total, minimum=study.minimum)
    wide = np.uint16 if study.total < np.iinfo(np.uint16).max else np.uint32
    return np.ascontiguousarray(counts.T.astype(wide))


def _group(counts: NDArray[Any], sought: Sought) -> Group:
    """Take up to WIDTH replicates; those that are missing have no cases at all."""
    places, periods, replicates = counts.shape
    narrow = np.uint8 if int(counts[:, -1].max()) * STEP <= np.iinfo(np.uint8).max else sought.table.dtype
    all_counts = np.zeros((places + 1, periods, WIDTH), dtype=narrow)
    all_counts[:-1, :, :replicates] = counts
    needs = np.repeat(sought.table[0][:, None], WIDTH, axis=1)
    return Group(
        all_counts, needs, np.zeros(WIDTH), np.zeros(WIDTH, dtype=np.int64), np.ones(WIDTH)
    )


def _search(parts: list[Circles], sought: Sought, group: Group) -> None:
    for circles in parts:
        search(circles, sought, group)


@compiled
def search(circles: Circles, sought: Sought, group: Group) -> None:
    """Raise the best of each replicate by what the circles hold."""
    periods = group.counts.shape[1]
    # Counts within the ring before and within this one, in turn, added up over time.
    inside = np.zeros((2, periods + 1, WIDTH), dtype=group.needs.dtype)
    for number in range(len(circles.of) - 1):
        inside[:] = 0
        for ring in range(circles.of[number], circles.of[number + 1]):
            _add(circles, ring, group.counts, inside)
            for interval in range(len(sought.intervals)):
                if _reached(circles, sought, group, (ring, interval), inside):
                    _look_closely(circles, sought, group, (ring, interval), inside)


@compiled
def _add(circles: Circles, ring: int, counts: NDArray[Any], inside: NDArray[Any]) -> None:
    """Add up a ring's counts, four places at a time."""
    old, new = np.uint64(ring & 1), np.uint64(~ring & 1)
    step, stop = np.uint64(circles.start[ring]), np.uint64(circles.start[ring + 1])
    _add_four(circles.places, step, counts, (old, new), inside)
    step += np.uint64(STEP)
    while step < stop:
        _add_four(circles.places, step, counts, (new, new), inside)
        step += np.uint64(STEP)


@compiled
def _add_four(
    places: NDArray[np.uint32], at: int, counts: NDArray[Any], turn: tuple[int, int], inside: NDArray[Any]
) -> None:
    """Add four places to the counts of one turn and write them to another (or the same)."""
    narrow, wide = counts.dtype.type, inside.dtype.type
    one = np.uint64(1)
    a, b = np.uint64(places[at]), np.uint64(places[at + one])
    c, d = np.uint64(places[at + one + one]), np.uint64(places[at + one + one + one])
    old, new = turn
    if old == new:
        for t in range(np.uint64(counts.shape[1])):
            for r in range(WIDTH):
                two = narrow(counts[a, t, r] + counts[b, t, r])
                four = narrow(two + narrow(counts[c, t, r] + counts[d, t, r]))
                inside[new, t + one, r] = wide(inside[new, t + one, r] + wide(four))
    else:
        for t in range(np.uint64(counts.shape[1])):
            for r in range(WIDTH):
                two = narrow(counts[a, t, r] + counts[b, t, r])
                four = narrow(two + narrow(counts[c, t, r] + counts[d, t, r]))
                inside[new, t + one, r] = wide(inside[old, t + one, r] + wide(four))


@compiled
def _reached(
    circles: Circles, sought: Sought, group: Group, window: tuple[int, int], inside: NDArray[Any]
) -> bool:
    """Say whether any replicate has as much in a ring and interval as its smallest circle would need."""
    ring, interval = window
    wide = inside.dtype.type
    new, row = np.uint64(~ring & 1), np.uint64(circles.root[ring, interval])
    first = np.uint64(sought.intervals[interval, 0])
    after = np.uint64(sought.intervals[interval, 1] + 1)
    reached = wide(0)
    for r in range(WIDTH):
        count = wide(inside[new, after, r] - inside[new, first, r])
        reached |= wide(count >= group.needs[row, r])
    return reached != 0


@compiled
def _look_closely(
    circles: Circles, sought: Sought, group: Group, window: tuple[int, int], inside: NDArray[Any]
) -> None:
    """Try every circle of a ring in the replicates that reached what is needed."""
    ring, interval = window
    old, new, row = ring & 1, ~ring & 1, circles.root[ring, interval]
    first, after = sought.intervals[interval, 0], sought.intervals[interval, 1] + 1
    for r in range(WIDTH):
        if inside[new, after, r] - inside[new, first, r] >= group.needs[row, r]:
            level = int(group.best[r] / LEVEL_STEP)
            held = np.int64(inside[old, after, r]) - np.int64(inside[old, first, r])
            _try_circles(circles, sought, group, (ring, first, after, r), held)
            if int(group.best[r] / LEVEL_STEP) > level:
                level = min(int(group.best[r] / LEVEL_STEP), len(sought.table) - 1)
                group.needs[:, r] = sought.table[level]


@compiled
def _try_circles(
    circles: Circles, sought: Sought, group: Group, window: tuple[int, int, int, int], count: int
) -> None:
    """Raise the best of one replicate by the circles of one ring, beyond `count` cases within it."""
    ring, first, after, r = window
    until_first, until_after = circles.before[ring, first], circles.before[ring, after]
    for at in range(circles.start[ring], circles.start[ring + 1]):
        place = circles.places[at]
        until_first += sought.until[place, first]
        until_after += sought.until[place, after]
        count += group.counts[place, after - 1, r]
        if first:
            count -= group.counts[place, first - 1, r]
        if not circles.closes[at] or count < sought.minimum:
            continue
        expected = until_after - until_first
        ratio = ratio_at_least(count, expected, sought.total, group.best[r])
        # Of windows with the same ratio one is remembered, whichever comes first.
        if ratio > group.best[r] or (ratio == group.best[r] and expected < group.expected[r]):
            group.best[r], group.count[r], group.expected[r] = ratio, count, expected
