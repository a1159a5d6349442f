"""Which restored places stay alive? Each with the facts that it is judged by, never as a rank alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum

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
    restored = _restored(every, on=on)
    facts = facts_of(every, restored=restored, on=on)
    return [Lived(one, facts[one.pk], life_of(facts[one.pk]), restored.get(one.pk)) for one in every]


def restored(asked: Asked, *, on: date, seen_by: Staff) -> list[Lived]:
    """Return the venues with a delivered work that a question finds, by name; that one was closed is an answer too."""
    done = Work.objects.filter(state=WorkState.DELIVERED, delivered_on__lte=on).order_by().values("venue")
    found = lives(venues(replace(asked, closed=None), seen_by=seen_by).filter(pk__in=done), on=on)
    return [one for one in found if not asked.life or one.judged.life == asked.life]


def living(asked: Asked, *, on: date, seen_by: Staff) -> list[Lived]:
    """Return every venue that a question finds, narrowed by its life."""
    found = lives(venues(asked, seen_by=seen_by), on=on)
    return [one for one in found if not asked.life or one.judged.life == asked.life]


def facts_of(rows: Iterable[Venue], *, restored: dict[int, date], on: date) -> dict[int, Facts]:
    """Return what is known of venues on a day by their number; of restored ones, since their last delivery."""
    every = list(rows)
    keys = [one.pk for one in every]
    counts = _counts(keys, on=on)
    held = VenueActivity.objects.filter(
        venue__in=keys,
        activity__state=State.DONE,
        activity__ends_on__range=(on - timedelta(days=ACTIVITIES_WITHIN_DAYS), on),
    )
    done = held.filter(_no_delivery_since("activity__starts_on", on=on)).order_by().values_list("venue")
    active = dict(done.annotate(n=Count("pk")))
    seen = _inspected(keys, on=on)
    return {
        key: Facts(
            **counts.get(key, {}),
            activities=active.get(key, 0),
            inspected_on=seen[key].on if key in seen else None,
            conditions=seen[key].conditions if key in seen else None,
            days_restored=(on - restored[key]).days if key in restored else None,
            is_closed=one.closed_on is not None and one.closed_on <= on,
        )
        for key, one in zip(keys, every, strict=True)
    }


def _counts(keys: list[int], *, on: date) -> dict[int, dict[str, Any]]:
    since = on - timedelta(days=COUNTS_WITHIN_DAYS)
    told = UseCount.objects.filter(_no_delivery_since("on", on=on), venue__in=keys, on__range=(since, on))
    people = F("women") + F("men") + F("children")
    rows = told.order_by().values("venue")
    summed = rows.annotate(hours=Count("pk"), people=Sum(people), fewest=Min(people), most=Max(people))
    return {
        row["venue"]: {
            "hours_counted": row["hours"],
            "people_an_hour": row["people"] / row["hours"],
            "fewest": row["fewest"],
            "most": row["most"],
        }
        for row in summed
    }


def _inspected(keys: list[int], *, on: date) -> dict[int, Inspection]:
    """Return the last inspection of each venue, where it is recent enough to say something."""
    since = on - INSPECTED_WITHIN_MONTHS * A_MONTH
    told = Inspection.objects.filter(_no_delivery_since("on", on=on), venue__in=keys, on__range=(since, on))
    return {row.venue_id: row for row in told.order_by("on", "at")}


def _no_delivery_since(day: str, *, on: date) -> Q:
    """Return the condition that a fact came after every delivery in its venue.

    What is of the very day does not: the place was handed over on it.
    """
    done = Work.objects.filter(state=WorkState.DELIVERED, delivered_on__lte=on)
    return Q(~Exists(done.filter(venue=OuterRef("venue"), delivered_on__gte=OuterRef(day))))


def _restored(rows: Iterable[Venue], *, on: date) -> dict[int, date]:
    done = Work.objects.filter(
        venue__in=[one.pk for one in rows], state=WorkState.DELIVERED, delivered_on__lte=on
    )
    return dict(done.order_by().values_list("venue").annotate(last=Max("delivered_on")))
