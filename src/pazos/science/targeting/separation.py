"""Which contiguity rule does a fractional choice of places break?

Every chosen place must be reached from the root of its cluster. So for any set of places S
around a place t: either a root stands in S, or S is entered through a chosen neighbour:

    x(places next to S) + roots(S) >= x(t)

(the node separator of Álvarez-Miranda, Ljubić and Mutzel 2013). The root of a cluster is
its first place in the order of worth, so only roots that come before t count. The broken
rules are found as minimum cuts; this module finds them and knows no solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.targeting.problem import Problem

# Flows are whole numbers in SciPy; one unit of flow is a millionth of a place.
UNIT = 1_000_000
# Cuts broken by less than this do not move the bound.
DEPTH = 0.02


class Cut(NamedTuple):
    """The rule for `target` and the set `inside` around it."""

    target: int
    inside: frozenset[int]


class Row(NamedTuple):
    """Of these variables (places, then roots) at most so many can hold together."""

    columns: tuple[int, ...]
    most: int


class Network:
    """The places as a flow network: each place is an entry and an exit joined by its own arc."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        pairs = [(a, b) for a, near in enumerate(problem.neighbours) for b in sorted(near)]
        self.tails, self.heads = (
            np.array(pairs, dtype=np.int32).reshape(-1, 2).T if pairs else np.empty((2, 0), dtype=np.int32)
        )

    def broken(self, places: NDArray[np.float64], roots: NDArray[np.float64]) -> list[Cut]:
        """Return the contiguity rules broken by fractional `places` and `roots`."""
        cuts: dict[Cut, None] = {}
        sets: dict[frozenset[int], float] = {}
        for target in self._suspects(places, roots):
            known = [
                inside
                for inside, entered in sets.items()
                if target in inside and entered + self._rooted(inside, target, roots) < places[target] - DEPTH
            ]
            for inside in known or self._cut(target, places, roots):
                cuts[Cut(target, inside)] = None
                sets[inside] = float(places[sorted(self._around(inside))].sum())
        return list(cuts)

    def _around(self, inside: frozenset[int]) -> set[int]:
        return set().union(*(self.problem.neighbours[place] for place in inside)) - inside

    @staticmethod
    def _rooted(inside: frozenset[int], target: int, roots: NDArray[np.float64]) -> float:
        return float(roots[[place for place in inside if place <= target]].sum())

    def _suspects(self, places: NDArray[np.float64], roots: NDArray[np.float64]) -> list[int]:
        """Return the targets worth a flow: of a wholly chosen piece its first place is the hardest."""
        firm = set(np.flatnonzero(places > 1 - 1e-6).tolist())
        targets = [int(place) for place in np.flatnonzero(places > DEPTH) if place not in firm]
        for piece in self.problem.pieces(firm):
            first = min(piece)
            if roots[first] < 1 - 1e-6:
                targets.append(first)
        return sorted(targets)

    def _cut(
        self, target: int, places: NDArray[np.float64], roots: NDArray[np.float64]
    ) -> list[frozenset[int]]:
        count = len(places)
        graph = self._graph(target, places, roots)
        flow = maximum_flow(graph, 2 * count, target)
        if flow.flow_value > (places[target] - DEPTH) * UNIT:
            return []
        rest = csr_array(graph - flow.flow)
        rest.data = np.maximum(rest.data, 0)
        rest.eliminate_zeros()
        reaching = breadth_first_order(csr_array(rest.T), target, return_predecessors=False)
        reached = set(breadth_first_order(rest, 2 * count, return_predecessors=False).tolist())
        near = frozenset(int(place) for place in reaching if place < count)
        unreached = set(range(count)) - reached
        return list({near, frozenset(self.problem.piece_of(target, unreached))})

    def _graph(
        self, target: int, places: NDArray[np.float64], roots: NDArray[np.float64]
    ) -> csr_array[np.int32]:
        count = len(places)
        used = np.flatnonzero(places > 1e-7)
        open_ = places > 1e-7
        kept = open_[self.tails] & open_[self.heads]
        sources = np.flatnonzero(roots[: target + 1] > 1e-7)
        tails = np.concatenate([used, self.tails[kept] + count, np.full(len(sources), 2 * count)])
        heads = np.concatenate([used + count, self.heads[kept], sources])
        room = np.concatenate([places[used], np.full(int(kept.sum()), 2.0), roots[sources]])
        units = np.maximum(np.round(room * UNIT), 1).astype(np.int32)
        return csr_array((units, (tails, heads)), shape=(2 * count + 1, 2 * count + 1))


def unrooted(problem: Problem, chosen: set[int], roots: NDArray[np.float64]) -> list[Cut]:
    """Return the rules that whole pieces break: no root of their own, or too few residents."""
    cuts = []
    pieces = problem.pieces(chosen)
    for piece in pieces:
        first = min(piece)
        small = float(problem.residents[sorted(piece)].sum()) < problem.smallest
        if small or (len(pieces) > problem.clusters and roots[first] < 1 - 1e-6):
            cuts.append(Cut(first, frozenset(piece)))
    return cuts


def false_roots(problem: Problem, chosen: set[int], roots: NDArray[np.float64]) -> list[Row]:
    """Return rows against second roots, by which one cluster would count twice for a zone."""
    if not problem.minima:
        return []
    rows = []
    for piece in problem.pieces(chosen):
        for root in sorted(piece - {min(piece)}):
            if roots[root] > 1e-6:
                path = _path(problem, root, within=piece)
                rows.append(Row((len(problem.names) + root, *path), len(path)))
    return rows


def _path(problem: Problem, root: int, *, within: set[int]) -> tuple[int, ...]:
    """Return the places from `root` (left out) to the first place of its piece."""
    goal, came, waiting = min(within), {root: root}, [root]
    for place in waiting:
        for near in sorted((problem.neighbours[place] & within) - came.keys()):
            came[near] = place
            waiting.append(near)
    path = [goal]
    while came[path[-1]] != root:
        path.append(came[path[-1]])
    return tuple(path)


def overfull(problem: Problem, chosen: set[int]) -> list[Row]:
    """Return rows against connected sets that have more residents than a cluster may."""
    rows = []
    for piece in problem.pieces(chosen):
        if float(problem.residents[sorted(piece)].sum()) > problem.largest:
            part, people = [min(piece)], float(problem.residents[min(piece)])
            for place in part:
                for near in sorted((problem.neighbours[place] & piece) - set(part)):
                    if people <= problem.largest:
                        part.append(near)
                        people += float(problem.residents[near])
            rows.append(Row(tuple(part), len(part) - 1))
    return rows
