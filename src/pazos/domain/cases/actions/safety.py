"""A safety plan written with the person: each writing stays, the newest holds, the supervisor approves it.

In an open crisis it is written whatever the permission of the case is: a life goes before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Case, SafetyPlan
from pazos.domain.cases.rules.safety import (
    Approving,
    Part,
    what_blocks_approving,
    what_blocks_reviewing,
    what_blocks_writing,
)
from pazos.domain.cases.rules.working import what_blocks_reach, what_blocks_work
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import TextChoices

    from pazos.domain.people.models import Staff


@transaction.atomic
def write(case: Case, *, parts: Mapping[str, str], review_on: date, by: Staff) -> SafetyPlan:
    """Write a plan, the whole of it; the one before stays and is closed."""
    held = in_hand(Case.objects.all(), case.pk)
    today = timezone.localdate()
    refuse((*_may(held, by=by), *what_blocks_writing(parts, on=today, review_on=review_on)))
    for before in held.safety_plans.filter(closed_on=None):
        change(before, by=by, closed_on=today)
    said = {one.value: parts[one].strip() for one in Part if parts.get(one, "").strip()}
    plan = SafetyPlan.objects.create(case=held, parts=said, on=today, review_on=review_on, by=by)
    made(plan, by=by)
    audit.record("safety_plan.written", plan, by=by, parts=len(said))
    return plan


@transaction.atomic
def review(plan: SafetyPlan, *, review_on: date, by: Staff) -> SafetyPlan:
    """Say that a plan was looked at with the person and holds, until another day."""
    row = _in_hand(plan)
    today = timezone.localdate()
    blocks = what_blocks_reviewing(is_closed=row.closed_on is not None, on=today, review_on=review_on)
    refuse((*_may(row.case, by=by), *blocks))
    change(row, by=by, review_on=review_on)
    audit.record("safety_plan.reviewed", row, by=by)
    return row


@transaction.atomic
def approve(plan: SafetyPlan, *, by: Staff) -> SafetyPlan:
    """Approve a plan that somebody else wrote."""
    row = _in_hand(plan)
    facts = Approving(
        is_closed=row.closed_on is not None,
        is_approved=row.approved_at is not None,
        supervises=by.may(Permission.SUPERVISE_CASES),
        wrote_it=row.by_id == by.pk,
    )
    refuse((*what_blocks_reach(row.case, by=by), *what_blocks_approving(facts)))
    change(row, by=by, approved_by=by, approved_at=timezone.now())
    audit.record("safety_plan.approved", row, by=by)
    return row


def _may(case: Case, *, by: Staff) -> tuple[TextChoices, ...]:
    """Return what stands against writing: in an open crisis only reach counts, a life goes before a permission."""
    if case.crises.filter(closed_at=None).exists():
        return what_blocks_reach(case, by=by)
    return what_blocks_work(case, on=timezone.localdate(), by=by)


def _in_hand(plan: SafetyPlan) -> SafetyPlan:
    return in_hand(SafetyPlan.objects.select_related("case"), plan.pk)
