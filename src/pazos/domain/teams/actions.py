"""Opening clusters for work, and moving people in and out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pazos.domain.designations.models import Designation
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import Membership, WorkCluster
from pazos.foundation.access.policy import Permission, holders
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.territory.models import Neighbourhood


@transaction.atomic
def open_from(designation: Designation, *, on: date, by: Staff | None) -> list[WorkCluster]:
    """Open every cluster of a signed designation for work; those already open stay as they are."""
    if designation.state != Designation.State.SIGNED:
        raise InputProblem(N_("Street work begins where a designation is signed; this one is not."))
    known = set(WorkCluster.objects.values_list("origin", flat=True))
    made = []
    for cluster in designation.clusters.exclude(pk__in=[one for one in known if one]):
        places = list(cluster.neighbourhoods.all())
        name = cluster.name or f"{cluster.number}"
        made.append(_open(name, places, on=on, by=by, origin=cluster.pk))
    return made


@transaction.atomic
def open_cluster(
    name: str, neighbourhoods: Sequence[Neighbourhood], *, on: date, by: Staff | None
) -> WorkCluster:
    """Open a cluster that no designation names, for a city that works before it has designated."""
    return _open(name, neighbourhoods, on=on, by=by, origin=None)


def _open(
    name: str, places: Sequence[Neighbourhood], *, on: date, by: Staff | None, origin: int | None
) -> WorkCluster:
    if not places:
        raise InputProblem(N_("A cluster needs at least one neighbourhood."))
    taken = WorkCluster.objects.filter(neighbourhoods__in=places, closed_on__isnull=True).first()
    if taken is not None:
        raise InputProblem(
            N_("A neighbourhood of {name} belongs to the open cluster {other} already."),
            name=name,
            other=taken.name,
        )
    if WorkCluster.objects.filter(name=name).exists():
        raise InputProblem(N_("There is a cluster {name} already. Give it another name."), name=name)
    cluster = WorkCluster.objects.create(name=name, origin_id=origin, opened_on=on)
    cluster.neighbourhoods.set(places)
    audit.record("cluster.opened_for_work", cluster, by=by, neighbourhoods=len(places))
    return cluster


@transaction.atomic
def close_cluster(cluster: WorkCluster, *, on: date, by: Staff) -> None:
    """End the work in a cluster; whoever still belongs to it leaves on that day."""
    cluster.closed_on = on
    cluster.save(update_fields=["closed_on"])
    open_ones = cluster.memberships.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    open_ones.filter(from_on__lte=on).update(until_on=on)
    audit.record("cluster.closed_for_work", cluster, by=by)


@transaction.atomic
def assign(staff: Staff, cluster: WorkCluster, *, from_on: date, by: Staff | None) -> Membership:
    """Make a person belong to a cluster from a day on; nobody does so for themselves if another can."""
    if by is not None and by == staff and _others_who_may(by):
        raise InputProblem(N_("Somebody else who runs the street work puts you into a cluster."))
    if cluster.closed_on is not None and cluster.closed_on <= from_on:
        raise InputProblem(N_("Work in {name} ended on {day}."), name=cluster.name, day=cluster.closed_on)
    if Membership.objects.filter(staff=staff, cluster=cluster, until_on__isnull=True).exists():
        raise InputProblem(N_("{name} belongs to {cluster} already."), name=staff.name, cluster=cluster.name)
    membership = Membership.objects.create(staff=staff, cluster=cluster, from_on=from_on)
    audit.record("membership.began", membership, by=by, cluster=cluster.pk)
    return membership


@transaction.atomic
def assign_between(
    staff: Staff, cluster: WorkCluster, *, from_on: date, until_on: date | None, by: Staff
) -> Membership:
    """Make a person belong to a cluster between two days, or from a day on."""
    membership = assign(staff, cluster, from_on=from_on, by=by)
    if until_on is not None:
        release(membership, until_on=until_on, by=by)
    return membership


@transaction.atomic
def release(membership: Membership, *, until_on: date, by: Staff) -> None:
    """End a membership; `until_on` is its last day."""
    if until_on < membership.from_on:
        raise InputProblem(N_("The last day stands before the first."))
    membership.until_on = until_on
    membership.save(update_fields=["until_on"])
    audit.record("membership.ended", membership, by=by, cluster=membership.cluster_id)


def _others_who_may(staff: Staff) -> bool:
    """Say whether anybody else could do it: belonging to a cluster widens what one sees."""
    roles = [role.value for role in holders(Permission.RUN_OUTREACH)]
    others = Staff.objects.filter(role__in=roles, is_active=True).exclude(pk=staff.pk)
    today = timezone.localdate()
    return any(one.has_access_on(today) for one in others)
