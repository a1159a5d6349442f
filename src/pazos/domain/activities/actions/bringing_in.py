"""Bringing years of activities and attendance in at once, from a city's own records or for an invented one.

Rows come made and keyed; here they are only written, in their order, with one event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction

from pazos.domain.activities.models import Activity, Attendance, FormerReach, HeadCount, IndirectReach
from pazos.domain.participants.models import Participant
from pazos.foundation.audit.actions import record

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy

AT_ONCE = 4_000


class Came(NamedTuple):
    """One person came to one activity on a day: the places of both in their lists."""

    activity: int
    person: int
    on: date


@dataclass
class Past:
    """What is brought in; head counts name the activities beside them."""

    people: list[Participant] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    heads: list[HeadCount] = field(default_factory=list)
    indirect: list[IndirectReach] = field(default_factory=list)
    former: list[FormerReach] = field(default_factory=list)


@transaction.atomic
def bring_in(past: Past, *, strategy: Strategy, by: Staff) -> None:
    """Write everything, or nothing."""
    Participant.objects.bulk_create(past.people, batch_size=AT_ONCE)
    Activity.objects.bulk_create(past.activities, batch_size=AT_ONCE)
    # The numbers of activities are known only now.
    for heads in past.heads:
        heads.activity_id = heads.activity.pk
    _write_attendance(past, by)
    HeadCount.objects.bulk_create(past.heads, batch_size=AT_ONCE)
    IndirectReach.objects.bulk_create(past.indirect)
    FormerReach.objects.bulk_create(past.former)
    record(
        "activities.brought_in",
        strategy,
        by=by,
        activities=len(past.activities),
        people=len(past.people),
        attendances=len(past.came),
    )


def _write_attendance(past: Past, by: Staff) -> None:
    """Write who came without making a row object of each: there may be a hundred thousand."""
    known = {one.name: one for one in Attendance._meta.concrete_fields}
    fields = [known[name] for name in ("activity", "participant", "on", "entered_by")]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(one.column)) for one in fields)
    people = [fields[1].get_db_prep_save(one.pk, connection) for one in past.people]
    numbers = [one.pk for one in past.activities]
    days = {one.on: fields[2].get_db_prep_save(one.on, connection) for one in past.came}
    rows = [(numbers[one.activity], people[one.person], days[one.on], by.pk) for one in past.came]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(Attendance._meta.db_table)} ({columns}) VALUES (%s, %s, %s, %s)", rows
        )
