"""Where in this file are the headings, and which column holds which field?

A file without any heading that the mapping knows is refused: columns are never taken by place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pazos.analysis.ingest.mapping import A_YEAR, Mapping
from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Notice, Stopped, notice
from pazos.foundation.words import N_
from pazos.science.problems import listed

if TYPE_CHECKING:
    from pazos.analysis.tables import Cells, Grid

DEEPEST = 60  # rows in which headings are looked for
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True)
class Layout:
    """The row of the headings (from 0), the headings, and the column of each field found."""

    header: int
    headings: list[str]
    columns: dict[str, int]
    notices: list[Notice] = field(default_factory=list)

    def heading(self, name: str) -> str:
        """Return the heading of a field's column as the file writes it."""
        return self.headings[self.columns[name]].strip()


def find_layout(grid: Grid, mapping: Mapping) -> Layout:
    """Return the layout of a file under a mapping, or refuse the file naming what was found."""
    rows = [grid.row(place) for place in range(min(grid.rows, DEEPEST))]
    found = [match(row, mapping) for row in rows]
    best = max(range(len(rows)), key=lambda place: len(found[place]), default=0)
    if not rows or len(found[best]) < min(2, len(mapping.columns)):
        raise _no_headings(grid, mapping, rows)
    layout = _joined(best, rows, mapping) or Layout(best, rows[best], found[best])
    _refuse_without_date(grid, layout, mapping)
    if best + 1 >= grid.rows:
        raise Stopped(
            N_("{file} has headings (row {row}) and nothing under them. Ask its sender for it again."),
            "no_rows",
            file=grid.name,
            row=best + 1,
        )
    return Layout(layout.header, layout.headings, layout.columns, [*layout.notices, *_twice(layout)])


def match(headings: list[str], mapping: Mapping) -> dict[str, int]:
    """Return the column of each field whose heading stands in a row."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(plain(heading), place)
    years = [place for place, heading in enumerate(headings) if _YEAR.fullmatch(heading.strip())]
    answer: dict[str, int] = {}
    for name, known in mapping.columns.items():
        column = next((places[plain(one)] for one in known if plain(one) and plain(one) in places), None)
        if column is None and A_YEAR in known and len(years) == 1:
            column = years[0]
        if column is not None and column not in answer.values():
            answer[name] = column
    return answer


def _joined(best: int, rows: list[list[str]], mapping: Mapping) -> Layout | None:
    """Return the layout of headings written over two rows, where both rows are needed."""
    alone = len(match(rows[best], mapping))
    for upper, lower in ((best - 1, best), (best, best + 1)):
        if upper < 0 or lower >= len(rows):
            continue
        pairs = list(zip(rows[upper], rows[lower], strict=True))
        for headings in ([low or up for up, low in pairs], [f"{up} {low}".strip() for up, low in pairs]):
            columns = match(headings, mapping)
            if len(columns) > alone and not _is_data(rows[lower], columns):
                said = notice(
                    "two_header_rows",
                    N_("The headings stand in two rows, {first} and {second}; they were read together."),
                    first=upper + 1,
                    second=lower + 1,
                )
                return Layout(lower, headings, columns, [said])
    return None


def _is_data(row: list[str], columns: dict[str, int]) -> bool:
    return any(any(letter.isdigit() for letter in row[place]) for place in columns.values())


def _no_headings(grid: Grid, mapping: Mapping, rows: list[list[str]]) -> Stopped:
    widest = max(rows, key=lambda row: sum(cell != "" for cell in row), default=[])
    return Stopped(
        N_(
            "{file} has no row of headings that the source {source} knows in its first {deepest} rows. "
            "It needs at least: {needed}. Its fullest row has: {present}."
        ),
        "no_headings",
        file=grid.name,
        source=mapping.slug,
        deepest=DEEPEST,
        needed=_needed(mapping),
        present=listed(cell for cell in widest if cell) or "-",
    )


def _needed(mapping: Mapping) -> str:
    dates = mapping.columns.get("occurred_on") or mapping.columns["year"]
    others = [known[0] for name, known in mapping.columns.items() if name not in ("occurred_on", "year")]
    return listed([" / ".join(dates[:3]), *others], most=6)


def _refuse_without_date(grid: Grid, layout: Layout, mapping: Mapping) -> None:
    if "occurred_on" in layout.columns or ("year" in layout.columns and not mapping.wide):
        return
    if mapping.wide and {"year", "month_01"} <= set(layout.columns):
        return
    names = mapping.columns.get("occurred_on") or mapping.columns["year"]
    raise Stopped(
        N_("{file} has no column with the date ({names}). Its headings in row {row} are: {present}."),
        "no_date_column",
        file=grid.name,
        names=" / ".join(names),
        row=layout.header + 1,
        present=listed((heading for heading in layout.headings if heading), most=20),
    )


def _twice(layout: Layout) -> list[Notice]:
    keys = [plain(heading) for heading in layout.headings]
    names = sorted({layout.heading(n) for n, place in layout.columns.items() if keys.count(keys[place]) > 1})
    if not names:
        return []
    return [
        notice(
            "heading_twice",
            N_("Several columns are headed {names}; the first of each was read."),
            names=", ".join(names),
        )
    ]


def headings_repeated(columns: list[Cells], layout: Layout) -> list[tuple[int, int]]:
    """Return for each column the code of its own heading, to recognise headings repeated below."""
    answer = []
    for place in layout.columns.values():
        texts = columns[place].texts
        heading = layout.headings[place].strip()
        answer.append((place, texts.index(heading) if heading in texts else -1))
    return answer
