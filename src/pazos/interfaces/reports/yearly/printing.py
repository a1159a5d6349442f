"""Printing the yearly report: set in type once for each state it can be in, and handed out again as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pazos.domain.accountability.models import YearReport


def paper(report: YearReport, *, language: str) -> Path:
    """Return the file of a report; it is printed now if it is not there."""
    name = f"account-{report.year}-{report.number}-{report.content_hash[:12]}-{report.state}-{language}.pdf"
    path = Path(settings.CITY_FILES).parent / "reports" / name
    if not path.exists():
        from pazos.interfaces.reports.render import to_pdf
        from pazos.interfaces.reports.yearly import yearly_report

        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a reader never sees half a paper.
        fresh = path.with_suffix(".fresh")
        fresh.write_bytes(to_pdf(yearly_report(report, language=language)))
        fresh.replace(path)
    return path
