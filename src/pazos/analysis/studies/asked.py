"""A study that a person asked for on a page: it waits, is done by the worker, and says how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django_tasks import task

from pazos.analysis.basis import Basis
from pazos.analysis.notices import plain_facts
from pazos.foundation.jobs.models import Job
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

KIND = "observe"


def ask(basis: Basis, *, by: Staff) -> Job:
    """Put the studies of a basis in the queue; one that is already there is not asked for twice."""
    waiting = last_asked(basis)
    if waiting is not None and waiting.state in {Job.State.WAITING, Job.State.RUNNING}:
        return waiting
    job = Job.objects.create(kind=KIND, arguments=basis.facts(), by=by)
    work.enqueue(job.pk)
    return job


def last_asked(basis: Basis) -> Job | None:
    """Return the newest job of a basis."""
    wanted = {f"arguments__{name}": value for name, value in basis.facts().items()}
    return Job.objects.filter(kind=KIND, **wanted).first()


@task()
def work(number: int) -> None:
    """Carry out one job. What the records do not allow is kept as its problem, in words."""
    # Only the worker pays for the scientific libraries, not the page that asks.
    from pazos.analysis.studies.observe import observe

    job = Job.objects.select_related("by").get(pk=number)
    job.state, job.heard_at = Job.State.RUNNING, timezone.now()
    job.save(update_fields=["state", "heard_at"])

    def tell(step: str, share: float) -> None:
        Job.objects.filter(pk=number).update(step=step, share=share, heard_at=timezone.now())

    try:
        runs = observe(Basis(**job.arguments), by=job.by, progress=tell)
    except InputProblem as problem:
        job.state = Job.State.FAILED
        job.problem = {"template": problem.template, "facts": plain_facts(problem.facts)}
    else:
        job.state, job.outcome = Job.State.DONE, {"runs": sorted(run.pk for run in runs.values())}
    job.ended_at = timezone.now()
    job.save(update_fields=["state", "problem", "outcome", "ended_at"])
