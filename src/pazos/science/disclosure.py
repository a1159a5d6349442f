"""Which cells of a table of people may be shown, so that no small one can be worked out?

This is the one place where cells are suppressed. A count from 1 to `minimum` - 1 is hidden
(primary), and so are as many others as it takes (secondary) for a reader with the margins to
learn no more about a small cell than "fewer than `minimum`" would tell: the counts that are
possible for it span at least `protection`. What is possible is computed, not assumed, and twice:
by flows when suppressing, by linear programming in the audit; both are exact for tables with one
or two ways and their margins.

Five is the default minimum. With three, the mother of one victim in a cell of two knows of the
other; with five, two families that talk still leave a stranger unsure of two more. A table is
protected against itself only, and against a reader who does not reason back from these rules:
another table of the same people (other age bands, another month) may open it again, and needs
to be suppressed together with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, sparse

from pazos.science.circulation import round_trip
from pazos.science.problems import InputProblem, listed

Counts = NDArray[np.float64]
Mask = NDArray[np.bool_]
TOTAL = "total"


@dataclass(frozen=True)
class Suppressed:
    """A table that may be shown.

    `table` has the margins (named "total") and is missing where suppressed; `primary` and
    `secondary` mark why. A table with one way is a Series, with two a DataFrame, as it came.
    """

    table: pd.DataFrame | pd.Series
    primary: pd.DataFrame | pd.Series
    secondary: pd.DataFrame | pd.Series
    minimum: int
    protection: int


def suppress(
    table: pd.DataFrame | pd.Series,
    *,
    minimum: int = 5,
    zeros: Literal["show", "suppress"] = "show",
    protection: int | None = None,
    people: NDArray[np.int64] | None = None,
) -> Suppressed:
    """Return `table` with its margins, without the small counts and what would give them away.

    Parameters
    ----------
    table: counts without margins, one way (Series) or two (DataFrame).
    minimum: the smallest count above zero that may be shown.
    zeros: whether a zero is shown ("nobody died" harms nobody) or hidden like a small count
        ("nobody of this group was helped" may).
    protection: the least span of the counts possible for a small cell (default `minimum` - 1).
    people: how many different people stand behind each cell, with the margins in the last places,
        where one of them can stand behind several (jobs): a cell of few of them is small as well.
    """
    least = minimum - 1 if protection is None else protection
    if minimum < 2 or least < 1:
        raise InputProblem("A minimum is at least 2 and a protection at least 1.")
    if zeros not in ("show", "suppress"):
        raise InputProblem("Zeros are shown or suppressed: show or suppress, not {zeros}.", zeros=zeros)
    full = with_margins(_checked(table))
    primary = (full > 0) & (full < minimum)
    if people is not None:
        behind = people[None, :] if people.ndim == 1 else people
        primary |= (behind > 0) & (behind < minimum)
    if zeros == "suppress":
        primary |= full == 0
    hidden = _hide(full, primary, shown_zeros=zeros == "show", protection=least)
    shown = np.where(hidden, np.nan, full)
    return Suppressed(
        table=_framed(shown, table).astype("Int64"),
        primary=_framed(primary, table),
        secondary=_framed(hidden & ~primary, table),
        minimum=minimum,
        protection=least,
    )


def audit(table: pd.DataFrame | pd.Series, *, zeros_are_known: bool = False) -> pd.DataFrame:
    """Return what a reader can work out about each suppressed cell of a published table.

    `table` has its margins in the last place of each way. One row a suppressed cell: row,
    column, low and high, the least and the most that the shown cells allow (high is infinite
    where nothing bounds it). `zeros_are_known`: all zeros are shown, so that a reader takes each
    suppressed count for at least 1.
    """
    shown = table.to_numpy(dtype=float, na_value=np.nan)
    shown = shown[None, :] if shown.ndim == 1 else shown
    floor = 1.0 if zeros_are_known else 0.0
    hidden = np.isnan(shown)
    attacker = _Attacker(np.nan_to_num(shown), hidden, floor=floor)
    rows = []
    for row, column in np.argwhere(hidden):
        low, high = attacker.possible(int(row), int(column))
        names = ("", table.index[column]) if table.ndim == 1 else (table.index[row], table.columns[column])
        rows.append({"row": names[0], "column": names[1], "low": low, "high": high})
    return pd.DataFrame(rows, columns=["row", "column", "low", "high"])


def with_margins(counts: Counts) -> Counts:
    """Return counts with totals: a last column, and a last row where there are two rows or more."""
    wide = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    return wide if len(counts) == 1 else np.vstack([wide, wide.sum(axis=0, keepdims=True)])


class _Attacker:
    """A reader with pencil and paper: knows what is shown, and that each line adds up."""

    def __init__(self, counts: Counts, hidden: Mask, *, floor: float) -> None:
        self.shape = counts.shape
        self.unknown = np.flatnonzero(hidden)
        lines = adding_up(counts.shape)
        self.lines = lines[:, self.unknown]
        self.sums = -(lines @ np.where(hidden, 0.0, counts).ravel())
        self.floor = floor

    def possible(self, row: int, column: int) -> tuple[float, float]:
        """Return the least and the most that a hidden cell can be."""
        place = int(np.flatnonzero(self.unknown == row * self.shape[1] + column)[0])
        return self._end(place, 1.0), self._end(place, -1.0)

    def _end(self, place: int, sign: float) -> float:
        goal = np.zeros(len(self.unknown))
        goal[place] = sign
        found = optimize.linprog(
            goal, A_eq=self.lines, b_eq=self.sums, bounds=(self.floor, None), method="highs"
        )
        if found.status == 0 and found.fun is not None:
            return float(round(sign * found.fun))
        if sign < 0 and found.status in (3, 4):
            return float(np.inf)
        raise InputProblem("The table's totals do not add up: no counts are possible for what is hidden.")


@lru_cache(maxsize=64)
def adding_up(shape: tuple[int, int]) -> Any:
    """Return the sums that hold in a table with margins: one line each, over the cells row by row."""
    rows, columns = shape
    line = np.append(np.ones(columns - 1), -1.0)
    across = sparse.kron(sparse.eye_array(rows), line[None, :])
    if rows == 1:
        return sparse.csr_array(across)
    down = sparse.kron(np.append(np.ones(rows - 1), -1.0)[None, :], sparse.eye_array(columns))
    return sparse.csr_array(sparse.vstack([across, down]))


def _hide(full: Counts, primary: Mask, *, shown_zeros: bool, protection: int) -> Mask:
    """Return the cells to hide: `primary` and what each of them needs beside it."""
    floor = 1.0 if shown_zeros else 0.0
    hidden = primary.copy()
    moves = _Moves(full, hidden, floor=floor, enough=protection)
    for row, column in np.argwhere(primary):
        cell = int(row), int(column)
        fall = moves.reach(cell, up=False)
        if fall < protection and fall + moves.reach(cell, up=True) < protection:
            hidden |= _complement(full, hidden, cell, more=protection - fall, floor=floor)
            moves = _Moves(full, hidden, floor=floor, enough=protection)
    return hidden


class _Moves:
    """How far hidden counts can move from the true ones while every total stays as it is.

    With the sign of the margins turned every line adds up to zero, so that what one cell gains
    flows through the hidden cells of its row and column and back: the farthest move is a maximum
    flow between them (Gusfield 1988). It is searched for up to `enough` only.
    """

    def __init__(self, full: Counts, hidden: Mask, *, floor: float, enough: int) -> None:
        turned = _turned(full.shape)
        room = np.where(hidden, np.minimum(full - floor, enough), 0.0)
        free = np.where(hidden, float(enough), 0.0)
        self.rise = np.where(turned, room, free)
        self.fall = np.where(turned, free, room)
        self.turned = turned
        self.enough = enough

    def reach(self, cell: tuple[int, int], *, up: bool) -> int:
        """Return how far the count of `cell` can rise or fall, `enough` at most."""
        with_it, against = (self.rise, self.fall) if up != self.turned[cell] else (self.fall, self.rise)
        own = min(int(with_it[cell]), self.enough)
        if len(with_it) == 1:
            return int(min(own, against.sum() - against[cell]))
        return int(round_trip(cell, rise=with_it, fall=against, wanted=own).amount)


def _complement(full: Counts, hidden: Mask, cell: tuple[int, int], *, more: int, floor: float) -> Mask:
    """Return the cheapest cells whose hiding lets `cell` be `more` than it is (Kelly et al. 1992).

    Cheap is what hides few people; margins are dearer than all cells together. Known zeros stay.
    """
    price = full.copy()
    turned = _turned(full.shape)
    margins = turned.copy()
    margins[-1, -1] = True
    price[margins] += full.sum()
    price[hidden] = 0.0
    free = (full >= floor) | hidden
    room = np.where(free, np.maximum(full - floor, 0.0), 0.0)
    open_end = np.where(free, float(more), 0.0)
    rise, fall = np.where(turned, room, open_end), np.where(turned, open_end, room)
    if turned[cell]:
        rise, fall = fall, rise
    if len(full) == 1:
        return _in_a_list(price, fall, cell, more=more)
    found = round_trip(cell, rise=rise, fall=fall, wanted=more, price=price)
    if found.amount < more:
        raise InputProblem("No set of cells protects this table; show fewer of its totals.")
    moved: Mask = np.abs(found.moved) > 0
    moved[cell] = True
    return moved


def _in_a_list(price: Counts, fall: Counts, cell: tuple[int, int], *, more: int) -> Mask:
    """Return the cheapest cells of a single line that together give up as much as one gains."""
    moved = np.zeros(price.shape, dtype=bool)
    moved[cell] = True
    left = float(more)
    for column in np.argsort(price[0], kind="stable"):
        if left > 0 and fall[0, column] > 0 and column != cell[1]:
            moved[0, column] = True
            left -= fall[0, column]
    if left > 0:
        raise InputProblem("No set of cells protects this table; show fewer of its totals.")
    return moved


def _turned(shape: tuple[int, ...]) -> Mask:
    """Return the margins whose sign is turned, so that every line adds up to zero."""
    turned = np.zeros(shape, dtype=bool)
    turned[:, -1] = True
    if shape[0] > 1:
        turned[-1, :-1], turned[-1, -1] = True, False
    return turned


def _checked(table: pd.DataFrame | pd.Series) -> Counts:
    values = table.to_numpy(dtype=float, na_value=np.nan)
    if isinstance(table, pd.DataFrame) and min(table.shape) < 2:
        raise InputProblem(
            "A table with two ways has two rows and two columns at least; give one way as a series."
        )
    if not values.size:
        raise InputProblem("The table is empty.")
    wrong = ~np.isfinite(values) | (values < 0) | (values != np.floor(values))
    if wrong.any():
        rows = table.index[wrong if wrong.ndim == 1 else wrong.any(axis=1)]
        raise InputProblem(
            "A table of people holds whole numbers from zero up; these rows hold something else: {rows}.",
            rows=listed(rows),
        )
    ways = [table.index, *([table.columns] if isinstance(table, pd.DataFrame) else [])]
    if any(TOTAL in way for way in ways):
        raise InputProblem("Give the table without its totals; a row or column is named {name}.", name=TOTAL)
    counts: Counts = values[None, :] if values.ndim == 1 else values
    return counts


def _framed(cells: NDArray[np.generic], like: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    if isinstance(like, pd.Series):
        return pd.Series(cells[0], index=[*like.index, TOTAL], name=like.name)
    return pd.DataFrame(cells, index=[*like.index, TOTAL], columns=[*like.columns, TOTAL])
