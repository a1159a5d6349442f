"""What happened to the money of one line, movement by movement, and which papers have something left?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pazos.domain.budget.entries import entries_of
from pazos.domain.budget.models import Movement
from pazos.domain.budget.queries.seeing import Sought, sought
from pazos.domain.budget.queries.steps import Steps
from pazos.domain.budget.rules import Papers, named, room
from pazos.domain.budget.vocabulary import ORDER, Amendment, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.budget.models import BudgetLine
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Entered:
    """One movement of a ledger, with the sum of its step after it."""

    row: Movement
    step: Step
    amendment: Amendment | None
    sum_after: Decimal
    is_taken_back: bool
    may_be_taken_back: bool


@dataclass(frozen=True)
class Ledger:
    """All movements of a line in the order of their days, and the sums at the end."""

    entries: tuple[Entered, ...]
    steps: Steps


@dataclass(frozen=True)
class PaperLeft:
    """A paper of a line with what nothing stands on yet."""

    key: int
    called: str
    on: date
    left: Decimal


def ledger(line: BudgetLine, *, seen_by: Staff) -> Ledger:
    """Return the ledger of a line; of one that is not this person's to see, an empty one."""
    reached = sought(Sought(currency=line.currency), seen_by=seen_by).filter(pk=line.pk)
    related = (
        "document",
        "payee",
        "entered_by",
        "stands_on",
        "counterpart__line",
        "takes_back",
        "execution_file",
    )
    rows = list(Movement.objects.filter(line__in=reached).select_related(*related).order_by("on", "pk"))
    back = {row.takes_back_id for row in rows if row.takes_back_id}
    sums = dict.fromkeys((step.value for step in ORDER), Decimal(0))
    found = []
    for row in rows:
        sums[row.step] += row.amount
        found.append(_entered(row, sums[row.step], back))
    return Ledger(tuple(found), Steps.of(sums))


def _entered(row: Movement, after: Decimal, back: Iterable[int]) -> Entered:
    taken = row.pk in back
    return Entered(
        row=row,
        step=Step(row.step),
        amendment=Amendment(row.amendment) if row.amendment else None,
        sum_after=after,
        is_taken_back=taken,
        may_be_taken_back=not taken and row.takes_back_id is None,
    )


def papers_left(line: BudgetLine, step: Step, *, on: date, seen_by: Staff) -> list[PaperLeft]:
    """Return the papers of one step of a line on which something can still stand, the oldest first."""
    if not sought(Sought(currency=line.currency), seen_by=seen_by).filter(pk=line.pk).exists():
        return []
    papers = Papers(entries_of([line.pk])[line.pk])
    found = [
        PaperLeft(entry.key, named(entry), entry.on, papers.left(entry.key, on=on))
        for entry in papers.entries.values()
        if entry.step == step and papers.paper_of(entry).key == entry.key
    ]
    return sorted((one for one in found if one.left > 0), key=lambda one: (one.on, one.key))


def movement(number: int, *, seen_by: Staff) -> Movement | None:
    """Return one movement, None where its line is not this person's to see."""
    row = Movement.objects.select_related("line", "counterpart__line").filter(pk=number).first()
    if row is None:
        return None
    return (
        row
        if sought(Sought(currency=row.line.currency), seen_by=seen_by).filter(pk=row.line_id).exists()
        else None
    )


def room_today(line: BudgetLine, step: Step, *, on: date, seen_by: Staff) -> Decimal | None:
    """Return how much may still enter a step of a line on a day; None: no limit, or not theirs to see."""
    if not sought(Sought(currency=line.currency), seen_by=seen_by).filter(pk=line.pk).exists():
        return None
    return room(entries_of([line.pk])[line.pk], step, on=on)
