"""A file of an unknown institution: which column is which field, most likely, and on what grounds?

A proposal is shown with examples and its confidence; a person decides, and the choice is saved
as a new source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.ingest import fields
from pazos.analysis.ingest.columns import MISSING, WORDS
from pazos.analysis.ingest.columns import understand as understand_column
from pazos.analysis.ingest.dates import read_date
from pazos.analysis.ingest.layout import DEEPEST
from pazos.analysis.ingest.mapping import CODED, FIELDS, MONTHS, Mapping, shipped
from pazos.analysis.ingest.words import plain
from pazos.domain.sources import actions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pazos.analysis.ingest.columns import Answer
    from pazos.analysis.tables import Cells, Grid
    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Source

LOOKED_AT = 2_000  # rows read to judge a column
_EXAMPLES = 3
_WELL_FILLED = 0.6
_GUESSABLE = (
    *(name for name in FIELDS if name not in MONTHS and name not in ("kind", "circumstance")),
    *MONTHS,
)


@dataclass(frozen=True)
class Guess:
    """A column that may hold a field: the share of its cells understood, weighed with its heading."""

    column: int
    heading: str
    confidence: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """The row of the headings (as a spreadsheet counts), all headings, and a guess for some fields."""

    header_row: int
    headings: list[str]
    guesses: dict[str, Guess]


def propose_mapping(grid: Grid, *, today: date, header_row: int | None = None) -> Proposal:
    """Return which column each field most likely stands in. `header_row` is a person's word on it."""
    header = _header(grid) if header_row is None else header_row - 1
    headings = grid.row(header)
    rows = np.arange(header + 1, min(grid.rows, header + 1 + LOOKED_AT))
    cells = [column.take(rows) for column in grid.columns]
    scored = sorted(
        (
            (_score(name, headings[place], cells[place], today), name, place)
            for name in _GUESSABLE
            for place in range(len(headings))
            if headings[place]
        ),
        key=lambda item: (-item[0], _GUESSABLE.index(item[1]), item[2]),
    )
    guesses: dict[str, Guess] = {}
    used: set[int] = set()
    for score, name, place in scored:
        if score >= 0.5 and name not in guesses and place not in used:
            guesses[name] = Guess(place, headings[place], round(score, 2), _examples(cells[place]))
            used.add(place)
    return Proposal(header + 1, headings, guesses)


def _known_headings() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {name: set() for name in FIELDS}
    for mapping in shipped().values():
        for name, headings in mapping.columns.items():
            known[name] |= {plain(heading) for heading in headings if plain(heading)}
    return known


def _header(grid: Grid) -> int:
    """Return the row (from 0) with most known headings, else the first of the fullest rows."""
    every = set().union(*_known_headings().values())
    rows = [grid.row(place) for place in range(min(grid.rows, DEEPEST))]
    hits = [sum(plain(cell) in every for cell in row) for row in rows]
    if max(hits, default=0) >= 2:
        return hits.index(max(hits))
    filled = [sum(cell != "" for cell in row) for row in rows]
    # Headings are words: the first well filled row without a figure is likelier than the fullest.
    words = (
        place
        for place, row in enumerate(rows)
        if filled[place] >= _WELL_FILLED * max(filled) and not any(map(_has_figure, row))
    )
    return next(words, filled.index(max(filled)) if filled else 0)


def _has_figure(cell: str) -> bool:
    return any(letter.isdigit() for letter in cell)


def _score(name: str, heading: str, cells: Cells, today: date) -> float:
    by_heading = 1.0 if plain(heading) in _known_headings()[name] else 0.0
    share = _understood(name, cells, today)
    if share is None:
        return by_heading
    # The heading alone convinces less than cells that can also be read.
    return share * (0.6 + 0.4 * by_heading) if name in ("occurred_on", "sex", "zone") else share * by_heading


def _understood(name: str, cells: Cells, today: date) -> float | None:
    read = _reader(name, today)
    if read is None:
        return None
    generic = shipped()["generica"]
    column = understand_column(name, name, cells, missing=generic.missing_words(), read=read)
    filled = column.rows_where(lambda answer: answer.outcome != MISSING)
    good = column.rows_where(lambda answer: answer.outcome == WORDS)
    return good / filled if filled else 0.0


def _reader(name: str, today: date) -> Callable[[str], Answer] | None:
    if name in ("occurred_on", "died_on", "registered_on"):
        return lambda text: min(
            (read_date(text, order=order, today=today) for order in ("day-first", "month-first")),
            key=lambda answer: answer.outcome != WORDS,
        )
    simple: dict[str, Callable[[str], Answer]] = {
        "hour": fields.read_hour,
        "age": fields.read_age,
        "municipality_code": fields.read_municipality,
        "died_in_code": fields.read_municipality,
        "quantity": partial(fields.read_quantity, sign=".", zero=True),
        "year": fields.read_year,
        "month": fields.read_month,
        "cause_code": partial(fields.read_cause, causes=[]),
    }
    words = shipped()["policia-nacional"].words(name)
    if name == "sex":
        return fields.coded({**words, "H": "m", "M": "f", "F": "f"})
    return fields.coded(words) if name in ("zone",) else simple.get(name)


def _examples(cells: Cells) -> tuple[str, ...]:
    used = cells.used()
    order = np.argsort(-used, kind="stable")
    texts = [cells.texts[code] for code in order.tolist() if used[code] and cells.texts[code]]
    return tuple(texts[:_EXAMPLES])


def pointed_mapping(
    *,
    slug: str,
    name: str,
    columns: dict[str, str],
    values: dict[str, dict[str, str]] | None = None,
    **stated: Any,
) -> Mapping:
    """Return the mapping of a person's choice of columns (`columns`: field, heading).

    `stated` may hold kind, institution, definition, coverage, rhythm, delivers, dated_by,
    municipality_of and date_orders.
    Words of codings that Pazos knows are understood too; `values` goes before them.
    """
    generic = shipped()["generica"]
    known = {field: words for field, words in generic.values.items() if field in columns}
    for field, words in (values or {}).items():
        known[field] = {**known.get(field, {}), **words}
    return Mapping(
        slug=slug,
        name=name,
        columns={field: [heading] for field, heading in columns.items()},
        values={field: words for field, words in known.items() if field in CODED},
        missing=generic.missing,
        **stated,
    )


def pointed_anew(
    mapping: Mapping, *, columns: dict[str, str], headings: set[str], values: dict[str, dict[str, str]]
) -> Mapping:
    """Return a source's mapping as a person corrected it on one file that has these `headings`.

    What it says of columns that this file does not have stays. Of those it has, only what the
    person pointed at holds; `values` goes before the words known so far.
    """
    here = {plain(heading) for heading in headings}
    kept = {
        field: [one for one in known if plain(one) not in here] for field, known in mapping.columns.items()
    }
    for field, heading in columns.items():
        kept[field] = [heading, *kept.get(field, [])]
    words = {field: {**mapping.values.get(field, {}), **said} for field, said in values.items()}
    return replace(
        mapping,
        columns={field: known for field, known in kept.items() if known},
        values={**mapping.values, **words},
    )


def save_mapping(
    *,
    slug: str,
    name: str,
    columns: dict[str, str],
    by: Staff | None,
    values: dict[str, dict[str, str]] | None = None,
    **stated: Any,
) -> Source:
    """Make a source of a person's choice of columns, as `pointed_mapping` reads it."""
    mapping = pointed_mapping(slug=slug, name=name, columns=columns, values=values, **stated)
    return actions.create_source(stored=mapping.stored(), by=by)
