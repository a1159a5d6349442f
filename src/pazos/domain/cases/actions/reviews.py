"""Writing down what the supervisor and the pair agreed when they looked at a case together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.once import written
from pazos.domain.cases.models import CaseReview
from pazos.domain.cases.rules.reviews import what_blocks_reviewing
from pazos.domain.cases.rules.working import what_blocks_permission, what_blocks_reach
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import made

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


@transaction.atomic
def review(
    case: Case,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    on: date,
    agreed: str,
    by: Staff,
    next_on: date | None = None,
) -> CaseReview:
    """Write down what was agreed; the same number a second time gives the row that stands."""
    held, standing = written(CaseReview, id, case=case, by=by)
    if standing is not None:
        return standing
    refuse(
        (
            *what_blocks_reach(held, by=by),
            *what_blocks_permission(held.participant_id, on=timezone.localdate()),
            *what_blocks_reviewing(
                supervises=by.may(Permission.SUPERVISE_CASES),
                agreed=agreed,
                on=on,
                next_on=next_on,
                opened_on=held.opened_on,
                today=timezone.localdate(),
            ),
        )
    )
    row = CaseReview.objects.create(id=id, case=held, on=on, agreed=agreed.strip(), next_on=next_on, by=by)
    made(row, by=by)
    audit.record("case.reviewed", row, by=by)
    return row
