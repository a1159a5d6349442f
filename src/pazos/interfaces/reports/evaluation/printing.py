"""Printing an answer: set in type once for each state it can be in, and handed out again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.reports.once import printed_once

if TYPE_CHECKING:
    from pathlib import Path

    from pazos.domain.evaluations.models import Answer
    from pazos.interfaces.reports.document import Document


def paper(answer: Answer, *, language: str, public: bool = False) -> Path:
    """Return the file of an answer; it is printed now if it is not there."""
    whom, run = "public" if public else "own", answer.run

    def told() -> Document:
        from pazos.interfaces.reports.evaluation import evaluation_report

        return evaluation_report(answer, language=language, public=public)

    name = f"evaluation-{run.pk}-{run.result_hash[:12]}-{answer.state}-{whom}-{language}"
    return printed_once(name, told)
