"""Whose well-being, incidents and calls for help does this person reach?

Their own, and their clusters'. What belongs to no cluster is every coordinator's. A call for help
also reaches the coordinators of every cluster its gestor belongs to today, and after some minutes
without an answer whoever answers for the whole city (`policy.DISTRESS_WIDENS_AFTER`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.teams.models import Membership
from pazos.domain.teams.queries import Reach, reach_of
from pazos.foundation.access.policy import DISTRESS_WIDENS_AFTER, Permission, Scope

if TYPE_CHECKING:
    from datetime import datetime

    from pazos.domain.people.models import Staff


def told_to(staff: Staff) -> Q:
    """Return the condition on what gestores told of themselves."""
    return _told(reach_of(staff, Permission.SEE_SAFETY))


def _told(reach: Reach) -> Q:
    found = reach.within(cluster="cluster", owner="gestor")
    return found | Q(cluster__isnull=True) if _coordinates(reach) else found


def called(staff: Staff, *, at: datetime) -> Q:
    """Return the condition on calls for help that reach a person at a moment."""
    reach = reach_of(staff, Permission.SEE_SAFETY)
    found = _told(reach)
    if _coordinates(reach):
        found |= Q(gestor__in=_members(reach, at=at))
    if staff.may(Permission.ANSWER_DISTRESS):
        late = Q(answered_at__isnull=True, written_at__lte=at - DISTRESS_WIDENS_AFTER)
        found |= late | Q(answered_by=staff.pk)
    return found


def _coordinates(reach: Reach) -> bool:
    return reach.scope is not None and reach.scope >= Scope.CLUSTER


def _members(reach: Reach, *, at: datetime) -> list[int]:
    on = timezone.localdate(at)
    today = Q(until_on__isnull=True) | Q(until_on__gte=on)
    rows = Membership.objects.filter(today, cluster__in=reach.clusters, from_on__lte=on)
    return list(rows.values_list("staff", flat=True))
