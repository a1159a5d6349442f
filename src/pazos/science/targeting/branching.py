"""Which undecided place should be decided next?

The one whose decision lowers the bound most on both sides: tried out on the relaxation for
places with no history, guessed from history for the others (reliability branching,
Achterberg, Koch and Martin 2005). It never changes what is proven, only how soon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.targeting.relaxation import Relaxation

TRIALS = 8
RELIABLE = 2
CLOSED = 1e12


class Branching:
    """Remembers by how much each place's decision has lowered the bound."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self._fall = np.zeros((2, relaxation.count))
        self._tries = np.zeros((2, relaxation.count))

    def choose(
        self, bounds: NDArray[np.int8], *, beyond: float
    ) -> tuple[NDArray[np.int8], NDArray[np.int8] | None] | None:
        """Return the side to follow and the side to leave open (None: it is closed already).

        The answer None means that both sides of some place are closed, so the node is.
        """
        places, _ = self.relaxation.values
        bound = self.relaxation.bound
        open_ = np.flatnonzero((places > 1e-6) & (places < 1 - 1e-6)).tolist()
        falls = self._try_out(open_, places, bounds, bound=bound, room=bound - beyond)
        for place, (left, right) in falls.items():
            if left >= CLOSED and right >= CLOSED:
                return None
            if left >= CLOSED or right >= CLOSED:
                return decided(bounds, place, chosen=left >= CLOSED), None
        place = max(open_, key=lambda one: self._score(one, float(places[one]), falls))
        return decided(bounds, place, chosen=True), decided(bounds, place, chosen=False)

    def _try_out(
        self,
        open_: list[int],
        places: NDArray[np.float64],
        bounds: NDArray[np.int8],
        *,
        bound: float,
        room: float,
    ) -> dict[int, tuple[float, float]]:
        worth = self.relaxation.problem.worth
        fresh = [place for place in open_ if self._tries[:, place].min() < RELIABLE]
        fresh.sort(key=lambda place: (-min(places[place], 1 - places[place]) * worth[place], place))
        start = self.relaxation.solver.getBasis()
        falls = {}
        for place in fresh[:TRIALS]:
            sides = []
            for chosen in (False, True):
                self.relaxation.bounds = decided(bounds, place, chosen=chosen)
                fall = bound - self.relaxation.bound if self.relaxation.solve() else CLOSED
                self.relaxation.solver.setBasis(start)
                self._learn(place, min(fall, room), step=float(places[place]), chosen=chosen)
                sides.append(CLOSED if fall > room else fall)
            falls[place] = (sides[0], sides[1])
            if max(sides) >= CLOSED:
                break
        return falls

    def _learn(self, place: int, fall: float, *, step: float, chosen: bool) -> None:
        self._fall[int(chosen), place] += fall / (1 - step if chosen else step)
        self._tries[int(chosen), place] += 1

    def _score(self, place: int, value: float, falls: dict[int, tuple[float, float]]) -> float:
        if place in falls:
            left, right = falls[place]
        else:
            usual = self._fall.sum(axis=1) / np.maximum(self._tries.sum(axis=1), 1)
            tries = self._tries[:, place]
            own = np.where(tries > 0, self._fall[:, place] / np.maximum(tries, 1), usual)
            left, right = float(own[0]) * value, float(own[1]) * (1 - value)
        return max(left, 1e-6) * max(right, 1e-6)


def decided(bounds: NDArray[np.int8], place: int, *, chosen: bool) -> NDArray[np.int8]:
    """Return `bounds` (row 0 low, row 1 high) with one place decided."""
    bounds = bounds.copy()
    bounds[:, place] = int(chosen)
    return bounds
