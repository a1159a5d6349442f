"""The scorecard and the undercount as long work that a page asks for: the worker does it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.tasks import ask_once, carry_out
from pazos.foundation.runs.actions import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.tasks import Tell
    from pazos.domain.people.models import Staff
    from pazos.foundation.jobs.models import Job

SCORECARD, UNDERCOUNT = "scorecard", "undercount"


def ask_for_scorecard(*, by: Staff) -> Job:
    """Ask for every source and the register to be judged; what is under way is not asked for twice."""
    return ask_once(judge_quality, kind=SCORECARD, arguments={}, by=by)


def ask_for_undercount(question: Mapping[str, Any], *, by: Staff) -> Job:
    """Ask for an estimate; `question` is what `undercount.Question.facts` gives."""
    asked = json.loads(canonical(dict(question)))
    return ask_once(estimate_undercount, kind=UNDERCOUNT, arguments=asked, by=by)


@task()
def judge_quality(job_id: int) -> None:
    """Measure and judge all there is."""
    carry_out(job_id, _judge)


@task()
def estimate_undercount(job_id: int) -> None:
    """Estimate what nobody recorded."""
    carry_out(job_id, _estimate)


def _judge(_job: Job, by: Staff | None, tell: Tell) -> Mapping[str, Any]:
    from pazos.analysis.register.scorecard import study_scorecard

    return {"scorecard": study_scorecard(by=by, progress=tell).pk}


def _estimate(job: Job, by: Staff | None, _tell: Tell) -> Mapping[str, Any]:
    from pazos.analysis.figures.shelf import draw_all
    from pazos.analysis.register.undercount import question_from, study_undercount

    run = study_undercount(question_from(job.arguments), by=by)
    draw_all([run])
    return {"undercount": run.pk}
