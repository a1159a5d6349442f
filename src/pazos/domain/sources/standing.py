"""Where each source stands: what it promised, what came, and whether it is late.

"The source did not deliver" is a fact; a source without a rhythm is never called late.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q, Sum

from pazos.domain.sources.models import Delivery, RejectedRow, Source
from pazos.domain.sources.vocabulary import DeliveryState, Rhythm

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}
# A series says nothing of the month it is handed out in; half a period more is patience.
_PATIENCE = {Rhythm.WEEKLY: 7, Rhythm.MONTHLY: 45, Rhythm.QUARTERLY: 90, Rhythm.YEARLY: 180}


@dataclass(frozen=True)
class SourceStanding:
    """A source and the sums of its deliveries in use."""

    source: Source
    deliveries: int
    last_received_at: datetime | None
    first_on: date | None
    last_on: date | None
    rows: int
    accepted: int
    rejected: int
    victims: int
    waiting: int  # deliveries that wait for a person's decision
    late_since: date | None


@dataclass(frozen=True)
class ProblemGroup:
    """Rejected rows that have the same first problem."""

    field: str
    template: str
    rows: int
    sample: int  # id of one of them


def sources(*, on: date) -> list[SourceStanding]:
    """Return every source by name, with what is in use of it; `on` is the day for lateness."""
    used = Q(delivery__state=DeliveryState.CURRENT)
    found = Source.objects.annotate(
        known=Count("delivery"),
        received=Max("delivery__received_at"),
        first=Min("delivery__first_on", filter=used),
        last=Max("delivery__last_on", filter=used),
        rows=Sum("delivery__rows", filter=used, default=0),
        accepted=Sum("delivery__accepted", filter=used, default=0),
        rejected=Sum("delivery__rejected", filter=used, default=0),
        victims=Sum("delivery__victims", filter=used, default=0),
        waiting=Count("delivery", filter=Q(delivery__state=DeliveryState.WAITING)),
    ).order_by("name")
    return [
        SourceStanding(
            source=one,
            deliveries=one.known,
            last_received_at=one.received,
            first_on=one.first,
            last_on=one.last,
            rows=one.rows,
            accepted=one.accepted,
            rejected=one.rejected,
            victims=one.victims,
            waiting=one.waiting,
            late_since=late_since(one.rhythm, held_until=one.last, on=on),
        )
        for one in found
    ]


def late_since(rhythm: str, *, held_until: date | None, on: date) -> date | None:
    """Return the day since which the next delivery is late, or None if it is not (or never came)."""
    if held_until is None or rhythm not in _PATIENCE:
        return None
    days = _PATIENCE[Rhythm(rhythm)]
    covered = _months_later(held_until, _MONTHS.get(Rhythm(rhythm), 0))
    due = date.fromordinal(covered.toordinal() + days + (7 if rhythm == Rhythm.WEEKLY else 0))
    return due if due < on else None


def _months_later(day: date, months: int) -> date:
    """Return the end of the month that lies so many months after a day."""
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def of_source(source: Source) -> QuerySet[Delivery]:
    """Return the deliveries of a source, the latest first."""
    return Delivery.objects.filter(source=source)


def problem_groups(delivery: Delivery) -> list[ProblemGroup]:
    """Return the open rejected rows of a delivery by their first problem, the commonest first."""
    rows = RejectedRow.objects.filter(delivery=delivery, state=RejectedRow.State.OPEN)
    groups = rows.order_by().values_list("first_field", "first_reason")
    counted = groups.annotate(count=Count("pk"), sample=Min("pk")).order_by("-count", "first_field")
    return [
        ProblemGroup(field or "", template or "", count, sample) for field, template, count, sample in counted
    ]


def common_values(rows: QuerySet[RejectedRow], *, most: int) -> list[tuple[str, int]]:
    """Return the values that stand first among the problems of some rows, and how many hold each."""
    counted = rows.order_by().values_list("first_value").annotate(count=Count("pk"))
    return [(value or "", count) for value, count in counted.order_by("-count", "first_value")[:most]]
