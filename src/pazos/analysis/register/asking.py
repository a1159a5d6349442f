"""Updating the register as long work that a page asks for: the worker does it, the page says how far it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.tasks import carry_out
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.jobs.models import Job
from pazos.foundation.jobs.queries import alive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.tasks import Tell
    from pazos.domain.people.models import Staff

UPDATE = "update_register"


def ask_for_update(*, by: Staff | None, retrain: bool = False) -> Job:
    """Ask for the register to be brought up to date, `retrain` with its linkage learnt anew.

    An update that still waits will read what is there by then, and is not asked for twice; one that
    runs may have read it before.
    """
    arguments = {"retrain": retrain}
    waiting = alive(UPDATE).filter(state=Job.State.WAITING, arguments=arguments).first()
    if waiting is not None:
        return waiting
    job = jobs.ask(kind=UPDATE, arguments=arguments, by=by)
    bring_up_to_date.enqueue(job.pk)
    return job


@task()
def bring_up_to_date(job_id: int) -> None:
    """Read the claims anew, link them, adopt values and note differences."""
    carry_out(job_id, _update)


def _update(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    from pazos.analysis.register.update import update_register

    retrain = bool(job.arguments.get("retrain"))
    return {"register": asdict(update_register(by=by, retrain=retrain, progress=tell))}


def last_update() -> Job | None:
    """Return the update that was asked for last, whatever came of it."""
    return Job.objects.filter(kind=UPDATE).order_by("-pk").first()
