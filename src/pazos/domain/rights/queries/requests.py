"""The requests of people about their data: what is open, the nearest first, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.rights.models import Request
from pazos.domain.rights.queries.days import working_days
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.clock import Clock, RequestFacts, clock_of
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.calendar import WorkingDays


@dataclass(frozen=True)
class RequestRow:
    """A request as a list shows it, with its clock today."""

    request: Request
    clock: Clock

    @property
    def subject(self) -> Subject | None:
        """Whose data it is about, once that is known."""
        key = self.request.subject_key
        return Subject(self.request.subject_kind, key) if key else None


def facts_of(request: Request) -> RequestFacts:
    """Return what the clock looks at."""
    return RequestFacts(
        kind=request.kind,
        received_on=request.received_on,
        returned_on=request.returned_on,
        completed_on=request.completed_on,
        marked_on=request.marked_on,
        extended_on=request.extended_on,
        answered_on=request.answered_on,
    )


def requests(*, seen_by: Staff) -> QuerySet[Request]:
    """Return the requests that somebody may see, the newest first."""
    found = Request.objects.select_related("written_by", "verified_by", "answered_by", "extended_by")
    return found.none() if reach_of(seen_by, Permission.HANDLE_REQUESTS).is_nothing else found


def row_of(request: Request, *, days: WorkingDays, on: date | None = None) -> RequestRow:
    """Return a request with its clock."""
    return RequestRow(request, clock_of(facts_of(request), on=on or timezone.localdate(), days=days))


def rows_of(found: Iterable[Request]) -> list[RequestRow]:
    """Return requests with their clocks, in their order."""
    days = working_days()
    return [row_of(request, days=days) for request in found]


def open_rows(*, seen_by: Staff) -> list[RequestRow]:
    """Return what is not answered: the least days left first, what stands still last."""
    rows = rows_of(requests(seen_by=seen_by).filter(answered_on__isnull=True))
    still = float("inf")
    return sorted(
        rows,
        key=lambda row: (
            still if row.clock.days_left is None else row.clock.days_left,
            row.request.received_on,
        ),
    )


def in_process(subject: Subject) -> QuerySet[Request]:
    """Return the claims on a subject's data that are in process: the mark that whoever uses them must see."""
    return Request.objects.filter(
        subject_kind=subject.kind,
        subject_key=subject.key,
        marked_on__isnull=False,
        answered_on__isnull=True,
    )
