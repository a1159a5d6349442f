"""Tables of exchange rates from a file: ours, or the official dollar rate (TRM) as it is published.

Every wrong row is told with its number; nothing is kept here.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 2 * 2**20
MOST_ROWS = 20_000
# Headings as they are written, in small letters without signs.
NAMES = {
    "currency": ("currency", "moneda", "divisa"),
    "on": ("date", "on", "fecha", "vigenciadesde"),
    "rate": ("rate", "homeunits", "tasa", "valor", "trm"),
    "source": ("source", "fuente"),
}
TRM = ("USD", "TRM, Superintendencia Financiera")  # its table names neither currency nor source
_ORDERS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S.%f")


@dataclass(frozen=True)
class RateRow:
    """One rate as a row of the file says it."""

    number: int
    currency: str
    on: date
    home_units: Decimal
    source: str


@dataclass(frozen=True)
class RateTable:
    """What a file holds: the rows that can be read, and what is wrong with the others by number."""

    rows: tuple[RateRow, ...]
    wrong: tuple[tuple[int, InputProblem], ...]


def read_rates(content: bytes) -> RateTable:
    """Return the rates of a CSV.

    Raises:
        InputProblem: it is no such table, or too large.
    """
    if len(content) > MOST_BYTES:
        raise InputProblem(N_("The table is larger than {most} MB."), most=MOST_BYTES // 2**20)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(N_("The table is no text in UTF-8. Save it again as CSV (UTF-8).")) from error
    lines = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    if len(lines) > MOST_ROWS:
        raise InputProblem(N_("The table has more than {most} rows."), most=MOST_ROWS)
    places = _places(lines[0] if lines else [])
    rows, wrong = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            rows.append(_row(number, cells, places))
        except InputProblem as problem:
            wrong.append((number, problem))
    return RateTable(tuple(rows), tuple(wrong))


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _places(headings: list[str]) -> dict[str, int]:
    known = [re.sub("[^a-z]", "", heading.lower()) for heading in headings]
    places = {
        field: known.index(name) for field, names in NAMES.items() for name in names[::-1] if name in known
    }
    if "on" not in places or "rate" not in places:
        raise InputProblem(
            N_("The first row names the columns: at least date and rate. It says: {headings}."),
            headings=", ".join(headings)[:120] or "–",
        )
    return places


def _row(number: int, cells: list[str], places: Mapping[str, int]) -> RateRow:
    def cell(name: str, otherwise: str) -> str:
        place = places.get(name)
        said = cells[place].strip() if place is not None and place < len(cells) else ""
        return said or otherwise

    return RateRow(
        number=number,
        currency=cell("currency", TRM[0]).upper(),
        on=_day(cell("on", "")),
        home_units=_number(cell("rate", "")),
        source=cell("source", TRM[1]),
    )


def _day(text: str) -> date:
    for order in _ORDERS:
        try:
            return datetime.strptime(text, order).date()
        except ValueError:
            continue
    raise InputProblem(N_("{value} is not a day; write it as 2023-05-31."), value=text[:40] or "–")


_PLAIN = re.compile(r"(\d+|\d{1,3}(?:([.,])\d{3})*)(?:([.,])(\d+))?")


def _number(text: str) -> Decimal:
    """Return 3950.12 from "3950.12", "3.950,12" or "$3,950.12"; what can be read in two ways is refused."""
    plain = re.sub(r"[$\s]", "", text)
    found = _PLAIN.fullmatch(plain)
    if found is None or (found[2] is not None and found[2] == found[3]):
        raise InputProblem(N_("{value} is not a rate."), value=text[:40] or "–")
    if _is_ambiguous(plain):
        raise InputProblem(
            N_("{value} can be read in two ways. Write it with a point and two decimals, as in 3950.12."),
            value=text[:40],
        )
    return Decimal(f"{re.sub('[.,]', '', found[1])}.{found[4] or 0}")


def _is_ambiguous(plain: str) -> bool:
    """Return whether a single sign has three figures behind it: thousands for some, decimals for others."""
    signs = re.findall("[.,]", plain)
    return len(signs) == 1 and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain) is not None
