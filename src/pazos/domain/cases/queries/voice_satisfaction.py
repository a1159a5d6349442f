"""Under which code do those of a cohort answer the three questions this month? The code names no person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.cases.models import Case, Cohort
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.rules.voice_satisfaction import months_open
from pazos.domain.cases.vocabulary import CaseState
from pazos.foundation.access.policy import Permission
from pazos.foundation.privacy.sealing import blind_index

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff

LETTERS = 8


@dataclass(frozen=True)
class Code:
    """A cohort, a month (its first day) and the code under which its answers come."""

    cohort: Cohort
    month: date
    code: str


def code_of(cohort: int, month: date) -> str:
    """Return the code of a cohort's month; nobody can work out another's from it."""
    return blind_index(f"{cohort} {month:%Y-%m}", "satisfaction.code")[:LETTERS]


def behind(code: str, *, on: date) -> Code | None:
    """Return the cohort and month that a code stands for on a day, None for one that is not in use."""
    wanted = code.strip().lower()
    for month in months_open(on):
        for one in Cohort.objects.filter(begins_on__lte=on):
            if code_of(one.pk, month) == wanted:
                return Code(one, month, wanted)
    return None


def codes(*, seen_by: Staff, on: date) -> list[Code]:
    """Return this month's codes of the cohorts in which somebody works."""
    own = Case.objects.filter(reached(seen_by, Permission.WORK_CASES)).exclude(state=CaseState.ENDED)
    cohorts = Cohort.objects.filter(pk__in=own.values("cohort")).order_by("-begins_on", "name")
    month = on.replace(day=1)
    return [Code(one, month, code_of(one.pk, month)) for one in cohorts]
