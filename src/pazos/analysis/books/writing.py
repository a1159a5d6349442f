"""A sheet as a file: the template, or what stands in the books, as a workbook or as CSV.

Every text is written as text, so that no cell is carried out; money and days stay what they are.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.books.cells import choices_of, written
from pazos.analysis.books.sheet import Kind
from pazos.analysis.inert import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pazos.analysis.books.sheet import Column, Sheet

ROWS_TO_FILL = 1_000
_LONGEST_CELL = 32_767
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.AMOUNT: "#,##0.00", Kind.WHOLE: "0"}
_WIDTHS = {Kind.LONG: 50, Kind.TEXT: 28, Kind.CHOICE: 24, Kind.AMOUNT: 18, Kind.DATE: 13}


def kind_words() -> dict[Kind, str]:
    """Return how each kind of column is filled, in words."""
    return {
        Kind.TEXT: _("a line of text"),
        Kind.LONG: _("a text"),
        Kind.WHOLE: _("a whole number"),
        Kind.DECIMAL: _("a number"),
        Kind.AMOUNT: _("an amount of money, at most two decimals"),
        Kind.DATE: _("a date such as 2026-11-22"),
        Kind.CHOICE: _("one of the choices"),
        Kind.YES_NO: _("yes or no"),
    }


def write_workbook(sheet: Sheet, rows: Iterable[Mapping[str, object]], path: Path) -> int:
    """Write rows with their dictionary as a workbook and return how many; without rows it is the template."""
    import xlsxwriter

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), safe) as book:
        page = book.add_worksheet(_("data"))
        guide = book.add_worksheet(_("dictionary"))
        lists = book.add_worksheet(_("choices"))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            form = book.add_format({"num_format": _FORMATS.get(column.kind, "@")})
            page.set_column(place, place, _WIDTHS.get(column.kind, 14), form)
            page.write_string(0, place, _heading(column), bold)
            _offer(page, lists, column, place)
        day = book.add_format({"num_format": _FORMATS[Kind.DATE]})
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                _put(page, (count, place), written(column, row.get(column.name)), day=day)
        _explain(guide, sheet, bold)
    return count


def write_csv(sheet: Sheet, rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV with the mark by which a spreadsheet knows accents, headed by the columns' names."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in sheet.columns])
    for row in rows:
        writer.writerow([harmless(written(column, row.get(column.name))) for column in sheet.columns])
    return text.getvalue()


def write_refused(rows: Mapping[int, Mapping[str, str]], whys: Mapping[int, list[str]], path: Path) -> None:
    """Write refused rows as they came, their number and why in front; the file can be handed in again."""
    import xlsxwriter

    headings = list(next(iter(rows.values()), {}))
    safe = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), safe) as book:
        page = book.add_worksheet(_("refused"))
        page.freeze_panes(1, 2)
        page.set_column(1, 1, 60)
        for place, heading in enumerate((_("row"), _("why, and the cure"), *headings)):
            page.write_string(0, place, heading)
        for line, (number, why) in enumerate(sorted(whys.items()), start=1):
            page.write_number(line, 0, number)
            page.write_string(line, 1, " ".join(why)[:_LONGEST_CELL])
            for place, heading in enumerate(headings, start=2):
                page.write_string(line, place, rows.get(number, {}).get(heading, "")[:_LONGEST_CELL])


def _heading(column: Column) -> str:
    return f"{column.label} *" if column.is_required else str(column.label)


def _put(page: Any, at: tuple[int, int], value: object, *, day: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(*at, value, day)
    elif isinstance(value, Decimal):
        # A workbook keeps 15 digits; an amount beyond them is written as text and loses none.
        digits = len(value.as_tuple().digits)
        page.write_number(*at, float(value)) if digits <= 15 else page.write_string(*at, str(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(*at, value)
    elif value != "":
        page.write_string(*at, str(value)[:_LONGEST_CELL])


def _offer(page: Any, lists: Any, column: Column, place: int) -> None:
    """Let the spreadsheet offer the choices of a column, from a page that holds them."""
    words = [words for _code, words in choices_of(column)]
    if column.kind is Kind.YES_NO:
        words = [_("yes"), _("no")]
    if not words:
        return
    lists.write_string(0, place, str(column.label))
    for row, word in enumerate(words, start=1):
        lists.write_string(row, place, word)
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(place)
    source = f"='{lists.get_name()}'!${letter}$2:${letter}${len(words) + 1}"
    page.data_validation(
        1, place, ROWS_TO_FILL, place, {"validate": "list", "source": source, "error_type": "warning"}
    )


def _explain(guide: Any, sheet: Sheet, bold: Any) -> None:
    titles = (
        _("column"),
        _("name"),
        _("must be filled"),
        _("what it holds"),
        _("what it says"),
        _("example"),
    )
    guide.set_column(0, 5, 26)
    for place, title in enumerate(titles):
        guide.write_string(0, place, title, bold)
    kinds = kind_words()
    for row, column in enumerate(sheet.columns, start=1):
        must = _("yes") if column.is_required else ""
        cells = (column.label, column.name, must, kinds[column.kind], column.says, column.example)
        for place, cell in enumerate(cells):
            guide.write_string(row, place, str(cell))
