"""Many rejected rows put right at once, read by the same code that rejected them.

A hand at one heading ("200" means nothing known) changes all rows that hold the same text
there. Rows that still have reasons against them stay rejected, as they came.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.analysis.ingest.correct import as_records
from pazos.analysis.ingest.mapping import FIELDS, from_stored
from pazos.analysis.ingest.parse import parse
from pazos.analysis.ingest.take import here
from pazos.analysis.ingest.understanding import Options
from pazos.analysis.notices import Stopped
from pazos.analysis.tables import Grid
from pazos.analysis.tables.cells import Gathered
from pazos.domain.sources import corrections, queries
from pazos.domain.sources.corrections import Corrected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pazos.analysis.ingest.mapping import Mapping
    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Delivery, RejectedRow


@dataclass(frozen=True)
class Many:
    """What came of a correction of many rows: how many were taken, how many have reasons left."""

    corrected: int
    remaining: int
    at: datetime | None


def correct_rows(delivery: Delivery, *, heading: str, value: str, new: str, by: Staff | None) -> Many:
    """Write `new` for `value` under `heading` in every open rejected row that holds it there."""
    rows = [row for row in _open_with(delivery, value) if row.values.get(heading) == value]
    by_headings: dict[tuple[str, ...], list[RejectedRow]] = defaultdict(list)
    for row in rows:
        by_headings[tuple(row.values)].append(row)
    mapping = from_stored(delivery.mapping)
    corrected: list[Corrected] = []
    for headings, some in by_headings.items():
        texts = [{**row.values, heading: new} for row in some]
        corrected += _taken(some, texts, headings=headings, mapping=mapping, by=by)
    at = corrections.accept_many(delivery, corrected, by=by) if corrected else None
    return Many(len(corrected), len(rows) - len(corrected), at)


def _open_with(delivery: Delivery, value: str) -> list[RejectedRow]:
    return list(queries.open_rejected(delivery).filter(first_value=value).select_related("delivery"))


def _taken(
    rows: Sequence[RejectedRow],
    texts: Sequence[dict[str, str]],
    *,
    headings: tuple[str, ...],
    mapping: Mapping,
    by: Staff | None,
) -> list[Corrected]:
    """Return the rows that can be taken now, each with its records."""
    gathered = Gathered(len(headings))
    gathered.add_rows([headings, *([cells[name] for name in headings] for cells in texts)])
    grid = Grid(rows[0].delivery.file_name, gathered.columns(), len(rows) + 1, {"kind": "correction"})
    # The file as a whole was judged before: here no column is held to be the wrong one.
    order = mapping.date_orders[0] if len(mapping.date_orders) == 1 else None
    options = Options(today=timezone.localdate(), dates=order, accept=frozenset(FIELDS))
    try:
        parsed = parse(grid, mapping, here=here(), options=options)
    except Stopped:
        return []
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    for number, record in zip(parsed.row_numbers.tolist(), as_records(parsed, by), strict=True):
        found[number - 2].append(record)
    return [Corrected(rows[place].pk, texts[place], records) for place, records in sorted(found.items())]
