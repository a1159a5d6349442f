"""The signed yearly reports for anybody: page, paper, tables, and the frozen object letter by letter.

One that was replaced can still be read, and says so; one that was withdrawn gives its reason and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.accountability import queries
from pazos.domain.accountability.vocabulary import ReportState
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.accountability.files import paper_of, workbook_of
from pazos.interfaces.web.pages.accountability.reading import BADGES, chains, tables, told

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

    from pazos.domain.accountability.models import YearReport


@require_GET
def report(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show one report."""
    found = _once_signed(year, number)
    is_open = found.state != ReportState.WITHDRAWN
    facts = {
        "report": found,
        "badge": BADGES[ReportState(found.state)],
        "is_open": is_open,
        # Asked for by the page only where it does not have them at hand.
        "pieces": (lambda: told(found)) if is_open else (),
        "chains": (lambda: chains(found)) if is_open else {},
        "tables": tables(),
        "newer": queries.signed(year) if found.state == ReportState.REPLACED else None,
    }
    return render(request, "web/public/report.html", facts)


def _once_signed(year: int, number: int) -> YearReport:
    found = queries.once_signed_one(year, number)
    if found is None:
        raise Http404
    return found


def _readable(year: int, number: int) -> YearReport:
    """Return a report whose files anybody may have: whole, and not withdrawn."""
    found = _once_signed(year, number)
    if found.state == ReportState.WITHDRAWN or sha256_of(found.content) != found.content_hash:
        raise Http404
    return found


@require_GET
def paper(request: HttpRequest, year: int, number: int, *, language: str) -> FileResponse:
    """Hand out the paper of a report."""
    return paper_of(_readable(year, number), language)


@require_GET
def workbook(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Hand out the tables of a report as one workbook."""
    return workbook_of(_readable(year, number))


@require_GET
def frozen(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Hand out the frozen object in the letters that its hash is of."""
    found = _readable(year, number)
    response = HttpResponse(canonical(found.content), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pazos-account-{year}-{number}.json"'
    return response


@require_GET
def table(request: HttpRequest, year: int, number: int, *, name: str) -> HttpResponse:
    """Hand out one table of a report."""
    from pazos.analysis.account.tables import TABLES
    from pazos.analysis.dataset import file_of

    asked = TABLES.get(name)
    if asked is None:
        raise Http404
    found = _readable(year, number)
    response = HttpResponse(
        file_of(asked.rows(found.content), asked.columns), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="pazos-{name}-{year}-{number}.csv"'
    return response


_ONE = "public/reports/<int:year>-<int:number>"
ADDRESSES = (
    Address(f"{_ONE}/", "public_report", report, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}-<slug:language>.pdf", "public_report_paper", paper, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}.xlsx", "public_report_workbook", workbook, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}.json", "public_report_frozen", frozen, needs=Permission.SEE_PUBLIC),
    Address(f"{_ONE}/<slug:name>.csv", "public_report_table", table, needs=Permission.SEE_PUBLIC),
)
