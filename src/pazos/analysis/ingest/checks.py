"""What must be said of a file that was taken: totals that differ, rows twice, words not known, gaps.

Nothing here changes a value; a doubt is stated with its count and an example.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.ingest.closed import closed_months
from pazos.analysis.ingest.columns import UNKNOWN, Reason
from pazos.analysis.ingest.dates import weekday_disagreement
from pazos.analysis.ingest.records import CASE_TWICE
from pazos.analysis.notices import Notice, Stopped, notice
from pazos.analysis.tables.numbers import decimal_sign, number
from pazos.domain.sources.vocabulary import Manner
from pazos.foundation.words import N_
from pazos.science.problems import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.ingest.mapping import Mapping
    from pazos.analysis.ingest.records import Here, Taken
    from pazos.analysis.ingest.rows import Body, Sorted
    from pazos.analysis.ingest.understanding import Options, Understood

# An odd 64-bit number without pattern: sums of its powers do not fall together by accident.
_MIXER = np.uint64(0x9E3779B97F4A7C15)


def stop_if_elsewhere(taken: Taken, here: Here, options: Options, *, file: str) -> None:
    """Stop a file in which no row is of the city: its codes may be joined to the wrong table."""
    if not here.code or taken.values["in_city"].any() or "municipality_code" in options.accept:
        return
    if taken.counts.get("died_here"):
        return
    codes = [code for code in dict.fromkeys(taken.values["municipality_code"].tolist()) if code]
    raise Stopped(
        N_(
            "None of the {rows:,} rows of {file} has this city's code, {code}; {named:,} carry its name. "
            "The codes are: {codes}. Nothing was taken in. Correct the codes, or take it as a file of other "
            "places with --accept municipality_code."
        ),
        "column_matches_almost_nothing",
        rows=taken.size,
        file=file,
        code=here.code,
        named=taken.counts.get("named_as_the_city", 0),
        codes=listed(codes, most=4) or "-",
    )


def doubts(
    body: Body, found: Understood, taken: Taken, *, rows: Sorted, here: Here, left_out: int
) -> list[Notice]:
    """Return everything that must be said of a file's content."""
    return [
        *_totals(body, rows, taken),
        *_duplicates(body, taken),
        *_counts(taken, left_out),
        *_elsewhere(taken, here),
        *_survivors(taken),
        *closed_months(body),
        *_unknown(found),
        *_formulas(body),
        *_weekdays(found, taken),
        *_gaps(taken),
    ]


def _totals(body: Body, rows: Sorted, taken: Taken) -> list[Notice]:
    if not len(rows.totals) or "quantity" not in body.layout.columns:
        return []
    column = body.grid.columns[body.layout.columns["quantity"]]
    last = int(rows.totals[-1])
    stated = number(column[last], decimal_sign([column[last]]))
    counted = int(taken.values["victims"].sum())
    if stated is None or stated == counted:
        template = N_("Row {row} is a row of totals ({stated}), not a record; the rows sum to {counted}.")
    else:
        template = N_(
            "Row {row} is a row of totals and was not counted as a record. It says {stated} and the rows sum "
            "to {counted}: rows may be missing, or the total is of a larger file."
        )
    shown = int(stated) if stated is not None and stated.is_integer() else column[last]
    return [
        notice(
            "totals_row",
            template,
            row=last + 1,
            stated=shown,
            counted=counted,
            rows_of_totals=len(rows.totals),
            matches=stated == counted,
        )
    ]


def _repeats(body: Body) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which records equal an earlier one in every cell, and the earlier one of each."""
    grid, places = body.grid, body.places
    mixed = np.zeros(len(places), dtype=np.uint64)
    for column in grid.columns:
        mixed = mixed * _MIXER + column.codes[places].astype(np.uint64) + np.uint64(1)
    alike = np.flatnonzero(pd.Series(mixed).duplicated(keep=False))
    _, first, groups = np.unique(mixed[alike], return_index=True, return_inverse=True)
    earlier = alike[first[groups]]
    later, earlier = alike[alike != earlier], earlier[alike != earlier]
    same = np.ones(len(later), dtype=bool)
    for column in grid.columns:
        same &= column.codes[places[later]] == column.codes[places[earlier]]
    return later[same], earlier[same]


def _duplicates(body: Body, taken: Taken) -> list[Notice]:
    later, earlier = _repeats(body)
    counted = taken.accepted()[later]
    later, earlier = later[counted], earlier[counted]
    if not len(later):
        return []
    return [
        notice(
            "duplicate_rows",
            N_(
                "{count} rows repeat another row in every cell (row {row} is row {first} again). They are "
                "counted: two people may die in one event. Ask the institution if in doubt."
            ),
            count=len(later),
            row=int(body.rows[later[0]]),
            first=int(body.rows[earlier[0]]),
        )
    ]


def rejects_of_twice(body: Body, taken: Taken, *, mapping: Mapping) -> list[Notice]:
    """Reject the second of two equal rows with one case number, where a case is one victim."""
    if not mapping.one_key_one_victim or "source_key" not in body.layout.columns:
        return []
    keys = body.column("source_key")
    heading = body.layout.heading("source_key")
    later, earlier = _repeats(body)
    keyed = keys.filled()[later]
    for row, first in zip(later[keyed].tolist(), body.rows[earlier[keyed]].tolist(), strict=True):
        reason = (heading, keys[row], Reason(CASE_TWICE, {"first": first}))
        taken.reasons.setdefault(row, []).append(reason)
    rest = keys.filled()
    rest[later] = False
    repeated = int(pd.Series(keys.codes[rest]).duplicated().sum())
    if not repeated:
        return []
    template = N_("{count} rows repeat a case number of {heading} with other values; they are counted.")
    return [notice("repeated_cases", template, count=repeated, heading=heading)]


def _counts(taken: Taken, left_out: int) -> list[Notice]:
    sentences = {
        "leading_zero_restored": N_(
            "{count} municipality codes had lost their leading zero; it was put back."
        ),
        "city_by_name": N_("{count} rows without a code were taken for the city by its name."),
        "date_of_death_used": N_("{count} rows without a date of the fact were dated by the death."),
        "points_left_out": N_(
            "{count} rows have coordinates that are no place on Earth; they were left out."
        ),
    }
    said = [
        notice(code, template, count=taken.counts[code])
        for code, template in sentences.items()
        if taken.counts.get(code)
    ]
    if left_out:
        template = N_("{count} rows are of crimes or causes that this source is not about; left out.")
        said.append(notice("outside_definition", template, count=left_out))
    return said


def _elsewhere(taken: Taken, here: Here) -> list[Notice]:
    outside = ~taken.values["in_city"]
    if not outside.any():
        return []
    return [
        notice(
            "other_municipalities",
            N_("{rows:,} rows ({victims:,} victims) are of municipalities other than {code}; kept apart."),
            rows=int(outside.sum()),
            victims=int(taken.values["victims"][outside].sum()),
            code=here.code,
        )
    ]


def _survivors(taken: Taken) -> list[Notice]:
    lived = taken.accepted() & (taken.values["manner"] == Manner.SURVIVED.value)
    if not lived.any():
        return []
    return [
        notice(
            "survivors",
            N_(
                "{rows:,} of {every:,} rows ({victims:,} people) are injuries or attempts: the person lived. "
                "They are kept and never counted as deaths."
            ),
            rows=int(lived.sum()),
            every=taken.size,
            victims=int(taken.values["victims"][lived].sum()),
        )
    ]


def _unknown(found: Understood) -> list[Notice]:
    said = []
    for name, column in found.columns.items():
        texts = column.texts_where(lambda answer: answer.outcome == UNKNOWN)
        if not texts or name in ("lon", "lat"):
            continue
        said.append(
            notice(
                "unknown_values",
                N_("{rows:,} rows hold unknown values of {heading}, counted as not stated: {values}."),
                rows=sum(texts.values()),
                heading=column.heading,
                field=name,
                values=listed((f"{text} ({n})" for text, n in texts.items()), most=6),
            )
        )
    return said


def _formulas(body: Body) -> list[Notice]:
    grid, places = body.grid, body.places
    rows = np.zeros(len(places), dtype=bool)
    for column in grid.columns:
        if any(text.startswith("=") and not text.startswith('="') for text in column.texts):
            texts = (text.startswith("=") and not text.startswith('="') for text in column.texts)
            rows |= column.per_row(texts, bool)[places]
    if not rows.any() or grid.how["kind"] != "text":
        return []
    return [
        notice(
            "formulas",
            N_("{count} rows hold formulas as text (the first is row {row}); a formula is never computed."),
            count=int(rows.sum()),
            row=int(body.rows[np.flatnonzero(rows)[0]]),
        )
    ]


def _weekdays(found: Understood, taken: Taken) -> list[Notice]:
    if "weekday" not in found.columns:
        return []
    wrong, stated = weekday_disagreement(taken.values["occurred_on"], found.columns["weekday"].cells)
    if wrong == 0:
        return []
    return [
        notice(
            "weekday_disagrees",
            N_("In {wrong:,} of {stated:,} rows the weekday is not that of the date."),
            wrong=wrong,
            stated=stated,
        )
    ]


def _gaps(taken: Taken) -> list[Notice]:
    days: NDArray[Any] = taken.values["occurred_on"][taken.accepted()]
    days = days[~np.isnat(days)]
    if not len(days) or (taken.values["precision"] == "year").any():
        return []
    months = np.unique(days.astype("datetime64[M]"))
    every = np.arange(months[0], months[-1] + 1)
    missing = [str(month) for month in np.setdiff1d(every, months)]
    if not missing:
        return []
    return [
        notice(
            "period_has_gaps",
            N_("From {first} to {last} there are {count} months without any row: {months}. Did they arrive?"),
            first=str(months[0]),
            last=str(months[-1]),
            count=len(missing),
            months=listed(missing, most=12),
        )
    ]
