"""The city's execution reports: handed in, read by their columns, looked at beforehand, and taken in."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.analysis.budget import preview as looking
from pazos.analysis.budget.headings import find_headings, headings_at
from pazos.analysis.budget.reading import day_said, read_report, unit_said
from pazos.analysis.ingest.keeping import IN_MEMORY
from pazos.analysis.tables import read_grid
from pazos.domain.budget import actions, queries
from pazos.domain.budget.actions.reports import refuse_whose
from pazos.domain.budget.models import BudgetLine
from pazos.domain.documents import actions as documents
from pazos.domain.documents.queries import open_document
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from datetime import date
    from typing import BinaryIO

    from pazos.analysis.budget.headings import Headings
    from pazos.analysis.budget.preview import Preview, Wishes
    from pazos.analysis.budget.reading import Report
    from pazos.analysis.tables import Grid
    from pazos.domain.budget.models import ExecutionFile
    from pazos.domain.people.models import Organisation, Staff


@dataclass(frozen=True)
class Read:
    """A report with its headings; no rows where its columns are not all pointed at."""

    headings: Headings
    report: Report | None
    examples: dict[str, list[str]]  # by heading


def hand_in(
    *,
    content: BinaryIO,
    file_name: str,
    by: Staff,
    as_of_on: date | None = None,
    department: Organisation | None = None,
) -> ExecutionFile:
    """Keep a report of any table file; its columns, day and unit are proposed from what stands in it.

    The same file again is given back as it stands.

    Raises:
        InputProblem: it is no table, or neither it nor `as_of_on` says up to which day it counts.
    """
    refuse_whose(department, by)
    plain = content.read()
    digest = hashlib.sha256(plain).hexdigest()
    known = queries.reports(seen_by=by).filter(sha256=digest).first()
    if known is not None:
        return known
    grid = _grid(plain, file_name)
    headings = find_headings(grid, [one.headings for one in queries.mappings(seen_by=by)])
    day = as_of_on or day_said(grid, headings)
    if day is None:
        raise InputProblem(
            N_("{file} does not say up to which day it counts. Write the day beside it."),
            file=file_name,
            field="as_of_on",
        )
    with transaction.atomic():
        content.seek(0)
        title = f"{Path(file_name).stem}"[:180]
        document = documents.keep(
            title=title or "report", file_name=file_name, content=content, organisation=department, by=by
        )
        return actions.hand_in(
            document=document,
            file_name=file_name,
            sha256=digest,
            as_of_on=day,
            by=by,
            department=department,
            headings=headings.mapping,
            heading_row=headings.row,
            unit=unit_said(grid, headings),
        )


def read(file: ExecutionFile, *, by: Staff) -> Read:
    """Return the rows of a report under the columns that were pointed at."""
    with open_document(file.document, seen_by=by) as content:
        grid = _grid(content.read(), file.file_name)
    headings = headings_at(grid, max(file.heading_row, 1), file.mapping)
    known = frozenset(BudgetLine.objects.filter(year=file.year).values_list("rubro", flat=True))
    report = None if headings.lacks else read_report(grid, headings, unit=file.unit, known=known)
    return Read(headings, report, _examples(grid, headings))


def look(file: ExecutionFile, *, wishes: Wishes, by: Staff) -> tuple[Read, Preview | None]:
    """Return what taking a report in would do; no preview where columns are missing."""
    found = read(file, by=by)
    if found.report is None:
        return found, None
    return found, looking.preview(found.report, of=file, wishes=wishes, by=by)


@transaction.atomic
def take_in(file: ExecutionFile, *, wishes: Wishes, why: str = "", by: Staff) -> ExecutionFile:
    """Take a report in as it looks now; totals that fell go in only where that is said, with a reason.

    Raises:
        InputProblem: columns are missing, falling totals have no reason, or the deed is refused.
    """
    found, seen = look(file, wishes=wishes, by=by)
    if found.report is None or seen is None:
        raise InputProblem(
            N_("Point first at the columns of: {fields}."), fields=listed(found.headings.lacks)
        )
    if wishes.accepts_falls and any(change.falls for change in seen.changes) and not why.strip():
        raise InputProblem(N_("Say why totals fell: who was asked, and what the answer was."), field="why")
    refused = [*seen.refused, *looking.waiting_as_refused(seen, found.report)]
    return actions.take_in(
        file,
        taken=[change.taken for change in seen.changes],
        refused=sorted(refused, key=lambda one: one["row"]),
        rows=seen.rows,
        by=by,
        why=why,
    )


def _grid(plain: bytes, name: str) -> Grid:
    folder = IN_MEMORY if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=folder) as room:
        path = Path(room) / "report"
        path.write_bytes(plain)
        return read_grid(path, name=name)


def _examples(grid: Grid, headings: Headings) -> dict[str, list[str]]:
    """Return a few cells under each heading, so that a person can tell the columns."""
    found = {}
    for place, heading in enumerate(headings.headings):
        if heading:
            cells = (
                grid.columns[place][row] for row in range(headings.row, min(grid.rows, headings.row + 40))
            )
            found[heading] = list(dict.fromkeys(cell for cell in cells if cell))[:3]
    return found
