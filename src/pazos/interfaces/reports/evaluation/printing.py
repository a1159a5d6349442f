"""Printing an answer: set in type once for each state it can be in, and handed out again as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pazos.domain.evaluations.models import Answer


def paper(answer: Answer, *, language: str, public: bool = False) -> Path:
    """Return the file of an answer; it is printed now if it is not there."""
    whom = "public" if public else "own"
    run = answer.run
    name = f"evaluation-{run.pk}-{run.result_hash[:12]}-{answer.state}-{whom}-{language}.pdf"
    path = Path(settings.CITY_FILES).parent / "reports" / name
    if not path.exists():
        from pazos.interfaces.reports.evaluation import evaluation_report
        from pazos.interfaces.reports.render import to_pdf

        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a reader never sees half a paper.
        fresh = path.with_suffix(".fresh")
        fresh.write_bytes(to_pdf(evaluation_report(answer, language=language, public=public)))
        fresh.replace(path)
    return path
