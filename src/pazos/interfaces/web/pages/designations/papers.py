"""The reports on a designation: those that were made, and asking for one on what stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.models import Run
from pazos.foundation.words import LANGUAGES
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.designations.finding import find, state_badge
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest, number: int) -> HttpResponse:
    """List the reports on a designation; on POST ask for a new one."""
    view = find(request, number)
    if request.method == "POST":
        from pazos.interfaces.reports.printing import ask_for_report

        return redirect("job", ask_for_report(number, by=reader(request)).pk)
    made = Run.objects.filter(method="report", parameters__designation=number).select_related("by")
    facts = {"view": view, "badge": state_badge(view), "reports": made}
    return render(request, "web/designations/reports.html", facts)


@require_GET
def report(request: HttpRequest, number: int, *, report: int, language: str) -> FileResponse:
    """Hand out a report as it was printed."""
    find(request, number)
    made = get_object_or_404(Run, pk=report, method="report", parameters__designation=number)
    if language not in LANGUAGES:
        raise Http404
    from pazos.interfaces.reports.printing import paper

    name = f"pazos-{made.pk}-{language}.pdf"
    return FileResponse(
        paper(made, language=language).open("rb"), filename=name, content_type="application/pdf"
    )


_REPORTS = "designations/<int:number>/report/"
ADDRESSES = (
    Address(_REPORTS, "designation_reports", reports, needs=Permission.SEE_AREAS),
    Address(
        f"{_REPORTS}<int:report>-<slug:language>.pdf",
        "designation_report",
        report,
        needs=Permission.SEE_AREAS,
    ),
)
