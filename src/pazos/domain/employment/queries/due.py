"""What waits on the way to work, of the cases that this person reaches? The oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from pazos.domain.cases.queries.cases import cases
from pazos.domain.employment.models import Application, Business, RetentionCheck
from pazos.domain.employment.rules.marks import A_VISIT_EVERY, SLOW_ANSWER, SOON
from pazos.domain.employment.rules.stepping import WITH_COMPANY
from pazos.domain.employment.vocabulary import ApplicationState, BusinessState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Waiting:
    """The four lists, each a query to be paged or cut by its page."""

    checks: QuerySet[RetentionCheck]  # a mark is due, or within two weeks
    unwritten: QuerySet[Application]  # got the job, and nobody wrote the job down
    unanswered: QuerySet[Any]  # presented, and the company is silent for two weeks
    businesses: QuerySet[Any]  # open or funded, and nobody came by for three months


def waiting(*, on: date, seen_by: Staff) -> Waiting:
    """Return what waits on a day, of the cases within reach."""
    mine = cases(seen_by=seen_by).order_by().values("pk")
    applied = Application.objects.filter(case__in=mine).select_related("case__participant", "vacancy")
    return Waiting(
        checks=RetentionCheck.objects.filter(
            placement__case__in=mine, done_on__isnull=True, due_on__lte=on + SOON
        )
        .select_related("placement__case__participant")
        .order_by("due_on", "pk"),
        unwritten=applied.filter(state=ApplicationState.PLACED, placement__isnull=True).order_by("ended_on"),
        unanswered=applied.filter(state__in=WITH_COMPANY)
        .annotate(since=Coalesce("interview_on", "presented_on"))
        .filter(since__lt=on - SLOW_ANSWER)
        .order_by("since"),
        businesses=_unvisited(mine, on=on),
    )


def _unvisited(mine: Any, *, on: date) -> QuerySet[Business]:
    before = on - A_VISIT_EVERY
    rows = Business.objects.filter(case__in=mine, state__in=(BusinessState.OPEN, BusinessState.FUNDED))
    seen = rows.annotate(last=Max("visits__on")).filter(Q(last__lt=before) | Q(last__isnull=True))
    return seen.select_related("case__participant").order_by("last", "pk")
