"""The rows of an execution report: what each says of one rubro, to the cent, and which rows say nothing.

Rows of totals, sections and headings repeated are left out and counted; a row that cannot be read
is refused with its reason and never guessed at.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pazos.analysis.budget.headings import AMOUNTS, KINDS
from pazos.analysis.ingest.words import plain, unquoted
from pazos.analysis.notices import stored_problem
from pazos.analysis.tables.codes import lost_zeros, refuse_lost_zero
from pazos.domain.budget.amounts import read_amount
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.analysis.budget.headings import Headings
    from pazos.analysis.tables import Grid

_RUBRO = re.compile(r"(?=.*\d)[0-9A-Za-z]+([.\-][0-9A-Za-z]+)*")
_TOTALS = ("TOTAL", "SUBTOTAL", "GRAN TOTAL", "SUMA", "SUMAS")
_PARTING = re.compile(r"\s*[-–:]?\s+")
MONTHS = (
    *("ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO", "JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE"),
    *("NOVIEMBRE", "DICIEMBRE"),
)
_IN_WORDS = re.compile(rf"(?:(\d{{1,2}}) )?(?:DE )?({'|'.join(MONTHS)}) (?:DEL? )?(?:ANO )?(20\d\d)")
_IN_FIGURES = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)\b|\b(20\d\d)-(\d{2})-(\d{2})\b")


@dataclass(frozen=True)
class ReportRow:
    """What one row of a report says of one rubro."""

    row: int  # as a spreadsheet shows it
    rubro: str
    name: str
    department: str
    bpin: str
    fund: str
    steps: dict[str, Decimal]
    kinds: dict[str, Decimal]

    @property
    def cells(self) -> dict[str, str]:
        """The row in words, as a refused one is kept."""
        amounts = {name: str(amount) for name, amount in self.steps.items()}
        texts = {"rubro": self.rubro, "name": self.name, "department": self.department}
        return {**texts, "bpin": self.bpin, "fund": self.fund, **amounts}


@dataclass
class Report:
    """A report as it was read."""

    rows: list[ReportRow] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0  # rows of totals and of rubros that others add up to


def read_report(
    grid: Grid, headings: Headings, *, unit: int = 1, known: frozenset[str] = frozenset()
) -> Report:
    """Return every row of a report under its headings; amounts are multiplied by `unit`.

    `known` are rubros of the books: a row of one is a line of its own though others stand below it.
    """
    report, doubtful = Report(), _doubtful(grid, headings, known)
    whose = ""
    for place in range(headings.row, grid.rows):
        cells = grid.row(place)
        said = {name: unquoted(cells[column].strip()) for name, column in headings.columns.items()}
        rubro, rest = _rubro(said["rubro"])
        if not any(said.get(name) for name in (*AMOUNTS, *KINDS)):
            # A line of its own says whose the rows below are.
            whose = whose if rubro else next((cell.strip() for cell in cells if cell.strip()), whose)
            continue
        whose = said.get("department") or whose  # of a merged cell only the first row says it
        if _is_total(said, rubro) or _is_heading(said, headings):
            report.left_out += 1
            continue
        said |= {"rubro": rubro, "department": whose, "name": said.get("name") or rest}
        try:
            refuse_lost_zero(rubro, doubtful)
            report.rows.append(_row(place + 1, said, unit=unit))
        except InputProblem as problem:
            report.refused.append({"row": place + 1, "cells": said, "problems": [stored_problem(problem)]})
    report.rows, sums = _without_sums(report.rows, known)
    report.left_out += sums
    return report


def _doubtful(grid: Grid, headings: Headings, known: frozenset[str]) -> dict[str, str]:
    """Return the rubros that a spreadsheet took for numbers and that may have lost a zero."""
    column = grid.columns[headings.columns["rubro"]]
    codes = {_rubro(unquoted(text))[0] for text in column.texts}
    return lost_zeros(codes | known, numbers=column.numbers)


def _row(row: int, said: dict[str, str], *, unit: int) -> ReportRow:
    if not said["rubro"]:
        raise InputProblem(N_("The rubro is no code of a budget. Look whether the column is the right one."))
    steps = {name: read_amount(said[name]) * unit for name in AMOUNTS if name in said}
    kinds = {name: abs(read_amount(said[name])) * unit for name in KINDS if name in said}
    changed = _appropriated(kinds)
    if steps.setdefault("appropriation", changed) != changed and len(kinds) == len(KINDS):
        raise InputProblem(
            N_("Its appropriation is {stated}, but its initial one and the changes make {sum}."),
            stated=steps["appropriation"],
            sum=changed,
        )
    return ReportRow(
        row=row,
        rubro=said["rubro"],
        name=said["name"],
        department=said["department"],
        bpin=said.get("bpin", ""),
        fund=said.get("fund", ""),
        steps=steps,
        kinds=kinds if len(kinds) == len(KINDS) else {},
    )


def _is_heading(said: dict[str, str], headings: Headings) -> bool:
    return plain(said["rubro"]) == plain(headings.mapping["rubro"])


def _appropriated(kinds: dict[str, Decimal]) -> Decimal:
    less = kinds.get("reduction", Decimal(0)) + kinds.get("transfer_out", Decimal(0))
    more = (kinds.get(name, Decimal(0)) for name in ("initial", "addition", "transfer_in"))
    return sum(more, Decimal(0)) - less


def _rubro(text: str) -> tuple[str, str]:
    """Return the code of a rubro, and the name behind it where both stand in one cell."""
    code, *rest = _PARTING.split(text, maxsplit=1)
    return (code, rest[0] if rest else "") if _RUBRO.fullmatch(code) else ("", text)


def _is_total(said: dict[str, str], rubro: str) -> bool:
    words = [plain(said.get(name, "")) for name in ("rubro", "name", "department")]
    says_total = any(text.split()[:1] and text.split()[0] in _TOTALS for text in words[:2])
    return says_total or words[0] in _TOTALS or (not rubro and not words[0])


def _without_sums(rows: list[ReportRow], known: frozenset[str]) -> tuple[list[ReportRow], int]:
    """Leave out the rubros that only add up those below them, such as 2.3 above 2.3.2."""
    above: set[str] = set()
    for one in rows:
        parts = one.rubro.split(".")
        over = {".".join(parts[:most]) for most in range(1, len(parts))}
        above |= over if one.rubro in known else over - known
    kept = [one for one in rows if one.rubro not in above]
    return kept, len(rows) - len(kept)


def said_above(grid: Grid, headings: Headings) -> Iterator[str]:
    """Return what stands above the headings, such as the title of a report."""
    for place in range(max(headings.row - 1, 0)):
        yield from (cell for cell in grid.row(place) if cell.strip())


def day_said(grid: Grid, headings: Headings) -> date | None:
    """Return the day up to which a report says that it counts, None where its title names none."""
    for text in said_above(grid, headings):
        found = _day_in(text)
        if found:
            return found
    return None


def _day_in(text: str) -> date | None:
    figures = _IN_FIGURES.search(text)
    words = _IN_WORDS.search(plain(text))
    try:
        if figures and figures[3]:
            return date(int(figures[3]), int(figures[2]), int(figures[1]))
        if figures:
            return date(int(figures[4]), int(figures[5]), int(figures[6]))
        if words:
            year, month = int(words[3]), MONTHS.index(words[2]) + 1
            return date(year, month, int(words[1] or calendar.monthrange(year, month)[1]))
    except ValueError:  # the 31st of a month that has none is no day
        return None
    return None


def unit_said(grid: Grid, headings: Headings) -> int:
    """Return what one is worth by the title of a report: pesos, thousands or millions of them."""
    text = " ".join(plain(text) for text in said_above(grid, headings))
    if "MILLONES DE PESOS" in text or "CIFRAS EN MILLONES" in text:
        return 1_000_000
    return 1_000 if "MILES DE PESOS" in text or "CIFRAS EN MILES" in text else 1
