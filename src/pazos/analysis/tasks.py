"""Long work that a page asks for, done by the worker: one designation proposed.

A refusal is kept with its job as a sentence and its facts. Nothing heavy is imported here
until the work begins: the page that asks must not pay for it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.basis import Basis
from pazos.analysis.notices import stored_problem
from pazos.analysis.studies.ask import Ask
from pazos.domain.people.models import Staff
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.jobs.queries import alive
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_tasks.base import Task

    from pazos.foundation.jobs.models import Job

    Tell = Callable[[str, float], None]
    Work = Callable[[Job, Staff | None, Tell], Mapping[str, Any]]

PROPOSE = "propose_designation"
BROKEN = N_("The work was not finished because of an error of the program ({reason}). Nothing was lost.")
_EVERY = 0.3  # seconds between two words of progress: each is a write


def ask_for_designation(
    basis: Basis, ask: Ask, *, title: str, ages: tuple[int, int] | None, by: Staff
) -> Job:
    """Ask for a designation; one that is already being made on the same question is not asked for twice."""
    question = {"basis": basis.facts(), "ask": ask.facts(), "ages": list(ages) if ages else None}
    underway = under_way(PROPOSE, question)
    if underway is not None:
        return underway
    job = jobs.ask(kind=PROPOSE, arguments={**question, "title": title}, by=by)
    propose.enqueue(job.pk)
    return job


def ask_once(work: Task[[int], None], *, kind: str, arguments: dict[str, Any], by: Staff) -> Job:
    """Put work in the queue; what waits or runs already on these arguments is not asked for twice."""
    waiting = under_way(kind, arguments)
    if waiting is not None:
        return waiting
    job = jobs.ask(kind=kind, arguments=arguments, by=by)
    work.enqueue(job.pk)
    return job


def under_way(kind: str, question: Mapping[str, Any]) -> Job | None:
    """Return the waiting or running job of a kind whose arguments answer to `question`.

    One that somebody asked to stop comes to nothing: whoever asks afterwards gets another.
    """
    going_on = alive(kind).filter(stop_asked_at__isnull=True)
    return next((job for job in going_on if question.items() <= job.arguments.items()), None)


@task()
def propose(job_id: int) -> None:
    """Carry out every study, choose the clusters and keep the draft."""
    carry_out(job_id, _propose)


def carry_out(job_id: int, work: Work) -> None:
    """Do the work of one job, saying how far it is; what comes of it or why not is kept with the job."""
    jobs.bury_silent()
    job = jobs.start(job_id=job_id)
    if job is None:
        return
    by = Staff.objects.filter(pk=job.by_id).first() if job.by_id else None
    try:
        outcome = work(job, by, _teller(job))
    except jobs.StopAskedError:
        jobs.stopped(job=job)
    except InputProblem as problem:
        jobs.fail(job=job, problem=stored_problem(problem))
    except Exception as error:
        jobs.fail(job=job, problem={"template": BROKEN, "facts": {"reason": type(error).__name__}})
        raise
    else:
        jobs.done(job=job, outcome=outcome)


def _teller(job: Job) -> Tell:
    last = 0.0

    def tell(step: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            jobs.progress(job=job, step=step, share=share)
            jobs.heed_stop(job=job)

    return tell


def _propose(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    from pazos.analysis.designating import propose_designation

    said = job.arguments
    ages = (said["ages"][0], said["ages"][1]) if said["ages"] else None
    made = propose_designation(
        Basis(**said["basis"]), Ask(**said["ask"]), title=said["title"], ages=ages, by=by, progress=tell
    )
    return {"designation": made.pk}
