"""Writing down presence: who walked where, and how many people they met, by age band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.outreach import answers
from pazos.domain.outreach.models import Presence
from pazos.domain.outreach.vocabulary import Activity, AgeBand, Shift, Venue
from pazos.domain.teams.queries import cluster_of, reach_of
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff

MOST_MET, MOST_COMPANIONS = 2000, 50


@transaction.atomic
def record_presence(
    *,
    id: UUID,  # noqa: A002 - the field's own name
    activity: str,
    venue: str,
    neighbourhood: str,
    done_on: date,
    shift: str,
    companions: int,
    met: Mapping[str, int],
    note: str,
    by: Staff,
    at: datetime,
    author: Staff | None = None,
) -> Presence:
    """Write one walk, visit or activity; `neighbourhood` is a code, `met` people met by age band."""
    on = timezone.localdate(at)
    place = answers.place("neighbourhood", neighbourhood, on=on)
    content = {
        "activity": answers.one_of("activity", activity, Activity),
        "venue": answers.one_of("venue", venue, Venue),
        "neighbourhood": place,
        "done_on": answers.past_day("done_on", done_on, on=on),
        "shift": answers.one_of("shift", shift, Shift),
        "companions": answers.number("companions", companions, most=MOST_COMPANIONS),
        "met": _met(met),
        "note": answers.short_text("note", note),
    }
    cluster = cluster_of(place, on=content["done_on"])
    writer = _writer(by, author=author, cluster=cluster.pk if cluster else None)
    earlier = answers.written_before(Presence, id, by=writer, content=content)
    if earlier is not None:
        return earlier
    made = Presence.objects.create(id=id, written_by=writer, written_at=at, cluster=cluster, **content)
    audit.record("presence.recorded", made, by=by, cluster=made.cluster_id)
    return made


@transaction.atomic
def withdraw_presence(presence: Presence, *, by: Staff) -> None:
    """Take out a presence that was entered wrongly: its writer may, and the cluster's coordinator."""
    row = Presence.objects.select_for_update().filter(pk=presence.pk).first()
    if row is None:
        return
    _writer(by, author=row.written_by, cluster=row.cluster_id)
    audit.record("presence.withdrawn", row, by=by, cluster=row.cluster_id)
    row.delete()


@transaction.atomic
def place_unplaced(*, by: Staff) -> int:
    """Give presence in no cluster to the cluster that was open there on its day; return how many."""
    placed = 0
    for row in (
        Presence.objects.select_for_update(of=("self",)).filter(cluster=None).select_related("neighbourhood")
    ):
        cluster = cluster_of(row.neighbourhood, on=row.done_on)
        if cluster is not None:
            row.cluster = cluster
            row.save(update_fields=["cluster"])
            audit.record("presence.placed", row, by=by, cluster=cluster.pk)
            placed += 1
    return placed


def _writer(by: Staff, *, author: Staff | None, cluster: int | None) -> Staff:
    if reach_of(by, Permission.USE_FIELD).is_nothing:
        raise OutOfReachError(N_("Your account does not write from the street today."))
    if author is None or author == by:
        return by
    reach = reach_of(by, Permission.SETTLE_EDITS)
    if reach.is_nothing or not (cluster is None or reach.scope is Scope.CITY or cluster in reach.clusters):
        raise OutOfReachError(N_("Only the cluster's coordinator takes in what somebody else wrote."))
    return author


def _met(met: Any) -> dict[str, int]:
    if not hasattr(met, "items") or set(met) - set(AgeBand.values):
        raise InputProblem(N_("{field} takes a number of people for each age band."), field="met")
    people = {band: answers.number("met", number, most=MOST_MET) for band, number in met.items()}
    return {band: people[band] for band in AgeBand.values if people.get(band)}
