"""A good designation quickly: grow, trim and exchange places.

What it finds is valid but need not be the best; how far it may be from the best is said by
the bound (see `proof`), never here.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.targeting.problem import allowed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.targeting.problem import Problem


class Search:
    """Remembers the best valid designation found so far."""

    def __init__(self, problem: Problem, *, seconds: float = np.inf) -> None:
        self.problem = problem
        self._ends = monotonic() + seconds
        self.best: set[int] | None = None
        self.covered = -np.inf
        limits = [allowed(budget) for budget in problem.budgets]
        self._limits = np.array(limits)
        self._amounts = np.array([budget.amounts for budget in problem.budgets]).T
        share = (self._amounts / np.maximum(self._limits, 1e-12)).max(axis=1)
        self._polished: set[frozenset[int]] = set()
        self._gain = problem.worth / np.maximum(share, 1e-9)
        self._usable = [
            place
            for place in np.argsort(-self._gain, kind="stable").tolist()
            if place not in problem.excluded and np.all(self._amounts[place] <= self._limits)
        ]

    def offer(self, chosen: set[int]) -> bool:
        """Keep a designation if it is valid and better than the best so far."""
        if self.problem.covered(chosen) <= self.covered or self.problem.faults(chosen):
            return False
        self.best, self.covered = set(chosen), self.problem.covered(chosen)
        return True

    def start(self) -> None:
        """Search from nothing: the best places one by one, each way of weighing them."""
        for scores in (self._gain, self.problem.worth, np.sqrt(self._gain * (self.problem.worth + 1e-12))):
            self.improve(self._fill(set(self.problem.included), scores))

    def follow(self, places: NDArray[np.float64]) -> None:
        """Search near a fractional choice of places."""
        scores = self._gain * (places + 0.05)
        seen = set()
        for level in (0.9, 0.6, 0.3):
            start = frozenset(np.flatnonzero(places >= level).tolist())
            if start not in seen:
                seen.add(start)
                self.improve(self._fill(self._trim(set(start), scores), scores))

    def round_off(self, places: NDArray[np.float64]) -> None:
        """Turn a fractional choice into a valid one; polish it only if it comes close."""
        scores = self._gain * (places + 0.05)
        firm = set(np.flatnonzero(places > 0.5).tolist())
        chosen = self._fill(self._trim(firm, scores), scores)
        self.offer(chosen)
        if self.problem.covered(chosen) > self.covered * 0.998:
            self.improve(chosen)

    def improve(self, chosen: set[int]) -> None:
        """Exchange places while that covers more; offer the end."""
        if frozenset(chosen) in self._polished:
            return
        self._polished.add(frozenset(chosen))
        self.offer(chosen)
        idle = 0
        while self._usable:
            for place in self._usable:
                better = self._exchange(chosen, place)
                idle = 0 if better else idle + 1
                chosen = better or chosen
                if idle > len(self._usable) or monotonic() > self._ends:
                    self.offer(chosen)
                    return

    def _exchange(self, chosen: set[int], place: int) -> set[int] | None:
        """Force one place out (or in), mend the rest, and return the result if it covers more."""
        if place in self.problem.included:
            return None
        if place in chosen:
            candidate = self._fill(self._trim(chosen - {place}, self._gain), self._gain, barred=place)
        else:
            candidate = self._fill(self._trim(chosen | {place}, self._gain, kept=place), self._gain)
        return candidate if self.problem.covered(candidate) > self.problem.covered(chosen) + 1e-9 else None

    def _trim(self, chosen: set[int], scores: NDArray[np.float64], *, kept: int = -1) -> set[int]:
        """Drop whole pieces past K, then the poorest places past a limit."""
        pieces = self.problem.pieces(chosen)
        if len(pieces) > self.problem.clusters:
            pieces.sort(key=lambda piece: (-self._weight(piece, kept), min(piece)))
            pieces = pieces[: self.problem.clusters]
            chosen = set().union(*pieces)
        left = self._left(chosen)
        if np.all(left >= 0):
            return chosen
        number = len(pieces)
        for place in sorted(chosen - self.problem.included - {kept}, key=lambda one: (scores[one], one)):
            parts = self._parts_without(chosen, place)
            if number - 1 + parts <= self.problem.clusters:
                chosen, left, number = chosen - {place}, left + self._amounts[place], number - 1 + parts
                if np.all(left >= 0):
                    break
        return chosen

    def _left(self, chosen: set[int]) -> NDArray[np.float64]:
        left: NDArray[np.float64] = self._limits - self._amounts[sorted(chosen)].sum(axis=0)
        return left

    def _parts_without(self, chosen: set[int], place: int) -> int:
        """Return into how many parts its piece falls when a place leaves."""
        rest, parts = chosen - {place}, 0
        around = self.problem.neighbours[place] & rest
        while around:
            parts += 1
            around = around - self.problem.piece_of(min(around), rest) if len(around) > 1 else frozenset()
        return parts

    def _weight(self, piece: set[int], kept: int) -> float:
        firm = kept in piece or bool(piece & self.problem.included)
        return float("inf") if firm else self.problem.covered(piece)

    def _fill(self, chosen: set[int], scores: NDArray[np.float64], *, barred: int = -1) -> set[int]:
        """Add the best place that fits, until none does."""
        chosen, neighbours = set(chosen), self.problem.neighbours
        pieces = self.problem.pieces(chosen)
        label = {place: number for number, piece in enumerate(pieces) for place in piece}
        left, spare = self._left(chosen), self.problem.clusters - len(pieces)
        waiting = self._affordable(self._order(scores), left, chosen | {barred})
        while waiting:
            for place in waiting:
                touched = {label[near] for near in neighbours[place] & chosen}
                if touched or spare > 0:
                    break
            else:
                return chosen
            chosen.add(place)
            left, spare = left - self._amounts[place], spare - 1 + len(touched)
            number = min(touched, default=len(pieces) + place)
            label = {one: number if own in touched else own for one, own in label.items()}
            label[place] = number
            waiting = self._affordable(waiting, left, {place})
        return chosen

    def _order(self, scores: NDArray[np.float64]) -> list[int]:
        if scores is self._gain:
            return self._usable
        return sorted(self._usable, key=lambda place: (-scores[place], place))

    def _affordable(self, places: list[int], left: NDArray[np.float64], barred: set[int]) -> list[int]:
        fits = np.all(self._amounts[places] <= left, axis=1) if places else []
        return [place for place, fit in zip(places, fits, strict=True) if fit and place not in barred]
