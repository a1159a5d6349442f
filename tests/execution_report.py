"""An execution report as a finance office hands it out: titles, two rows of headings, merged cells, totals."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

UPPER = (
    "DEPENDENCIA",
    "RUBRO",
    "DESCRIPCIÓN",
    "FUENTE",
    "APROPIACIÓN",
    "",
    "CERTIFICADOS",
    "",
    "COMPROMISOS",
    "",
)
LOWER = ("", "", "", "", "INICIAL", "DEFINITIVA", "DEL MES", "CDP ACUMULADO", "DEL MES", "ACUMULADO")
UPPER_REST, LOWER_REST = ("OBLIGACIONES", "", "PAGOS", ""), ("DEL MES", "ACUMULADO", "DEL MES", "ACUMULADO")
Row = tuple[str, str, str, str, tuple[object, ...]]


def report(
    rows: Sequence[Row],
    *,
    title: str = "EJECUCIÓN PRESUPUESTAL DE GASTOS A 31 DE MARZO DE 2023",
    note: str = "",
) -> io.BytesIO:
    """Return a workbook; each row is department, rubro, name, fund and (initial, definitive, cdp, rp, obl, paid)."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Ejecución")
        sheet.merge_range(0, 0, 0, 13, "ALCALDÍA MUNICIPAL")
        sheet.merge_range(1, 0, 1, 13, title)
        sheet.write(2, 0, note)
        for place, text in enumerate((*UPPER, *UPPER_REST)):
            sheet.write(4, place, text)
        for place, text in enumerate((*LOWER, *LOWER_REST)):
            sheet.write(5, place, text)
        _merge(sheet)
        for number, (department, rubro, name, fund, amounts) in enumerate(rows, start=6):
            for place, cell in enumerate(_cells(department, rubro, name, fund, amounts)):
                if cell != "":
                    sheet.write(number, place, cell)
    content.seek(0)
    return content


def _cells(department: str, rubro: str, name: str, fund: str, amounts: Sequence[object]) -> list[object]:
    if not amounts:
        return [department, rubro, name, fund]
    initial, definitive, cdp, rp, obligation, payment = amounts
    month = ["1", cdp, "2", rp, "3", obligation, "4", payment]
    return [department, rubro, name, fund, initial, definitive, *month]


def _merge(sheet: object) -> None:
    for first, text in (
        (4, "APROPIACIÓN"),
        (6, "CERTIFICADOS"),
        (8, "COMPROMISOS"),
        (10, "OBLIGACIONES"),
        (12, "PAGOS"),
    ):
        sheet.merge_range(4, first, 4, first + 1, text)
    for column in range(4):
        sheet.merge_range(4, column, 5, column, UPPER[column])
