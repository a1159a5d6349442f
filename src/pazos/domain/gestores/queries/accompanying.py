"""Gestores, their shifts, what they have learnt and who has talked with them.

Notes of supervision are read by whoever held the talk and by the gestor themselves, nobody else;
others see that it was held.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Q

from pazos.domain.gestores.models import Attendance, Course, Gestor, PlannedShift, Supervision
from pazos.domain.gestores.rules.accompanying import (
    Look,
    Planned,
    supervision_is_due,
    training_lacks,
    warnings_of,
)
from pazos.domain.gestores.vocabulary import ShiftState
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.teams.models import Membership
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class GestorRow:
    """One gestor in the list."""

    gestor: Gestor
    clusters: tuple[str, ...]
    lacks: tuple[str, ...]
    last_talk: date | None
    talk_is_due: bool


def _must(seen_by: Staff) -> None:
    if not seen_by.may(Permission.RUN_OUTREACH):
        raise PermissionDenied


def gestores(*, seen_by: Staff, on: date, former: bool = False) -> list[GestorRow]:
    """Return the gestores of today (or the former ones) with what each asks somebody to look at."""
    _must(seen_by)
    found = list(Gestor.objects.filter(ended_on__lt=on) if former else Gestor.objects.filter(_present(on)))
    asked = Q(ended_on__lt=on) if former else _present(on)
    found = list(Gestor.objects.filter(asked).select_related("staff").order_by("staff__name"))
    last = dict(
        Supervision.objects.filter(staff__in=[one.staff_id for one in found])
        .values_list("staff")
        .annotate(last=Max("held_on"))
    )
    lacks = lacking([one.staff_id for one in found], on=on)
    clusters = _clusters([one.staff_id for one in found], on=on)
    return [
        GestorRow(
            one,
            clusters=tuple(clusters[one.staff_id]),
            lacks=tuple(course.title for course in lacks[one.staff_id]),
            last_talk=last.get(one.staff_id),
            talk_is_due=not former
            and supervision_is_due(last.get(one.staff_id), began_on=one.began_on, on=on),
        )
        for one in found
    ]


def _present(on: date) -> Q:
    return Q(ended_on__isnull=True) | Q(ended_on__gte=on)


def _clusters(staff: Sequence[int], *, on: date) -> dict[int, list[str]]:
    rows = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on), staff__in=staff, from_on__lte=on
    )
    named: dict[int, list[str]] = defaultdict(list)
    for member, name in rows.order_by("cluster__name").values_list("staff", "cluster__name"):
        named[member].append(name)
    return named


def lacking(staff: Sequence[int], *, on: date) -> dict[int, list[Course]]:
    """Return by person the required courses that are not in force for them on a day."""
    courses = {one.pk: one for one in Course.objects.filter(is_required=True, ended_on__isnull=True)}
    required = {pk: one.valid_months for pk, one in courses.items()}
    done: dict[int, list[tuple[int, date]]] = defaultdict(list)
    rows = Attendance.objects.filter(staff__in=staff, finished=True)
    for member, course, when in rows.values_list("staff", "day__course", "day__held_on"):
        done[member].append((course, when))
    return {
        member: [courses[pk] for pk in sorted(training_lacks(required, done[member], on=on))]
        for member in staff
    }


@dataclass(frozen=True)
class Week:
    """A cluster's plan of one week: the shifts by gestor and day, and what to look at."""

    monday: date
    days: tuple[date, ...]
    rows: tuple[tuple[Staff, tuple[tuple[PlannedShift, ...], ...]], ...]
    looks: tuple[tuple[str, Look], ...]


def week(cluster: WorkCluster, *, monday: date, seen_by: Staff) -> Week:
    """Return the plan of a cluster's week; whoever belongs there or coordinates may see it."""
    if not seen_by.may(Permission.RUN_OUTREACH):
        raise PermissionDenied
    days = tuple(monday + timedelta(days=n) for n in range(7))
    members = _members(cluster, monday)
    shifts = list(
        PlannedShift.objects.filter(cluster=cluster, on__gte=monday, on__lt=monday + WEEK)
        .exclude(state=ShiftState.CANCELLED)
        .select_related("staff")
    )
    people = {one.pk: one for one in (*members, *(shift.staff for shift in shifts))}
    by: dict[tuple[int, date], list[PlannedShift]] = defaultdict(list)
    for shift in sorted(shifts, key=lambda one: list(Shift).index(Shift(one.part))):
        by[shift.staff_id, shift.on].append(shift)
    rows = tuple(
        (person, tuple(tuple(by[person.pk, day]) for day in days))
        for person in sorted(people.values(), key=lambda one: one.name)
    )
    return Week(monday, days, rows, _looks(people, monday=monday))


def _members(cluster: WorkCluster, monday: date) -> list[Staff]:
    rows = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=monday),
        cluster=cluster,
        from_on__lt=monday + WEEK,
        staff__gestor__isnull=False,
    )
    return [one.staff for one in rows.select_related("staff")]


def _looks(people: dict[int, Staff], *, monday: date) -> tuple[tuple[str, Look], ...]:
    around = PlannedShift.objects.filter(
        staff__in=people, on__gte=monday - WEEK, on__lt=monday + WEEK
    ).exclude(state=ShiftState.CANCELLED)
    plan = [Planned(one.staff_id, one.cluster_id, one.on, Shift(one.part)) for one in around]
    others = PlannedShift.objects.filter(
        cluster__in={one.cluster for one in plan}, on__gte=monday, on__lt=monday + WEEK
    ).exclude(Q(staff__in=people) | Q(state=ShiftState.CANCELLED))
    plan += [Planned(one.staff_id, one.cluster_id, one.on, Shift(one.part)) for one in others]
    lacks = lacking(list(people), on=monday)
    untrained = frozenset(pk for pk, courses in lacks.items() if courses)
    found = warnings_of(plan, untrained=untrained)
    return tuple((people[one.staff].name, one) for one in found if one.staff in people and one.on >= monday)


@dataclass(frozen=True)
class Talk:
    """A supervision as its reader may see it: the notes only where they are theirs."""

    held_on: date
    by: str
    next_on: date | None
    note: str | None
    agreed: str | None


def talks(staff: Staff, *, seen_by: Staff) -> list[Talk]:
    """Return the talks with one gestor, the latest first."""
    if seen_by.pk != staff.pk:
        _must(seen_by)
    return [_talk(one, seen_by) for one in Supervision.objects.filter(staff=staff).select_related("by")]


def _talk(one: Supervision, reader: Staff) -> Talk:
    theirs = reader.pk in (one.by_id, one.staff_id)
    return Talk(
        one.held_on, one.by.name, one.next_on, one.note if theirs else None, one.agreed if theirs else None
    )
