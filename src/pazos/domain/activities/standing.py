"""How activities stand, read from their rows: what rules judge and every deed asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from pazos.domain.activities.models import Activity
from pazos.domain.activities.rules import Plan, Span, Standing
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Programme
    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood

ORGANISATIONS = "responsible,partner"


def standing_of(activity: Activity) -> Standing:
    """Return how an activity stands."""
    return Standing(
        state=activity.state,
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
        people=activity.attendances.count(),
        counted=activity.head_counts.exists(),
    )


def plan_of(
    *,
    programme: Programme,
    starts_on: date,
    ends_on: date,
    neighbourhood: Neighbourhood | None,
    cluster: WorkCluster | None,
    responsible: Organisation,
    partner: Organisation | None,
) -> Plan:
    """Return the facts that a plan is judged by."""
    inside = cluster is None or neighbourhood is None or _is_in(neighbourhood, cluster)
    return Plan(
        starts_on=starts_on,
        ends_on=ends_on,
        programme=Span(programme.starts_on, programme.ends_on),
        programme_ended=programme.state == ProgrammeState.ENDED and programme.ends_on is None,
        responsible_until=responsible.ended_on,
        cluster=None if cluster is None else Span(cluster.opened_on, cluster.closed_on),
        is_in_cluster=inside,
        partner_is_responsible=partner is not None and partner.pk == responsible.pk,
    )


def _is_in(place: Neighbourhood, cluster: WorkCluster) -> bool:
    """Whatever version of the neighbourhood is meant."""
    return cluster.neighbourhoods.filter(code=place.code).exists()


def locked(activity: Activity, permission: Permission, *, by: Staff) -> Activity:
    """Return the row as it is now, kept from others' changes; refuse whom it is closed to."""
    reach = reach_of(by, permission)
    rows = Activity.objects.select_for_update(of=("self",)).select_related("programme")
    found = rows.filter(reach.belonging(organisation=ORGANISATIONS), pk=activity.pk).first()
    if found is None:
        raise PermissionDenied
    return found


def refuse_foreign(by: Staff, permission: Permission, *organisations: Organisation | None) -> None:
    """Refuse somebody to whom none of these organisations is their own, unless they work for the city."""
    reach = reach_of(by, permission)
    if reach.scope is Scope.CITY:
        return
    own = {one.pk for one in organisations if one is not None}
    if reach.scope is None or reach.scope < Scope.ORGANISATION or reach.organisation not in own:
        raise PermissionDenied
