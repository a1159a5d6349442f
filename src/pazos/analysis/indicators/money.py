"""What was spent of what could be, and what arrived of what was promised. Added exactly, to the cent.

Amounts stay decimals until a ratio or a value is written; a part says them exactly.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.domain.budget.models import BudgetLine, Movement, PlannedPayment
from pazos.domain.budget.vocabulary import Step
from pazos.domain.cooperation.models import ResourceMovement
from pazos.domain.cooperation.vocabulary import Stage
from pazos.domain.money import HOME
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.analysis.indicators.found import Ask

    Sums = Mapping[int, Decimal]

NONE = Decimal("0.00")
LINES = N_("budget lines")


def share_at_step(ask: Ask) -> Found:
    """Return the money at a step since January over the appropriation of that day."""
    at, whole = (_by_line(ask, step) for step in (ask.arguments["step"], Step.APPROPRIATION))
    return _over(ask, at, whole, (N_("money at the step"), N_("appropriation in force")))


def paid(ask: Ask) -> Found:
    """Add up the payments of the period."""
    sums = _by_line(ask, Step.PAYMENT, since_january=False)
    total = sum(sums.values(), NONE)
    return Found(float(total), parts=(Part(N_("paid"), str(total)),), rows=(_lines(ask, sums),))


def against_plan(ask: Ask) -> Found:
    """Return the payments since January of the lines with a plan over what was planned by then."""
    planned = _plan(ask)
    at = {line: amount for line, amount in _by_line(ask, Step.PAYMENT).items() if line in planned}
    return _over(ask, at, planned, (N_("paid"), N_("planned to be paid by then")))


def _over(ask: Ask, at: Sums, whole: Sums, says: tuple[str, str]) -> Found:
    part, total = sum(at.values(), NONE), sum(whole.values(), NONE)
    if total <= 0:
        return nothing(N_("No money stands against it in {year}."), year=ask.period.year)
    parts = (Part(says[0], str(part)), Part(says[1], str(total)))
    return Found(float(part), float(total), parts=parts, rows=(_lines(ask, at, whole),))


def _by_line(ask: Ask, step: str, *, since_january: bool = True) -> dict[int, Decimal]:
    first = ask.period.ends_on.replace(month=1, day=1) if since_january else ask.period.starts_on
    rows = Movement.objects.filter(
        line__year=ask.period.year, line__currency=HOME, step=step, on__range=(first, ask.period.ends_on)
    )
    return dict(rows.order_by().values_list("line").annotate(total=Sum("amount")))


def _plan(ask: Ask) -> dict[int, Decimal]:
    rows = PlannedPayment.objects.filter(
        line__year=ask.period.year, line__currency=HOME, month__lte=ask.period.ends_on
    )
    return dict(rows.order_by().values_list("line").annotate(total=Sum("amount")))


def _lines(ask: Ask, at: Sums, whole: Sums | None = None) -> Rows:
    wanted = BudgetLine.objects.filter(pk__in=[*at, *(whole or {})]).order_by("rubro", "pk")
    rows = tuple(
        Row(
            key=str(one.pk),
            words=f"{one} · {one.name}",
            number=_amounts(at.get(one.pk, NONE), None if whole is None else whole.get(one.pk, NONE)),
            counted=True,
            address="budget_line",
            slots={"number": one.pk},
            organisations=(one.department_id,),
        )
        for one in wanted
    )
    return Rows(LINES, Permission.SEE_BUDGET, rows)


def _amounts(at: Decimal, whole: Decimal | None) -> str:
    return f"{at:,}" if whole is None else f"{at:,} / {whole:,}"


def disbursed(ask: Ask) -> Found:
    """Return what was disbursed over what was committed, up to the end of the period."""
    moved = ResourceMovement.objects.filter(on__lte=ask.period.ends_on)
    at = _by_resource(moved.filter(stage=Stage.DISBURSEMENT))
    whole = _by_resource(moved.filter(stage=Stage.COMMITMENT))
    part, total = sum(at.values(), NONE), sum(whole.values(), NONE)
    if total <= 0:
        return nothing(N_("Nothing was committed by then."))
    parts = (Part(N_("disbursed"), str(part)), Part(N_("committed"), str(total)))
    return Found(float(part), float(total), parts=parts, rows=(_resources(at, whole),))


def received(ask: Ask) -> Found:
    """Add up the disbursements of the period."""
    sums = _by_resource(ResourceMovement.objects.filter(on__range=ask.days, stage=Stage.DISBURSEMENT))
    total = sum(sums.values(), NONE)
    return Found(float(total), parts=(Part(N_("disbursed"), str(total)),), rows=(_resources(sums, None),))


def _by_resource(rows: object) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("resource").annotate(total=Sum("home_amount")))  # type: ignore[attr-defined]


def _resources(at: Sums, whole: Sums | None) -> Rows:
    from pazos.domain.cooperation.models import Resource

    rows = tuple(
        Row(
            key=one.code,
            words=one.title,
            number=_amounts(at.get(one.pk, NONE), None if whole is None else whole.get(one.pk, NONE)),
            counted=True,
            address="resource",
            slots={"code": one.code},
            organisations=(one.partner_id,),
        )
        for one in Resource.objects.filter(Q(pk__in=[*at, *(whole or {})])).order_by("code")
    )
    return Rows(N_("cooperation resources"), Permission.SEE_COOPERATION, rows)


GATHER: dict[str, Callable[[Ask], Found]] = {
    "budget.share": share_at_step,
    "budget.paid": paid,
    "budget.against_plan": against_plan,
    "cooperation.disbursed": disbursed,
    "cooperation.received": received,
}
