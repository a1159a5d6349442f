"""Emergency access: what a person may take for some hours when a life is at stake.

Which role may take what is declared in the policy and nowhere else. It needs a written reason,
ends by itself, marks every look taken under it, and is reviewed by somebody else. It never
exists for a police or security account.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pazos.domain.people.models import EmergencyAccess, Staff
from pazos.foundation.access.policy import EMERGENCY, Permission, Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

LONGEST_HOURS = 8
SHORTEST_REASON = 20


def may_take(staff: Staff) -> tuple[Permission, ...]:
    """Return what this person may take in an emergency, in the order of the policy."""
    if not staff.may(Permission.TAKE_EMERGENCY):
        return ()
    declared = EMERGENCY.get(Role(staff.role), frozenset())
    return tuple(permission for permission in Permission if permission in declared)


@transaction.atomic
def take(*, permission: Permission, reason: str, hours: int, by: Staff) -> EmergencyAccess:
    """Open one permission over the whole city for some hours."""
    if permission not in may_take(by):
        raise InputProblem(
            N_("Your role cannot take this in an emergency. Ask who coordinates the street work.")
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputProblem(N_("Say in a sentence what is happening and why you need it, without names."))
    if not 1 <= hours <= LONGEST_HOURS:
        raise InputProblem(N_("Emergency access lasts from 1 to {most} hours."), most=LONGEST_HOURS)
    now = timezone.now()
    if by.has_emergency(permission, at=now):
        raise InputProblem(N_("You have this access already; it is open until it ends by itself."))
    taken = EmergencyAccess.objects.create(
        staff=by,
        permission=permission.value,
        reason=reason.strip(),
        begins_at=now,
        ends_at=now + timedelta(hours=hours),
    )
    audit.record("emergency.taken", taken, by=by, permission=permission.value, hours=hours)
    return taken


@transaction.atomic
def end(access: EmergencyAccess, *, by: Staff) -> None:
    """Give an emergency access back before its time; only who took it, or who reviews, may."""
    if access.staff_id != by.pk and not by.may(Permission.SEE_TRAIL):
        raise InputProblem(N_("Only who took an emergency access, or who reviews it, ends it."))
    now = timezone.now()
    if access.ended_early_at is not None or access.ends_at <= now:
        raise InputProblem(N_("This emergency access has ended already."))
    access.ended_early_at = now
    access.save(update_fields=["ended_early_at"])
    audit.record("emergency.ended", access, by=by)


@transaction.atomic
def review(access: EmergencyAccess, *, was_justified: bool, words: str, by: Staff) -> None:
    """Say afterwards whether it was justified; never by who took it, and once."""
    if access.staff_id == by.pk:
        raise InputProblem(N_("Somebody else reviews what you took."))
    if access.reviewed_at is not None:
        raise InputProblem(N_("This emergency access was reviewed already."))
    if not words.strip():
        raise InputProblem(N_("Say in a sentence what you found."))
    access.reviewed_at, access.reviewed_by = timezone.now(), by
    access.was_justified, access.review = was_justified, words.strip()
    access.save(update_fields=["reviewed_at", "reviewed_by", "was_justified", "review"])
    audit.record("emergency.reviewed", access, by=by, justified=was_justified)


def standing_for(staff: Staff) -> QuerySet[EmergencyAccess]:
    """Return the emergency accesses a person may see: reviewers see all, others their own."""
    every = EmergencyAccess.objects.select_related("staff", "reviewed_by")
    return every if staff.may(Permission.SEE_TRAIL) else every.filter(staff=staff)


def is_open(access: EmergencyAccess, *, at: datetime) -> bool:
    """Return whether an access is in force at a moment."""
    return access.begins_at <= at < access.ends_at and access.ended_early_at is None


def waiting_for_review() -> int:
    """Return how many accesses have ended without anybody having reviewed them."""
    ended = Q(ends_at__lte=timezone.now()) | Q(ended_early_at__isnull=False)
    return EmergencyAccess.objects.filter(ended, reviewed_at__isnull=True).count()
