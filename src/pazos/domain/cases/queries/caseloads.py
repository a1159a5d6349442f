"""How many cases does each worker carry, and each pair? Numbers only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from pazos.domain.cases.models import Case
from pazos.domain.cases.queries.cases import OPEN, cases
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.people.models import Staff
from pazos.domain.teams.queries import who_may
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Load:
    """What one worker carries."""

    worker: int
    name: str
    active: int
    paused: int

    @property
    def cases(self) -> int:
        """How many cases count towards the ceiling: those that rest may be taken up any day."""
        return self.active + self.paused

    @property
    def is_full(self) -> bool:
        """Whether the published ceiling is reached."""
        return self.cases >= CEILING


@dataclass(frozen=True)
class PairLoad:
    """What one pair carries together; `first` is None where nobody was given the cases yet."""

    first: int | None
    first_name: str
    second_name: str
    active: int
    paused: int
    longest_unmet_on: date | None  # the day of the meeting that lies furthest back


def workers(*, on: date) -> list[Staff]:
    """Return everybody who may be in a pair on a day, by name."""
    return who_may(Permission.WORK_CASES, on=on)


def supervisors(*, on: date) -> list[Staff]:
    """Return everybody who may supervise a case on a day, by name."""
    return who_may(Permission.SUPERVISE_CASES, on=on)


def carried(people: Iterable[int]) -> dict[int, int]:
    """Return how many cases that have not ended each of these people carries."""
    numbers = list(people)
    found: Counter[int] = Counter()
    for place in ("first_worker", "second_worker"):
        rows = Case.objects.filter(**{f"{place}__in": numbers}, state__in=OPEN).order_by()
        for number, cases_of in rows.values_list(place).annotate(n=Count("pk")):
            found[number] += cases_of
    return {number: found[number] for number in numbers}


def loads(*, seen_by: Staff, on: date) -> list[Load]:
    """Return what everybody who accompanies carries, the fullest first; only of cases within reach."""
    found: dict[int, Counter[str]] = {one.pk: Counter() for one in workers(on=on)}
    rows = _open(seen_by).order_by().values("first_worker", "second_worker", "state")
    for row in rows.annotate(n=Count("pk")):
        for who in (row["first_worker"], row["second_worker"]):
            if who is not None:
                found.setdefault(who, Counter())[row["state"]] += row["n"]
    names = dict(Staff.objects.filter(pk__in=found).values_list("pk", "name"))
    made = [
        Load(who, names[who], states[CaseState.ACTIVE], states[CaseState.PAUSED])
        for who, states in found.items()
    ]
    return sorted(made, key=lambda one: (-one.cases, one.name))


def pairs(*, seen_by: Staff) -> list[PairLoad]:
    """Return what every pair carries within reach, cases of nobody first."""
    keys = ("first_worker", "first_worker__name", "second_worker__name")
    rows = _open(seen_by).order_by().values(*keys)
    rows = rows.annotate(
        active=Count("pk", filter=Q(state=CaseState.ACTIVE)),
        paused=Count("pk", filter=Q(state=CaseState.PAUSED)),
        longest=Min("last_met_on", filter=Q(state=CaseState.ACTIVE)),
    )
    made = [
        PairLoad(
            first=row["first_worker"],
            first_name=row["first_worker__name"] or "",
            second_name=row["second_worker__name"] or "",
            active=row["active"],
            paused=row["paused"],
            longest_unmet_on=row["longest"],
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (one.first is not None, -one.active, one.first_name))


def _open(seen_by: Staff) -> QuerySet[Case]:
    return cases(seen_by=seen_by).filter(state__in=OPEN)
