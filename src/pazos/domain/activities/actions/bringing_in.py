"""Bringing years of activities and attendance in at once, from a city's own records or for an invented one.

Rows come made and keyed; here they are only written, in their order, with one event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.activities.models import Activity, Attendance, FormerReach, HeadCount, IndirectReach
from pazos.domain.participants.models import Participant
from pazos.foundation.audit.actions import record

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy

AT_ONCE = 4_000


@dataclass
class Past:
    """What is brought in; attendances and head counts name the rows beside them."""

    people: list[Participant] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    heads: list[HeadCount] = field(default_factory=list)
    indirect: list[IndirectReach] = field(default_factory=list)
    former: list[FormerReach] = field(default_factory=list)


@transaction.atomic
def bring_in(past: Past, *, strategy: Strategy, by: Staff) -> None:
    """Write everything, or nothing."""
    Participant.objects.bulk_create(past.people, batch_size=AT_ONCE)
    Activity.objects.bulk_create(past.activities, batch_size=AT_ONCE)
    # The numbers of activities are known only now.
    for attendance in past.attendances:
        attendance.activity_id = attendance.activity.pk
    for heads in past.heads:
        heads.activity_id = heads.activity.pk
    Attendance.objects.bulk_create(past.attendances, batch_size=AT_ONCE)
    HeadCount.objects.bulk_create(past.heads, batch_size=AT_ONCE)
    IndirectReach.objects.bulk_create(past.indirect)
    FormerReach.objects.bulk_create(past.former)
    record(
        "activities.brought_in",
        strategy,
        by=by,
        activities=len(past.activities),
        people=len(past.people),
        attendances=len(past.attendances),
    )
