"""A workbook (xlsx, xls, xlsb, ods): every cell as the text that says its value without doubt.

Dates become 2017-03-01, times 09:10:00, whole numbers lose their point; formulas give the
value that the spreadsheet last computed.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import python_calamine as calamine

from pazos.analysis.notices import Notice, Stopped, notice
from pazos.analysis.tables.cells import Gathered
from pazos.analysis.tables.kinds import protected
from pazos.analysis.tables.text import refuse_too_wide
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT_ONCE = 10_000
SHORT = 8  # letters of a number that may be a code, such as 2.10


def read_workbook(
    path: Path, *, name: str, sheet: str | None, tell: Callable[[float], None]
) -> tuple[Gathered, dict[str, Any], list[Notice]]:
    """Return the cells of one sheet (the one named, or the longest), and what must be said."""
    notices = _formulas(path, name)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            chosen, others = _sheet(book, sheet, name)
            return _cells(chosen, name, tell), {"sheet": chosen.name}, [*notices, *others]
    except calamine.PasswordError as error:
        raise protected(name) from error
    except calamine.CalamineError as error:
        raise Stopped(
            N_("{file} cannot be read as a workbook ({reason}). Open it in a spreadsheet and save it again."),
            "unreadable",
            file=name,
            reason=str(error).splitlines()[0][:120],
        ) from error


def _sheet(
    book: calamine.CalamineWorkbook, asked: str | None, name: str
) -> tuple[calamine.CalamineSheet, list[Notice]]:
    if asked and asked not in book.sheet_names:
        raise Stopped(
            N_("{file} has no sheet {sheet}. It has: {names}."),
            "no_sheet",
            file=name,
            sheet=asked,
            names=", ".join(book.sheet_names),
        )
    sheets = [book.get_sheet_by_name(one) for one in ([asked] if asked else book.sheet_names)]
    filled = [sheet for sheet in sheets if sheet.total_height]
    if not filled:
        raise Stopped(N_("{file} has no row in any sheet."), "empty_file", file=name)
    chosen = max(filled, key=lambda sheet: sheet.total_height)
    if len(filled) == 1:
        return chosen, []
    others = ", ".join(sheet.name for sheet in filled if sheet is not chosen)
    return chosen, [
        notice(
            "other_sheets",
            N_("{file} has several sheets; {sheet} was read, not: {others}. Another is read with --sheet."),
            file=name,
            sheet=chosen.name,
            others=others,
        )
    ]


def _cells(sheet: calamine.CalamineSheet, name: str, tell: Callable[[float], None]) -> Gathered:
    refuse_too_wide(sheet.total_width, name)
    cells, block = Gathered(sheet.total_width), []
    for row in sheet.iter_rows():
        block.append([as_text(value) for value in row])
        for place, value in enumerate(row):
            if isinstance(value, float) and len(text := block[-1][place]) <= SHORT and "." in text:
                cells.note_number(place, text)
        if len(block) == AT_ONCE:
            cells.add_rows(block)
            block = []
            tell(cells.rows / sheet.total_height)
    if block:
        cells.add_rows(block)
    return cells


def as_text(value: Any) -> str:
    """Return the text of one cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    return str(value / timedelta(days=1)) if isinstance(value, timedelta) else str(value)


def _formulas(path: Path, name: str) -> list[Notice]:
    """Count the formulas of an xlsx; reading every byte also shows a size that was declared falsely."""
    if not zipfile.is_zipfile(path):
        return []
    count = 0
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.namelist():
                if entry.startswith("xl/worksheets/") and entry.endswith(".xml"):
                    count += _count(packed, entry)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:
        raise Stopped(
            N_("{file} is cut or damaged ({reason}). Ask its sender for it again."),
            "unreadable",
            file=name,
            reason=error,
        ) from error
    if not count:
        return []
    return [
        notice(
            "formulas",
            N_("{file} holds {count} formulas; the values that the spreadsheet last computed were read."),
            file=name,
            count=count,
        )
    ]


def _count(packed: zipfile.ZipFile, entry: str) -> int:
    count, tail = 0, b""
    with packed.open(entry) as file:
        while block := file.read(2**20):
            seen = tail + block
            count += seen.count(b"<f>") + seen.count(b"<f ")
            tail = seen[-2:]
    return count
