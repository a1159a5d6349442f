"""What is asked when clusters are to be designated, and what would make an answer wrong.

A `Problem` is the question in numbers: what each place is worth, whom it neighbours and
which limits hold. `faults` judges any set of places against it without a solver, so the
search, the proof and an auditor all measure by the same rule.

It must never quietly mend an input: what cannot be answered is refused with its places named.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# A sum of floats that meets its limit may miss it in the last digits.
ROUNDING = 1e-9


class Fault(StrEnum):
    """Why a set of places is not a valid designation."""

    EMPTY = "empty"
    TOO_MANY_CLUSTERS = "too_many_clusters"
    OVER_BUDGET = "over_budget"
    ZONE_SHORT = "zone_short"
    CLUSTER_TOO_SMALL = "cluster_too_small"
    CLUSTER_TOO_LARGE = "cluster_too_large"
    INCLUDED_LEFT_OUT = "included_left_out"
    EXCLUDED_CHOSEN = "excluded_chosen"


@dataclass(frozen=True)
class Budget:
    """A limit on the sum of a column over the chosen places."""

    name: str
    amounts: NDArray[np.float64]
    limit: float


@dataclass(frozen=True)
class Problem:
    """The question, with places numbered from the most to the least worth.

    `neighbours` joins only places that may share a cluster (an edge between two zones is
    already cut). `smallest` and `largest` bound the residents of one cluster.
    """

    names: tuple[str, ...]
    worth: NDArray[np.float64]
    residents: NDArray[np.float64]
    budgets: tuple[Budget, ...]
    neighbours: tuple[frozenset[int], ...]
    clusters: int
    zones: tuple[str, ...] | None = None
    minima: tuple[tuple[str, int], ...] = ()
    smallest: float = 0.0
    largest: float = float("inf")
    included: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()

    @property
    def step(self) -> float:
        """The least by which one designation can beat another: 1 for whole counts, else nearly 0."""
        whole = bool(np.all(self.worth == np.round(self.worth)))
        return 1 - 1e-6 if whole else 1e-7 * max(1e-12, float(self.worth.max()))

    def covered(self, chosen: Iterable[int]) -> float:
        """Return what the chosen places are worth together."""
        return float(self.worth[sorted(chosen)].sum())

    def pieces(self, chosen: Iterable[int]) -> list[set[int]]:
        """Return the contiguous pieces of a set of places."""
        left, found = set(chosen), []
        while left:
            piece = self.piece_of(left.pop(), left)
            left -= piece
            found.append(piece)
        return found

    def piece_of(self, place: int, within: set[int]) -> set[int]:
        """Return the places reached from `place` by steps inside `within`."""
        piece, waiting = {place}, [place]
        while waiting:
            fresh = (self.neighbours[waiting.pop()] & within) - piece
            piece |= fresh
            waiting.extend(fresh)
        return piece

    def faults(self, chosen: set[int]) -> tuple[Fault, ...]:
        """Return everything that is wrong with a set of places; empty means it is valid."""
        pieces = self.pieces(chosen)
        people = [float(self.residents[sorted(piece)].sum()) for piece in pieces]
        stands = {
            Fault.EMPTY: not chosen,
            Fault.TOO_MANY_CLUSTERS: len(pieces) > self.clusters,
            Fault.OVER_BUDGET: any(self.spent(budget, chosen) > allowed(budget) for budget in self.budgets),
            Fault.ZONE_SHORT: any(self.in_zone(pieces, zone) < least for zone, least in self.minima),
            Fault.CLUSTER_TOO_SMALL: min(people, default=self.smallest) < self.smallest,
            Fault.CLUSTER_TOO_LARGE: max(people, default=0.0) > self.largest,
            Fault.INCLUDED_LEFT_OUT: not self.included <= chosen,
            Fault.EXCLUDED_CHOSEN: bool(self.excluded & chosen),
        }
        return tuple(fault for fault, true in stands.items() if true)

    def spent(self, budget: Budget, chosen: Iterable[int]) -> float:
        """Return how much of a budget the chosen places take."""
        return float(budget.amounts[sorted(chosen)].sum())

    def in_zone(self, pieces: list[set[int]], zone: str) -> int:
        """Return how many pieces lie in a zone."""
        zones = self.zones or ()
        return sum(zones[next(iter(piece))] == zone for piece in pieces)


def allowed(budget: Budget) -> float:
    """Return the limit of a budget with room for rounding."""
    return budget.limit + ROUNDING * max(1.0, abs(budget.limit))
