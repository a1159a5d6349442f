"""The rows that could not be taken, as a table that a person can open, read and correct.

No cell of it is ever run by a spreadsheet: a text that looks like a formula is marked as text.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from pazos.analysis.notices import message
from pazos.domain.sources import queries
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from typing import TextIO

    from pazos.domain.sources.models import Delivery

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RUNS) and not _NUMBER.fullmatch(text) else text


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
    rows = list(queries.open_rejected(delivery))
    headings = list(dict.fromkeys(heading for row in rows for heading in row.values))
    out = csv.writer(file)
    named = (N_("row"), N_("column"), N_("value"), N_("why, and the cure"))
    out.writerow([*(say(name, language) for name in named), *map(inert, headings)])
    for row in rows:
        texts = [inert(row.values.get(heading, "")) for heading in headings]
        for problem in row.problems:
            cure = message(problem, language)
            out.writerow([row.row_number, *map(inert, (problem["field"], problem["value"], cure)), *texts])
