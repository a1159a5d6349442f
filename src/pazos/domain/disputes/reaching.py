"""Which disputes does this person reach? Their clusters', what they wrote, and what they hold or are offered.

A dispute in no working cluster is the coordinators': it must not lie where nobody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff


def reached(staff: Staff, permission: Permission, *, through: str = "") -> Q:
    """Return the condition on disputes (or on what hangs on them, `through="dispute__"`)."""
    reach = reach_of(staff, permission)
    found = reach.within(cluster=f"{through}cluster", owner=f"{through}written_by")
    if reach.is_nothing or reach.scope is Scope.CITY:
        return found
    found |= Q(**{f"{through}holder": staff.pk}) | Q(**{f"{through}offered_to": staff.pk})
    if staff.may(Permission.SETTLE_EDITS):
        found |= Q(**{f"{through}cluster__isnull": True})
    return found


def coordinates(staff: Staff, cluster: int | None) -> bool:
    """Return whether a person settles what concerns a cluster; what is in none concerns every coordinator."""
    reach = reach_of(staff, Permission.SETTLE_EDITS)
    if reach.is_nothing:
        return False
    return cluster is None or reach.scope is Scope.CITY or cluster in reach.clusters
