"""Who came to an activity, and who usually comes: names, for those alone who keep its attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from pazos.domain.activities.models import Attendance
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.participants.models import Participant
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

LIKELY, LATELY = 120, 40  # people, of so many activities before


def keeps_attendance(activity: Activity, *, seen_by: Staff) -> bool:
    """Return whether a person keeps the attendance of this activity."""
    return type(activity).objects.filter(attendance_kept_by(seen_by), pk=activity.pk).exists()


def attendance_kept_by(staff: Staff) -> Q:
    """Return the activities of which a person keeps the attendance."""
    return reach_of(staff, Permission.KEEP_ATTENDANCE).belonging(organisation=ORGANISATIONS)


def people_of(activity: Activity, *, on: date, seen_by: Staff) -> list[Participant]:
    """Return who came on a day, by name; nobody for those who do not keep its attendance."""
    if not keeps_attendance(activity, seen_by=seen_by):
        return []
    rows = Attendance.objects.filter(activity=activity, on=on).select_related("participant")
    return sorted((row.participant for row in rows), key=lambda one: one.name.casefold())


def likely_people(activity: Activity, *, on: date, seen_by: Staff) -> list[Participant]:
    """Return who came lately to its programme with the same organisation and is not written down yet."""
    if not keeps_attendance(activity, seen_by=seen_by):
        return []
    before = type(activity).objects.filter(
        programme=activity.programme_id, responsible=activity.responsible_id, starts_on__lte=on
    )
    held = list(before.order_by("-starts_on", "-pk").values_list("pk", flat=True)[:LATELY])
    came = Attendance.objects.filter(activity__in=held)
    here = Attendance.objects.filter(activity=activity, on=on).order_by().values("participant")
    usual = came.exclude(participant__in=here).order_by().values("participant")
    keys = usual.annotate(last=Max("on"), times=Count("pk")).order_by("-last", "-times")[:LIKELY]
    found = Participant.objects.in_bulk([row["participant"] for row in keys])
    return sorted(found.values(), key=lambda one: one.name.casefold())
