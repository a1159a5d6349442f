"""A mapping tried on a file's first rows: what each column would say, and what would be rejected.

The same code reads here and at the import, so that what a person sees is what will happen.
Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pazos.analysis.ingest.columns import MISSING, UNKNOWN, WORDS
from pazos.analysis.ingest.layout import find_layout
from pazos.analysis.ingest.mapping import CODED, FIELDS, Mapping
from pazos.analysis.ingest.parse import parse
from pazos.analysis.ingest.rows import Body, sort_rows
from pazos.analysis.ingest.take import here
from pazos.analysis.ingest.understanding import Options, understand_columns
from pazos.analysis.notices import stored_problem
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.analysis.ingest.columns import Column
    from pazos.analysis.tables import Grid

EXAMPLES = 3
WORDS_SHOWN = 40


@dataclass(frozen=True)
class Seen:
    """What one column says: (text, value) examples, texts that nothing is made of, rows of each kind."""

    heading: str
    examples: list[tuple[str, Any]]
    lost: list[tuple[str, int]]
    understood: int
    filled: int
    words: list[tuple[str, int, str]] = field(default_factory=list)  # of a coding: text, rows, value


@dataclass(frozen=True)
class Trial:
    """What a mapping makes of the first rows; `problem` is why it would be refused whole."""

    rows: int = 0
    taken: int = 0
    seen: dict[str, Seen] = field(default_factory=dict)
    reasons: list[tuple[dict[str, Any], int]] = field(default_factory=list)  # a problem, rows
    problem: dict[str, Any] | None = None


def try_mapping(grid: Grid, mapping: Mapping, *, today: date) -> Trial:
    """Return what comes of the rows of `grid` under a mapping."""
    # A sample may hold no row of the city, or one column of blanks: that is no reason to refuse it.
    options = Options(today=today, accept=frozenset(FIELDS))
    try:
        parsed = parse(grid, mapping, here=here(), options=options)
        seen = _seen(grid, mapping, options)
    except InputProblem as problem:
        return Trial(problem=stored_problem(problem))
    reasons = Counter((row.problems[0]["field"], row.problems[0]["template"]) for row in parsed.rejected)
    first = {
        (row.problems[0]["field"], row.problems[0]["template"]): row.problems[0]
        for row in reversed(parsed.rejected)
    }
    return Trial(
        rows=parsed.rows,
        taken=parsed.accepted,
        seen=seen,
        reasons=[(first[key], count) for key, count in reasons.most_common(5)],
    )


def _seen(grid: Grid, mapping: Mapping, options: Options) -> dict[str, Seen]:
    layout = find_layout(grid, mapping)
    body = Body(grid, layout, sort_rows(grid, layout).records)
    cells = {name: body.column(name) for name in layout.columns}
    found = understand_columns(cells, layout, mapping=mapping, options=options, rows=body.rows)
    return {name: _of_column(column) for name, column in found.columns.items()}


def _of_column(column: Column) -> Seen:
    said = column.texts_where(lambda answer: answer.outcome == WORDS)
    value = dict(zip(column.cells.texts, (answer.value for answer in column.answers), strict=True))
    lost = column.texts_where(lambda answer: answer.outcome >= UNKNOWN)
    coded = (
        column.texts_where(lambda answer: answer.outcome in (WORDS, UNKNOWN)) if column.name in CODED else {}
    )
    return Seen(
        heading=column.heading,
        examples=[(text, value[text]) for text in list(said)[:EXAMPLES]],
        lost=list(lost.items())[:EXAMPLES],
        understood=sum(said.values()),
        filled=column.rows_where(lambda answer: answer.outcome != MISSING),
        words=[(text, rows, value[text] or "") for text, rows in list(coded.items())[:WORDS_SHOWN]],
    )
