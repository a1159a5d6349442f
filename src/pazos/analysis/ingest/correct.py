"""A rejected row put right by a person, read by the same code that rejected it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.ingest.blocks import as_columns
from pazos.analysis.ingest.mapping import from_stored
from pazos.analysis.ingest.parse import Parsed, parse
from pazos.analysis.ingest.take import here
from pazos.analysis.ingest.understanding import Options
from pazos.analysis.tables import Cells, Grid
from pazos.domain.sources import actions
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Record, RejectedRow

_LINKS = {"spelling": "spelling_id", "neighbourhood": "neighbourhood_id", "superseded_by": "superseded_by_id"}


@dataclass(frozen=True)
class Correction:
    """What came of a correction: the records made, or every reason why there are none."""

    records: list[Record] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


def correct_row(row: RejectedRow, values: dict[str, str], *, by: Staff | None) -> Correction:
    """Read a rejected row again with some cells changed (`values`: heading, text)."""
    unknown = [heading for heading in values if heading not in row.values]
    if unknown:
        raise InputProblem(
            N_("Row {row} has no column {names}. It has: {present}."),
            row=row.row_number,
            names=listed(unknown),
            present=listed(row.values, most=30),
        )
    corrected = {**row.values, **values}
    parsed = _read(row, corrected)
    if parsed.rejected:
        return Correction(problems=parsed.rejected[0].problems)
    made = actions.accept_correction(row, values=corrected, records=as_records(parsed, by), by=by)
    return Correction(made)


def _read(row: RejectedRow, values: dict[str, str]) -> Parsed:
    columns = [Cells.of([heading, text]) for heading, text in values.items()]
    grid = Grid(row.delivery.file_name, columns, rows=2, how={"kind": "correction"})
    # One row may be of another municipality, or the only one to hold a word.
    options = Options(today=timezone.localdate(), accept=frozenset({"municipality_code"}))
    return parse(grid, from_stored(row.delivery.mapping), here=here(), options=options)


def as_records(parsed: Parsed, by: Staff | None) -> list[dict[str, Any]]:
    """Return what the database keeps of each parsed record but its row, in their order."""
    columns = as_columns(parsed, by=by, tell=lambda share: None)
    records = []
    for block in columns.blocks:
        for texts in zip(*block, strict=True):
            record = {**columns.same, **dict(zip(columns.names, texts, strict=True))}
            record.pop("row_number")
            records.append({_LINKS.get(name, name): value for name, value in record.items()})
    for name in ("occurred_on", "died_on", "registered_on"):
        for record, day in zip(records, parsed.records[name].tolist(), strict=True):
            record[name] = day
    return records
