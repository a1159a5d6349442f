"""Do more people use a restored place than before its work? Told only of hours that were counted on both sides.

A Sunday at six against a Monday at eight says nothing of a work. An hour is like another where it is the same hour of
the day on the same kind of day, Monday to Friday or the weekend; each such hour weighs the same, however often it was
counted. It tells what changed, never that the work did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from django.db.models import F

from pazos.domain.venues.models import UseCount, Work
from pazos.domain.venues.rules import COUNTS_WITHIN_DAYS
from pazos.domain.venues.vocabulary import WorkState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pazos.domain.venues.models import Venue

BEFORE_WITHIN_DAYS = 365  # before the work began
FIRST_OF_WEEKEND = 5
Cell = tuple[bool, int]  # on a weekend, hour of the day


@dataclass(frozen=True)
class Compared:
    """People an hour before a work began and after it was delivered, over `hours` like hours.

    `counted_before` and `counted_after` are the counts that the means rest on. Without like hours the means are None.
    """

    hours: int
    before: float | None
    after: float | None
    counted_before: int
    counted_after: int


def compared(rows: Iterable[Venue], *, on: date) -> dict[int, Compared]:
    """Return the use of restored venues before and after their last delivered work, by the number of the venue."""
    works = _last_works([one.pk for one in rows], on=on)
    if not works:
        return {}
    first = min(work.begins_on for work in works.values()) - timedelta(days=BEFORE_WITHIN_DAYS)
    counts = UseCount.objects.filter(venue__in=works, on__range=(first, on)).order_by()
    people = F("women") + F("men") + F("children")
    sides: dict[int, tuple[dict[Cell, list[int]], dict[Cell, list[int]]]] = {key: ({}, {}) for key in works}
    for key, day, hour, number in counts.values_list("venue", "on", "hour", people):
        side = _side(works[key], day, on=on)
        if side is not None:
            cell = day.weekday() >= FIRST_OF_WEEKEND, hour
            sides[key][side].setdefault(cell, []).append(number)
    return {key: _told(before, after) for key, (before, after) in sides.items()}


def _last_works(keys: Sequence[int], *, on: date) -> dict[int, Work]:
    done = Work.objects.filter(venue__in=keys, state=WorkState.DELIVERED, delivered_on__lte=on)
    return {work.venue_id: work for work in done.order_by("delivered_on", "pk")}


def _side(work: Work, day: date, *, on: date) -> int | None:
    """Return 0 for a day before the work, 1 for one after it, None for one between or too far away."""
    if work.begins_on - timedelta(days=BEFORE_WITHIN_DAYS) <= day < work.begins_on:
        return 0
    delivered = work.delivered_on
    is_after = delivered is not None and day > delivered and day >= on - timedelta(days=COUNTS_WITHIN_DAYS)
    return 1 if is_after else None


def _told(before: dict[Cell, list[int]], after: dict[Cell, list[int]]) -> Compared:
    like = before.keys() & after.keys()
    return Compared(
        hours=len(like),
        before=fmean(fmean(before[cell]) for cell in like) if like else None,
        after=fmean(fmean(after[cell]) for cell in like) if like else None,
        counted_before=sum(len(before[cell]) for cell in like),
        counted_after=sum(len(after[cell]) for cell in like),
    )
