"""The largest likelihood ratio of every replicate, without a logarithm in the inner loop.

Each replicate carries the best ratio found so far; a table says which count a circle would need
to beat it. Rings whose outer count stays below the need of their smallest circle are passed over,
the rest are looked at circle by circle. The answer is the exact maximum over all windows: the
order of work and the number of workers change the time, never a digit.

Memory: at most about 300 MB while replicates are dealt (beyond 130 MB of counts they are done in
turns) and 130 MB of circles (beyond that, centres are done in turns).
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.patterns.scan.circles import circles_on, rings_at_most, root_step
from pazos.science.patterns.scan.kernels import LEVEL_STEP, STEP, WIDTH, Circles, Group, Sought, search
from pazos.science.patterns.scan.likelihood import Floats, counts_that_reach, log_likelihood_ratio
from pazos.science.patterns.scan.replicates import BATCH, batches_of, deal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Integers, Study

REPLICATE_BYTES = 128 << 20
CIRCLE_BYTES = 128 << 20
CENTRES_AT_ONCE = 64
LEVELS = np.arange(0.0, 30.0, LEVEL_STEP)


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
    count = np.concatenate([group.observed for group in groups])[: counts.shape[2]]
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
    roots = np.arange(int(math.sqrt(study.limit) / step) + 2, dtype=np.float64) * step
    # A little less, so that rounding never takes an expectation for larger than it is.
    expected = roots * roots * (1 - 1e-9)
    counts = np.full((len(expected), len(LEVELS)), study.minimum)
    counts[1:] = counts_that_reach(LEVELS, expected[1:], total=study.total, minimum=study.minimum)
    wide = np.int16 if study.total < np.iinfo(np.int16).max else np.int32
    return np.ascontiguousarray(counts.T.astype(wide))


def _group(counts: NDArray[Any], sought: Sought) -> Group:
    """Take up to WIDTH replicates; those that are missing have no cases at all."""
    places, periods, replicates = counts.shape
    narrow = np.uint8 if int(counts[:, -1].max()) * STEP <= np.iinfo(np.uint8).max else sought.table.dtype
    all_counts = np.zeros((places + 1, periods, WIDTH), dtype=narrow)
    all_counts[:-1, :, :replicates] = counts
    needs = np.repeat(sought.table[0][:, None], WIDTH, axis=1)
    return Group(all_counts, needs, np.zeros(WIDTH), np.zeros(WIDTH, dtype=np.int64), np.ones(WIDTH))


def _search(parts: list[Circles], sought: Sought, group: Group) -> None:
    for circles in parts:
        search(circles, sought, group)
