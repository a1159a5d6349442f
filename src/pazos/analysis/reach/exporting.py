"""The figures of a slice as rows of a file: what is counted, by what, which group, how many.

Kinds of reach stand apart by their first column; nobody adds rows of two kinds. An empty number is a
hidden one.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pazos.analysis.disclosing import TOTAL
from pazos.analysis.inert import harmless
from pazos.domain.participants.vocabulary import AgeBand, Sex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pazos.analysis.disclosing import Released
    from pazos.analysis.reach.figures import Figures
    from pazos.analysis.reach.targeting import Share

COLUMNS = ("reach", "by", "group", "second_group", "people", "low", "high")
Line = tuple[object, ...]


def lines(found: Figures) -> list[Line]:
    """Return the rows of a file under COLUMNS; `low` and `high` are the 95% interval of a share."""
    return [*_direct(found), *_checks(found), *_beside(found)]


def _direct(found: Figures) -> Iterator[Line]:
    yield ("direct", TOTAL, "", "", found.people, None, None)
    yield from _crossed("direct", found.crossed)
    for trait, counts in found.traits.items():
        for group, people in counts.items():
            if group != TOTAL:
                yield ("direct", trait, group, "", people, None, None)
    for place, people in found.places.items():
        if place != TOTAL:
            yield ("direct", "neighbourhood", found.place_names.get(place, "unknown"), "", people, None, None)
    for one in found.programmes:
        yield ("direct", "programme", one.name, "", one.people, None, None)
    for quarter, (people, new) in sorted(found.quarters.items()):
        name = f"{quarter // 4}-Q{quarter % 4 + 1}"
        yield ("direct", "quarter", name, "", people, None, None)
        yield ("direct", "quarter", name, "first_time", new, None, None)


def _crossed(kind: str, table: Released) -> Iterator[Line]:
    for sex in (*Sex, TOTAL):
        for band in (*AgeBand, TOTAL):
            if (sex, band) != (TOTAL, TOTAL):
                yield (kind, "sex and age band", str(sex), str(band), table.count(sex, band), None, None)


def _checks(found: Figures) -> Iterator[Line]:
    yield from _share("lives in the targeted places", "", found.living)
    yield from _share("is of the strategy's ages", "", found.aged)
    for one in found.programmes:
        yield from _share("lives in the targeted places", one.name, one.living)
        yield from _share("is of the strategy's ages", one.name, one.aged)


def _share(what: str, of: str, share: Share | None) -> Iterator[Line]:
    if share is None or share.value is None:
        return
    low, high = share.interval or (None, None)
    yield ("share", what, of, "of those known", round(share.value, 4), _rounded(low), _rounded(high))
    yield ("share", what, of, "not known", share.unknown, None, None)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _beside(found: Figures) -> Iterator[Line]:
    yield ("reported", TOTAL, "", "", found.reported.crossed.count(TOTAL), None, None)
    yield from _crossed("reported", found.reported.crossed)
    for one in found.programmes:
        yield ("reported", "programme", one.name, "", one.reported, None, None)
    for row in found.indirect:
        yield ("indirect", row.method, row.programme.name, str(row.year), row.people, None, None)
    yield ("erased since", TOTAL, "", "", found.former, None, None)


def write_workbook(rows: Sequence[Line]) -> bytes:
    """Return a workbook with these rows; no cell of it is carried out as a formula."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("reach")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [harmless("" if cell is None else cell) for cell in row])
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 3, 30)
    return content.getvalue()
