"""A file's cells become records and rejected rows under a mapping. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.ingest.checks import doubts, rejects_of_twice, stop_if_elsewhere
from pazos.analysis.ingest.columns import Reason
from pazos.analysis.ingest.layout import find_layout
from pazos.analysis.ingest.mapping import MONTHS, DateOrder, Mapping
from pazos.analysis.ingest.records import Here, Taken, take_rows
from pazos.analysis.ingest.rows import Body, sort_rows
from pazos.analysis.ingest.understanding import Options, Understood, understand_columns
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Notice, Stopped, plain_facts
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from pazos.analysis.tables import Cells, Grid

OVERLONG = N_(
    "The row has more cells than there are headings ({value} is beyond {field}). A text in it holds the sign "
    "that parts the cells: put that text in quotation marks."
)


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be taken: its number, its texts under their headings, every reason."""

    row_number: int
    values: dict[str, str]
    problems: list[dict[str, Any]]


@dataclass(frozen=True)
class Parsed:
    """What a file holds. `records` has one array a field, all as long as `row_numbers`.

    `place_texts[place_codes]` is how each record writes its place; a row of counts by month
    gives one record for each month with a victim.
    """

    rows: int
    accepted: int
    row_numbers: NDArray[np.int64]
    records: dict[str, NDArray[Any]]
    place_codes: NDArray[np.int32]
    place_texts: list[str]
    rejected: list[Rejected]
    first_on: date | None
    last_on: date | None
    date_order: DateOrder = "day-first"
    notices: list[Notice] = field(default_factory=list)

    @property
    def victims(self) -> int:
        """How many victims the records count."""
        return int(self.records["victims"].sum())

    @property
    def victims_in_city(self) -> int:
        """How many of them are of the city."""
        return int(self.records["victims"][self.records["in_city"]].sum())


def parse(grid: Grid, mapping: Mapping, *, here: Here, options: Options) -> Parsed:
    """Return what a file holds, or refuse it whole (`Stopped`) with the reason and the cure."""
    layout = find_layout(grid, mapping)
    options = replace(options, delimiter=grid.how.get("delimiter", ""))
    rows = sort_rows(grid, layout)
    body, left_out = _of_this_definition(Body(grid, layout, rows.records), mapping)
    if not len(body.places):
        raise Stopped(
            N_("{file} has headings and no row that this source is about. Is it the right source?"),
            "no_rows",
            file=grid.name,
        )
    cells = {name: body.column(name) for name in layout.columns}
    found = understand_columns(cells, layout, mapping=mapping, options=options, rows=body.rows)
    taken = take_rows(found.columns, len(body.places), mapping=mapping, here=here, today=options.today)
    _reject_overlong(body, taken)
    kept = taken.values.pop("_keep", np.ones(len(body.places), dtype=bool))
    stop_if_elsewhere(taken, here, options, file=grid.name)
    twice = rejects_of_twice(body, taken, mapping=mapping)
    wide = _by_month(found, taken, kept) if mapping.wide else None
    said = [
        *grid.notices,
        *layout.notices,
        *rows.notices,
        *found.notices,
        *doubts(body, found, taken, rows=rows, here=here, left_out=left_out + int(np.sum(~kept))),
        *twice,
    ]
    return _gathered(body, found, taken, kept=kept, wide=wide, notices=said)


def _reject_overlong(body: Body, taken: Taken) -> None:
    """Reject rows with cells beyond the last heading: a sign within a text has shifted their cells."""
    headings = body.layout.headings
    last = max(place for place, heading in enumerate(headings) if heading.strip())
    for column in body.grid.columns[last + 1 :] if body.grid.how["kind"] == "text" else []:
        cells = column.take(body.places)
        taken.reject(cells.filled(), headings[last], why=partial(_beyond, cells))


def _beyond(cells: Cells, row: int) -> tuple[str, Reason]:
    return cells[row], Reason(OVERLONG)


def _of_this_definition(body: Body, mapping: Mapping) -> tuple[Body, int]:
    """Keep the rows whose kind of crime the source is about, where the mapping says which."""
    if not mapping.keep or "kind" not in body.layout.columns:
        return body, 0
    words = {plain(word) for word in mapping.keep}
    column = body.column("kind")
    mask = column.per_row((plain(text) in words for text in column.texts), bool)
    return Body(body.grid, body.layout, body.places[mask]), int(np.sum(~mask))


@dataclass(frozen=True)
class _Months:
    """Records of a file with one column a month: the row, first day and count of each."""

    rows: NDArray[np.int64]
    days: NDArray[np.datetime64]
    victims: NDArray[np.int64]
    first: np.datetime64
    last: np.datetime64


def _by_month(found: Understood, taken: Taken, kept: NDArray[np.bool_]) -> _Months:
    good = taken.accepted() & kept
    years = taken.values["occurred_on"].astype("datetime64[Y]")
    rows, days, victims, covered = [], [], [], []
    for month, name in enumerate(MONTHS):
        if name not in found.columns:
            continue
        column = found.columns[name]
        counts = column.values(-1, np.int64)
        starts = (years.astype("datetime64[M]") + month).astype("datetime64[D]")
        covered.append(starts[good & (counts >= 0)])
        here = np.flatnonzero(good & (counts > 0))
        rows.append(here)
        days.append(starts[here])
        victims.append(counts[here])
    order = np.lexsort((np.concatenate(days), np.concatenate(rows)))
    seen = np.concatenate(covered)
    nothing = np.datetime64("NaT", "D")
    return _Months(
        np.concatenate(rows)[order],
        np.concatenate(days)[order],
        np.concatenate(victims)[order],
        seen.min() if len(seen) else nothing,
        seen.max() if len(seen) else nothing,
    )


def _gathered(
    body: Body,
    found: Understood,
    taken: Taken,
    *,
    kept: NDArray[np.bool_],
    wide: _Months | None,
    notices: list[Notice],
) -> Parsed:
    good = taken.accepted() & kept
    rows = wide.rows if wide else np.flatnonzero(good & (taken.values["victims"] > 0))
    every = len(rows) == taken.size and not wide
    records = {name: values if every else values[rows] for name, values in taken.values.items()}
    if wide:
        records |= {"occurred_on": wide.days, "victims": wide.victims}
        records["precision"] = np.full(len(rows), "month", dtype=object)
    days = np.array([wide.first, wide.last]) if wide else taken.values["occurred_on"][good]
    place = found.columns.get("place")
    if place:
        codes, texts = place.cells.codes[rows], [answer.value or "" for answer in place.answers]
    else:
        codes, texts = np.zeros(len(rows), dtype=np.int32), [""]
    rejected = _rejected(body, taken, kept)
    return Parsed(
        rows=int(kept.sum()),
        accepted=int(good.sum()),
        row_numbers=body.rows[rows],
        records=records,
        place_codes=codes,
        place_texts=texts,
        rejected=rejected,
        first_on=_day(days, last=False),
        last_on=_day(days, last=True),
        date_order=found.date_order,
        notices=notices,
    )


def _day(days: NDArray[Any], *, last: bool) -> date | None:
    if not len(days) or np.isnat(days).all():
        return None
    found: date = (np.max(days) if last else np.min(days)).item()
    return found


def _rejected(body: Body, taken: Taken, kept: NDArray[np.bool_]) -> list[Rejected]:
    grid, layout = body.grid, body.layout
    headings = [heading.strip() or f"({place + 1})" for place, heading in enumerate(layout.headings)]
    answer = []
    for row in sorted(taken.reasons):
        if not kept[row]:
            continue
        texts = grid.row(int(body.places[row]))
        values: dict[str, str] = {}
        for place, heading in enumerate(headings):
            if texts[place] or layout.headings[place].strip():
                values.setdefault(heading, texts[place])
        problems = [
            {
                "field": heading,
                "value": value,
                "template": reason.template,
                "facts": plain_facts({"value": value, "field": heading, **reason.facts}),
            }
            for heading, value, reason in taken.reasons[row]
        ]
        answer.append(Rejected(int(body.places[row]) + 1, values, problems))
    return answer
