"""Looking a person up after the end of their case: whether they were reached, and how they are.

It needs the permission that the case needed; somebody who does not want it is not looked up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import FollowUp
from pazos.domain.cases.rules.following_up import what_blocks_following_up
from pazos.domain.cases.rules.working import what_blocks_permission, what_blocks_reach
from pazos.domain.cases.vocabulary import Reached
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def follow_up(
    one: FollowUp,
    *,
    reached: str,
    on: date,
    by: Staff,
    facts: dict[str, bool | None] | None = None,
) -> FollowUp:
    """Write down what came of a follow-up; written again it is put right.

    Whoever does not want it has no further ones: those that are still ahead are taken out.
    """
    row = in_hand(FollowUp.objects.all(), one.pk)
    said = {name: value for name, value in (facts or {}).items() if value is not None}
    refuse(
        (
            *what_blocks_reach(row.case, by=by),
            *what_blocks_permission(row.case.participant_id, on=timezone.localdate()),
            *what_blocks_following_up(
                due_on=row.due_on, on=on, today=timezone.localdate(), reached=reached, facts=facts or {}
            ),
        )
    )
    row.by = by
    row.save(update_fields=["by"])
    if change(row, by=by, reached=reached, done_on=on, facts=said) is None:
        return row
    if reached == Reached.NOT_WANTED:
        row.case.follow_ups.filter(done_on=None).delete()
    audit.record("case.followed_up", row, by=by, reached=reached)
    return row
