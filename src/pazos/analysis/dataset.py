"""What a table for anybody is: its columns with what each says, how people are protected in it, and its file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.analysis.inert import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.utils.functional import Promise

    Row = Sequence[object]


@dataclass(frozen=True)
class Column:
    """One column and what it says; `kind` is the type of a Frictionless table schema."""

    name: str
    says: str | Promise
    kind: str = "string"


@dataclass(frozen=True)
class Written:
    """A file that no rows of cells make up: its letters, how many things it tells of, and of which time."""

    content: str
    rows: int
    covers: str


@dataclass(frozen=True)
class DataSet:
    """One data set: its rows, its columns, and how people are protected in it.

    `minimum` is None where it counts nobody's acts but official deaths of a whole city, or no people at
    all. In a data set with a minimum the last column is the number that may be hidden. With
    `write` it is no table but a file of its own form, whose name has that `ending`.
    """

    name: str
    title: str | Promise
    protection: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[], list[Row]]
    minimum: int | None
    write: Callable[[], Written] | None = None  # in place of rows, for a file of its own form
    ending: str = "csv"


def file_of(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """Return rows as CSV with the mark by which a spreadsheet knows accents; no cell is carried out."""
    text = io.StringIO()
    text.write("\ufeff")
    write = csv.writer(text, lineterminator="\n")
    write.writerow([column.name for column in columns])
    for row in rows:
        write.writerow([harmless(cell) for cell in row])
    return text.getvalue()
