"""Which activities are there? Narrowed by what a person asks and by what they may see."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from pazos.domain.activities.models import Activity, Attendance, HeadCount
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.activities.vocabulary import State
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

OUTSIDE = "none"  # asks for activities in no cluster
OVERDUE = "overdue"  # planned, and its last day is over


@dataclass(frozen=True)
class Asked:
    """What is asked of the list; what is empty narrows nothing."""

    text: str = ""
    programme: str = ""  # codes
    component: str = ""
    cluster: str = ""  # a number, or OUTSIDE
    organisation: int | None = None
    state: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Asked()


def activities(asked: Asked, *, seen_by: Staff, on: date) -> QuerySet[Activity]:
    """Return the activities that a question finds, the latest first; `on` says which are overdue."""
    rows = _open_to(seen_by).filter(_of(asked))
    for word in asked.text.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(code__icontains=word)
            | Q(venue__icontains=word)
            | Q(neighbourhood__name__icontains=word)
            | Q(programme__name__icontains=word)
        )
    if asked.state == OVERDUE:
        rows = rows.filter(state=State.PLANNED, ends_on__lt=on)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    shown = ("programme__component", "neighbourhood", "cluster", "responsible", "partner")
    return rows.select_related(*shown).order_by("-starts_on", "-pk")


def _of(asked: Asked) -> Q:
    found = Q()
    if asked.programme:
        found &= Q(programme__code=asked.programme)
    if asked.component:
        found &= Q(programme__component__code=asked.component)
    if asked.cluster:
        found &= Q(cluster__isnull=True) if asked.cluster == OUTSIDE else Q(cluster=asked.cluster)
    if asked.organisation:
        found &= Q(responsible=asked.organisation) | Q(partner=asked.organisation)
    if asked.kind:
        found &= Q(kind=asked.kind)
    if asked.first:
        found &= Q(ends_on__gte=asked.first)
    if asked.last:
        found &= Q(starts_on__lte=asked.last)
    return found


def activity(number: int, *, seen_by: Staff) -> Activity | None:
    """Return one activity, None where there is none or this person may not see it."""
    shown = ("programme__component", "neighbourhood", "cluster", "responsible", "partner", "entered_by")
    return _open_to(seen_by).select_related(*shown).filter(pk=number).first()


def in_month(asked: Asked, *, year: int, month: int, seen_by: Staff, on: date) -> dict[date, list[Activity]]:
    """Return the activities that begin on each day of a month, a day without any left out."""
    last = calendar.monthrange(year, month)[1]
    days = (date(year, month, 1), date(year, month, last))
    rows = activities(asked, seen_by=seen_by, on=on).filter(starts_on__range=days).order_by("starts_on", "pk")
    found: dict[date, list[Activity]] = {}
    for row in rows:
        found.setdefault(row.starts_on, []).append(row)
    return found


def came_to(numbers: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return how many people came by name, and how many were reported, to each activity.

    The caller shows them to those who know these people, or through the gate.
    """
    keys = list(numbers)
    named = Attendance.objects.filter(activity__in=keys).order_by().values_list("activity")
    people = dict(named.annotate(people=Count("participant", distinct=True)))
    heads = HeadCount.objects.filter(activity__in=keys).order_by().values_list("activity")
    reported = dict(heads.annotate(all=Sum("people")))
    return {key: (people.get(key, 0), reported.get(key, 0)) for key in keys}


def _open_to(staff: Staff) -> QuerySet[Activity]:
    reach = reach_of(staff, Permission.SEE_STRATEGY)
    return Activity.objects.filter(reach.belonging(organisation=ORGANISATIONS))
