"""Which cohorts are there, and how many of their places are taken? Counts of people, for those who may see cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from pazos.domain.cases.models import Case, Cohort
from pazos.domain.cases.queries.cases import SHOWN, cases
from pazos.domain.cases.vocabulary import CaseState
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


def cohorts(*, seen_by: Staff) -> QuerySet[Cohort]:
    """Return the cohorts with `members` (open and ended cases) and `still` (those that have not ended)."""
    rows = Cohort.objects.select_related("programme")
    if not seen_by.may(Permission.SEE_CASES):
        return rows.none()
    return rows.annotate(
        members=Count("cases"), still=Count("cases", filter=~Q(cases__state=CaseState.ENDED))
    ).order_by("-begins_on", "name")


def cohort(number: int, *, seen_by: Staff) -> Cohort | None:
    """Return one cohort, None where there is none for this person."""
    return cohorts(seen_by=seen_by).filter(pk=number).first()


def members(cohort: Cohort, *, seen_by: Staff) -> QuerySet[Case]:
    """Return the cases of a cohort within reach."""
    return cases(seen_by=seen_by).filter(cohort=cohort).select_related(*SHOWN).order_by("state", "opened_on")
