"""Looking at and taking long spreadsheets as work done later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_tasks import task

from pazos.analysis.books import taking
from pazos.analysis.notices import stored_problem
from pazos.analysis.tasks import BROKEN, ask_once
from pazos.domain.books.models import BookFile
from pazos.domain.people.models import Staff
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.jobs.models import Job

LOOK, TAKE = "look_at_book", "take_book"


def ask_to_look(book: BookFile, *, by: Staff) -> Job:
    """Ask for a spreadsheet to be looked at."""
    return ask_once(work, kind=LOOK, arguments={"book": str(book.pk), "by": by.pk}, by=by)


def ask_to_take(book: BookFile, *, by: Staff) -> Job:
    """Ask for a spreadsheet that was looked at to be taken."""
    return ask_once(work, kind=TAKE, arguments={"book": str(book.pk), "by": by.pk}, by=by)


@task()
def work(job_id: int) -> None:
    """Do one such piece of work; a refusal is kept with the job."""
    jobs.bury_silent()
    job = jobs.start(job_id=job_id)
    if job is None:
        return
    try:
        _carry_out(job)
    except InputProblem as problem:
        jobs.fail(job=job, problem=stored_problem(problem))
    except Exception as error:
        jobs.fail(job=job, problem={"template": BROKEN, "facts": {"reason": type(error).__name__}})
        raise
    else:
        jobs.done(job=job, outcome={"book_file": job.arguments["book"]})


def _carry_out(job: Job) -> None:
    book = BookFile.objects.get(pk=job.arguments["book"])
    # Whatever is written while the rows are tried is taken back with them, so progress is said before.
    jobs.progress(job=job, step=N_("trying the rows"), share=0.1)
    if job.kind == LOOK:
        taking.look(book)
    else:
        taking.take(book, by=Staff.objects.get(pk=job.arguments["by"]))
