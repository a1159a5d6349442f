"""Who came, by name: written once however often it is sent, and taken out as easily."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.activities import rules
from pazos.domain.activities.models import Attendance
from pazos.domain.activities.standing import locked, standing_of
from pazos.domain.activities.vocabulary import State
from pazos.domain.participants.agreeing import refuse_taken_back
from pazos.domain.participants.hearing import News, tell
from pazos.domain.participants.models import Participant
from pazos.domain.participants.queries import kept_of
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

NEEDS = Permission.KEEP_ATTENDANCE


@transaction.atomic
def attend(
    activity: Activity,
    *,
    participants: Iterable[Participant],
    by: Staff,
    author: Staff | None = None,
    on: date | None = None,
) -> int:
    """Write down that people came on a day (None: the first); return how many were not there yet.

    An activity to which somebody came was done. `author` wrote who came, where another takes it in. Of
    whoever took it back that they take part nothing more is written, not even of a day before.

    Raises:
        InputProblem: somebody took their permission back; RefusedError: nobody can come that day.
    """
    row, day, today = locked(activity, NEEDS, by=by), on or activity.starts_on, timezone.localdate()
    refuse(rules.what_blocks_attending(standing_of(row), day=day, on=today))
    found = _kept({one.pk for one in participants})
    refuse_taken_back(found.values(), days=(day, today))
    people = set(found)
    known = set(row.attendances.filter(on=day, participant__in=people).values_list("participant", flat=True))
    wrote = author or by
    new = [Attendance(activity=row, participant_id=key, on=day, entered_by=wrote) for key in people - known]
    # Two lists sent at once: the second of each pair changes nothing.
    Attendance.objects.bulk_create(new, ignore_conflicts=True)
    if row.state == State.PLANNED and people:
        change(row, by=by, state=State.DONE)
    if new:
        tell(News.CAME, people - known)
        record("attendance.written", row, by=by, people=len(new))
    return len(new)


def _kept(keys: set[UUID]) -> dict[UUID, Participant]:
    """Return the rows under which people are kept now, whom nobody merges or erases until this is written."""
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    found = [kept_of(row) for row in rows.order_by("pk")]
    if len(found) < len(keys):
        raise InputProblem(N_("There is no such record any more."))
    return {row.pk: row for row in found}


@transaction.atomic
def leave_out(activity: Activity, *, participant: Participant, by: Staff, on: date | None = None) -> bool:
    """Take somebody out who did not come; return whether they stood there."""
    row, day = locked(activity, NEEDS, by=by), on or activity.starts_on
    gone, _ = row.attendances.filter(participant=participant, on=day).delete()
    if gone:
        tell(News.CAME, [participant.pk])
        record("attendance.taken_out", row, by=by)
    return bool(gone)
