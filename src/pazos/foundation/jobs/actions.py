"""Deeds on jobs: asked for, taken up, how far, done, failed or stopped; and those whose worker was killed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pazos.foundation.audit import actions as audit
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.base_user import AbstractBaseUser

SILENT_FOR = timedelta(minutes=10)  # a worker that says nothing for so long is taken for dead
KILLED = N_(
    "The work stopped before its end: its process was killed or the machine was restarted. Start it again."
)


@transaction.atomic
def ask(*, kind: str, arguments: Mapping[str, Any], by: AbstractBaseUser | None) -> Job:
    """Write down that someone asks for a piece of long work; the caller puts it in the queue."""
    job = Job.objects.create(kind=kind, arguments=dict(arguments), by_id=by.pk if by else None)
    audit.record("job.asked", job, by=by, kind=kind)
    return job


@transaction.atomic
def start(*, job_id: int) -> Job | None:
    """Take a waiting job up; None if it is not waiting (a queue may hand one out twice)."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, heard_at=now, share=0.0
    )
    return Job.objects.get(pk=job_id) if taken else None


def progress(*, job: Job, step: str, share: float) -> None:
    """Say how far a running job is; it also shows that its worker lives."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        step=step[:200], share=min(max(share, 0.0), 1.0), heard_at=timezone.now()
    )


@transaction.atomic
def done(*, job: Job, outcome: Mapping[str, Any]) -> None:
    """Close a job with what came of it."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.DONE, share=1.0, outcome=dict(outcome), heard_at=now, ended_at=now
    )
    audit.record("job.done", job, by=None, kind=job.kind)


@transaction.atomic
def fail(*, job: Job, problem: Mapping[str, Any]) -> None:
    """Close a job with why it could not be done: a template and its facts."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, problem=dict(problem), heard_at=now, ended_at=now
    )
    audit.record("job.failed", job, by=None, kind=job.kind)


class StopAskedError(Exception):
    """Somebody asked that this work be stopped; whoever carries it out lets go of what it holds."""


@transaction.atomic
def stop(*, job: Job, by: AbstractBaseUser) -> None:
    """Ask that a job be stopped: one that waits is over at once, one that runs at the next word of its worker."""
    now = timezone.now()
    alive = Job.objects.filter(pk=job.pk, stop_asked_at__isnull=True)
    waiting = alive.filter(state=Job.State.WAITING)
    if waiting.update(state=Job.State.STOPPED, stop_asked_at=now, ended_at=now) or alive.filter(
        state=Job.State.RUNNING
    ).update(stop_asked_at=now):
        audit.record("job.stop_asked", job, by=by, kind=job.kind)


def heed_stop(*, job: Job) -> None:
    """Let a worker ask whether it shall go on.

    Raises:
        StopAskedError: somebody asked that it be stopped.
    """
    if Job.objects.filter(pk=job.pk, stop_asked_at__isnull=False).exists():
        raise StopAskedError


@transaction.atomic
def stopped(*, job: Job) -> None:
    """Close a job that was stopped: nothing came of it."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(state=Job.State.STOPPED, heard_at=now, ended_at=now)
    audit.record("job.stopped", job, by=None, kind=job.kind)


@transaction.atomic
def bury_silent(*, silent_for: timedelta = SILENT_FOR) -> list[Job]:
    """Fail the running jobs whose worker has not been heard of for long; return them."""
    limit = timezone.now() - silent_for
    silent = list(
        Job.objects.select_for_update().filter(
            Q(heard_at__lt=limit) | Q(heard_at__isnull=True), state=Job.State.RUNNING
        )
    )
    for job in silent:
        fail(job=job, problem={"template": KILLED, "facts": {}})
    return silent
