"""Answering an evaluation as long work: the plan is carried out, then its figures are drawn and its papers printed.

So no reader waits for a drawing. What cannot be printed is no reason to lose an answer that was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django_tasks import task

from pazos.analysis.evaluation import answering
from pazos.analysis.tasks import ask_once, carry_out
from pazos.domain.evaluations.models import Answer
from pazos.foundation.words import LANGUAGES, N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.domain.evaluations.models import SealedProtocol
    from pazos.domain.people.models import Staff
    from pazos.foundation.jobs.models import Job

    Tell = Callable[[str, float], None]

OF_ANSWERING = 0.9  # of the work, as progress tells it
PRINT = "print_answer"
SETTING = N_("drawing the figures and setting the paper in type")


def ask_for_answer(version: SealedProtocol, *, by: Staff) -> Job:
    """Ask for the answer of a sealed plan with its figures and papers."""
    return answering.ask_for_answer(version, by=by, worker=answer_and_print)


@task()
def answer_and_print(job_id: int) -> None:
    """Answer one sealed plan, draw and print what it found."""
    carry_out(job_id, _whole)


def _whole(job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    found = answering.carried_out(job, by, lambda step, share: tell(step, share * OF_ANSWERING))
    tell(SETTING, OF_ANSWERING)
    drawn_and_printed(Answer.objects.select_related("protocol__evaluation", "run").get(pk=found["answer"]))
    return found


def ask_for_papers(answer: Answer, *, by: Staff) -> Job:
    """Ask for the papers of a published answer, so that its first reader finds them."""
    return ask_once(print_published, kind=PRINT, arguments={"answer": answer.pk}, by=by)


@task()
def print_published(job_id: int) -> None:
    """Print a published answer for anybody and for those who made it."""
    carry_out(job_id, _published)


def _published(job: Job, _by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    answer = Answer.objects.select_related("protocol__evaluation", "run").get(pk=job.arguments["answer"])
    for place, public in enumerate((True, False)):
        tell(SETTING, place / 2)
        drawn_and_printed(answer, public=public)
    return {"answer": answer.pk, "evaluation": str(answer.protocol.evaluation_id)}


def drawn_and_printed(answer: Answer, *, public: bool = False) -> None:
    """Draw every figure of an answer and print its paper, in both languages."""
    from pazos.interfaces.reports.evaluation.printing import paper

    for language in LANGUAGES:
        with translation.override(language):
            paper(answer, language=language, public=public)
