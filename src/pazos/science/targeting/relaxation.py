"""How much could any designation cover? A linear programme that is tightened by cuts.

Two variables a place: chosen (x) and root of its cluster (z), the root being the first
place of the cluster in the order of worth, which leaves one way to write each designation.
Contiguity rules are added only when they are broken (see `separation`). Its optimum is an
upper bound whatever rules are still missing; it must never be read as a designation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pazos.science.targeting.problem import Problem
    from pazos.science.targeting.separation import Cut, Row

INFINITE = highspy.kHighsInf


def quiet_solver(*, seed: int) -> highspy.Highs:
    """Return a silent, single-threaded HiGHS: one thread gives the same digits each time."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)  # noqa: FBT003
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", seed)
    return solver


class Relaxation:
    """The linear programme of a problem; `add` tightens it, `solve` answers."""

    def __init__(self, problem: Problem, *, seed: int) -> None:
        self.problem = problem
        self.count = len(problem.names)
        self.solver = quiet_solver(seed=seed)
        self._add_variables()
        self._add_limits()
        self._add_roots()
        self._firm = self.solver.getNumRow()

    def _add_variables(self) -> None:
        problem, count = self.problem, self.count
        bounds = np.repeat(np.array([[0], [1]], dtype=np.int8), 2 * count, axis=1)
        bounds[0, sorted(problem.included)] = 1
        never = set(problem.excluded)
        for budget in problem.budgets:
            never |= set(np.flatnonzero(budget.amounts > budget.limit).tolist())
        bounds[1, sorted(never)] = 0
        self.solver.addVars(2 * count, np.zeros(2 * count), np.ones(2 * count))
        self.bounds = bounds
        places = np.arange(count, dtype=np.int32)
        self.solver.changeColsCost(count, places, -problem.worth)

    def _add_limits(self) -> None:
        problem, count = self.problem, self.count
        for budget in problem.budgets:
            used = np.flatnonzero(budget.amounts)
            # Divided by its limit, a budget in pesos is as easy to solve as one in people.
            scale = max(budget.limit, 1e-12)
            self.row(used, budget.amounts[used] / scale, high=budget.limit / scale)
        self.row(range(count, 2 * count), np.ones(count), high=problem.clusters)
        for zone, least in problem.minima:
            roots = [count + place for place, own in enumerate(problem.zones or ()) if own == zone]
            self.row(roots, np.ones(len(roots)), low=least)

    def _add_roots(self) -> None:
        for place, near in enumerate(self.problem.neighbours):
            root = self.count + place
            self.row([root, place], [1, -1], high=0)
            for earlier in sorted(near):
                if earlier < place:
                    self.row([root, earlier], [1, 1], high=1)
            self._add_rule(place, {place})

    def row(
        self,
        columns: Iterable[int],
        values: Iterable[float],
        *,
        low: float = -INFINITE,
        high: float = INFINITE,
    ) -> None:
        """Add one row: low <= values x columns <= high."""
        index = np.fromiter(columns, dtype=np.int32)
        self.solver.addRow(low, high, len(index), index, np.fromiter(values, dtype=np.float64))

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add contiguity rules."""
        for cut in cuts:
            self._add_rule(cut.target, set(cut.inside))

    def _add_rule(self, target: int, inside: set[int]) -> None:
        problem = self.problem
        around = set().union(*(problem.neighbours[place] for place in inside)) - inside
        # A set too small to be a cluster cannot hold a whole one: then only a neighbour helps.
        small = float(problem.residents[sorted(inside)].sum()) < problem.smallest
        roots = [] if small else [self.count + place for place in inside if place <= target]
        columns = [*sorted(around), *sorted(roots), target]
        self.row(columns, [1.0] * (len(columns) - 1) + [-1.0], low=0)

    def solve(self) -> bool:
        """Solve; False when no choice satisfies the rules."""
        self.solver.run()
        return bool(self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    @property
    def bound(self) -> float:
        """The most that can be covered under the rules so far."""
        return -float(self.solver.getInfo().objective_function_value)

    @property
    def values(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the fractional places and roots."""
        values = np.asarray(self.solver.getSolution().col_value)
        return values[: self.count], values[self.count :]

    @property
    def bounds(self) -> NDArray[np.int8]:
        """The least and the most each variable may be: two rows of 0 or 1."""
        return self._bounds

    @bounds.setter
    def bounds(self, bounds: NDArray[np.int8]) -> None:
        self._bounds = bounds
        low, high = bounds.astype(np.float64)
        self.solver.changeColsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)

    def tightened(self, *, beyond: float) -> NDArray[np.int8]:
        """Return the bounds with each variable fixed whose other value could not reach `beyond`.

        Reduced-cost fixing: the dual price of a variable says how much the bound falls when
        it is forced away from where it stands.
        """
        prices = np.asarray(self.solver.getSolution().col_dual)
        bounds = self._bounds.copy()
        room = self.bound - beyond + 1e-7 * max(1.0, abs(beyond))
        bounds[1, (prices > room) & (bounds[0] == 0)] = 0
        bounds[0, (-prices > room) & (bounds[1] == 1)] = 1
        return bounds

    def forbid(self, row: Row) -> None:
        """Add a rule that a whole choice breaks."""
        self.row(row.columns, [1.0] * len(row.columns), high=row.most)

    @property
    def heavy(self) -> bool:
        """Whether so many rules were added that they slow each answer."""
        return int(self.solver.getNumRow()) > self._firm + 12 * self.count

    def forget_idle(self) -> None:
        """Drop the contiguity rules that do not bind now; a rule that is needed again is found again."""
        values = np.asarray(self.solver.getSolution().row_value)
        low = np.asarray(self.solver.getLp().row_lower_)
        idle = np.flatnonzero(np.isfinite(low) & (values > low + 1e-6))
        idle = idle[idle >= self._firm]
        self.solver.deleteRows(len(idle), idle.astype(np.int32))
        self.solve()
