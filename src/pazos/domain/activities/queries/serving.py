"""Where was nothing done? Every cluster of a period with what was done there, the empty ones first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q

from pazos.domain.activities.models import Activity
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.activities.vocabulary import State
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Served:
    """One cluster in a period: activities done, programmes at work, and the days before and after that matter."""

    number: int
    name: str
    done: int
    programmes: int
    planned: int
    last_on: date | None  # the last day, ever, on which something was done
    next_on: date | None  # the next planned one

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done there in the period."""
        return not self.done


def clusters_served(first: date, last: date, *, seen_by: Staff, on: date) -> list[Served]:
    """Return every cluster that was open in a period, those where nothing was done first."""
    reach = reach_of(seen_by, Permission.SEE_STRATEGY)
    rows = Activity.objects.filter(reach.belonging(organisation=ORGANISATIONS), cluster__isnull=False)
    done = Q(state=State.DONE, starts_on__range=(first, last))
    counted = (
        rows.order_by()
        .values("cluster")
        .annotate(
            done=Count("pk", filter=done),
            programmes=Count("programme", filter=done, distinct=True),
            planned=Count("pk", filter=Q(state=State.PLANNED, starts_on__range=(first, last))),
            last=Max("starts_on", filter=Q(state=State.DONE)),
            next=Min("starts_on", filter=Q(state=State.PLANNED, starts_on__gte=on)),
        )
    )
    by_cluster: dict[int, dict[str, Any]] = {row["cluster"]: dict(row) for row in counted}
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=first)
    found = [
        _served(number, name, by_cluster.get(number) or {})
        for number, name in WorkCluster.objects.filter(is_open, opened_on__lte=last).values_list("pk", "name")
    ]
    return sorted(found, key=lambda one: (one.done, one.name))


def _served(number: int, name: str, row: dict[str, Any]) -> Served:
    counts: dict[str, int] = {key: row.get(key) or 0 for key in ("done", "programmes", "planned")}
    return Served(number=number, name=name, last_on=row.get("last"), next_on=row.get("next"), **counts)
