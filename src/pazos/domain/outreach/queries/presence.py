"""Who walked where, and which clusters has nobody walked? Within one's reach; people are counts by age band."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.utils import timezone

from pazos.domain.outreach.models import Presence
from pazos.domain.outreach.vocabulary import Activity, AgeBand, Venue
from pazos.domain.teams.queries import open_clusters, reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

PER_PAGE = 50
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PresenceSought:
    """Which presence; what is empty narrows nothing."""

    cluster: int | None = None
    activity: str = ""
    who: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class PresenceLine:
    """One walk, visit or activity."""

    key: UUID
    done_on: date
    shift: str
    activity: Activity
    venue: Venue
    neighbourhood: str
    cluster: str
    who: str
    companions: int
    met: int
    met_by_band: tuple[tuple[AgeBand, int], ...]
    note: str
    may_withdraw: bool


@dataclass(frozen=True)
class PresencePart:
    """A part of the list."""

    lines: tuple[PresenceLine, ...]
    page: Page[Any]


@dataclass(frozen=True)
class Quiet:
    """An open cluster in which nobody was present since a day, and when somebody last was."""

    cluster: int
    name: str
    last_on: date | None


@dataclass(frozen=True)
class ClusterDays:
    """How often somebody was present in a cluster, day by day."""

    cluster: str
    days: tuple[int, ...]


def listed(asked: PresenceSought, *, seen_by: Staff, page: str | int | None = 1) -> PresencePart:
    """Return the presence that a question finds, the latest first."""
    rows = _sought(asked, seen_by).select_related("neighbourhood", "cluster", "written_by")
    found = Paginator(rows.defer("neighbourhood__outline"), PER_PAGE).get_page(page)
    settles = settled_clusters(seen_by)
    return PresencePart(tuple(_line(row, seen_by, settles) for row in found), found)


def presence(key: UUID, *, seen_by: Staff) -> Presence | None:
    """Return one row within reach for an action."""
    return _sought(PresenceSought(), seen_by).filter(pk=key).select_related("written_by").first()


def who_was_present(*, seen_by: Staff) -> list[tuple[int, str]]:
    """Return number and name of everybody who wrote presence within reach."""
    rows = _sought(PresenceSought(), seen_by).order_by("written_by__name")
    return list(rows.values_list("written_by", "written_by__name").distinct())


def quiet_clusters(*, seen_by: Staff, since: date) -> list[Quiet]:
    """Return the open clusters within reach without presence since a day, the longest quiet first."""
    clusters = _clusters(seen_by)
    last = dict(
        Presence.objects.filter(cluster__in=clusters)
        .order_by()
        .values_list("cluster")
        .annotate(Max("done_on"))
    )
    quiet = [
        Quiet(pk, name, last.get(pk)) for pk, name in clusters.items() if not _after(last.get(pk), since)
    ]
    return sorted(quiet, key=lambda one: (one.last_on is not None, one.last_on, one.name))


def by_day(*, seen_by: Staff, first: date, days: int) -> list[ClusterDays]:
    """Return for each open cluster within reach how often somebody was present on each of some days."""
    clusters = _clusters(seen_by)
    last = first + timedelta(days=days - 1)
    rows = Presence.objects.filter(cluster__in=clusters, done_on__range=(first, last)).order_by()
    counted = {
        (cluster, day): number
        for cluster, day, number in rows.values_list("cluster", "done_on").annotate(Count("pk"))
    }
    every = [first + timedelta(days=number) for number in range(days)]
    return [
        ClusterDays(name, tuple(counted.get((pk, day), 0) for day in every)) for pk, name in clusters.items()
    ]


def settled_clusters(staff: Staff) -> frozenset[int | None] | None:
    """Return the clusters a person coordinates, that of no cluster among them; None means all."""
    reach = reach_of(staff, Permission.SETTLE_EDITS)
    if reach.is_nothing:
        return frozenset()
    return None if reach.scope is Scope.CITY else frozenset({None, *reach.clusters})


def _sought(asked: PresenceSought, seen_by: Staff) -> QuerySet[Presence]:
    rows = Presence.objects.filter(_reached(seen_by))
    rows = rows.filter(cluster=asked.cluster or None) if asked.cluster is not None else rows
    rows = rows.filter(activity=asked.activity) if asked.activity else rows
    rows = rows.filter(written_by=asked.who) if asked.who is not None else rows
    rows = rows.filter(done_on__gte=asked.first) if asked.first else rows
    return rows.filter(done_on__lte=asked.last) if asked.last else rows


def _reached(staff: Staff) -> Q:
    """What is in no cluster is the coordinators', as with disputes."""
    reach = reach_of(staff, Permission.SEE_DISPUTES)
    found = reach.within(cluster="cluster", owner="written_by")
    if reach.is_nothing or reach.scope is Scope.CITY:
        return found
    return found | Q(cluster__isnull=True) if staff.may(Permission.SETTLE_EDITS) else found


def _clusters(staff: Staff) -> dict[int, str]:
    reach = reach_of(staff, Permission.SEE_DISPUTES)
    if reach.is_nothing:
        return {}
    rows = open_clusters(on=timezone.localdate())
    rows = rows if reach.scope is Scope.CITY else rows.filter(pk__in=reach.clusters)
    return dict(rows.order_by("name").values_list("pk", "name"))


def _after(day: date | None, since: date) -> bool:
    return day is not None and day >= since


def _line(row: Presence, seen_by: Staff, settles: frozenset[int | None] | None) -> PresenceLine:
    return PresenceLine(
        key=row.pk,
        done_on=row.done_on,
        shift=row.get_shift_display(),
        activity=Activity(row.activity),
        venue=Venue(row.venue),
        neighbourhood=row.neighbourhood.name,
        cluster=row.cluster.name if row.cluster else "",
        who=row.written_by.name,
        companions=row.companions,
        met=sum(row.met.values()),
        met_by_band=tuple((AgeBand(band), number) for band, number in row.met.items()),
        note=row.note,
        may_withdraw=row.written_by_id == seen_by.pk or settles is None or row.cluster_id in settles,
    )
