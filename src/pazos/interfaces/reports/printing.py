"""Printing a report: frozen once, set in type in both languages, kept beside the city's files.

A report that was printed is handed out again as it was; one whose file is gone is printed
again from its frozen object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_tasks import task

from pazos.analysis.tasks import carry_out, under_way
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.words import LANGUAGES, N_
from pazos.interfaces.reports.once import printed_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pazos.domain.people.models import Staff
    from pazos.foundation.jobs.models import Job
    from pazos.foundation.runs.models import Run
    from pazos.interfaces.reports.document import Document

PRINT = "print_report"


def ask_for_report(designation: int, *, by: Staff) -> Job:
    """Ask for a report on a designation as it stands now."""
    question = {"designation": designation}
    underway = under_way(PRINT, question)
    if underway is not None and underway.by_id == by.pk:
        return underway
    job = jobs.ask(kind=PRINT, arguments=question, by=by)
    print_report.enqueue(job.pk)
    return job


@task()
def print_report(job_id: int) -> None:
    """Freeze a report and print it in both languages."""
    carry_out(job_id, _print)


def _print(job: Job, by: Staff | None, tell: Callable[[str, float], None]) -> Mapping[str, Any]:
    from pazos.analysis.briefing import brief

    report = brief(int(job.arguments["designation"]), by=by)
    for place, language in enumerate(LANGUAGES):
        tell(N_("setting the report in type"), (1 + place) / (1 + len(LANGUAGES)))
        paper(report, language=language)
    return {"report": report.pk, "designation": job.arguments["designation"]}


def paper(report: Run, *, language: str) -> Path:
    """Return the file of a printed report; it is printed now if it is not there."""

    def told() -> Document:
        from pazos.interfaces.reports.designation import designation_report

        return designation_report(report, language=language)

    return printed_once(f"pazos-{report.pk}-{report.result_hash[:12]}-{language}", told)
