"""Who was presented to this company, in the words that they agreed to? Nothing else of anybody leaves here.

No case, no participant and no worker is in what is given out: the one key is the application's own,
by which nothing else can be found. Whoever takes a permission back, lets go, or was answered three
months ago is not shown any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Q, When

from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.employment.models import Application
from pazos.domain.employment.rules.marks import SHOWN_AFTER_THE_END
from pazos.domain.employment.rules.stepping import WITH_COMPANY
from pazos.domain.employment.vocabulary import ApplicationState as State
from pazos.domain.rights.queries.consents import facts_together
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.consenting import what_blocks_processing
from pazos.domain.rights.vocabulary import Purpose, SubjectKind
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

MOST = 500  # those to answer come first, so what is cut was answered
ANSWERED = (State.PLACED, State.NOT_TAKEN)


@dataclass(frozen=True)
class Applicant:
    """All that a company knows of somebody: what they agreed to, and what it said itself."""

    key: UUID  # the application's own; it leads nowhere else
    vacancy: int
    job: str
    shown_as: str
    shown_words: str
    state: str
    presented_on: date
    interview_on: date | None
    company_words: str

    @property
    def may_be_answered(self) -> bool:
        """Whether the company's word is waited for."""
        return self.state in WITH_COMPANY


def applicants(*, on: date, seen_by: Staff) -> list[Applicant]:
    """Return those presented to the reader's own company: those to answer first, the newest first, no more than MOST."""
    rows = list(_presented(on=on, seen_by=seen_by).select_related("case", "vacancy")[:MOST])
    permitted = _permitted({row.case.participant_id for row in rows}, on=on)
    return [_shown(row) for row in rows if row.case.participant_id in permitted]


def applicant(key: UUID, *, on: date, seen_by: Staff) -> tuple[Applicant, Application] | None:
    """Return one of them with the row to answer for; None where it is not shown to this reader."""
    row = _presented(on=on, seen_by=seen_by).select_related("case", "vacancy").filter(pk=key).first()
    if row is None or not _permitted({row.case.participant_id}, on=on):
        return None
    return _shown(row), row


def _presented(*, on: date, seen_by: Staff) -> QuerySet[Application]:
    reach = reach_of(seen_by, Permission.SEE_APPLICANTS)
    if reach.scope is not Scope.ORGANISATION or reach.organisation is None:
        return Application.objects.none()
    rested = Q(state__in=ANSWERED, ended_on__gte=on - SHOWN_AFTER_THE_END)
    return (
        Application.objects.filter(
            Q(state__in=WITH_COMPANY) | rested,
            presented_on__isnull=False,
            vacancy__partner=reach.organisation,
        )
        .exclude(case__state=CaseState.ENDED)
        .order_by(Case(When(state__in=WITH_COMPANY, then=0), default=1), "-presented_on", "pk")
    )


def _permitted(people: Iterable[UUID], *, on: date) -> set[UUID]:
    """Return of whom it may be shown today: their permission, and the guardian's, holds."""
    given = facts_together([Subject(SubjectKind.PARTICIPANT, key) for key in people], on=on)
    return {
        one.key
        for one, facts in given.items()
        if not what_blocks_processing(facts, purpose=Purpose.ACCOMPANIMENT, on=on)
    }


def _shown(row: Application) -> Applicant:
    assert row.presented_on is not None
    return Applicant(
        key=row.pk,
        vacancy=row.vacancy_id,
        job=row.vacancy.title,
        shown_as=row.shown_as,
        shown_words=row.shown_words,
        state=row.state,
        presented_on=row.presented_on,
        interview_on=row.interview_on,
        company_words=row.company_words,
    )
