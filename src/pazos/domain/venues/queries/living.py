"""Which restored places stay alive? Each with the facts that it is judged by, never as a rank alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Sum

from pazos.domain.activities.vocabulary import State
from pazos.domain.venues.models import Inspection, UseCount, Venue, VenueActivity, Work
from pazos.domain.venues.queries.venues import Asked, venues
from pazos.domain.venues.rules import (
    ACTIVITIES_WITHIN_DAYS,
    COUNTS_WITHIN_DAYS,
    INSPECTED_WITHIN_MONTHS,
    Facts,
    life_of,
)
from pazos.domain.venues.vocabulary import WorkState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.venues.rules import Judged

A_MONTH = timedelta(days=30.4375)


@dataclass(frozen=True)
class Lived:
    """One venue, what is known of it, and what that says; `restored_on` is the day of its last delivered work."""

    venue: Venue
    facts: Facts
    judged: Judged
    restored_on: date | None


def lives(rows: Iterable[Venue], *, on: date) -> list[Lived]:
    """Return the life of each venue, in their order, in four questions to the database however many they are."""
    every = list(rows)
    facts, restored = facts_of(every, on=on), _restored(every)
    return [Lived(one, facts[one.pk], life_of(facts[one.pk]), restored.get(one.pk)) for one in every]


def restored(asked: Asked, *, on: date, seen_by: Staff) -> list[Lived]:
    """Return the venues with a delivered work that a question finds, by the name of the venue."""
    done = Work.objects.filter(state=WorkState.DELIVERED).order_by().values("venue")
    found = lives(venues(asked, seen_by=seen_by).filter(pk__in=done), on=on)
    return [one for one in found if not asked.life or one.judged.life == asked.life]


def living(asked: Asked, *, on: date, seen_by: Staff) -> list[Lived]:
    """Return every venue that a question finds, narrowed by its life."""
    found = lives(venues(asked, seen_by=seen_by), on=on)
    return [one for one in found if not asked.life or one.judged.life == asked.life]


def facts_of(rows: Iterable[Venue], *, on: date) -> dict[int, Facts]:
    """Return what is known of venues on a day by their number."""
    keys = [one.pk for one in rows]
    counts = _counts(keys, on=on)
    held = VenueActivity.objects.filter(
        venue__in=keys,
        activity__state=State.DONE,
        activity__ends_on__range=(on - timedelta(days=ACTIVITIES_WITHIN_DAYS), on),
    )
    active = dict(held.order_by().values_list("venue").annotate(n=Count("pk")))
    seen = _inspected(keys, on=on)
    return {
        key: Facts(
            hours_counted=counts[key][0] if key in counts else 0,
            people_an_hour=counts[key][1] if key in counts else None,
            activities=active.get(key, 0),
            inspected_on=seen[key].on if key in seen else None,
            conditions=seen[key].conditions if key in seen else None,
        )
        for key in keys
    }


def _counts(keys: list[int], *, on: date) -> dict[int, tuple[int, float]]:
    since = on - timedelta(days=COUNTS_WITHIN_DAYS)
    rows = UseCount.objects.filter(venue__in=keys, on__range=(since, on)).order_by().values("venue")
    summed = rows.annotate(hours=Count("pk"), people=Sum(F("women") + F("men") + F("children")))
    return {row["venue"]: (row["hours"], row["people"] / row["hours"]) for row in summed}


def _inspected(keys: list[int], *, on: date) -> dict[int, Inspection]:
    """Return the last inspection of each venue, where it is recent enough to say something."""
    since = on - INSPECTED_WITHIN_MONTHS * A_MONTH
    rows = Inspection.objects.filter(venue__in=keys, on__range=(since, on)).order_by("on", "at")
    return {row.venue_id: row for row in rows}


def _restored(rows: Iterable[Venue]) -> dict[int, date]:
    done = Work.objects.filter(venue__in=[one.pk for one in rows], delivered_on__isnull=False).order_by()
    return dict(done.values_list("venue").annotate(last=Max("delivered_on")))
