"""Looking a person up after the end of their case: whether they were reached, and how they are.

It needs the permission that the case needed; somebody who does not want it is not looked up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import FollowUp
from pazos.domain.cases.rules.following_up import what_blocks_following_up
from pazos.domain.cases.rules.turning import follow_ups_after
from pazos.domain.cases.rules.working import what_blocks_permission, what_blocks_reach
from pazos.domain.cases.vocabulary import Reached
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.cases.models import Case
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

    Whoever does not want it has no further ones: those that are still ahead are taken out, and are asked
    again where that turns out not to be what they said.
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
    _plan_further(row.case)
    audit.record("case.followed_up", row, by=by, reached=reached)
    return row


def _plan_further(case: Case) -> None:
    """Leave whoever does not want it in peace; of anybody else every month is asked that their end plans."""
    if case.follow_ups.filter(reached=Reached.NOT_WANTED).exists():
        case.follow_ups.filter(done_on=None).delete()
    elif case.ended_on is not None:
        plan_follow_ups(case, ended_on=case.ended_on, reason=case.exit)


def plan_follow_ups(case: Case, *, ended_on: date, reason: str) -> None:
    """Write the days on which somebody is looked up after an end; those that stand already stay."""
    FollowUp.objects.bulk_create(
        [
            FollowUp(case=case, months=months, due_on=day)
            for months, day in follow_ups_after(ended_on, reason).items()
        ],
        ignore_conflicts=True,
    )
