"""Deeds on execution reports of the city: handed in, pointed at, taken in, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pazos.domain.budget.actions.holding import hold, refuse_anothers
from pazos.domain.budget.actions.lines import add_line
from pazos.domain.budget.entries import entries_of, entry_of
from pazos.domain.budget.models import BudgetLine, ExecutionFile, LineMapping, Movement
from pazos.domain.budget.refusals import refuse
from pazos.domain.budget.rules import what_breaks
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pazos.domain.budget.differences import Difference
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Organisation, Staff

UNITS = (1, 1_000, 1_000_000)


@dataclass(frozen=True)
class NewLine:
    """A line that a report holds and the books do not."""

    department: Organisation
    rubro: str
    name: str
    bpin: str
    fund: str


@dataclass(frozen=True)
class Taken:
    """What a report adds to one line."""

    line: BudgetLine | NewLine
    differences: Sequence[Difference]


def refuse_whose(department: Organisation | None, by: Staff) -> None:
    """Raise PermissionDenied where a person does not keep a department's books (None: the whole city's)."""
    if department is not None:
        refuse_anothers(department, by)
    elif reach_of(by, Permission.KEEP_BUDGET).scope is not Scope.CITY:
        raise PermissionDenied


@transaction.atomic
def hand_in(
    *,
    document: Document,
    file_name: str,
    sha256: str,
    as_of_on: date,
    by: Staff,
    department: Organisation | None = None,
    year: int | None = None,
    headings: Mapping[str, str] | None = None,
    heading_row: int = 0,
    unit: int = 1,
) -> ExecutionFile:
    """Keep a report that changes nothing yet; one that was handed in before is given back as it is.

    Raises:
        InputProblem: its day has not come.
        PermissionDenied: `by` does not keep these books.
    """
    refuse_whose(department, by)
    known = ExecutionFile.objects.filter(sha256=sha256).first()
    if known is not None:
        refuse_whose(known.department, by)
        return known
    if as_of_on > timezone.localdate():
        raise InputProblem(
            N_("{day} has not come yet. Write the day up to which the report counts."),
            day=as_of_on,
            field="as_of_on",
        )
    report = ExecutionFile.objects.create(
        file_name=file_name[-160:],
        sha256=sha256,
        document=document,
        mapping=dict(headings or {}),
        heading_row=heading_row,
        unit=unit,
        year=year or as_of_on.year,
        department=department,
        as_of_on=as_of_on,
        loaded_by=by,
        loaded_at=timezone.now(),
    )
    made(report, by=by)
    audit.record("execution_report.read", report, by=by, year=report.year)
    return report


@transaction.atomic
def point_at_columns(
    report: ExecutionFile, *, headings: Mapping[str, str], heading_row: int, unit: int, by: Staff
) -> ExecutionFile:
    """Say which heading holds which field, and what one is worth, of a report that was not taken in yet."""
    held = _hold_report(report, by)
    _refuse_taken(held)
    if unit not in UNITS:
        raise InputProblem(N_("One of the report is a peso, a thousand or a million of them."), field="unit")
    if change(held, by=by, mapping=dict(headings), heading_row=heading_row, unit=unit):
        audit.record("execution_report.pointed", held, by=by, columns=len(headings))
    return held


@transaction.atomic
def save_mapping(*, name: str, headings: Mapping[str, str], heading_row: int, by: Staff) -> LineMapping:
    """Save a way to read reports under a name; a name that is known is read so from now on."""
    reach = reach_of(by, Permission.KEEP_BUDGET)
    if reach.scope is None or reach.scope < Scope.ORGANISATION:
        raise PermissionDenied
    words = " ".join(name.split())[:80]
    if not words:
        raise InputProblem(N_("Give the way to read such reports a name."), field="name")
    values: dict[str, Any] = {"headings": dict(headings), "heading_row": heading_row}
    saved = LineMapping.objects.filter(name=words).first()
    if saved is None:
        saved = LineMapping.objects.create(name=words, made_by=by, made_at=timezone.now(), **values)
        made(saved, by=by)
    elif change(saved, by=by, **values) is None:
        return saved
    audit.record("line_mapping.saved", saved, by=by, columns=len(headings))
    return saved


@transaction.atomic
def take_in(
    report: ExecutionFile,
    *,
    taken: Sequence[Taken],
    refused: Sequence[Mapping[str, Any]],
    rows: int,
    by: Staff,
    why: str = "",
) -> ExecutionFile:
    """Write the differences of a report as movements of its day; `refused` rows are kept with their reasons.

    Raises:
        InputProblem: it was taken in already, or a later one was.
        MoneyRefusedError: the movements would break the order of steps.
    """
    held = _hold_report(report, by)
    _refuse_taken(held)
    _refuse_later(held)
    pairs = [(_line(one.line, held, by), one.differences) for one in taken if one.differences]
    lines = hold([line for line, _differences in pairs], by=by)
    known = entries_of(lines)
    fresh = [
        _movement(lines[line.pk], difference, held, by=by, why=why)
        for line, differences in pairs
        for difference in differences
    ]
    for place, row in enumerate(fresh):
        known[row.line_id].append(entry_of(row, -1 - place))
    refuse(breach for entries in known.values() for breach in what_breaks(entries))
    _write(fresh, by)
    change(held, by=by, taken_at=timezone.now(), rows_taken=rows, refused=list(refused))
    audit.record("execution_report.taken", held, by=by, rows=rows, movements=len(fresh), refused=len(refused))
    return held


@transaction.atomic
def take_back_report(report: ExecutionFile, *, by: Staff, why: str) -> list[Movement]:
    """Take everything back that a report wrote, from its own day; it can be taken in again.

    Raises:
        InputProblem: it is not in the books, or no reason is said.
        MoneyRefusedError: what was entered since stands on it.
    """
    held = _hold_report(report, by)
    words = " ".join(why.split())[:300]
    if not words:
        raise InputProblem(N_("Say in a few words why it is taken back."), field="why")
    if held.taken_at is None:
        raise InputProblem(N_("This report is not in the books."))
    rows = list(held.movements.filter(takes_back__isnull=True, taken_back_by__isnull=True).order_by("-pk"))
    lines = hold(list({row.line_id: row.line for row in rows}.values()), by=by)
    back = [_against(row, by, words) for row in rows]
    known = entries_of(lines)
    for place, row in enumerate(back):
        known[row.line_id].append(entry_of(row, -1 - place))
    refuse((breach for entries in known.values() for breach in what_breaks(entries)), field="why")
    _write(back, by)
    change(held, by=by, taken_at=None, rows_taken=0)
    audit.record("execution_report.taken_back", held, by=by, movements=len(back))
    return back


def _hold_report(report: ExecutionFile, by: Staff) -> ExecutionFile:
    held = ExecutionFile.objects.select_for_update().get(pk=report.pk)
    refuse_whose(held.department, by)
    return held


def _refuse_taken(report: ExecutionFile) -> None:
    if report.taken_at is not None:
        raise InputProblem(
            N_("This report is in the books already. Take it back first to read it otherwise.")
        )


def _refuse_later(report: ExecutionFile) -> None:
    """Refuse a report older than one that is in the books: its differences would count twice."""
    whose = Q(department__isnull=True) | Q(department=report.department) if report.department_id else Q()
    later = ExecutionFile.objects.filter(
        whose, year=report.year, taken_at__isnull=False, as_of_on__gt=report.as_of_on
    ).first()
    if later is not None:
        raise InputProblem(
            N_(
                "{file}, which counts up to {day}, is in the books already. Reports are taken in from the oldest to "
                "the newest: take that one back first, then this one in, then that one again."
            ),
            file=later.file_name,
            day=later.as_of_on,
        )


def _line(said: BudgetLine | NewLine, report: ExecutionFile, by: Staff) -> BudgetLine:
    if isinstance(said, BudgetLine):
        return said
    return add_line(
        year=report.year,
        department=said.department,
        rubro=said.rubro,
        name=said.name,
        bpin=said.bpin,
        fund=said.fund,
        by=by,
    )


def _movement(
    line: BudgetLine, difference: Difference, report: ExecutionFile, *, by: Staff, why: str
) -> Movement:
    return Movement(
        line=line,
        step=difference.step,
        amendment=difference.amendment,
        on=report.as_of_on,
        amount=difference.amount,
        execution_file=report,
        note=" ".join(why.split())[:300] if difference.amount < 0 else "",
        entered_by=by,
        entered_at=timezone.now(),
    )


def _against(row: Movement, by: Staff, why: str) -> Movement:
    return Movement(
        line=row.line,
        step=row.step,
        amendment=row.amendment,
        on=row.on,
        amount=-row.amount,
        takes_back=row,
        execution_file=row.execution_file,
        note=why,
        entered_by=by,
        entered_at=timezone.now(),
    )


def _write(rows: Sequence[Movement], by: Staff) -> None:
    for row in rows:
        row.save(force_insert=True)
        made(row, by=by)
