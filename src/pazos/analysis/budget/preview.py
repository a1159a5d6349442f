"""What would an execution report change? Its rows held against the books, nothing written.

Each line of the report is brought to its totals by the differences since the books; totals that fell
wait for somebody's word; a row that would break the order of steps is refused with the day and the
amounts. Lines that the books do not have are told, and written down only where that is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import stored_problem
from pazos.domain.budget.actions import NewLine, Taken
from pazos.domain.budget.differences import Reported, differences, falls, sums_by
from pazos.domain.budget.entries import entries_of
from pazos.domain.budget.models import BudgetLine, ExecutionFile
from pazos.domain.budget.queries.steps import Steps
from pazos.domain.budget.rules import Entry, stored, what_breaks
from pazos.domain.budget.vocabulary import Amendment, Fund, Step
from pazos.domain.people.models import Organisation
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from pazos.analysis.budget.reading import Report, ReportRow
    from pazos.domain.budget.differences import Difference, Fall
    from pazos.domain.people.models import Staff

FUNDS: tuple[tuple[str, Fund], ...] = (
    ("PROPIO", Fund.OWN),
    ("ICLD", Fund.OWN),
    ("LIBRE DESTINACION", Fund.OWN),
    ("SGP", Fund.TRANSFERS),
    ("SISTEMA GENERAL DE PARTICIPACIONES", Fund.TRANSFERS),
    ("TRANSFERENCIA", Fund.TRANSFERS),
    ("SGR", Fund.ROYALTIES),
    ("REGAL", Fund.ROYALTIES),
    ("FONSET", Fund.SECURITY_FUND),
    ("SEGURIDAD", Fund.SECURITY_FUND),
    ("LEY 418", Fund.SECURITY_FUND),
    ("COOPERACION", Fund.COOPERATION),
    ("DONACION", Fund.COOPERATION),
    ("CREDITO", Fund.CREDIT),
    ("EMPRESTITO", Fund.CREDIT),
)


@dataclass(frozen=True)
class LineChange:
    """What a report changes of one line."""

    line: BudgetLine | NewLine
    rows: tuple[int, ...]
    before: Steps
    after: Steps
    differences: Sequence[Difference]
    falls: Sequence[Fall]

    @property
    def is_new(self) -> bool:
        """Whether the books do not have the line yet."""
        return isinstance(self.line, NewLine)

    @property
    def taken(self) -> Taken:
        """The change as the deed takes it."""
        return Taken(self.line, self.differences)


@dataclass
class Preview:
    """What taking a report in would do."""

    changes: list[LineChange] = field(default_factory=list)
    waiting: list[LineChange] = field(
        default_factory=list
    )  # totals that fell: somebody must say that they may
    unchanged: int = 0
    unknown: list[ReportRow] = field(default_factory=list)  # of lines that the books do not have
    elsewhere: int = 0  # rows of departments whose books this person does not keep
    refused: list[dict[str, Any]] = field(default_factory=list)
    summed: int = 0  # lines that stand in several rows, which were added up

    @property
    def rows(self) -> int:
        """How many rows would be in the books."""
        return sum(len(one.rows) for one in self.changes) + self.unchanged


@dataclass(frozen=True)
class Wishes:
    """What somebody decided on a report."""

    accepts_falls: bool = False
    adds_lines: bool = False


def preview(report: Report, *, of: ExecutionFile, wishes: Wishes, by: Staff) -> Preview:
    """Return what taking a report in would do to the books that a person keeps."""
    books = _Books(of, by)
    answer = Preview(refused=list(report.refused))
    by_line: dict[int | tuple[str, ...], list[ReportRow]] = defaultdict(list)
    places: dict[int | tuple[str, ...], BudgetLine | NewLine] = {}
    for row in report.rows:
        try:
            line = books.line_of(row, adds=wishes.adds_lines)
        except InputProblem as problem:
            answer.refused.append(_refused(row, [stored_problem(problem)]))
            continue
        if line is None:
            answer.elsewhere += books.is_elsewhere(row)
            answer.unknown += [] if books.is_elsewhere(row) else [row]
            continue
        key = line.pk if isinstance(line, BudgetLine) else _key(line)
        places[key] = line
        by_line[key].append(row)
    known = entries_of(key for key in by_line if isinstance(key, int))
    for key, rows in by_line.items():
        entries = known.get(key, []) if isinstance(key, int) else []
        _of_line(answer, places[key], rows, entries, (of, wishes))
    answer.refused.sort(key=lambda one: int(one["row"]))
    return answer


def _of_line(
    answer: Preview,
    line: BudgetLine | NewLine,
    rows: list[ReportRow],
    entries: list[Entry],
    asked: tuple[ExecutionFile, Wishes],
) -> None:
    of, wishes = asked
    repeated = [row for place, row in enumerate(rows) if any(_same(row, one) for one in rows[:place])]
    for row in repeated:
        problem = InputProblem(
            N_("It repeats another row of the report in every amount. It is not counted twice.")
        )
        answer.refused.append(_refused(row, [stored_problem(problem)]))
    rows = [row for row in rows if row not in repeated]
    answer.summed += len(rows) > 1
    reported = _reported(rows)
    found = differences(entries, reported, on=of.as_of_on)
    if not found:
        answer.unchanged += len(rows)
        return
    fresh = [
        Entry(-1 - place, one.step, of.as_of_on, one.amount, one.amendment) for place, one in enumerate(found)
    ]
    broken = what_breaks([*entries, *fresh])
    if broken:
        problems = [stored(breach) for breach in broken]
        answer.refused += [_refused(row, problems) for row in rows]
        return
    change = LineChange(
        line=line,
        rows=tuple(row.row for row in rows),
        before=Steps.of({step.value: amount for step, amount in sums_by(entries, of.as_of_on).items()}),
        after=Steps.of({step.value: amount for step, amount in reported.steps.items()}),
        differences=found,
        falls=falls(entries, reported, on=of.as_of_on),
    )
    if change.falls and not wishes.accepts_falls:
        answer.waiting.append(change)
    else:
        answer.changes.append(change)


def waiting_as_refused(found: Preview, report: Report) -> list[dict[str, Any]]:
    """Return the rows whose totals fell, as rows that were refused until somebody asks about them."""
    rows = {row.row: row for row in report.rows}
    problem = stored_problem(
        InputProblem(
            N_(
                "A total is lower than in the books: money was released or refunded, an error was corrected, or it is "
                "another year's report. Ask the finance office; then take the report in with falling totals allowed."
            )
        )
    )
    return [_refused(rows[row], [problem]) for change in found.waiting for row in change.rows]


def _same(one: ReportRow, other: ReportRow) -> bool:
    return one.cells == other.cells


def _refused(row: ReportRow, problems: list[dict[str, Any]]) -> dict[str, Any]:
    return {"row": row.row, "cells": row.cells, "problems": problems}


def _reported(rows: Sequence[ReportRow]) -> Reported:
    steps = {step: _sum(row.steps[step.value] for row in rows) for step in Step}
    with_kinds = all(row.kinds for row in rows)
    kinds = [kind for kind in Amendment if kind.value in rows[0].kinds] if with_kinds else []
    return Reported(steps, {kind: _sum(row.kinds[kind.value] for row in rows) for kind in kinds})


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    first, *rest = amounts
    return sum(rest, first)


def _key(line: NewLine) -> tuple[str, ...]:
    return (str(line.department.pk), line.rubro, line.bpin, line.fund)


class _Books:
    """The lines of a year that a person keeps, found as a report names them."""

    def __init__(self, of: ExecutionFile, by: Staff) -> None:
        reach = reach_of(by, Permission.KEEP_BUDGET)
        kept = BudgetLine.objects.filter(reach.belonging(organisation="department"), year=of.year)
        whose = kept.filter(department=of.department) if of.department_id else kept
        self.lines: dict[tuple[int, str], list[BudgetLine]] = defaultdict(list)
        for line in whose.select_related("department"):
            self.lines[line.department_id, line.rubro].append(line)
            self.lines[line.department_id, _bare(line.rubro)].append(line)
        self.of = of
        city = Organisation.objects.filter(kind=Organisation.Kind.CITY)
        self.departments = {plain(one.name): one for one in city}
        self.kept = {
            one.pk
            for one in city
            if of.department_id in (None, one.pk)
            and (reach.scope is Scope.CITY or (reach.scope is not None and reach.organisation == one.pk))
        }

    def department_of(self, row: ReportRow) -> Organisation | None:
        """Return whose a row is: as it says, or else as the whole report is."""
        named = self.departments.get(plain(row.department))
        return named or self.of.department

    def is_elsewhere(self, row: ReportRow) -> bool:
        """Return whether a row is of a department whose books this person does not keep."""
        department = self.department_of(row)
        return department is not None and department.pk not in self.kept

    def line_of(self, row: ReportRow, *, adds: bool) -> BudgetLine | NewLine | None:
        """Return the line of a row; a new one where that is asked for; None where the books have none.

        Raises:
            InputProblem: nothing says whose the row is, or several lines could be meant.
        """
        department = self.department_of(row)
        if department is None:
            return self._alone(row)
        fund = fund_of(row.fund)
        found = self.lines.get((department.pk, row.rubro)) or self.lines.get(
            (department.pk, _bare(row.rubro)), []
        )
        fits = [
            line
            for line in {line.pk: line for line in found}.values()
            if (not row.bpin or line.bpin == row.bpin) and (fund is None or line.fund == fund)
        ]
        if len(fits) > 1:
            raise InputProblem(
                N_(
                    "{count} lines have the rubro {rubro}. Point at the columns of the fund and the BPIN too."
                ),
                count=len(fits),
                rubro=row.rubro,
            )
        if fits or not adds or department.pk not in self.kept:
            return fits[0] if fits else None
        usual = Fund.OTHER if row.fund else Fund.OWN
        return NewLine(department, row.rubro, row.name[:240] or row.rubro, row.bpin, fund or usual)

    def _alone(self, row: ReportRow) -> BudgetLine | None:
        """Return the only line of the books with a row's rubro, where the report names no department we know."""
        found = {
            line.pk: line
            for (_department, rubro), lines in self.lines.items()
            if rubro == row.rubro
            for line in lines
        }
        if len(found) > 1:
            raise InputProblem(
                N_(
                    "{department} is none of the city's departments here, and {count} of them have the rubro {rubro}."
                ),
                department=row.department or "–",
                count=len(found),
                rubro=row.rubro,
            )
        return next(iter(found.values()), None)


def fund_of(text: str) -> Fund | None:
    """Return the fund that an office's words name, None where they name none that we know."""
    words = plain(text)
    return next((fund for known, fund in FUNDS if known in words), None)


def _bare(rubro: str) -> str:
    """Return a rubro without the zeros that a spreadsheet takes from numbers."""
    return rubro.lstrip("0") or rubro
