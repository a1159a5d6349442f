"""What waits on the way to work: marks to ask for, jobs to write down, silent companies, businesses to visit."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pazos.domain.cases.queries.working import permits
from pazos.domain.employment.models import RetentionCheck
from pazos.domain.employment.queries.due import waiting
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_WORK, Address, Stage
from pazos.interfaces.web.pages.employment import wording
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Case

PER_PAGE, SHOWN = 40, 40


@require_GET
def work_due(request: HttpRequest) -> HttpResponse:
    """List what waits, of the cases within reach."""
    who, today = reader(request), timezone.localdate()
    found = waiting(on=today, seen_by=who)
    page = Paginator(found.checks, PER_PAGE).get_page(request.GET.get("page"))
    first = (list(rows[:SHOWN]) for rows in (found.unwritten, found.unanswered, found.businesses))
    shown, unwritten, unanswered, businesses = _permitted([list(page), *first], on=today)
    cases = {one.placement.case_id for one in shown}
    cases |= {one.case_id for one in chain(unwritten, unanswered)} | {one.case_id for one in businesses}
    note_read(by=who, what="cases.case", keys=sorted(cases), at_address="work_due")
    facts = {
        "page": page,
        "checks": [
            (one, wording.days_words((one.due_on - today).days), one.due_on <= today) for one in shown
        ],
        "unwritten": unwritten,
        "unanswered": [(one, wording.days_words((one.since - today).days)) for one in unanswered],
        "businesses": businesses,
        "most": SHOWN,
    }
    return render(request, "web/employment/due.html", facts)


def _permitted(lists: list[list[Any]], *, on: date) -> list[list[Any]]:
    """Return what is of people whom it is permitted to accompany, by everything that they ever said of it."""
    standing = permits({_case(one).participant_id for one in chain(*lists)}, on=on)
    return [[one for one in rows if standing[_case(one).participant_id].holds] for rows in lists]


def _case(row: Any) -> Case:
    found: Case = row.placement.case if isinstance(row, RetentionCheck) else row.case
    return found


ADDRESSES = (
    Address(
        "work/due/",
        "work_due",
        work_due,
        needs=Permission.SEE_CASES,
        menu=N_("Work: what waits"),
        stage=Stage.ACT,
        group=OF_WORK,
    ),
)
