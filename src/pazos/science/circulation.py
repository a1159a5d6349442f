"""How far can one cell of a table move while every total stays, and through which other cells at little cost?

With the sign of the margins turned every line of a table adds up to zero. What one cell gains then
flows back through other cells of its row and column: row, column, row, ... A cell that falls carries
flow from its row to its column, one that rises carries it back. Flow is sent along one cheapest path
after another, taking earlier flow back where that helps, until there is enough: how much can flow is
exact (Ford and Fulkerson 1962). What it costs is not the least there is: a cell costs once, however far
it moves, and the least cost of that kind is hard to find (Fischetti and Salazar 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class RoundTrip:
    """What flows round one cell: how much in all, and by how much each other cell moves (falls above zero)."""

    amount: float
    moved: Amounts


def round_trip(
    cell: tuple[int, int],
    *,
    rise: Amounts,
    fall: Amounts,
    wanted: float,
    price: Amounts | None = None,
) -> RoundTrip:
    """Return a cheap way in which other cells let `cell` rise by `wanted`, or by as much as they can.

    Parameters
    ----------
    rise, fall: how much each cell may move up and down (rows x columns, whole numbers from zero up).
    price: the cost of moving a cell at all (zero or more; without it every way is as good as another).
    """
    dear = np.zeros(rise.shape) if price is None else price
    back, out = rise.astype(float), fall.astype(float)
    back[cell] = out[cell] = 0.0
    start = _rectangles(cell, back, out, wanted=wanted) if price is None else None
    found, moved = (start.amount, start.moved) if start else (0.0, np.zeros(rise.shape))
    while found < wanted:
        cost = np.where(moved == 0, dear, 0.0)
        there, home = np.where(moved < out, cost, np.inf), np.where(-moved < back, cost, np.inf)
        path = _cheapest_path(there, home.T, cell)
        if path is None:
            break
        step = min(wanted - found, *(_room(moved, out, back, arc) for arc in path))
        for row, column, forth in path:
            moved[row, column] += step if forth else -step
        found += step
    return RoundTrip(found, moved)


def _rectangles(cell: tuple[int, int], back: Amounts, out: Amounts, *, wanted: float) -> RoundTrip:
    """Return what flows round rectangles alone: row, another column, another row, column.

    Where much may move this is all that is wanted, at a tenth of the price of looking for paths.
    """
    row, column = cell
    across, down, inside = out[row].copy(), out[:, column].copy(), back.copy()
    inside[row] = inside[:, column] = 0.0
    moved = np.zeros(out.shape)
    found = 0.0
    while found < wanted:
        ways = np.minimum(np.minimum(inside, across), down[:, None])
        best = int(ways.argmax())
        step = min(float(ways.flat[best]), wanted - found)
        if step <= 0:
            break
        other = divmod(best, ways.shape[1])
        across[other[1]] -= step
        down[other[0]] -= step
        inside[other] -= step
        moved[other] -= step
        moved[row, other[1]] += step
        moved[other[0], column] += step
        found += step
    return RoundTrip(found, moved)


def _room(moved: Amounts, out: Amounts, back: Amounts, arc: tuple[int, int, bool]) -> float:
    row, column, forth = arc
    flow = float(moved[row, column]) if forth else -float(moved[row, column])
    return -flow if flow < 0 else float((out if forth else back)[row, column]) - flow


def _cheapest_path(
    forth: Amounts, back: Amounts, cell: tuple[int, int]
) -> list[tuple[int, int, bool]] | None:
    """Return the arcs of the cheapest path from the cell's row to its column (Bellman and Ford), or None.

    `forth` are the costs from rows to columns, `back` those from columns to rows (columns x rows).
    """
    source, sink = cell
    rows, columns = _Ends(forth.shape[0]), _Ends(forth.shape[1])
    rows.distance[source] = 0.0
    while columns.improve(rows, forth) and rows.improve(columns, back):
        pass
    if not np.isfinite(columns.distance[sink]):
        return None
    path, column = [], sink
    while True:
        row = int(columns.before[column])
        path.append((row, column, True))
        if row == source:
            return path
        column = int(rows.before[row])
        path.append((row, column, False))


class _Ends:
    """How far the rows (or the columns) are from the source, and through which of the others."""

    def __init__(self, count: int) -> None:
        self.distance: NDArray[Any] = np.full(count, np.inf)
        self.before = np.full(count, -1)

    def improve(self, others: _Ends, cost: Amounts) -> bool:
        """Come nearer through the others where that is cheaper; return whether anything came nearer."""
        ways = others.distance[:, None] + cost
        through = ways.argmin(axis=0)
        best = ways[through, np.arange(ways.shape[1])]
        nearer = best < self.distance
        self.distance[nearer] = best[nearer]
        self.before[nearer] = through[nearer]
        return bool(nearer.any())
