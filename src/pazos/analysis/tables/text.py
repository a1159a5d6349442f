"""A text file of parted cells, read in blocks: a hundred megabytes need not fit as text in memory."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pazos.analysis.notices import Notice, Stopped, notice
from pazos.analysis.tables.cells import Gathered
from pazos.analysis.tables.encodings import delimiter_of, encoding_of, rows_of
from pazos.analysis.tables.kinds import copy_without
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

MOST_COLUMNS = 1_000
AT_ONCE = 100_000
_SAMPLE = 2**20
_WIDEST_CELL = 2**17


def refuse_too_wide(width: int, name: str) -> None:
    """Refuse a table of more columns than any record has."""
    if width > MOST_COLUMNS:
        raise Stopped(
            N_(
                "{file} has {width:,} columns; a table of records has at most {most:,}. "
                "It may be turned on its side, or its cells parted by another sign."
            ),
            "too_many_columns",
            file=name,
            width=width,
            most=MOST_COLUMNS,
        )


def read_text(
    path: Path, *, name: str, encoding: str | None, tell: Callable[[float], None]
) -> tuple[Gathered, dict[str, Any], list[Notice]]:
    """Return the cells, how they were found (encoding, delimiter), and what must be said."""
    found, notices = encoding_of(path, name=name, said=encoding)
    if found.startswith("utf-16"):
        return _read(path, name, found, notices, tell)
    nuls = _nuls(path)
    if not nuls:
        return _read(path, name, found, notices, tell)
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder) / "clean"
        copy_without(path, clean, b"\x00")
        said = notice(
            "nul_bytes", N_("{file} holds {count} NUL bytes; they were left out."), file=name, count=nuls
        )
        return _read(clean, name, found, [*notices, said], tell)


def _nuls(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(0) for block in iter(lambda: file.read(2**20), b"") if 0 in block)


def _read(
    path: Path, name: str, encoding: str, notices: list[Notice], tell: Callable[[float], None]
) -> tuple[Gathered, dict[str, Any], list[Notice]]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    try:
        sign = delimiter_of(sample[: 2**17])
        width = max((len(row) for row in rows_of(sample, sign)), default=1)
    except csv.Error as error:
        raise Stopped(
            N_("{file} is not a table ({reason})."), "unreadable", file=name, reason=error
        ) from error
    refuse_too_wide(width, name)
    how = {"encoding": encoding, "delimiter": sign}
    try:
        return _read_even(path, how, max(width, 1), tell), how, notices
    except pd.errors.ParserError as error:
        if "EOF inside string" in str(error):
            raise _open_quote(name, str(error)) from error
    cells, ragged = _read_uneven(path, how, name)
    return cells, how, [*notices, *ragged]


class _Marked:
    """A file with a row of marks before its first row, which tells how far it has been read.

    The reader takes a column for numbers, and loses leading zeros, unless something in it is
    none. The mark is a blank, so nothing of it stays.
    """

    def __init__(self, file: TextIO, marks: str, *, size: int, tell: Callable[[float], None]) -> None:
        self._file, self._marks, self._size, self._tell = file, marks, max(size, 1), tell
        self._done = 0

    def read(self, most: int = -1) -> str:
        """Return the next piece of text."""
        if self._marks:
            marks, self._marks = self._marks, ""
            return marks
        text = self._file.read(most)
        self._done += len(text)
        self._tell(min(self._done / self._size, 1.0))
        return text

    def __iter__(self) -> Iterator[str]:
        """Return the rest line by line (the reader asks whether this can be done)."""
        return iter(self._file)


def _read_even(path: Path, how: dict[str, str], width: int, tell: Callable[[float], None]) -> Gathered:
    cells = Gathered(width)
    marks = how["delimiter"].join(["\x1f"] * width) + "\n"
    with path.open(encoding=how["encoding"], errors="replace", newline="") as file:
        # Categories are made by the C reader: no text is made for a cell that repeats another.
        frame = pd.read_csv(
            _Marked(file, marks, size=path.stat().st_size, tell=tell),  # type: ignore[call-overload]
            sep=how["delimiter"],
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype="category",
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            low_memory=False,
        )
    cells.add_coded(
        [(frame[c].cat.codes.to_numpy()[1:], frame[c].cat.categories.to_numpy(object)) for c in frame]
    )
    return cells


def _read_uneven(path: Path, how: dict[str, str], name: str) -> tuple[Gathered, list[Notice]]:
    """Read a file in which some rows have more cells than the first ones."""
    cells, longest = Gathered(1), 0
    csv.field_size_limit(_WIDEST_CELL)
    with path.open(encoding=how["encoding"], errors="replace", newline="") as file:
        rows = csv.reader(file, delimiter=how["delimiter"])
        try:
            while block := [row for _, row in zip(range(AT_ONCE // 10), rows, strict=False)]:
                longest = max(longest, *map(len, block))
                refuse_too_wide(longest, name)
                cells.add_rows(block)
        except csv.Error as error:
            raise _open_quote(name, f"row {cells.rows + 1}: {error}") from error
    said = notice(
        "ragged_rows",
        N_("{file} has rows of different lengths, up to {longest} cells."),
        file=name,
        longest=longest,
    )
    return cells, [said]


def _open_quote(name: str, reason: str) -> Stopped:
    return Stopped(
        N_("In {file} a quotation mark is opened and not closed ({reason}). Close it or take it out."),
        "open_quote",
        file=name,
        reason=reason,
    )
