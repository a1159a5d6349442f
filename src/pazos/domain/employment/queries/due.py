"""What waits on the way to work, of the cases that this person reaches? The oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.employment.models import Application, Business, BusinessVisit, RetentionCheck
from pazos.domain.employment.rules.marks import A_VISIT_EVERY, SLOW_ANSWER, SOON
from pazos.domain.employment.rules.stepping import WITH_COMPANY
from pazos.domain.employment.vocabulary import ApplicationState, BusinessState
from pazos.domain.rights.models import Consent
from pazos.domain.rights.vocabulary import Purpose, SubjectKind
from pazos.foundation.access.policy import Permission

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
    """Return what waits on a day, of the cases within reach; of somebody who permits nothing any more nothing waits."""
    mine = reached(seen_by, Permission.SEE_CASES, through="case__") & _permitted("case__", on=on)
    of_jobs = reached(seen_by, Permission.SEE_CASES, through="placement__case__")
    of_jobs &= _permitted("placement__case__", on=on)
    applied = Application.objects.filter(mine).select_related("case__participant", "vacancy")
    return Waiting(
        checks=RetentionCheck.objects.filter(of_jobs, done_on__isnull=True, due_on__lte=on + SOON)
        .select_related("placement__case__participant")
        .order_by("due_on", "pk"),
        unwritten=applied.filter(state=ApplicationState.PLACED, placement__isnull=True).order_by("ended_on"),
        unanswered=applied.filter(state__in=WITH_COMPANY)
        .exclude(case__state=CaseState.ENDED)
        .annotate(since=Coalesce("interview_on", "presented_on"))
        .filter(since__lt=on - SLOW_ANSWER)
        .order_by("since"),
        businesses=_unvisited(mine, on=on),
    )


def _permitted(through: str, *, on: date) -> Q:
    """Return the condition that something stands on a day that permits to accompany the person of a case."""
    standing = Consent.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=on),
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        subject_kind=SubjectKind.PARTICIPANT,
        subject_key=OuterRef(f"{through}participant"),
        purpose=Purpose.ACCOMPANIMENT,
        given_on__lte=on,
    )
    return Q(Exists(standing.order_by()))


def _unvisited(mine: Q, *, on: date) -> QuerySet[Business]:
    going = Business.objects.filter(mine, state__in=(BusinessState.OPEN, BusinessState.FUNDED))
    last = BusinessVisit.objects.filter(business=OuterRef("pk")).order_by("-on").values("on")[:1]
    seen = going.annotate(last=Subquery(last))
    unseen = seen.filter(Q(last__lt=on - A_VISIT_EVERY) | Q(last__isnull=True))
    return unseen.select_related("case__participant").order_by("last", "pk")
