"""Is there a better designation? Branch and cut until no better one can exist.

Each node is the relaxation with some places decided. The bound of a node says how much any
designation below it could cover; a node that cannot beat the best known one is closed. When
no node is open the best is proven; when time or nodes run out, the highest open bound is the
honest answer to "how much better could it still be".

A bound is only ever the optimum of a relaxation, never an estimate.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.targeting.branching import Branching
from pazos.science.targeting.problem import Fault
from pazos.science.targeting.relaxation import Relaxation
from pazos.science.targeting.separation import Network, false_roots, overfull, unrooted

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pazos.science.targeting.problem import Problem
    from pazos.science.targeting.search import Search

# A choice closer to 0 or 1 than this is a decision.
DECIDED = 1e-6
ROUNDS_AT_ROOT = 100
ROUNDS_BELOW = 3


class Status(StrEnum):
    """How the search for a better designation ended."""

    PROVEN = "proven"
    GAP_REACHED = "gap reached"
    TIME_LIMIT = "time limit"
    NODE_LIMIT = "node limit"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Limits:
    """When to stop before the proof is complete; a node limit stops at the same place each time."""

    seconds: float = 60.0
    nodes: int | None = None
    gap: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """The end of a proof: `bound` is the most that any designation can cover."""

    status: Status
    bound: float
    nodes: int
    cuts: int
    root_bound: float


class Proof:
    """A branch-and-cut tree over one problem, sharing the best designation with a search."""

    def __init__(
        self,
        problem: Problem,
        search: Search,
        *,
        limits: Limits,
        seed: int,
        progress: Callable[[float, float], None] | None = None,
    ) -> None:
        self.problem, self.search, self.limits = problem, search, limits
        self.relaxation = Relaxation(problem, seed=seed)
        self.network = Network(problem)
        self.branching = Branching(self.relaxation)
        self.progress = progress
        self.nodes = self.cuts = 0
        self._root_bound = np.inf
        self.ends = monotonic() + limits.seconds
        self.open: list[tuple[float, int, NDArray[np.int8]]] = []
        self._number = count()

    @property
    def beyond(self) -> float:
        """What a designation must cover to be better than the best known."""
        return self.search.covered + self.problem.step

    def run(self) -> Outcome:
        """Close nodes until none is open or a limit is met."""
        if not self.relaxation.solve():
            return Outcome(Status.IMPOSSIBLE, -np.inf, 0, 0, -np.inf)
        root = self.relaxation.bound
        self._push(root, self.relaxation.bounds)
        stopped = None
        while self.open and stopped is None:
            bound = -self.open[0][0]
            if bound < self.beyond:
                break
            stopped = self._limit(bound)
            if stopped is None:
                _, _, bounds = heapq.heappop(self.open)
                stopped = self._dive(bounds, bound)
                root = min(root, self._root_bound)
        return self._outcome(stopped, root)

    def _outcome(self, stopped: Status | None, root: float) -> Outcome:
        best = self.search.covered
        if stopped is None:
            status = Status.PROVEN if self.search.best is not None else Status.IMPOSSIBLE
            return Outcome(status, best, self.nodes, self.cuts, root)
        bound = max(best, max((-entry[0] for entry in self.open), default=best))
        if self.problem.step > 0.5:
            bound = float(np.floor(bound + DECIDED))
        status = Status.PROVEN if bound <= best else stopped
        return Outcome(status, bound, self.nodes, self.cuts, root)

    def _limit(self, bound: float) -> Status | None:
        if self.progress is not None:
            self.progress(self.search.covered, bound)
        if bound <= self.search.covered * (1 + self.limits.gap):
            return Status.GAP_REACHED
        if monotonic() > self.ends:
            return Status.TIME_LIMIT
        if self.limits.nodes is not None and self.nodes >= self.limits.nodes:
            return Status.NODE_LIMIT
        return None

    def _push(self, bound: float, bounds: NDArray[np.int8]) -> None:
        heapq.heappush(self.open, (-bound, next(self._number), bounds))

    def _dive(self, bounds: NDArray[np.int8], bound: float) -> Status | None:
        """Follow one branch down to its end, leaving the other sides open."""
        while True:
            self.nodes += 1
            self.relaxation.bounds = bounds
            if not self._tighten():
                return None
            bound = min(bound, self.relaxation.bound)
            if not self._lighten():
                return None
            if self.nodes == 1:
                self._at_root(bound)
            places, _ = self.relaxation.values
            if self._decided(places):
                self._take(places)
                return None
            bounds = self.relaxation.tightened(beyond=self.beyond)
            stopped = self._limit(max(bound, -self.open[0][0] if self.open else bound))
            if stopped is not None:
                self._push(bound, bounds)
                return stopped
            if self.nodes % 10 == 0:
                self.search.round_off(places)
            chosen = self.branching.choose(bounds, beyond=self.beyond)
            if chosen is None:
                return None
            bounds, other = chosen
            if other is not None:
                self._push(bound, other)

    def _at_root(self, bound: float) -> None:
        self._root_bound = bound
        self.search.follow(self.relaxation.values[0])

    def _lighten(self) -> bool:
        """Drop idle rules, then look again: another choice as good may break one of them."""
        if self.nodes > 1 and not self.relaxation.heavy:
            return True
        self.relaxation.forget_idle()
        return self._tighten()

    def _take(self, places: NDArray[np.float64]) -> None:
        """Offer a whole choice; one that breaks a rule here would make the proof worthless."""
        chosen = set(np.flatnonzero(places > 0.5).tolist())
        faults = set(self.problem.faults(chosen)) - {Fault.EMPTY}
        if faults:
            raise RuntimeError("the relaxation let through: " + ", ".join(sorted(faults)))
        self.search.offer(chosen)

    def _tighten(self) -> bool:
        """Add broken rules round by round; False when the node is closed."""
        rounds = ROUNDS_AT_ROOT if self.nodes == 1 else ROUNDS_BELOW
        while self.relaxation.solve() and self.relaxation.bound >= self.beyond:
            places, roots = self.relaxation.values
            decided = self._decided(places)
            if (rounds <= 0 or monotonic() > self.ends) and not decided:
                return True
            if not self._cut_off(places, roots, decided=decided):
                return True
            rounds -= 1
        return False

    def _cut_off(self, places: NDArray[np.float64], roots: NDArray[np.float64], *, decided: bool) -> bool:
        """Add the rules that this choice breaks; False when it breaks none."""
        cuts = self.network.broken(places, roots)
        self.relaxation.add(cuts)
        self.cuts += len(cuts)
        if cuts or not decided:
            return bool(cuts)
        chosen = set(np.flatnonzero(places > 0.5).tolist())
        late = unrooted(self.problem, chosen, roots)
        self.relaxation.add(late)
        rows = [*false_roots(self.problem, chosen, roots), *overfull(self.problem, chosen)]
        for row in rows:
            self.relaxation.forbid(row)
        self.cuts += len(late) + len(rows)
        return bool(late or rows)

    @staticmethod
    def _decided(places: NDArray[np.float64]) -> bool:
        return not bool(np.any((places > DECIDED) & (places < 1 - DECIDED)))
