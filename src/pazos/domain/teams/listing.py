"""Which working clusters are there, who belongs to them, and what can still be opened? For those who run street work.

Memberships name staff: whoever shows them notes the look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from pazos.domain.designations.models import Designation
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import Membership, WorkCluster
from pazos.domain.teams.queries import open_clusters
from pazos.domain.territory.queries import in_force
from pazos.foundation.access.policy import Permission, holders

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class ClusterLine:
    """One working cluster in a list."""

    key: int
    name: str
    opened_on: date
    closed_on: date | None
    neighbourhoods: int
    members: int


@dataclass(frozen=True)
class MemberLine:
    """Somebody of a cluster, between two days."""

    key: int
    name: str
    role: str
    from_on: date
    until_on: date | None
    is_today: bool


@dataclass(frozen=True)
class ClusterShown:
    """A cluster with its neighbourhoods and everybody who belonged to it, those of today first."""

    cluster: WorkCluster
    neighbourhoods: tuple[str, ...]
    members: tuple[MemberLine, ...]


@dataclass(frozen=True)
class ToOpen:
    """A signed designation with clusters in which nobody works yet."""

    key: int
    title: str
    clusters: int


def clusters_listed(*, on: date) -> list[ClusterLine]:
    """Return the clusters, the open ones first, with how many belong to them on a day."""
    belongs = Q(memberships__from_on__lte=on) & (
        Q(memberships__until_on__isnull=True) | Q(memberships__until_on__gte=on)
    )
    rows = WorkCluster.objects.annotate(
        places=Count("neighbourhoods", distinct=True),
        people=Count("memberships__staff", filter=belongs, distinct=True),
    ).order_by(F("closed_on").desc(nulls_first=True), "name")
    return [
        ClusterLine(one.pk, one.name, one.opened_on, one.closed_on, one.places, one.people) for one in rows
    ]


def cluster_shown(number: int, *, on: date) -> ClusterShown | None:
    """Return one cluster, or None."""
    cluster = WorkCluster.objects.filter(pk=number).first()
    if cluster is None:
        return None
    names = cluster.neighbourhoods.order_by("name").values_list("name", flat=True)
    rows = [_member(one, on) for one in cluster.memberships.select_related("staff")]
    return ClusterShown(cluster, tuple(names), tuple(sorted(rows, key=lambda one: not one.is_today)))


def membership(number: int) -> Membership | None:
    """Return one membership, or None."""
    return Membership.objects.select_related("cluster").filter(pk=number).first()


def who_may_belong() -> dict[int, Staff]:
    """Return the open accounts that work in the street, by number."""
    roles = [role.value for role in holders(Permission.USE_FIELD)]
    return {one.pk: one for one in Staff.objects.filter(role__in=roles, is_active=True).order_by("name")}


def free_places(*, on: date) -> list[tuple[str, str]]:
    """Return code and name of the neighbourhoods that belong to no open cluster."""
    taken = open_clusters(on=on).values("neighbourhoods__code")
    return list(in_force(on).exclude(code__in=taken).order_by("name").values_list("code", "name"))


def signed_designations() -> list[ToOpen]:
    """Return the signed designations of which some clusters are not open yet."""
    waiting = Count("clusters", filter=Q(clusters__work_clusters__isnull=True))
    rows = Designation.objects.filter(state=Designation.State.SIGNED).annotate(waiting=waiting)
    return [ToOpen(one.pk, str(one), one.waiting) for one in rows.filter(waiting__gt=0)]


def _member(one: Membership, on: date) -> MemberLine:
    return MemberLine(
        key=one.pk,
        name=one.staff.name,
        role=one.staff.get_role_display(),
        from_on=one.from_on,
        until_on=one.until_on,
        is_today=one.from_on <= on and (one.until_on is None or one.until_on >= on),
    )
