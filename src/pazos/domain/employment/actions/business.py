"""Deeds on small businesses: begun, given seed capital, opened, visited, closed, one step back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.employment import guarding
from pazos.domain.employment.models import Business, BusinessVisit
from pazos.domain.employment.rules.stepping import Block, Moving, what_blocks_step
from pazos.domain.employment.vocabulary import BusinessState as State
from pazos.domain.employment.vocabulary import Field
from pazos.domain.outreach import answers
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

DAY_OF = {State.FUNDED: "funded_on", State.OPEN: "opened_on", State.CLOSED: "closed_on"}


@transaction.atomic
def plan_business(case: Case, *, name: str, field: str, by: Staff) -> Business:
    """Write down a business that somebody wants to begin."""
    guarding.must_work(case, by=by)
    row = Business.objects.create(
        case=case,
        name=guarding.line(name, field="name", most=guarding.MOST_SHOWN),
        field=answers.one_of("field", field, Field),
        by=by,
    )
    made(row, by=by)
    audit.record("business.planned", row, by=by)
    return row


@transaction.atomic
def move_business(
    business: Business, *, to: str, on: date, by: Staff, capital: Decimal | int | str | None = None
) -> None:
    """Give a business its seed capital, once, open it or close it. Capital after the opening leaves it open."""
    today = guarding.must_follow(business.case, by=by)
    row = in_hand(Business.objects.all(), business.pk)
    answers.one_of("to", to, State)
    day, said = answers.past_day("on", on, on=today), guarding.money(capital, field="capital")
    began = max(filter(None, (row.funded_on, row.opened_on)), default=None)
    moving = Moving(
        now=row.state,
        to=to,
        on=day,
        capital_said=bool(said),
        is_funded=row.funded_on is not None,
        began_on=began,
    )
    refuse(what_blocks_step(moving))
    values: dict[str, object] = {DAY_OF[State(to)]: day}
    if to == State.FUNDED:
        values["capital"] = said
    if to == State.OPEN:
        values["closed_on"] = None
    stays_open = to == State.FUNDED and row.state == State.OPEN
    change(row, by=by, state=row.state if stays_open else State(to).value, **values)
    audit.record("business.moved", row, by=by, to=State(to).value)


@transaction.atomic
def visit(
    business: Business,
    *,
    on: date,
    is_open: bool,
    by: Staff,
    monthly_sales: Decimal | int | str | None = None,
    note: str = "",
) -> BusinessVisit:
    """Write down a visit: whether it is open, what it sells a month, what was talked of."""
    today = guarding.must_follow(business.case, by=by)
    row = BusinessVisit.objects.create(
        business=business,
        on=answers.past_day("on", on, on=today),
        is_open=bool(answers.yes_or_no("is_open", is_open)),
        monthly_sales=guarding.money(monthly_sales, field="monthly_sales"),
        note=guarding.note(note, field="note"),
        by=by,
    )
    made(row, by=by)
    audit.record("business.visited", row, by=by, open=row.is_open)
    return row


@transaction.atomic
def step_back(business: Business, *, by: Staff) -> None:
    """Take the last step of a business back, as its days tell: a capital that was never given goes with its day."""
    guarding.must_follow(business.case, by=by)
    row = in_hand(Business.objects.all(), business.pk)
    refuse((Block.NOTHING_TO_TAKE_BACK,) if row.state == State.PLANNED else ())
    change(row, by=by, **_before(row))
    audit.record("business.step_back", row, by=by, state=row.state)


def _before(row: Business) -> dict[str, object]:
    """Return what a business was before its last step; capital of a later day than the opening came after it."""
    no_capital: dict[str, object] = {"funded_on": None, "capital": None}
    funded = State.FUNDED if row.funded_on else State.PLANNED
    if row.state == State.CLOSED:
        return {"state": (State.OPEN if row.opened_on else funded).value, "closed_on": None}
    if row.state == State.FUNDED:
        return {"state": State.PLANNED.value, **no_capital}
    if row.funded_on and row.opened_on and row.funded_on > row.opened_on:
        return no_capital
    return {"state": funded.value, "opened_on": None}
