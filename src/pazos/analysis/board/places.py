"""Which cluster has nobody there this week? Activities by cluster, and presence in the street as it was counted.

Presence comes only from the totals of whole quarters that were frozen and gated already
(`analysis.street_totals`): a count of a week would point at the few who walk there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from pazos.analysis.street_totals import Measure, street_totals
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import State
from pazos.domain.teams.queries import open_clusters, reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Presence:
    """Walks, visits and activities in the street in a quarter; None where the count is hidden."""

    quarter: str
    number: int | None


@dataclass(frozen=True)
class ClusterWeek:
    """One cluster: activities done in the last seven days, planned in the next, and the last one ever."""

    key: int
    name: str
    done: int
    planned: int
    last_on: date | None
    presence: Presence | None  # None: not open to this reader, or nothing counted yet

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was done there this week."""
        return self.done == 0


def clusters_this_week(*, on: date, seen_by: Staff) -> list[ClusterWeek]:
    """Return every open cluster, the quiet ones first."""
    mine = reach_of(seen_by, Permission.SEE_STRATEGY).belonging(organisation="responsible,partner")
    rows = Activity.objects.filter(mine, cluster__isnull=False).order_by()
    done = Q(state=State.DONE, starts_on__lte=on)
    counted = rows.values("cluster").annotate(
        done=Count("pk", filter=done & Q(ends_on__gt=on - A_WEEK)),
        planned=Count("pk", filter=Q(state=State.PLANNED, starts_on__gte=on, starts_on__lt=on + A_WEEK)),
        last=Max("ends_on", filter=done),
    )
    by_cluster = {row["cluster"]: row for row in counted}
    presence = _presence(seen_by)
    found = [
        ClusterWeek(
            key=key,
            name=name,
            done=row["done"] if (row := by_cluster.get(key)) else 0,
            planned=row["planned"] if row else 0,
            last_on=row["last"] if row else None,
            presence=presence.get(key),
        )
        for key, name in open_clusters(on=on).values_list("pk", "name")
    ]
    return sorted(found, key=lambda one: (one.done, one.planned, one.name))


def _presence(seen_by: Staff) -> dict[int, Presence]:
    if seen_by.scope(Permission.SEE_STREET_TOTALS) is not Scope.CITY:
        return {}
    every = street_totals(seen_by=seen_by)
    if not every:
        return {}
    last = every[0]
    return {
        cluster: Presence(last.quarter.name, last.number(Measure.PRESENCE, cluster))
        for cluster in last.clusters
        if cluster
    }
