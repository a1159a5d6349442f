"""How far does this person see? Every query of guarded data asks here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from pazos.domain.people.models import Staff
from pazos.domain.teams.models import Membership, WorkCluster
from pazos.foundation.access.policy import Permission, Scope, holders

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.territory.models import Neighbourhood


@dataclass(frozen=True)
class Reach:
    """What a permission reaches for one person today: nothing, their own, their clusters, the city."""

    scope: Scope | None
    staff: int
    organisation: int | None
    clusters: frozenset[int]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all may be seen."""
        return self.scope is None

    def within(self, *, cluster: str, owner: str) -> Q:
        """Return the condition on rows whose cluster and owner stand at these look-ups.

        What a person wrote stays theirs to see wherever they work now.
        """
        if self.scope is None:
            return Q(pk__in=[])
        if self.scope is Scope.CITY:
            return Q()
        own = Q(**{owner: self.staff})
        return own | Q(**{f"{cluster}__in": self.clusters}) if self.scope >= Scope.CLUSTER else own

    def belonging(self, *, organisation: str, owner: str = "") -> Q:
        """Return the condition on rows whose organisation (and who wrote them) stand at these look-ups.

        Several look-ups are told apart by commas: a row belongs to whichever of them is met.
        """
        if self.scope is None:
            return Q(pk__in=[])
        if self.scope is Scope.CITY:
            return Q()
        found = Q(**{owner: self.staff}) if owner else Q(pk__in=[])
        if self.scope >= Scope.ORGANISATION and self.organisation is not None:
            for lookup in organisation.split(","):
                found |= Q(**{lookup: self.organisation})
        return found


def reach_of(staff: Staff, permission: Permission) -> Reach:
    """Return how far `staff` holds `permission` today."""
    scope = staff.scope(permission)
    near = scope is not None and Scope.CLUSTER <= scope < Scope.CITY
    clusters = clusters_of(staff, on=timezone.localdate()) if near else ()
    return Reach(scope, staff.pk, staff.organisation_id, frozenset(clusters))


def clusters_of(staff: Staff, *, on: date) -> tuple[int, ...]:
    """Return the working clusters a person belongs to on a day."""
    rows = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on), staff=staff, from_on__lte=on
    )
    return tuple(rows.values_list("cluster", flat=True))


def open_clusters(*, on: date) -> QuerySet[WorkCluster]:
    """Return the clusters in which people work on a day."""
    return WorkCluster.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)


def cluster_of(place: Neighbourhood, *, on: date) -> WorkCluster | None:
    """Return the cluster in which people work in a neighbourhood on a day, whatever version of it is meant."""
    return open_clusters(on=on).filter(neighbourhoods__code=place.code).first()


def members_of(cluster: int | None, permission: Permission, *, on: date) -> list[tuple[int, str]]:
    """Return number and name of everybody of a cluster (None: of any) whose role holds `permission` on a day."""
    belongs = _belongs(on)
    if cluster is not None:
        belongs &= Q(memberships__cluster=cluster)
    return [(staff.pk, staff.name) for staff in who_may(permission, on=on, belongs=belongs)]


def who_may(permission: Permission, *, on: date, belongs: Q | None = None) -> list[Staff]:
    """Return everybody whose role holds `permission` and whose account is open on a day, by name."""
    roles = [role.value for role in holders(permission)]
    rows = Staff.objects.filter(belongs or Q(), role__in=roles, is_active=True).distinct().order_by("name")
    return [staff for staff in rows if staff.has_access_on(on)]


def clusters_reached(staff: Staff, permission: Permission = Permission.SEE_DISPUTES) -> list[tuple[int, str]]:
    """Return number and name of the clusters that a permission reaches for a person, the open ones first."""
    reach = reach_of(staff, permission)
    rows = WorkCluster.objects.order_by(F("closed_on").desc(nulls_first=True), "name")
    if reach.scope is not Scope.CITY:
        rows = rows.filter(pk__in=reach.clusters)
    return list(rows.values_list("pk", "name"))


def still_working(numbers: Iterable[int], *, on: date) -> frozenset[int]:
    """Return which of these accounts are open and belong to some cluster on a day."""
    rows = Staff.objects.filter(_belongs(on), pk__in=list(numbers)).distinct()
    return frozenset(staff.pk for staff in rows if staff.has_access_on(on))


def _belongs(on: date) -> Q:
    ends = Q(memberships__until_on__isnull=True) | Q(memberships__until_on__gte=on)
    return Q(memberships__from_on__lte=on) & ends
