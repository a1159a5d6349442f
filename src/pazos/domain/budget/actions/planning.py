"""Deeds on the plan of payments (PAC): the curve that execution is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.budget.actions.holding import hold
from pazos.domain.budget.models import PlannedPayment
from pazos.domain.money import exact
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made, write
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from pazos.domain.budget.models import BudgetLine
    from pazos.domain.people.models import Staff


@transaction.atomic
def plan_payments(line: BudgetLine, *, months: Mapping[date, Decimal | int | str], by: Staff) -> None:
    """Set what a line is planned to pay in months (any day of each); nought takes a month out.

    Months that are not named stay as they are.

    Raises:
        InputProblem: an amount is below nought, or a month is outside the year of the line and the one after.
    """
    held = hold([line], by=by)[line.pk]
    said = {on.replace(day=1): exact(amount) for on, amount in months.items()}
    for month, amount in said.items():
        if amount < 0:
            raise InputProblem(
                N_("What is planned for {month} is below nought."), month=f"{month:%Y-%m}", field="amount"
            )
        if month.year not in (held.year, held.year + 1):
            raise InputProblem(
                N_("{month} is neither in the year {year} of the line nor in the one after it."),
                month=f"{month:%Y-%m}",
                year=held.year,
                field="month",
            )
    known = {row.month: row for row in held.plan.filter(month__in=list(said))}
    touched = [_planned(held, known.get(month), month, amount, by=by) for month, amount in said.items()]
    if any(touched):
        audit.record("budget_line.planned", held, by=by, months=sum(touched))


def _planned(
    line: BudgetLine, known: PlannedPayment | None, month: date, amount: Decimal, *, by: Staff
) -> bool:
    if known is None:
        if amount:
            made(PlannedPayment.objects.create(line=line, month=month, amount=amount), by=by)
        return bool(amount)
    if amount:
        return change(known, by=by, amount=amount) is not None
    write(known, {"amount": [str(known.amount), None]}, by=by)
    known.delete()
    return True
