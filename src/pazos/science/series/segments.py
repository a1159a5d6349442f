"""Which cut of a series into stretches of one rate fits best, for every number of cuts? Optimal partitioning.

The cost of a stretch is that of a Poisson rate by its exposure (Jackson and others 2005; Killick, Fearnhead, Eckley 2012):
all cuts are weighed, none is skipped, and many series are cut at once. Spread beyond chance divides the cost later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]

MOST_CELLS = 4_000_000  # of series x times x times held at once


@dataclass(frozen=True)
class Cuts:
    """For each series (rows) and number of cuts (columns, from nought): the least cost, infinite where none fits.

    `arrived` is what it takes to walk back: series x cuts x times.
    """

    costs: Floats
    arrived: Places

    def places(self, series: int, cuts: int) -> tuple[int, ...]:
        """Return the places at which new stretches begin, in order."""
        found, end = [], self.arrived.shape[2] - 1
        for number in range(cuts, 0, -1):
            end = int(self.arrived[series, number, end])
            found.append(end)
        return tuple(reversed(found))


def costs(counts: Floats, exposed: Floats) -> Floats:
    """Return the cost of each stretch (series x start x end, end not in it): twice the loglikelihood lost.

    What does not hang on the cut, the loglikelihood of each count by itself, is left out.
    """
    deaths = _sums(counts)
    people = _sums(exposed)
    held = deaths[:, None, :] - deaths[:, :, None]
    under = people[:, None, :] - people[:, :, None]
    later = np.triu(np.ones(held.shape[1:], dtype=bool), 1)
    rate = np.divide(held, under, out=np.ones_like(held), where=later & (under > 0))
    return np.where(later, -2 * special.xlogy(held, np.where(held > 0, rate, 1.0)), np.inf)


def cut(counts: Floats, exposed: Floats, *, most: int, shortest: int) -> Cuts:
    """Return the best cuts of each row of `counts` (series x times) into at most `most` + 1 stretches."""
    price = costs(counts, exposed)
    series, size = len(counts), counts.shape[1] + 1
    apart = np.arange(size)[None, :] - np.arange(size)[:, None]
    price = np.where(apart >= shortest, price, np.inf)
    best = np.full((series, most + 1, size), np.inf)
    arrived = np.zeros((series, most + 1, size), dtype=np.intp)
    best[:, 0, :] = price[:, 0, :]
    for number in range(1, most + 1):
        for end in range((number + 1) * shortest, size):
            ways = best[:, number - 1, :end] + price[:, :end, end]
            arrived[:, number, end] = ways.argmin(axis=1)
            best[:, number, end] = ways.min(axis=1)
    return Cuts(best[:, :, -1], arrived)


def batch(times: int) -> int:
    """Return how many series can be cut at once in bounded memory."""
    return max(1, MOST_CELLS // (times + 1) ** 2)


def _sums(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
