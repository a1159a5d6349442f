"""Taking somebody on, planning shifts, training and supervision, and ending well."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from pazos.domain.gestores.models import (
    Attendance,
    Course,
    Gestor,
    PlannedShift,
    Supervision,
    TrainingDay,
)
from pazos.domain.gestores.vocabulary import Ending, ShiftState, Standing
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from pazos.domain.gestores.models import Candidate
    from pazos.domain.outreach.vocabulary import Shift
    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster

_WEEK = timedelta(days=7)


@transaction.atomic
def take_on(
    staff: Staff, *, began_on: date, by: Staff | None, candidate: Candidate | None = None, call_whom: str = ""
) -> Gestor:
    """Begin somebody's time as a gestor; their account must have that role."""
    if staff.role != Role.GESTOR:
        raise InputProblem(N_("{name}'s account is not that of a gestor."), name=staff.name)
    if Gestor.objects.filter(staff=staff).exists():
        raise InputProblem(N_("{name} is a gestor already."), name=staff.name)
    if candidate is not None and candidate.standing not in (Standing.CHOSEN, Standing.RESERVE):
        raise InputProblem(N_("Only a candidate who was chosen or is in reserve is taken on."))
    gestor = Gestor.objects.create(
        staff=staff, candidate=candidate, began_on=began_on, call_in_emergency=call_whom
    )
    audit.record("gestor.taken_on", gestor, by=by)
    return gestor


@transaction.atomic
def end(gestor: Gestor, *, on: date, ending: Ending, by: Staff) -> None:
    """End somebody's time as a gestor; shifts planned after that day are cancelled."""
    if on < gestor.began_on:
        raise InputProblem(N_("The last day stands before the first."))
    gestor.ended_on, gestor.ending = on, ending
    gestor.save(update_fields=["ended_on", "ending"])
    later = PlannedShift.objects.filter(staff=gestor.staff, on__gt=on, state=ShiftState.PLANNED)
    cancelled = later.update(state=ShiftState.CANCELLED)
    audit.record("gestor.ended", gestor, by=by, ending=ending.value, shifts_cancelled=cancelled)


@transaction.atomic
def plan_shift(*, staff: Staff, cluster: WorkCluster, on: date, part: Shift, by: Staff) -> PlannedShift:
    """Plan one shift; somebody who works elsewhere at that time cannot be planned twice."""
    try:
        with transaction.atomic():
            shift = PlannedShift.objects.create(staff=staff, cluster=cluster, on=on, part=part)
    except IntegrityError as error:
        raise InputProblem(N_("{name} has a shift at that time already."), name=staff.name) from error
    audit.record("shift.planned", shift, by=by)
    return shift


@transaction.atomic
def mark_shift(shift: PlannedShift, *, state: ShiftState, by: Staff) -> None:
    """Say what became of a shift."""
    shift.state = state
    shift.save(update_fields=["state"])
    audit.record("shift.marked", shift, by=by, state=state.value)


@transaction.atomic
def copy_week(*, from_on: date, to_on: date, cluster: WorkCluster, by: Staff) -> int:
    """Repeat a week's plan in another week; return how many shifts were new."""
    if from_on.weekday() != 0 or to_on.weekday() != 0:
        raise InputProblem(N_("A week begins on a Monday."))
    rows = PlannedShift.objects.filter(
        cluster=cluster, on__gte=from_on, on__lt=from_on + _WEEK, staff__gestor__ended_on__isnull=True
    ).exclude(state=ShiftState.CANCELLED)
    taken = set(
        PlannedShift.objects.filter(on__gte=to_on, on__lt=to_on + _WEEK)
        .exclude(state=ShiftState.CANCELLED)
        .values_list("staff", "on", "part")
    )
    move = to_on - from_on
    new = [
        PlannedShift(staff_id=row.staff_id, cluster=cluster, on=row.on + move, part=row.part)
        for row in rows
        if (row.staff_id, row.on + move, row.part) not in taken
    ]
    PlannedShift.objects.bulk_create(new)
    audit.record("shift.week_copied", cluster, by=by, shifts=len(new), week=to_on.isoformat())
    return len(new)


@transaction.atomic
def add_course(*, title: str, hours: int, is_required: bool, valid_months: int | None, by: Staff) -> Course:
    """Add something gestores learn."""
    if Course.objects.filter(title=title).exists():
        raise InputProblem(N_("There is a course {title} already."), title=title)
    course = Course.objects.create(
        title=title, hours=hours, is_required=is_required, valid_months=valid_months
    )
    audit.record("course.added", course, by=by, required=is_required)
    return course


@transaction.atomic
def hold_training(
    course: Course,
    *,
    held_on: date,
    place: str,
    came: Sequence[Staff],
    finished: Collection[int],
    by: Staff,
) -> TrainingDay:
    """Keep who came to a training day, and who of them finished it (numbers of staff)."""
    if held_on > timezone.localdate():
        raise InputProblem(N_("A training is written down once it was held."))
    if not came:
        raise InputProblem(N_("Say who came."))
    day = TrainingDay.objects.create(course=course, held_on=held_on, place=place)
    Attendance.objects.bulk_create(
        Attendance(day=day, staff=one, finished=one.pk in finished) for one in came
    )
    audit.record("training.held", day, by=by, came=len(came), finished=len(set(finished)))
    return day


@transaction.atomic
def supervise(
    staff: Staff, *, held_on: date, note: str, agreed: str, next_on: date | None, by: Staff
) -> Supervision:
    """Keep a talk with a gestor."""
    if staff.pk == by.pk:
        raise InputProblem(N_("Nobody supervises themselves."))
    if held_on > timezone.localdate():
        raise InputProblem(N_("A talk is written down once it took place."))
    if next_on is not None and next_on <= held_on:
        raise InputProblem(N_("The next talk comes after this one."))
    talk = Supervision.objects.create(
        staff=staff,
        held_on=held_on,
        by=by,
        note=note,
        agreed=agreed,
        next_on=next_on,
        written_at=timezone.now(),
    )
    audit.record("supervision.held", talk, by=by)
    return talk
