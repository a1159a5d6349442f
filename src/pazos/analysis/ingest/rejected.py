"""The rows that could not be taken, as a table that a person can open, read and correct.

No cell of it is ever run by a spreadsheet: a text that looks like a formula is marked as text.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from pazos.analysis.inert import inert
from pazos.analysis.notices import message
from pazos.domain.sources import queries
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from pazos.domain.sources.models import Delivery

_LONGEST_CELL = 32_000  # a workbook's cell holds 32,767 letters


def write_rejected(delivery: Delivery, *, language: str | None = None) -> Path | None:
    """Write the open rejected rows beside the city's files; None where there are none."""
    if not queries.open_rejected(delivery).exists():
        return None
    folder = Path(settings.CITY_FILES).parent / "rejected"
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]+", "_", Path(delivery.file_name).stem)[:80]
    path = folder / f"{delivery.pk}_{stem}.csv"
    fresh = path.with_suffix(".partial")
    with fresh.open("w", encoding="utf-8-sig", newline="") as file:
        write_table(delivery, file, language=language)
    fresh.replace(path)
    return path


def write_table(delivery: Delivery, file: TextIO, *, language: str | None = None) -> None:
    """Write one line for every reason: row, field, value, cure, then the row as it came."""
    csv.writer(file).writerows(_lines(delivery, language))


def write_workbook(delivery: Delivery, path: Path, *, language: str | None = None) -> None:
    """Write the same table as a workbook: every cell is text, but the number of the row."""
    import xlsxwriter

    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), plain) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for place, line in enumerate(_lines(delivery, language)):
            for column, cell in enumerate(line):
                if isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                else:
                    sheet.write_string(place, column, cell[:_LONGEST_CELL])


def _lines(delivery: Delivery, language: str | None) -> Iterator[list[str | int]]:
    rows = list(queries.open_rejected(delivery))
    headings = list(dict.fromkeys(heading for row in rows for heading in row.values))
    named = (N_("row"), N_("column"), N_("value"), N_("why, and the cure"))
    yield [*(say(name, language) for name in named), *map(inert, headings)]
    for row in rows:
        texts = [inert(row.values.get(heading, "")) for heading in headings]
        for problem in row.problems:
            cure = message(problem, language)
            yield [row.row_number, *map(inert, (problem["field"], problem["value"], cure)), *texts]
