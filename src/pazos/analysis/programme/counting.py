"""Counting a selection that nobody asked for yet: work that a page asks for, done once by the worker.

A count of 50,000 people reads them all, with what was opened of their traits and answers. The page shows what
is kept and, of the rest, how far it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.programme.asked import Asked
from pazos.analysis.tasks import ask_once, carry_out
from pazos.foundation.jobs.models import Job

if TYPE_CHECKING:
    from pazos.analysis.tasks import Tell
    from pazos.domain.people.models import Staff

KIND = "count_programme"


def ask(asked: Asked, *, by: Staff) -> Job:
    """Put the count of a selection in the queue; one that is already there is not asked for twice."""
    return ask_once(work, kind=KIND, arguments=asked.plain(), by=by)


def last_asked(asked: Asked) -> Job | None:
    """Return the newest job of a selection."""
    return Job.objects.filter(kind=KIND, arguments=asked.plain()).first()


@task()
def work(job_id: int) -> None:
    """Count one selection and freeze what was found."""
    carry_out(job_id, _count)


def _count(job: Job, by: Staff | None, tell: Tell) -> dict[str, Any]:
    from pazos.analysis.programme.totals import totals

    if by is None:
        raise ValueError("a count is asked for by somebody")
    asked = Asked(**job.arguments)
    run = totals(asked, seen_by=by, tell=tell).run
    return {"programme_totals": run, "query": asked.query()}
