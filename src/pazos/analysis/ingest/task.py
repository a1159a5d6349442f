"""Taking a file in as work done later, for the page: the same deed as the command's.

Whoever hands a file in on a page expects its deaths in the register: the update is asked for next.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.ingest.take import Outcome, Wishes, take
from pazos.analysis.notices import stored_problem
from pazos.analysis.register.asking import ask_for_update
from pazos.domain.people.models import Staff
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.jobs.models import Job

KIND = "take_delivery"
BROKEN = N_("The file could not be taken in because of an error of the program ({reason}). It is kept.")
_EVERY = 0.5  # seconds between two words of progress: each is a write


def ask_to_take(*, path: Path, name: str, source: str, by: Staff, **wishes: Any) -> Job:
    """Ask for a file to be taken in; `wishes` are those of `Wishes` as plain values."""
    arguments = {"path": str(path), "name": name, "source": source, "wishes": wishes}
    job = jobs.ask(kind=KIND, arguments=arguments, by=by)
    take_delivery.enqueue(job.pk)
    return job


@task()
def take_delivery(job_id: int) -> None:
    """Take in the file of one job, saying how far it is; a refusal is kept with the job."""
    jobs.bury_silent()
    job = jobs.start(job_id=job_id)
    if job is None:
        return
    try:
        outcome = _carry_out(job)
    except InputProblem as problem:
        jobs.fail(job=job, problem=stored_problem(problem))
    except Exception as error:
        jobs.fail(job=job, problem={"template": BROKEN, "facts": {"reason": type(error).__name__}})
        raise
    else:
        delivery = outcome.delivery
        jobs.done(job=job, outcome={"delivery": delivery.pk, "state": str(delivery.state)})
        if delivery.state == DeliveryState.CURRENT:
            ask_for_update(by=delivery.received_by)


def _carry_out(job: Job) -> Outcome:
    said = dict(job.arguments["wishes"])
    said["accept"] = frozenset(said.get("accept", ()))
    by = Staff.objects.filter(pk=job.by_id).first() if job.by_id else None
    last = 0.0

    def tell(step: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            jobs.progress(job=job, step=step, share=share)

    wishes = Wishes(**said, name=job.arguments["name"])
    return take(Path(job.arguments["path"]), source=job.arguments["source"], by=by, wishes=wishes, tell=tell)
