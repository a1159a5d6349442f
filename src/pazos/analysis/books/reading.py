"""Which rows does a handed-in spreadsheet hold? Headings are known by name or label, in either language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation

from pazos.analysis.books.cells import parsed
from pazos.analysis.tables.codes import lost_zeros, refuse_lost_zero
from pazos.foundation.words import LANGUAGES, N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from pathlib import Path

    from pazos.analysis.books.sheet import Column, Sheet
    from pazos.analysis.tables.reading import Table

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Row:
    """One row: its number as the spreadsheet shows it, its values by column, and what is wrong with it."""

    number: int
    values: dict[str, Any]
    problems: tuple[InputProblem, ...]


@dataclass(frozen=True)
class Read:
    """The rows of a file, and the headings that no column of the sheet has."""

    rows: list[Row]
    unknown: tuple[str, ...]


def read(path: Path, sheet: Sheet) -> Read:
    """Read a spreadsheet of `sheet`.

    Raises:
        InputProblem: the file cannot be read, lacks a column that is needed, or has too many rows.
    """
    table = table_of(path)
    by_heading = _headings(sheet)
    known: dict[str, Column] = {}
    for heading in table.frame.columns:
        column = by_heading.get(_key(str(heading)))
        if column is not None and column not in known.values():
            known[str(heading)] = column
    missing = [column.name for column in sheet.columns if column.is_required and column not in known.values()]
    if missing:
        raise InputProblem(
            N_(
                "The file lacks the columns {missing}. Take the template, its headings are the ones that are read."
            ),
            missing=listed(missing),
        )
    if len(table.frame) > MOST_ROWS:
        raise InputProblem(
            N_("The file has {rows} rows; at most {most} are taken at once."),
            rows=len(table.frame),
            most=MOST_ROWS,
        )
    cells = table.frame[list(known)].to_dict("records")
    doubtful = {
        column: lost_zeros(map(str, table.frame[heading]), numbers=table.numbers[heading])
        for heading, column in known.items()
        if column.is_code
    }
    rows = [
        _row(int(number), {known[str(heading)]: str(text) for heading, text in texts.items()}, doubtful)
        for number, texts in zip(table.rows, cells, strict=True)
    ]
    unknown = tuple(str(heading) for heading in table.frame.columns if str(heading) not in known)
    return Read(rows, unknown)


def table_of(path: Path) -> Table:
    """Return the first sheet of a workbook (behind it stand the dictionary and the choices), or a text file."""
    from pazos.analysis.tables.kinds import kind_of
    from pazos.analysis.tables.reading import read_table

    if kind_of(path, name=path.name) != "workbook":
        return read_table(path)
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            first = book.sheet_names[0]
    except calamine.CalamineError:
        first = None  # reading it says what is wrong
    return read_table(path, sheet=first)


def _row(number: int, texts: dict[Column, str], doubtful: dict[Column, dict[str, str]]) -> Row:
    values, problems = {}, []
    for column, text in texts.items():
        try:
            refuse_lost_zero(text.strip(), doubtful.get(column, {}))
            values[column.name] = parsed(column, text)
        except InputProblem as problem:
            problems.append(problem)
    return Row(number, values, tuple(problems))


def _headings(sheet: Sheet) -> dict[str, Column]:
    found = {_key(column.name): column for column in sheet.columns}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {_key(str(column.label)): column for column in sheet.columns}
    return found


def _key(heading: str) -> str:
    return " ".join(heading.replace("_", " ").replace("*", "").casefold().split())
