"""Deeds that move money: a step forward, an amendment, giving back, a transfer, and taking back an error.

What was entered is never changed: an error is taken back by a movement of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.budget.actions.holding import hold
from pazos.domain.budget.entries import entries_of, entry_of
from pazos.domain.budget.models import BudgetLine, Movement
from pazos.domain.budget.refusals import refuse
from pazos.domain.budget.rules import Block, Breach, what_breaks, what_is_wrong
from pazos.domain.budget.vocabulary import GIVES_BACK, Amendment, Step
from pazos.domain.money import exact
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from pazos.domain.budget.rules import Entry
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Organisation, Staff

FRESH = -1  # the key of a movement that is not kept yet; the second of a pair is one less


@dataclass(frozen=True)
class Paper:
    """What a movement is proven by."""

    number: str = ""
    document: Document | None = None
    note: str = ""
    payee: Organisation | None = None


@transaction.atomic
def move(
    *,
    line: BudgetLine,
    step: str,
    amount: Decimal | int | str,
    on: date,
    by: Staff,
    amendment: str = "",
    number: str = "",
    stands_on: Movement | None = None,
    payee: Organisation | None = None,
    document: Document | None = None,
    note: str = "",
) -> Movement:
    """Move money one step on a day; `amount` is negative only where `amendment` gives back.

    Raises:
        MoneyRefusedError: it would break the order of steps on any day, of the line or of a paper, or is
            wrong by itself: all the reasons.
        PermissionDenied: `by` does not keep the books of this department.
    """
    held = hold([line], by=by)[line.pk]
    if amendment in (Amendment.TRANSFER_IN, Amendment.TRANSFER_OUT):
        raise InputProblem(
            N_("A transfer has two sides. Enter it as a transfer between two lines."), field="amendment"
        )
    row = _row(
        held,
        Step(step),
        exact(amount),
        on=on,
        by=by,
        amendment=Amendment(amendment) if amendment else "",
        stands_on=stands_on,
        paper=Paper(number, document, note, payee),
    )
    refuse(_against(held, [row], entries_of([held.pk])[held.pk]))
    _keep([row], by)
    audit.record("movement.entered", row, by=by, line=held.pk, step=row.step, on=on.isoformat())
    return row


def amend(
    *,
    line: BudgetLine,
    amendment: str,
    amount: Decimal | int | str,
    on: date,
    by: Staff,
    number: str = "",
    document: Document | None = None,
    note: str = "",
) -> Movement:
    """Change the appropriation of a line by `amount`, which is above nought whatever the amendment."""
    size = _above_nought(amount)
    return move(
        line=line,
        step=Step.APPROPRIATION,
        amount=-size if amendment in GIVES_BACK else size,
        on=on,
        by=by,
        amendment=amendment,
        number=number,
        document=document,
        note=note,
    )


def give_back(
    *,
    line: BudgetLine,
    step: str,
    amount: Decimal | int | str,
    on: date,
    by: Staff,
    number: str = "",
    stands_on: Movement | None = None,
    document: Document | None = None,
    note: str = "",
) -> Movement:
    """Release what is not used of a CDP, RP or obligation, or refund a payment; `amount` is above nought."""
    kind = Amendment.REFUND if step == Step.PAYMENT else Amendment.RELEASE
    return move(
        line=line,
        step=step,
        amount=-_above_nought(amount),
        on=on,
        by=by,
        amendment=kind,
        number=number,
        stands_on=stands_on,
        document=document,
        note=note,
    )


@transaction.atomic
def transfer(
    *,
    source: BudgetLine,
    target: BudgetLine,
    amount: Decimal | int | str,
    on: date,
    by: Staff,
    number: str = "",
    document: Document | None = None,
    note: str = "",
) -> tuple[Movement, Movement]:
    """Transfer appropriation between two lines of a year: two movements bound to each other.

    Raises:
        MoneyRefusedError: the lines do not fit, or the giving one would lack what was certified on it.
        PermissionDenied: `by` does not keep the books of both departments.
    """
    size = _above_nought(amount)
    lines = hold([source, target], by=by)
    giving, taking = lines[source.pk], lines[target.pk]
    refuse(_unlike(giving, taking), field="target")
    paper = Paper(number, document, note)
    given = _row(
        giving,
        Step.APPROPRIATION,
        -size,
        on=on,
        by=by,
        amendment=Amendment.TRANSFER_OUT,
        paper=paper,
    )
    taken = _row(
        taking,
        Step.APPROPRIATION,
        size,
        on=on,
        by=by,
        amendment=Amendment.TRANSFER_IN,
        paper=paper,
    )
    known = entries_of([giving.pk, taking.pk])
    refuse([*_against(giving, [given], known[giving.pk]), *_against(taking, [taken], known[taking.pk])])
    _keep([given, taken], by)
    given.counterpart, taken.counterpart = taken, given
    Movement.objects.bulk_update([given, taken], ["counterpart"])
    audit.record("movement.transferred", given, by=by, source=giving.pk, target=taking.pk, on=on.isoformat())
    return given, taken


@transaction.atomic
def take_back(movement: Movement, *, on: date, by: Staff, why: str) -> list[Movement]:
    """Take an error back by a movement of the same size the other way; of a transfer both sides.

    Raises:
        MoneyRefusedError: it was taken back already, or what stands on it would hang in the air.
    """
    words = " ".join(why.split())
    if not words:
        raise InputProblem(N_("Say in a few words why it is taken back."), field="why")
    both = [movement] if movement.counterpart_id is None else [movement, movement.counterpart]
    rows = (
        Movement.objects.filter(pk__in=[one.pk for one in both if one]).select_related("line").order_by("pk")
    )
    lines = hold([row.line for row in rows], by=by)
    refuse([reason for row in rows for reason in _why_not(row, on)], field="on")
    known = entries_of(lines)
    back = [_reversed(row, on=on, by=by, why=words) for row in rows]
    refuse(reason for row in back for reason in _against(lines[row.line_id], [row], known[row.line_id]))
    _keep(back, by)
    if len(back) == 2:
        back[0].counterpart, back[1].counterpart = back[1], back[0]
        Movement.objects.bulk_update(back, ["counterpart"])
    audit.record("movement.taken_back", movement, by=by, line=movement.line_id, on=on.isoformat())
    return back


def _row(
    line: BudgetLine,
    step: Step,
    amount: Decimal,
    *,
    on: date,
    by: Staff,
    amendment: str = "",
    stands_on: Movement | None = None,
    paper: Paper,
) -> Movement:
    return Movement(
        line=line,
        step=step,
        amendment=amendment,
        on=on,
        amount=amount,
        number=" ".join(paper.number.split())[:60],
        stands_on=stands_on,
        payee=paper.payee,
        document=paper.document,
        note=" ".join(paper.note.split())[:300],
        entered_by=by,
        entered_at=timezone.now(),
    )


def _reversed(row: Movement, *, on: date, by: Staff, why: str) -> Movement:
    back = _row(
        row.line,
        Step(row.step),
        -row.amount,
        on=on,
        by=by,
        amendment=row.amendment,
        stands_on=row.stands_on,
        paper=Paper(row.number, None, why, row.payee),
    )
    back.takes_back = row
    return back


def _against(line: BudgetLine, rows: Iterable[Movement], known: list[Entry]) -> list[Breach]:
    fresh = [entry_of(row, FRESH - place) for place, row in enumerate(rows)]
    today = timezone.localdate()
    alone = [b for one in fresh for b in what_is_wrong(one, year=line.year, today=today, others=known)]
    return [*alone, *what_breaks([*known, *fresh])]


def _unlike(giving: BudgetLine, taking: BudgetLine) -> list[Breach]:
    unlike = {
        Block.SAME_LINE: giving.pk == taking.pk,
        Block.OTHER_CURRENCY: giving.currency != taking.currency,
        Block.OTHER_YEAR: giving.year != taking.year,
    }
    return [Breach(block) for block, true in unlike.items() if true]


def _why_not(row: Movement, on: date) -> list[Breach]:
    stands = {
        Block.TAKEN_BACK: Movement.objects.filter(takes_back=row).exists(),
        Block.IS_TAKING_BACK: row.takes_back_id is not None,
        Block.BEFORE_IT: on < row.on,
    }
    return [Breach(block, {"day": row.on}) for block, true in stands.items() if true]


def _above_nought(amount: Decimal | int | str) -> Decimal:
    size = exact(amount)
    if size <= 0:
        raise InputProblem(
            N_("The amount must be above nought. Say below which way it moves."), field="amount"
        )
    return size


def _keep(rows: Iterable[Movement], by: Staff) -> None:
    for row in rows:
        row.save(force_insert=True)
        made(row, by=by)
