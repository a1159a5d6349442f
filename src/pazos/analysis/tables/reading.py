"""One door to every kind of table: which file, as which text, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.notices import Notice, Stopped
from pazos.analysis.tables.cells import Cells, Gathered
from pazos.analysis.tables.kinds import kind_of, laid_open
from pazos.analysis.tables.sheets import read_workbook
from pazos.analysis.tables.text import read_text, refuse_too_wide
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

_PARQUET_AT_ONCE = 20_000


@dataclass(frozen=True)
class Grid:
    """Every row of a file as text, headings included. `how` says kind, encoding, delimiter, sheet."""

    name: str
    columns: list[Cells]
    rows: int
    how: dict[str, Any]
    notices: list[Notice] = field(default_factory=list)

    def row(self, place: int) -> list[str]:
        """Return the texts of one row, counted from 0."""
        return [column[place] for column in self.columns]


@dataclass(frozen=True)
class Table:
    """A frame of text cells under its headings, and the row number of each as a spreadsheet shows it."""

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    how: dict[str, Any]
    notices: list[Notice]
    numbers: Mapping[
        str, frozenset[str]
    ]  # by heading: the texts that some cell held as a number with decimals


def _silent(share: float) -> None:
    """Tell nobody."""


def read_grid(
    path: Path,
    *,
    name: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    tell: Callable[[float], None] = _silent,
) -> Grid:
    """Read all cells of a file, called `name` to people; `tell` hears the share that is read."""
    name = name or path.name
    with laid_open(path, name=name) as (inner, plain):
        kind = kind_of(inner, name=plain)
        if kind == "workbook":
            cells, how, notices = read_workbook(inner, name=plain, sheet=sheet, tell=tell)
        elif kind == "parquet":
            cells, how, notices = _read_parquet(inner, plain)
        else:
            cells, how, notices = read_text(inner, name=plain, encoding=encoding, tell=tell)
    return Grid(name, cells.columns(), cells.rows, {"kind": kind, **how}, notices)


def read_table(path: str | Path, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """Read a table whose first filled row holds the headings; blank rows are left out."""
    grid = read_grid(Path(path), encoding=encoding, sheet=sheet)
    filled = np.zeros(grid.rows, dtype=bool)
    for column in grid.columns:
        filled |= column.filled()
    places = np.flatnonzero(filled)
    if not len(places):
        raise Stopped(N_("{file} is empty. Ask its sender for it again."), "empty_file", file=grid.name)
    headings = distinct_headings(grid.row(int(places[0])))
    kept = places[1:]
    columns = {
        heading: pd.array(column.take(kept).as_texts(), dtype="str")
        for heading, column in zip(headings, grid.columns, strict=True)
        if heading
    }
    numbers = {heading: column.numbers for heading, column in zip(headings, grid.columns, strict=True)}
    frame = pd.DataFrame(columns, index=range(len(kept)))
    return Table(frame, kept + 1, grid.how, grid.notices, numbers)


def distinct_headings(headings: list[str]) -> list[str]:
    """Return headings of which the second of a name is "name.1", the third "name.2"; blank ones stay."""
    seen: dict[str, int] = {}
    answer = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        answer.append(f"{heading}.{seen[heading] - 1}" if heading and seen[heading] > 1 else heading)
    return answer


def _read_parquet(path: Path, name: str) -> tuple[Gathered, dict[str, Any], list[Notice]]:
    import duckdb

    try:
        with duckdb.connect() as connection:
            answer = connection.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(path)])
            headings = [str(column[0]) for column in answer.description or ()]
            refuse_too_wide(len(headings), name)
            cells = Gathered(len(headings))
            cells.add_rows([headings])
            while block := answer.fetchmany(_PARQUET_AT_ONCE):
                cells.add_rows([[value or "" for value in row] for row in block])
    except duckdb.Error as error:
        raise Stopped(
            N_("{file} cannot be read as parquet ({reason})."),
            "unreadable",
            file=name,
            reason=str(error).splitlines()[0][:120],
        ) from error
    return cells, {}, []
