"""How likely is this neighbour sum, exactly? Counts dealt out again, with no simulation noise.

Under random relabelling (an area keeps its value, the others are dealt out anew) the values of
an area's k neighbours are k draws without replacement from the other n - 1. For whole numbers
the distribution of their sum is a polynomial that can be written out: the coefficient of t^k
in the product of (1 + t z^value) over all areas. One table serves every area; taking an area's
own value out of it needs k + 1 look-ups:

    F-(k, s) = [n F(k, s) - k F-(k - 1, s - own)] / (n - k)

where F counts draws from all n areas and F- from the others. The subtraction is stable while
k < n/2, and a larger k is turned into the draws left behind. Probabilities hold to about
1e-13; a smaller one is given as `RESOLUTION`, never as zero.

Nothing here guesses: values that are not whole numbers are the caller's to send elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESOLUTION = 1e-12
# Above this many draws the scaled coefficients would leave the range of a double.
MOST_DRAWS = 1_000
# Cells of the table, of 8 bytes each; two such tables are alive at a time.
MOST_CELLS = 30_000_000


@dataclass(frozen=True)
class NeighbourSums:
    """The question put to the table: each area's own value, number of draws and their sum.

    Values are shifted to begin at 0 and divided by their common divisor, and no area draws
    more than half of the others (`mirrored` areas are asked of the draws left behind).
    """

    values: NDArray[np.int64]
    draws: NDArray[np.int64]
    sums: NDArray[np.int64]
    mirrored: NDArray[np.bool_]

    @property
    def cells(self) -> int:
        """The size of the table that answers."""
        return (int(self.draws.max()) + 1) * (int(self.sums.max()) + 1)

    @property
    def work(self) -> float:
        """About how many multiplications it takes to write the table."""
        _, copies = np.unique(self.values, return_counts=True)
        return float(np.minimum(copies, self.draws.max()).sum()) * self.cells

    @property
    def possible(self) -> bool:
        """Whether the table fits in memory and in the range of its numbers."""
        return self.cells <= MOST_CELLS and int(self.draws.max()) <= MOST_DRAWS


def neighbour_sums(
    values: NDArray[np.int64], degrees: NDArray[np.int64], sums: NDArray[np.int64]
) -> NeighbourSums:
    """Put whole `values`, numbers of neighbours and neighbour sums (each of length n) in canonical form."""
    least = int(values.min())
    step = max(int(np.gcd.reduce(values - least)), 1)
    own = (values - least) // step
    drawn = (sums - degrees * least) // step
    others = len(values) - 1
    mirrored = 2 * degrees > others
    draws = np.where(mirrored, others - degrees, degrees)
    return NeighbourSums(own, draws, np.where(mirrored, own.sum() - own - drawn, drawn), mirrored)


def tails(question: NeighbourSums) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each area P(sum <= observed) and P(sum >= observed)."""
    at_most, below = _without_own(_cumulative(question), question)
    at_least = 1.0 - below
    lower = np.where(question.mirrored, at_least, at_most)
    upper = np.where(question.mirrored, at_most, at_least)
    return np.clip(lower, RESOLUTION, 1.0), np.clip(upper, RESOLUTION, 1.0)


def _cumulative(question: NeighbourSums) -> NDArray[np.float64]:
    """Return P(sum of j draws from all areas <= s): a row for each j, a column for each s."""
    most, reach = int(question.draws.max()), int(question.sums.max())
    count = len(question.values)
    # Each draw carries a factor that keeps the coefficients near 1 whatever n is.
    factor = max(most, 1) / (2.0 * count)
    table = np.zeros((most + 1, reach + 1))
    table[0, 0] = 1.0
    # Ascending, so that early steps touch only the few columns that small values can reach.
    for value, copies in zip(*np.unique(question.values, return_counts=True), strict=True):
        _deal(table, int(value), _ways(int(copies), most, factor))
    table /= _ways(count, most, factor)[:, None]
    return np.cumsum(table, axis=1, out=table)


def _deal(table: NDArray[np.float64], value: int, ways: NDArray[np.float64]) -> None:
    """Multiply the table by the polynomial of one value: `ways[c]` to draw it c times."""
    most, reach = table.shape[0] - 1, table.shape[1] - 1
    filled = min(most * value, reach) + 1
    before = table[:, :filled].copy() if len(ways) > 2 else table[:, :filled]
    for times in range(1, len(ways)):
        shift = times * value
        if shift >= filled:
            break
        table[times:, shift:filled] += ways[times] * before[: most + 1 - times, : filled - shift]


def _ways(copies: int, most: int, factor: float) -> NDArray[np.float64]:
    """Return binomial(copies, c) * factor^c for c = 0 ... min(copies, most)."""
    times = np.arange(1, min(copies, most) + 1)
    return np.concatenate([[1.0], np.cumprod((copies - times + 1) / times * factor)])


def _without_own(table: NDArray[np.float64], question: NeighbourSums) -> NDArray[np.float64]:
    """Return P(sum <= observed) and P(sum < observed) of draws from the others: 2 x n."""
    count = len(question.values)
    # Most draws first, so that those still drawing are always the first ones.
    order = np.argsort(-question.draws, kind="stable")
    own, draws = question.values[order], question.draws[order]
    left = question.sums[order] - draws * own + np.array([[0], [-1]])
    share = (left >= 0).astype(float)
    still = np.searchsorted(-draws, -np.arange(len(table)), side="right")
    for drawn in range(1, len(table)):
        on = slice(0, still[drawn])
        left[:, on] += own[on]
        of_all = np.where(left[:, on] >= 0, table[drawn, np.maximum(left[:, on], 0)], 0.0)
        share[:, on] = (count * of_all - drawn * share[:, on]) / (count - drawn)
    answer = np.empty((2, count))
    answer[:, order] = share
    return answer
