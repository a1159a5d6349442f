"""A study that a person asked for on a page: it waits, is done by the worker, and says how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.basis import Basis
from pazos.analysis.tasks import ask_once, carry_out
from pazos.foundation.jobs.models import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.domain.people.models import Staff

KIND = "observe"


def ask(basis: Basis, *, by: Staff) -> Job:
    """Put the studies of a basis in the queue; one that is already there is not asked for twice."""
    return ask_once(work, kind=KIND, arguments=basis.asked(), by=by)


def last_asked(basis: Basis) -> Job | None:
    """Return the newest job of a basis."""
    wanted = {f"arguments__{name}": value for name, value in basis.asked().items()}
    return Job.objects.filter(kind=KIND, **wanted).first()


@task()
def work(job_id: int) -> None:
    """Carry out every study of one basis and draw their pictures."""
    carry_out(job_id, _observe)


def _observe(job: Job, by: Staff | None, tell: Callable[[str, float], None]) -> dict[str, Any]:
    # Only the worker pays for the scientific libraries, not the page that asks.
    from pazos.analysis.figures.shelf import draw_all
    from pazos.analysis.studies.observe import observe

    runs = observe(Basis(**job.arguments), by=by, progress=tell)
    draw_all(runs.values())
    return {"runs": sorted(run.pk for run in runs.values())}
