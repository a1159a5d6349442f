"""What becomes of street work when the clusters themselves change.

Records written where no cluster was open are given to the one that opens there. A cluster is not
closed over open disputes: nobody would see them any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.disputes.models import Dispute
from pazos.domain.disputes.vocabulary import State
from pazos.domain.outreach.actions import presence
from pazos.domain.teams import actions as teams
from pazos.domain.teams.queries import cluster_of
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.designations.models import Designation
    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood


@transaction.atomic
def open_from(designation: Designation, *, on: date, by: Staff) -> list[WorkCluster]:
    """Open the clusters of a signed designation, and give them what was written there before."""
    opened = teams.open_from(designation, on=on, by=by)
    place_unplaced(by=by)
    return opened


@transaction.atomic
def open_by_hand(name: str, neighbourhoods: Sequence[Neighbourhood], *, on: date, by: Staff) -> WorkCluster:
    """Open a cluster that no designation names, and give it what was written there before."""
    opened = teams.open_cluster(name, neighbourhoods, on=on, by=by)
    place_unplaced(by=by)
    return opened


@transaction.atomic
def close(cluster: WorkCluster, *, on: date, by: Staff) -> None:
    """End the work in a cluster; refused while a dispute of it is open."""
    still = Dispute.objects.select_for_update().filter(cluster=cluster).exclude(state=State.CLOSED)
    number = len(list(still.values_list("pk", flat=True)))
    if number:
        raise InputProblem(
            N_(
                "{number} disputes of this cluster are open. Close them, or correct the neighbourhood of those "
                "that go on elsewhere."
            ),
            number=number,
        )
    teams.close_cluster(cluster, on=on, by=by)


@transaction.atomic
def place_unplaced(*, by: Staff) -> int:
    """Give disputes and presence in no cluster to the clusters that are open where they are; return how many."""
    return _place_disputes(by) + presence.place_unplaced(by=by)


def _place_disputes(by: Staff) -> int:
    on, placed = timezone.localdate(), 0
    waiting = Dispute.objects.select_for_update(of=("self",)).filter(cluster__isnull=True)
    for dispute in waiting.select_related("neighbourhood"):
        cluster = cluster_of(dispute.neighbourhood, on=on)
        if cluster is not None:
            dispute.cluster = cluster
            dispute.save(update_fields=["cluster"])
            audit.record("dispute.placed", dispute, by=by, cluster=cluster.pk)
            placed += 1
    return placed
