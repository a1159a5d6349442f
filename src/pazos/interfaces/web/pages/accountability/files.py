"""A yearly report as files for those who prepare and sign it: the paper, and all its tables as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET

from pazos.foundation.access.policy import Permission
from pazos.foundation.words import LANGUAGES
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.accountability.reading import found

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.accountability.models import YearReport

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def paper(request: HttpRequest, key: UUID, language: str) -> FileResponse:
    """Hand out a report as it would be printed today."""
    return paper_of(found(request, key), language)


def paper_of(report: YearReport, language: str) -> FileResponse:
    """Return the paper of a report in a language that there is."""
    if language not in LANGUAGES:
        raise Http404
    from pazos.interfaces.reports.yearly.printing import paper as printed

    name = f"pazos-account-{report.year}-{report.number}-{language}.pdf"
    return FileResponse(
        printed(report, language=language).open("rb"), filename=name, content_type="application/pdf"
    )


@require_GET
def workbook(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand out the tables of a report with their dictionary."""
    return workbook_of(found(request, key))


def workbook_of(report: YearReport) -> HttpResponse:
    """Return all tables of a report as one workbook."""
    from pazos.analysis.account.workbook import workbook as written

    response = HttpResponse(written(report.content), content_type=WORKBOOK)
    name = f"pazos-account-{report.year}-{report.number}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


ADDRESSES = (
    Address(
        "accountability/<uuid:key>-<slug:language>.pdf",
        "account_paper",
        paper,
        needs=Permission.GIVE_ACCOUNT,
    ),
    Address("accountability/<uuid:key>.xlsx", "account_workbook", workbook, needs=Permission.GIVE_ACCOUNT),
)
