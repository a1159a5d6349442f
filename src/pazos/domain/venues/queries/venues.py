"""Which venues are there, and what is known of one? No person stands in any of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, F, Q

from pazos.domain.activities.queries import Asked as AskedActivities
from pazos.domain.activities.queries import activities
from pazos.domain.teams.queries import reach_of
from pazos.domain.venues.models import (
    CommitteePromise,
    Inspection,
    NeighboursCommittee,
    Picture,
    Venue,
    VenueActivity,
    Work,
)
from pazos.domain.venues.vocabulary import Life, Moment
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

MOST_WORDS = 8


@dataclass(frozen=True)
class Asked:
    """What is asked of the list; what is empty narrows nothing. `closed`: the open ones, the closed ones, None both."""

    text: str = ""
    kind: str = ""
    cluster: int | None = None
    life: str = ""
    closed: bool | None = False


def venues(asked: Asked, *, seen_by: Staff) -> QuerySet[Venue]:
    """Return the venues asked for, by name; `life` is narrowed by `queries.living`."""
    rows = _open_to(seen_by)
    closed = True if asked.life == Life.CLOSED else asked.closed
    rows = rows if closed is None else rows.filter(closed_on__isnull=not closed)
    for word in asked.text.split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(code__icontains=word)
            | Q(neighbourhood__name__icontains=word)
            | Q(pk__in=NeighboursCommittee.objects.filter(name__icontains=word).order_by().values("venue"))
        )
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    rows = rows.filter(cluster=asked.cluster) if asked.cluster else rows
    return rows.order_by("name", "pk")


def venue(number: int, *, seen_by: Staff) -> Venue | None:
    """Return one venue, None where this person sees none."""
    return _open_to(seen_by).filter(pk=number).first()


def work(number: int, *, seen_by: Staff) -> Work | None:
    """Return one work, None where this person does not see its venue."""
    rows = Work.objects.select_related("venue", "line", "responsible")
    return rows.filter(pk=number, venue__in=_open_to(seen_by).order_by().values("pk")).first()


def inspection(number: int, *, seen_by: Staff) -> Inspection | None:
    """Return one inspection, None where this person does not see its venue."""
    rows = Inspection.objects.select_related("venue")
    return rows.filter(pk=number, venue__in=_open_to(seen_by).order_by().values("pk")).first()


def picture(number: int, *, seen_by: Staff) -> Picture | None:
    """Return one picture, None where this person does not see its venue."""
    rows = Picture.objects.select_related("venue", "document")
    return rows.filter(pk=number, venue__in=_open_to(seen_by).order_by().values("pk")).first()


def committee(number: int, *, seen_by: Staff) -> NeighboursCommittee | None:
    """Return one committee of neighbours, None where this person does not see its venue."""
    rows = NeighboursCommittee.objects.select_related("venue")
    return rows.filter(pk=number, venue__in=_open_to(seen_by).order_by().values("pk")).first()


def promise(number: int, *, seen_by: Staff) -> CommitteePromise | None:
    """Return one commitment of neighbours, None where this person does not see the venue."""
    rows = CommitteePromise.objects.select_related("committee__venue")
    return rows.filter(pk=number, committee__venue__in=_open_to(seen_by).order_by().values("pk")).first()


def held(number: int, *, seen_by: Staff) -> VenueActivity | None:
    """Return one activity of a venue, None where this person does not see the venue."""
    rows = VenueActivity.objects.select_related("venue")
    return rows.filter(pk=number, venue__in=_open_to(seen_by).order_by().values("pk")).first()


def activities_of(venue: Venue, *, on: date, seen_by: Staff) -> QuerySet[Activity]:
    """Return the activities of a venue that a person sees, the latest first."""
    return activities(AskedActivities(), seen_by=seen_by, on=on).filter(at_venue__venue=venue)


def activities_to_hold(venue: Venue, *, on: date, seen_by: Staff) -> QuerySet[Activity]:
    """Return the activities of the venue's neighbourhood that stand in no venue yet, the latest first."""
    rows = activities(AskedActivities(), seen_by=seen_by, on=on)
    return rows.filter(neighbourhood__code=venue.neighbourhood.code, at_venue__isnull=True)


@dataclass(frozen=True)
class Hour:
    """How many were there in an hour of the day, on average of the days on which it was counted."""

    hour: int
    women: float
    men: float
    children: float
    people: float
    days: int


def by_hour(venue: Venue, *, since: date) -> list[Hour]:
    """Return the use of a venue by hour of the day since a day; only hours that were counted."""
    rows: dict[int, list[tuple[int, int, int]]] = {}
    counted = venue.counts.filter(on__gte=since).order_by("hour")
    for hour, women, men, children in counted.values_list("hour", "women", "men", "children"):
        rows.setdefault(hour, []).append((women, men, children))
    return [_mean(hour, found) for hour, found in rows.items()]


def _mean(hour: int, found: Sequence[tuple[int, int, int]]) -> Hour:
    days = len(found)
    women, men, children = (sum(one[at] for one in found) / days for at in range(3))
    return Hour(hour, women, men, children, women + men + children, days)


@dataclass(frozen=True)
class Pair:
    """What a place looked like before and after a work; one side may be missing."""

    work: Work | None
    before: tuple[Picture, ...]
    during: tuple[Picture, ...]
    after: tuple[Picture, ...]


def before_and_after(venue: Venue) -> list[Pair]:
    """Return the pictures of a venue by work, the newest work first, those of no work last."""
    of_inspection = Q(work__isnull=True, inspection__isnull=False)  # these stand with their inspection
    rows = venue.pictures.exclude(of_inspection).select_related("work").order_by("on", "pk")
    pictures = list(rows)
    works = {one.work_id: one.work for one in pictures}
    ordered = sorted(works.values(), key=lambda one: (one is None, -one.begins_on.toordinal() if one else 0))
    return [_pair(one, [p for p in pictures if p.work_id == (one.pk if one else None)]) for one in ordered]


def _pair(work: Work | None, pictures: Sequence[Picture]) -> Pair:
    before, during, after = (
        tuple(one for one in pictures if one.moment == moment)
        for moment in (Moment.BEFORE, Moment.DURING, Moment.AFTER)
    )
    return Pair(work, before, during, after)


def feels_safe(venue: Venue, *, since: date) -> float | None:
    """Return how safe its users say it feels, from 1 to 5, on average since a day; None where nobody was asked."""
    found = venue.inspections.filter(on__gte=since).aggregate(mean=Avg(F("feels_safe")))
    return None if found["mean"] is None else float(found["mean"])


def _open_to(staff: Staff) -> QuerySet[Venue]:
    reach = reach_of(staff, Permission.SEE_VENUES)
    rows = Venue.objects.filter(reach.belonging(organisation="keeper"))
    return rows.select_related("neighbourhood", "cluster", "keeper").defer("neighbourhood__outline")
