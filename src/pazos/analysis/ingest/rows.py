"""Which rows of a file are records, which are totals, and which are banners, notes and signatures?

A row is left out only if it cannot be a record; how many were left out is always said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.ingest.layout import Layout, headings_repeated
from pazos.analysis.notices import Notice, notice
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.tables import Cells, Grid

_TOTAL = re.compile(r"\W*(TOTAL|TOTALES|SUBTOTAL|GRAN TOTAL|SUMA)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Body:
    """The rows of a file that are records: `places` are their rows in the grid, from 0."""

    grid: Grid
    layout: Layout
    places: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row number of each record as a spreadsheet shows it."""
        return self.places + 1

    def column(self, name: str) -> Cells:
        """Return a field's cells, one a record."""
        return self.grid.columns[self.layout.columns[name]].take(self.places)


@dataclass(frozen=True)
class Sorted:
    """Places (from 0) of the rows that are records and of the totals; what must be said."""

    records: NDArray[np.int64]
    totals: NDArray[np.int64]
    notices: list[Notice] = field(default_factory=list)


def sort_rows(grid: Grid, layout: Layout) -> Sorted:
    """Tell the rows under the headings apart."""
    below = slice(layout.header + 1, grid.rows)
    filled = [column.filled()[below] for column in grid.columns]
    count = np.asarray(np.sum(filled, axis=0), dtype=np.int32)
    mapped = np.asarray(np.sum([filled[place] for place in layout.columns.values()], axis=0), dtype=np.int32)
    dated = _dated(grid, layout)[below]
    totals = _totals(grid, layout, filled, dated=dated)
    again = _headings_again(grid, layout)[below] & (mapped > 1)
    notes = _notes(mapped, totals, dated, fields=len(layout.columns)) & (count > 0)
    records = (count > 0) & ~totals & ~again & ~notes
    start = layout.header + 1
    said = _say(grid, layout, notes=int(notes.sum()), again=np.flatnonzero(again) + start + 1)
    return Sorted(np.flatnonzero(records) + start, np.flatnonzero(totals) + start, said)


def _dated(grid: Grid, layout: Layout) -> NDArray[np.bool_]:
    """Return which rows have anything like a date or a year: a word such as TOTAL is none."""
    column = grid.columns[layout.columns.get("occurred_on", layout.columns.get("year", 0))]
    return column.per_row((any(letter.isdigit() for letter in text) for text in column.texts), bool)


def _totals(
    grid: Grid, layout: Layout, filled: list[NDArray[np.bool_]], *, dated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """A label TOTAL in a row without a date, or a quantity with every other cell empty."""
    count = np.asarray(np.sum(filled, axis=0), dtype=np.int32)
    labelled = np.zeros(len(count), dtype=bool)
    for column in grid.columns:
        found = (_TOTAL.match(text) is not None for text in column.texts)
        labelled |= column.where(found)[-len(count) :]
    answer: NDArray[np.bool_] = ~dated & labelled & (count <= 3)
    if "quantity" in layout.columns and len(layout.columns) > 2:
        answer |= (count == 1) & filled[layout.columns["quantity"]]
    return answer


def _headings_again(grid: Grid, layout: Layout) -> NDArray[np.bool_]:
    """Rows in which every field's column holds its own heading, as when pages were joined."""
    same = np.ones(grid.rows, dtype=bool)
    for place, code in headings_repeated(grid.columns, layout):
        same &= grid.columns[place].codes == code
    return same


def _notes(
    mapped: NDArray[np.int32], totals: NDArray[np.bool_], dated: NDArray[np.bool_], *, fields: int
) -> NDArray[np.bool_]:
    """Rows after the last one that looks like a record; before it, such a row may be a torn record."""
    like = (mapped >= min(2, fields)) & (dated | (2 * mapped >= fields)) & ~totals
    last = int(np.flatnonzero(like)[-1]) if like.any() else -1
    answer: NDArray[np.bool_] = (np.arange(len(mapped)) > last) & ~totals
    return answer


def _say(grid: Grid, layout: Layout, *, notes: int, again: NDArray[np.int64]) -> list[Notice]:
    said = []
    banner = sum(any(grid.row(place)) for place in range(layout.header))
    if banner or notes:
        said.append(
            notice(
                "notes_skipped",
                N_("{before} rows before the headings and {after} notes after the data were not counted."),
                before=banner,
                after=notes,
            )
        )
    if len(again):
        said.append(
            notice(
                "headings_repeated",
                N_("The headings are repeated in {count} rows (first: row {row}); they were not counted."),
                count=len(again),
                row=int(again[0]),
            )
        )
    return said
