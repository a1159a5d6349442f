"""Which activities a question is about: any union of programmes, components and clusters, in whole months.

Months and not days: two periods that differ by a day would give the people of that day by subtraction.
Two slices that differ by one programme still do so; that is the limit of suppressing table by table.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from pazos.domain.activities.models import Activity
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.activities.vocabulary import State
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from pazos.domain.people.models import Staff

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Slice:
    """What is counted; what is empty narrows nothing. `first` and `last` are days of whole months."""

    programmes: frozenset[int] = frozenset()
    components: frozenset[int] = frozenset()
    clusters: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    first: date = EARLIEST
    last: date = LATEST

    def condition(self, path: str = "") -> Q:
        """Return the condition on activities, whose look-ups begin with `path`."""
        found = Q()
        if self.programmes:
            found &= Q(**{f"{path}programme__in": self.programmes})
        if self.components:
            found &= Q(**{f"{path}programme__component__in": self.components})
        if self.clusters:
            found &= Q(**{f"{path}cluster__in": self.clusters})
        if self.organisations:
            found &= Q(**{f"{path}responsible__in": self.organisations}) | Q(
                **{f"{path}partner__in": self.organisations}
            )
        return found


def months(first: str, last: str) -> tuple[date, date]:
    """Return the first and last day of a period told as "2023-05"; an empty end is open."""
    begins = _month(first, field="first") if first else EARLIEST
    ends = _month(last, field="last") if last else LATEST
    if ends < begins:
        raise InputProblem(N_("{field}: the period ends before it begins."), field="last")
    return begins, ends.replace(day=calendar.monthrange(ends.year, ends.month)[1])


def _month(text: str, *, field: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise InputProblem(N_("{field}: write a month as 2023-05."), field=field) from error


@dataclass(frozen=True)
class Chosen:
    """The activities of a slice, whenever they were; one place in each array an activity."""

    number: NDArray[np.int64]
    programme: NDArray[np.int64]
    begins: NDArray[np.int64]  # proleptic ordinal
    done: NDArray[np.int64]  # 1 where it was done

    def of_period(self, asked: Slice) -> Chosen:
        """Return those that begin in the period of a slice."""
        kept = (self.begins >= asked.first.toordinal()) & (self.begins <= asked.last.toordinal())
        return Chosen(*(one[kept] for one in (self.number, self.programme, self.begins, self.done)))

    def __len__(self) -> int:
        return len(self.number)


def activities_in(asked: Slice, *, seen_by: Staff) -> QuerySet[Activity]:
    """Return the activities of a slice within reach, whenever they were; those cancelled reached nobody."""
    reach = reach_of(seen_by, Permission.SEE_STRATEGY)
    rows = Activity.objects.exclude(state=State.CANCELLED).order_by()
    return rows.filter(reach.belonging(organisation=ORGANISATIONS)).filter(asked.condition())


def chosen(asked: Slice, *, seen_by: Staff) -> Chosen:
    """Return the activities of a slice as arrays."""
    rows = activities_in(asked, seen_by=seen_by).values_list("pk", "programme", "starts_on", "state")
    lines = [(key, of, on.toordinal(), state == State.DONE) for key, of, on, state in rows]
    return Chosen(*np.array(lines, dtype=np.int64).reshape(-1, 4).T)


def sees_people(seen_by: Staff) -> bool:
    """Tell whether a person may know, one by one, everybody whom their slices count."""
    counts, knows = (seen_by.scope(one) for one in (Permission.SEE_STRATEGY, Permission.KEEP_ATTENDANCE))
    return counts is not None and knows is not None and knows >= counts
