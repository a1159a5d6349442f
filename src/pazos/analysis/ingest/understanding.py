"""Every mapped column of a file understood, and the file stopped where a column matches almost nothing.

A code table joined to the wrong column must not become a map of zeros.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.ingest import fields
from pazos.analysis.ingest.columns import BLANK, Column, understand
from pazos.analysis.ingest.dates import decide_order, likelier_order, read_date, time_within
from pazos.analysis.ingest.mapping import CODED, MONTHS, DateOrder, Mapping
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Notice, Stopped
from pazos.analysis.tables import Cells
from pazos.analysis.tables.numbers import decimal_sign
from pazos.foundation.words import N_
from pazos.science.problems import listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from pazos.analysis.ingest.columns import Answer
    from pazos.analysis.ingest.layout import Layout

ALMOST_NOTHING = 0.02  # share of filled cells that must be understood
FEWEST_CELLS = 5  # below which single rejected rows say it better
_TEXTS = {"place": 200, "municipality": 120, "department": 120, "source_key": 60, "age_group": 30, "kind": 80}


@dataclass(frozen=True)
class Options:
    """What a person states about one file. `accept` names fields that may match almost nothing."""

    today: date
    dates: DateOrder | None = None
    accept: frozenset[str] = frozenset()
    delimiter: str = ""


@dataclass(frozen=True)
class Understood:
    """The columns by field, and what must be said."""

    columns: dict[str, Column]
    notices: list[Notice] = field(default_factory=list)
    date_order: DateOrder = "day-first"


def understand_columns(
    cells: dict[str, Cells],
    layout: Layout,
    *,
    mapping: Mapping,
    options: Options,
    rows: NDArray[np.int64],
) -> Understood:
    """Read every mapped column; `cells` holds those of the records, `rows` their row numbers."""
    cells = _paired(cells, mapping)
    found: dict[str, Column] = {}
    notices: list[Notice] = []
    orders: dict[str, DateOrder] = {}
    for name, column in cells.items():
        if name in ("occurred_on", "died_on"):
            order, said = _order(name, cells, layout, mapping=mapping, options=options, rows=rows)
            orders[name] = order
            notices += said
            read: Callable[[str], Answer] | None = partial(read_date, order=order, today=options.today)
        elif name == "registered_on":
            order = likelier_order(column, otherwise=orders.get("occurred_on", "day-first"))
            read = fields.never_wrong(partial(read_date, order=order, today=options.today))
        else:
            read = _plain_reader(name, column, mapping, delimiter=options.delimiter)
        if read is not None:
            missing = mapping.missing_words()
            found[name] = understand(name, layout.heading(name), column, missing=missing, read=read)
    _stop_at_nothing(found, options)
    if "hour" not in found and "occurred_on" in found:
        found |= _hour_within(found["occurred_on"])
    return Understood(found, notices, orders.get("occurred_on", "day-first"))


def paired(first: Cells, second: Cells, join: Callable[[str, str], str]) -> Cells:
    """Return the column that two columns say together, `join` called once a distinct pair."""
    keys = first.codes.astype(np.int64) * len(second.texts) + second.codes
    pairs, codes = np.unique(keys, return_inverse=True)
    texts = [
        join(first.texts[key // len(second.texts)], second.texts[key % len(second.texts)]) for key in pairs
    ]
    ids = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return Cells(np.array([ids[text] for text in texts], dtype=np.int32)[codes], list(ids))


def _paired(cells: dict[str, Cells], mapping: Mapping) -> dict[str, Cells]:
    """Join what two columns say together: an age and its unit, a code in two parts."""
    answer = dict(cells)
    if "age_unit" in cells and "age" in cells:
        units = mapping.words("age_unit")
        answer["age"] = paired(
            cells["age"], cells["age_unit"], lambda age, unit: _in_years(age, units.get(plain(unit), ""))
        )
    if "department_code" in cells and "municipality_code" in cells:
        answer["municipality_code"] = paired(
            cells["department_code"], cells["municipality_code"], _whole_code
        )
    return answer


def _in_years(age: str, unit: str) -> str:
    """Return an age that is stated in a unit; without one it is not known."""
    return {"years": age, "months": "0" if age else ""}.get(unit, "")


def _whole_code(department: str, municipality: str) -> str:
    short = fields.read_part_of_code(municipality, digits=3).value
    first = fields.read_part_of_code(department, digits=2).value
    return f"{first}{short}" if short and first else municipality


def _order(
    name: str,
    cells: dict[str, Cells],
    layout: Layout,
    *,
    mapping: Mapping,
    options: Options,
    rows: NDArray[np.int64],
) -> tuple[DateOrder, list[Notice]]:
    return decide_order(
        cells[name],
        cells.get("weekday") if name == "occurred_on" else None,
        mapping=mapping,
        asked=options.dates,
        heading=layout.heading(name),
        today=options.today,
        rows=rows,
    )


def _plain_reader(
    name: str, column: Cells, mapping: Mapping, *, delimiter: str
) -> Callable[[str], Answer] | None:
    """Return how to read one text of a field's column (None: the column helps another one)."""
    words = mapping.words(name)
    if name == "sex":
        return fields.coded(fields.sex_words(words, column.texts))
    sign = decimal_sign(column.texts, delimiter=delimiter)
    zero = mapping.zero_is_a_count
    simple: dict[str, Callable[[str], Answer]] = {
        "hour": fields.read_hour,
        "age": fields.read_age,
        "municipality_code": fields.read_municipality,
        "died_in_code": fields.never_wrong(fields.read_municipality),
        "quantity": partial(fields.read_quantity, sign=sign, zero=zero),
        "lon": partial(fields.read_coordinate, sign=sign, most=180.0),
        "lat": partial(fields.read_coordinate, sign=sign, most=90.0),
        "cause_code": partial(fields.read_cause, causes=mapping.causes),
        "year": fields.read_year,
        "month": fields.read_month,
        **dict.fromkeys(MONTHS, partial(fields.read_quantity, sign=sign, zero=zero)),
        **{text: fields.short_text(most) for text, most in _TEXTS.items()},
    }
    if name in simple:
        return simple[name]
    return fields.coded(words, mapping.phrases(name)) if name in CODED and name != "age_unit" else None


def _hour_within(dates: Column) -> dict[str, Column]:
    """Return the hour that date cells hold, unless all say midnight, which then means nothing."""
    answers = [fields.read_hour(rest) if (rest := time_within(text)) else BLANK for text in dates.cells.texts]
    if not any(answer.value for answer in answers):
        return {}
    return {"hour": Column("hour", dates.heading, dates.cells, answers)}


def _stop_at_nothing(columns: dict[str, Column], options: Options) -> None:
    for name, column in columns.items():
        share, filled = column.share_understood()
        if name in options.accept or filled < FEWEST_CELLS or share >= ALMOST_NOTHING:
            continue
        raise Stopped(
            N_(
                "Of {filled:,} values of {heading}, {share:.1%} are understood as {field}; it holds: "
                "{examples}. Nothing was taken in. It may be another column or another coding: correct the "
                "mapping, or take the file without this column with --accept {field}."
            ),
            "column_matches_almost_nothing",
            filled=filled,
            heading=column.heading,
            share=share,
            field=name,
            examples=listed(list(column.texts_where(lambda answer: answer.outcome > 1)), most=4),
        )
