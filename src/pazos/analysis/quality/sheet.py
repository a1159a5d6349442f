"""Where in this file do the headings stand, and which rows under them are not data?

Totals and notes are left out and told with their row numbers; no row disappears in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.analysis.columns import meanings, recognise
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Stopped
from pazos.analysis.tables import read_grid
from pazos.analysis.tables.reading import distinct_headings
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.tables import Grid

DEEPEST = 60
TOTAL = re.compile(r"(SUB ?|GRAN |GRAND )?TOTAL(ES|S)?\b.*")
YEAR = re.compile(r"(?:.*\D)?(?:19|20)\d\d(?:\D.*)?")


@dataclass(frozen=True)
class Sheet:
    """The data rows of a file as text under their headings.

    `rows`: the number of each as a spreadsheet shows it. `banner`: what stands above the headings, as
    one text. `left_out`: row numbers by why (`total`, `heading_again`).
    """

    name: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    banner: str
    delimiter: str
    left_out: dict[str, list[int]] = field(default_factory=dict)

    def without(self, wrong: NDArray[np.bool_], why: str) -> Sheet:
        """Return the sheet without some rows, which are noted."""
        if not wrong.any():
            return self
        noted = {**self.left_out, why: [*self.left_out.get(why, []), *self.rows[wrong].tolist()]}
        kept = self.frame[~wrong].reset_index(drop=True)
        return Sheet(self.name, kept, self.rows[~wrong], self.banner, self.delimiter, noted)


def read_sheet(path: str | Path) -> Sheet:
    """Read any table; its headings may stand under a banner."""
    grid = read_grid(Path(path))
    header = _header(grid)
    headings = distinct_headings(grid.row(header))
    places = np.arange(header + 1, grid.rows)
    filled = np.zeros(grid.rows, dtype=bool)
    for column in grid.columns:
        filled |= column.filled()
    places = places[filled[places]]
    if not len(places):
        raise Stopped(
            N_("{file} has headings (row {row}) and nothing under them. Ask its sender for it again."),
            "no_rows",
            file=grid.name,
            row=header + 1,
        )
    frame = pd.DataFrame(
        {
            heading: pd.array(column.take(places).as_texts(), dtype="str")
            for heading, column in zip(headings, grid.columns, strict=True)
            if heading
        }
    )
    banner = " ".join(cell for row in range(header) for cell in grid.row(row) if cell)
    sheet = Sheet(grid.name, frame, places + 1, plain(banner), str(grid.how.get("delimiter", "")))
    again = (frame == pd.Series(frame.columns, index=frame.columns)).mean(axis=1).to_numpy() > 0.5
    sheet = sheet.without(again, "heading_again")
    return sheet.without(_totals(sheet.frame), "total")


def _header(grid: Grid) -> int:
    """Return the row (from 0) with most known headings or years, else the first filled one."""
    rows = [grid.row(place) for place in range(min(grid.rows, DEEPEST))]
    scores = [_known(row) for row in rows]
    best = max(scores, default=0)
    if best >= 2:
        return scores.index(best)
    filled = [place for place, row in enumerate(rows) if any(row)]
    if not filled:
        raise Stopped(N_("{file} is empty. Ask its sender for it again."), "empty_file", file=grid.name)
    return scores.index(best) if best else filled[0]


def _known(row: list[str]) -> int:
    cells = [cell for cell in row if cell and len(cell) <= 60 and not _is_figure(cell)]
    years = sum(1 for cell in row if cell and len(cell) <= 30 and YEAR.fullmatch(cell) and not _is_date(cell))
    return len(recognise(cells, meanings())) + (years if years >= 3 else 0)


def _is_figure(cell: str) -> bool:
    return cell.replace(".", "").replace(",", "").isdecimal()


def _is_date(cell: str) -> bool:
    return sum(letter.isdigit() for letter in cell) > 4


def _totals(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return the rows that say total in one of the first cells they fill."""
    answer = np.zeros(len(frame), dtype=bool)
    for column in frame.columns[:6]:
        codes, texts = pd.factorize(frame[column])
        said = np.array([bool(TOTAL.fullmatch(plain(str(text)))) for text in texts], dtype=bool)
        if said.any():
            answer |= said[codes]
    return answer
