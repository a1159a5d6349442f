"""What of accompaniment may lie on a phone? Of the cases of one's own pair: what somebody is called, and when next.

No note, no state of a person, no address: a phone can be taken. A case that rests, ended or went to
another pair is not on it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pazos.domain.activities.queries.listing import Asked
from pazos.domain.activities.queries.listing import activities as activities_within
from pazos.domain.activities.vocabulary import State
from pazos.domain.cases.models import Case, CaseSession
from pazos.domain.cases.queries.cases import worked_by
from pazos.domain.cases.queries.working import Permit, permits
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.fieldwork.queries.given import ActivityGiven, CaseGiven
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

MOST_ACTIVITIES = 60
BACK, AHEAD = timedelta(days=10), timedelta(days=3)
OVERDUE = timedelta(days=14)  # as long as a day that was agreed on stays in sight
ENDS_SOON = 30  # days


def cases(*, seen_by: Staff, on: date) -> list[CaseGiven]:
    """Return the active cases in whose pair somebody is; whoever supervises has none on a phone."""
    if not seen_by.may(Permission.WORK_CASES):
        return []
    rows = Case.objects.filter(worked_by(seen_by), state=CaseState.ACTIVE).select_related("participant")
    found = list(rows.order_by("pk"))
    allowed = permits((one.participant_id for one in found), on=on)
    days = _next_days(found, on)
    return [
        CaseGiven(
            id=one.pk,
            called=called(one.participant.name),
            next_on=days.get(one.pk),
            permission=_permission(allowed[one.participant_id], on),
        )
        for one in found
    ]


def called(name: str) -> str:
    """Return a chosen name of one word as it is, of a longer one the first letters alone."""
    words = name.split()
    return name if len(words) < 2 else " ".join(f"{word[0]}." for word in words)


def _permission(permit: Permit, on: date) -> str:
    if not permit.holds:
        return "none"
    return "ends_soon" if permit.ends_within(ENDS_SOON, on=on) else "holds"


def _next_days(rows: Iterable[Case], on: date) -> dict[UUID, date]:
    """Return the day on which each is met next, where one was agreed on and they were not met since."""
    last = {one.pk: one.last_met_on for one in rows}
    agreed = CaseSession.objects.filter(case__in=last, next_on__gte=on - OVERDUE).order_by("-next_on")
    found: dict[UUID, date] = {}
    for case, day in agreed.values_list("case", "next_on"):
        met = last[case]
        if day is not None and (met is None or day > met):
            found[case] = day
    return found


def activities(*, seen_by: Staff, on: date) -> list[ActivityGiven]:
    """Return the activities of these days to which somebody may write who came."""
    if not seen_by.may(Permission.KEEP_ATTENDANCE):
        return []
    asked = Asked(first=on - BACK, last=on + AHEAD)
    rows = activities_within(asked, seen_by=seen_by, on=on).exclude(state=State.CANCELLED)
    return [_activity(one) for one in rows.order_by("-starts_on", "name")[:MOST_ACTIVITIES]]


def _activity(row: Activity) -> ActivityGiven:
    return ActivityGiven(row.pk, row.name, row.starts_on, row.venue)
