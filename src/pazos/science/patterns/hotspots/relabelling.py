"""How likely is this neighbour sum, by dealing the values out again many times?

One set of draws serves every area: their sums are kept in order and each area is answered by
binary search; only the draws that happen to hold the area itself are put right, by giving it
the next card instead. So each area is tested against draws from the others alone, as a
conditional test asks, at the cost of one shuffle (not one per area).

Draws pick ranks, not rows: the same map in another order of rows gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Numbers = NDArray[np.float64]
    Rows = NDArray[np.intp]

# Sums that differ by less than this share of the largest possible one are equal: they were
# added up in another order.
ROUNDING = 1e-10
BLOCK = 4_000_000


@dataclass(frozen=True)
class _Deals:
    """Many deals of cards without replacement: `cards[j]` is the j-th card of every deal."""

    cards: NDArray[np.intp]
    faces: Numbers
    ranked: Numbers
    rank: Rows


@dataclass(frozen=True)
class _Asked:
    """Areas with equally many neighbours: their rows, weights (largest first) and observed sums."""

    rows: Rows
    weights: Numbers
    sums: Numbers

    @property
    def draws(self) -> int:
        return int(self.weights.shape[1])

    @property
    def alike(self) -> bool:
        return bool((self.weights == self.weights[:, :1]).all())


def tails(
    values: Numbers, weights: sparse.csr_array, *, permutations: int, seed: int
) -> tuple[Numbers, Numbers]:
    """Return for each area (1 + deals at most as high) / (1 + permutations), and at least as high.

    `weights` is n x n, above zero, with an empty diagonal; the observed sum is a deal too
    (Davison & Hinkley 1997). Areas without neighbours get 1.
    """
    degrees = np.diff(weights.indptr)
    lower, upper = np.ones(len(values)), np.ones(len(values))
    deals = _deal(values, int(degrees.max(initial=0)), permutations, seed)
    for draws in np.unique(degrees[degrees > 0]):
        rows = np.flatnonzero(degrees == draws)
        asked = _ask(values, weights, rows)
        slack = ROUNDING * max(float(np.abs(values).max()), 1e-300) * float(asked.weights.sum(axis=1).max())
        at_most, at_least = (_count_alike if asked.alike else _count)(deals, asked, slack)
        lower[rows] = (1 + at_most) / (1 + permutations)
        upper[rows] = (1 + at_least) / (1 + permutations)
    return lower, upper


def _ask(values: Numbers, weights: sparse.csr_array, rows: Rows) -> _Asked:
    own = weights[rows]
    table = own.data.reshape(len(rows), -1)
    if (table == table[:, :1]).all():
        # A common weight changes no order; without it sums of counts are exact.
        table = np.ones_like(table)
        return _Asked(rows, table, values[own.indices].reshape(table.shape).sum(axis=1))
    return _Asked(rows, -np.sort(-table, axis=1), own @ values)


def _deal(values: Numbers, most: int, deals: int, seed: int) -> _Deals:
    ranked = np.sort(values)
    rank = np.searchsorted(ranked, values)
    cards = _without_replacement(np.random.default_rng(seed), len(values), most + 1, deals=deals)
    return _Deals(cards, ranked[cards], ranked, rank)


def _without_replacement(rng: np.random.Generator, size: int, cards: int, *, deals: int) -> NDArray[np.intp]:
    """Return `deals` ordered draws of `cards` different numbers below `size`, one per column."""
    if 2 * cards > size:
        decks = np.tile(np.arange(size, dtype=np.intp), (deals, 1))
        return np.ascontiguousarray(rng.permuted(decks, axis=1, out=decks)[:, :cards].T)
    drawn = np.empty((cards, deals), dtype=np.intp)
    for card in range(cards):
        drawn[card] = rng.integers(size, size=deals)
        again = np.flatnonzero((drawn[:card] == drawn[card]).any(axis=0))
        while len(again):
            drawn[card, again] = rng.integers(size, size=len(again))
            again = again[(drawn[:card, again] == drawn[card, again]).any(axis=0)]
    return drawn


def _count_alike(deals: _Deals, asked: _Asked, slack: float) -> tuple[Numbers, Numbers]:
    """Count the deals at most and at least as high, where all weights are one."""
    sums = deals.faces[: asked.draws].sum(axis=0)
    ordered = np.sort(sums)
    most = np.searchsorted(ordered, asked.sums + slack, side="right").astype(float)
    least = len(sums) - np.searchsorted(ordered, asked.sums - slack, side="left").astype(float)
    deal, _, area = _holding_itself(deals, asked)
    swapped = sums[deal] + _swap(deals, asked, deal, area)
    return _put_right(most, least, (area, sums[deal], swapped, asked.sums[area], slack))


def _count(deals: _Deals, asked: _Asked, slack: float) -> tuple[Numbers, Numbers]:
    """Count the deals at most and at least as high, where weights differ."""
    faces = deals.faces[: asked.draws]
    most, least = np.zeros(len(asked.rows)), np.zeros(len(asked.rows))
    block = max(BLOCK // faces.shape[1], 1)
    for start in range(0, len(asked.rows), block):
        part = slice(start, start + block)
        sums = asked.weights[part] @ faces
        most[part] = (sums <= asked.sums[part, None] + slack).sum(axis=1)
        least[part] = (sums >= asked.sums[part, None] - slack).sum(axis=1)
    deal, place, area = _holding_itself(deals, asked)
    before = np.einsum("ij,ji->i", asked.weights[area], faces[:, deal])
    swapped = before + asked.weights[area, place] * _swap(deals, asked, deal, area)
    return _put_right(most, least, (area, before, swapped, asked.sums[area], slack))


def _holding_itself(deals: _Deals, asked: _Asked) -> tuple[Rows, Rows, Rows]:
    """Return (deal, place, area) wherever a deal gives an area its own card as a neighbour."""
    cards = deals.cards[: asked.draws]
    rank = deals.rank[asked.rows]
    order = np.argsort(rank, kind="stable")
    areas_of = np.bincount(rank, minlength=len(deals.ranked))
    first_of = np.cumsum(areas_of) - areas_of
    place, deal = np.nonzero(areas_of[cards])
    card = cards[place, deal]
    times = areas_of[card]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    area = order[np.repeat(first_of[card], times) + within]
    return np.repeat(deal, times), np.repeat(place, times), area


def _swap(deals: _Deals, asked: _Asked, deal: Rows, area: Rows) -> Numbers:
    """Return what a sum gains when the area's own card is exchanged for the deal's next one."""
    gain: Numbers = deals.faces[asked.draws, deal] - deals.ranked[deals.rank[asked.rows[area]]]
    return gain


def _put_right(
    most: Numbers, least: Numbers, swaps: tuple[Rows, Numbers, Numbers, Numbers, float]
) -> tuple[Numbers, Numbers]:
    area, before, after, observed, slack = swaps
    lower = (after <= observed + slack).astype(float) - (before <= observed + slack)
    upper = (after >= observed - slack).astype(float) - (before >= observed - slack)
    count = len(most)
    return (
        most + np.bincount(area, weights=lower, minlength=count),
        least + np.bincount(area, weights=upper, minlength=count),
    )
