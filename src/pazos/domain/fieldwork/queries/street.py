"""What may a person hold on a phone? Disputes in reach, their own presence, places and colleagues.

Everything starts from what the person may hold today; nothing is ever filtered on the phone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Max, Prefetch, Q, When
from django.utils import timezone

from pazos.domain.disputes.models import Dispute, FollowUp, Link, Party, Settlement, Step
from pazos.domain.disputes.vocabulary import State
from pazos.domain.fieldwork.models import Version
from pazos.domain.fieldwork.queries.given import (
    ClusterGiven,
    ColleagueGiven,
    DisputeGiven,
    FollowUpGiven,
    LinkGiven,
    PartyGiven,
    PlaceGiven,
    PresenceGiven,
    SettlementGiven,
    StepGiven,
)
from pazos.domain.fieldwork.reaching import on_a_phone
from pazos.domain.outreach.models import Presence
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import clusters_of, members_of
from pazos.domain.territory.queries import in_force
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

MOST_DISPUTES = 300
CLOSED_FOR = timedelta(days=30)
PRESENCE_FOR = timedelta(days=14)


def disputes(*, seen_by: Staff, at: datetime) -> tuple[list[DisputeGiven], int]:
    """Return the disputes that may lie on a person's phone, and how many are left out for their number.

    Those one holds come first, then by risk.
    """
    lately = ~Q(state=State.CLOSED) | Q(closed_at__gte=at - CLOSED_FOR)
    rows = Dispute.objects.filter(on_a_phone(seen_by), lately)
    own_first = Case(When(holder=seen_by.pk, then=0), default=1)
    found = list(_whole(rows).order_by(own_first, "-risk", "-written_at")[: MOST_DISPUTES + 1])
    cut = rows.count() - MOST_DISPUTES if len(found) > MOST_DISPUTES else 0
    kept = found[:MOST_DISPUTES]
    within = {one.pk for one in kept}
    versions = _versions(kept)
    return [_dispute(one, versions, within) for one in kept], cut


def _whole(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    return (
        rows.select_related("neighbourhood", "holder")
        .defer("neighbourhood__outline")
        .prefetch_related(
            "parties",
            Prefetch("steps", Step.objects.select_related("written_by")),
            "settlements",
            "follow_ups",
            "links",
        )
    )


def _versions(rows: Iterable[Dispute]) -> dict[UUID, int]:
    """Return the number of versions of what belongs to these disputes, in one question."""
    keys = [
        part.pk
        for row in rows
        for part in (*row.parties.all(), *row.settlements.all(), *row.follow_ups.all())
    ]
    found = Version.objects.filter(record__in=keys).order_by().values_list("record")
    return dict(found.annotate(last=Max("number")))


def _dispute(row: Dispute, versions: dict[UUID, int], within: set[UUID]) -> DisputeGiven:
    return DisputeGiven(
        id=row.pk,
        version=row.version,
        state=row.state,
        kind=row.kind,
        heard=row.heard,
        signs=list(row.signs),
        risk=str(row.risk),
        neighbourhood=row.neighbourhood.code,
        sector=row.sector,
        began_on=row.began_on,
        shift=row.shift,
        summary=row.summary,
        cluster=row.cluster_id,
        holder=row.holder_id,
        holder_name=row.holder.name if row.holder else "",
        offered_to=row.offered_to_id,
        outcome=row.outcome,
        written_at=row.written_at,
        closed_at=row.closed_at,
        parties=[_party(one, versions) for one in row.parties.all()],
        steps=[_step(one) for one in row.steps.all()],
        settlements=[_settlement(one, versions) for one in row.settlements.all()],
        follow_ups=[_follow_up(one, versions) for one in row.follow_ups.all()],
        links=[_link(one) for one in row.links.all() if one.other_id in within],
    )


def _party(row: Party, versions: dict[UUID, int]) -> PartyGiven:
    return PartyGiven(
        row.pk, versions.get(row.pk, 1), row.role, row.age_band, row.sex, row.is_first_side, row.people
    )


def _step(row: Step) -> StepGiven:
    return StepGiven(row.pk, row.act, row.done_on, row.shift, row.people, row.note, row.written_by.name)


def _settlement(row: Settlement, versions: dict[UUID, int]) -> SettlementGiven:
    return SettlementGiven(
        id=row.pk,
        version=versions.get(row.pk, 1),
        agreed_on=row.agreed_on,
        terms=list(row.terms),
        keeper=row.keeper,
        until_on=row.until_on,
        note=row.note,
        held=row.held,
        judged_on=row.judged_on,
    )


def _follow_up(row: FollowUp, versions: dict[UUID, int]) -> FollowUpGiven:
    return FollowUpGiven(
        id=row.pk,
        version=versions.get(row.pk, 1),
        occasion=row.occasion,
        due_on=row.due_on,
        assigned_to=row.assigned_to_id,
        done_on=row.done_on,
        is_calm=row.is_calm,
        note=row.note,
        dropped=row.dropped,
    )


def _link(row: Link) -> LinkGiven:
    return LinkGiven(row.pk, row.other_id, row.tie)


def presences(*, seen_by: Staff, on: date) -> list[PresenceGiven]:
    """Return a person's own presence of the last days."""
    rows = Presence.objects.filter(written_by=seen_by, done_on__gte=on - PRESENCE_FOR)
    return [
        PresenceGiven(
            id=row.pk,
            activity=row.activity,
            venue=row.venue,
            neighbourhood=row.neighbourhood.code,
            done_on=row.done_on,
            shift=row.shift,
            companions=row.companions,
            met=dict(row.met),
            note=row.note,
        )
        for row in rows.select_related("neighbourhood").defer("neighbourhood__outline")
    ]


def around(*, seen_by: Staff) -> dict[str, Any]:
    """Return a person's clusters, the neighbourhoods in them, and the colleagues who work there."""
    on = timezone.localdate()
    clusters = WorkCluster.objects.filter(pk__in=clusters_of(seen_by, on=on))
    places = in_force(on).filter(work_clusters__in=clusters).order_by("name")
    hands_over = seen_by.may(Permission.USE_FIELD)
    people = {
        number: name
        for cluster in (clusters if hands_over else ())
        for number, name in members_of(cluster.pk, Permission.USE_FIELD, on=on)
        if number != seen_by.pk
    }
    return {
        "clusters": [ClusterGiven(one.pk, one.name) for one in clusters],
        "places": [PlaceGiven(*row) for row in places.values_list("code", "name", "work_clusters")],
        "colleagues": [
            ColleagueGiven(number, name) for number, name in sorted(people.items(), key=lambda one: one[1])
        ],
    }
