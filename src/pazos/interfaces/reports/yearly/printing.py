"""Printing the yearly report: set in type once for each state it can be in, and handed out again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.reports.once import printed_once

if TYPE_CHECKING:
    from pathlib import Path

    from pazos.domain.accountability.models import YearReport
    from pazos.interfaces.reports.document import Document


def paper(report: YearReport, *, language: str) -> Path:
    """Return the file of a report; it is printed now if it is not there."""

    def told() -> Document:
        from pazos.interfaces.reports.yearly import yearly_report

        return yearly_report(report, language=language)

    name = f"account-{report.year}-{report.number}-{report.content_hash[:12]}-{report.state}-{language}"
    return printed_once(name, told)
