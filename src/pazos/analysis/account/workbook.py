"""The tables of an account as one workbook: a sheet a table, and a dictionary in the reader's language.

Every text is written as text, so that no cell is carried out. Amounts are written as numbers where a
spreadsheet holds them exactly, and as text with all their digits where it would round them.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.account.tables import TABLES

if TYPE_CHECKING:
    from pazos.analysis.account.tables import Table

EXACT = Decimal(10) ** 13  # a float of 64 bits holds hundredths exactly enough below it to print them back
LONGEST_NAME = 31  # of a sheet


def workbook(content: dict[str, Any]) -> bytes:
    """Return a workbook with every table of an account."""
    import xlsxwriter

    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(made, safe) as book:
        bold = book.add_format({"bold": True})
        amount = book.add_format({"num_format": "#,##0.00"})
        for table in TABLES.values():
            _sheet(book.add_worksheet(table.name[:LONGEST_NAME]), table, content, bold=bold, amount=amount)
        _dictionary(book.add_worksheet(_("dictionary")[:LONGEST_NAME]), bold)
    return made.getvalue()


def _sheet(page: Any, table: Table, content: dict[str, Any], *, bold: Any, amount: Any) -> None:
    page.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        page.set_column(place, place, 18)
        page.write_string(0, place, column.name, bold)
    for row, cells in enumerate(table.rows(content), start=1):
        for place, cell in enumerate(cells):
            if isinstance(cell, Decimal) and abs(cell) < EXACT:
                page.write_number(row, place, float(cell), amount)
            elif isinstance(cell, int | float):
                page.write_number(row, place, cell)
            elif cell not in ("", None):
                page.write_string(row, place, str(cell))


def _dictionary(page: Any, bold: Any) -> None:
    page.set_column(0, 1, 24)
    page.set_column(2, 2, 90)
    for place, head in enumerate((_("table"), _("column"), _("what it says"))):
        page.write_string(0, place, head, bold)
    lines = [(one.name, column.name, str(column.says)) for one in TABLES.values() for column in one.columns]
    for row, line in enumerate(lines, start=1):
        for place, cell in enumerate(line):
            page.write_string(row, place, cell)
