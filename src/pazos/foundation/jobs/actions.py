"""The life of a job: asked for, begun, heard from, ended well or with a reason in words.

Only these functions write the row. A job never holds its result, only where it is: the
outcome names a run, a designation or a delivery that a page can link to.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.foundation.audit import actions as audit
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser

# Longer than the longest silence of any study between two words of progress.
SILENCE = timedelta(minutes=20)
LOST = N_("The work stopped before it was done: the machine or its worker was ended. Ask for it again.")
BROKEN = N_(
    "The work broke off through a fault in Pazos, and nothing was kept. Ask again; if it happens again, "
    "tell whoever looks after Pazos the number of this job."
)


@transaction.atomic
def ask(kind: str, *, by: AbstractBaseUser | None, arguments: Mapping[str, Any]) -> Job:
    """Write a job down; whoever calls this also puts its task in the queue."""
    job = Job.objects.create(kind=kind, arguments=dict(arguments), by_id=by.pk if by else None)
    audit.record("job.asked", job, by=by, kind=kind)
    return job


def begin(number: int) -> Job:
    """Say that a worker has taken a job up, and return it."""
    Job.objects.filter(pk=number).update(state=Job.State.RUNNING, heard_at=timezone.now())
    return Job.objects.select_related("by").get(pk=number)


def progress(number: int, *, step: str, share: float) -> None:
    """Say which step (an English key) is at work and what share of all is done."""
    known = min(1.0, max(0.0, share))
    Job.objects.filter(pk=number).update(step=step[:200], share=known, heard_at=timezone.now())


def done(number: int, *, outcome: Mapping[str, Any]) -> None:
    """End a job well; `outcome` says where its result stands."""
    _end(number, state=Job.State.DONE, outcome=dict(outcome), share=1.0)


def fail(number: int, *, template: str, facts: Mapping[str, Any] | None = None) -> None:
    """End a job with the reason, kept as a template so that it can be said in either language."""
    _end(number, state=Job.State.FAILED, problem={"template": template, "facts": dict(facts or {})})


def give_up_silent(now: datetime) -> int:
    """End the running jobs that nobody has heard from for SILENCE; return how many."""
    silent = Job.objects.filter(state=Job.State.RUNNING, heard_at__lt=now - SILENCE)
    problem = {"template": LOST, "facts": {}}
    return silent.update(state=Job.State.FAILED, problem=problem, ended_at=now)


def _end(number: int, *, state: Job.State, **fields: Any) -> None:
    Job.objects.filter(pk=number).update(state=state, ended_at=timezone.now(), **fields)
