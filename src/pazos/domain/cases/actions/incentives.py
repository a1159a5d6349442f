"""Writing down what was given so that a person could go on, to the cent; and taking out what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.once import written
from pazos.domain.cases.models import Incentive
from pazos.domain.cases.rules import incentives as rules
from pazos.domain.cases.rules.working import what_blocks_reach, what_blocks_work
from pazos.domain.money import exact
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


@transaction.atomic
def give(
    case: Case,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    what: str,
    given_on: date,
    by: Staff,
    amount: Decimal | None = None,
) -> Incentive:
    """Write down what was given; the same number a second time gives the row that stands."""
    held, standing = written(Incentive, id, case=case, by=by)
    if standing is not None:
        return standing
    sum_ = None if amount is None else exact(amount)
    refuse((*what_blocks_work(held, on=given_on, by=by), *rules.what_blocks_giving(what=what, amount=sum_)))
    row = Incentive.objects.create(id=id, case=held, what=what.strip(), amount=sum_, given_on=given_on, by=by)
    made(row, by=by)
    audit.record("case.incentive_given", row, by=by)
    return row


@transaction.atomic
def take_out(incentive: Incentive, *, by: Staff) -> None:
    """Take out what was entered wrongly; taken out twice it is gone once."""
    row = Incentive.objects.select_for_update().filter(pk=incentive.pk).first()
    if row is None:
        return
    refuse(
        (
            *what_blocks_reach(row.case, by=by),
            *rules.what_blocks_taking_out(
                is_own=row.by_id == by.pk,
                supervises=by.may(Permission.SUPERVISE_CASES),
                given_on=row.given_on,
                today=timezone.localdate(),
            ),
        )
    )
    audit.record("case.incentive_removed", row, by=by)
    row.delete()
