"""What leaves on paper: the certificate of a process, and the report to a judge. Printed on asking, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.justice.actions import ending, reports
from pazos.domain.justice.queries import measures as queries
from pazos.domain.justice.queries import processes
from pazos.domain.justice.queries.courts import is_lawful
from pazos.domain.justice.rules.measures import Block
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.files import paper_file
from pazos.interfaces.web.pages.intake import language, refusal
from pazos.interfaces.web.pages.justice import wording
from pazos.interfaces.web.pages.justice.forms import CertificateForm
from pazos.interfaces.web.pages.justice.processes import found
from pazos.interfaces.web.pages.justice.trace import looked
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.justice.models import JudgeReport
    from pazos.interfaces.reports.document import Document


@require_http_methods(["GET", "POST"])
def certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for whom a certificate is, and print it."""
    shown = found(request, key)
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            content = ending.certify(shown.process, **said, by=reader(request))
        except InputProblem as problem:
            field = str(problem.facts.get("field", "both_agree"))
            form.add_error(field, refusal(problem))
        else:
            return paper_file(_certificate(content), f"{shown.number}.pdf")
    rows = wording.certificate_rows(ending.certificate_of(shown.process))
    facts = {"shown": shown, "form": form, "rows": rows, "given": processes.certified(shown.process)}
    return render(request, "web/justice/certificate.html", facts, status=422 if form.is_bound else 200)


def _certificate(content: dict[str, Any]) -> Document:
    from pazos.interfaces.reports.justice import Paper, lawful_paper

    city = municipality()
    reference = content["reference"]
    facts = ((_("Reference of the authority"), reference),) if reference else ()
    return lawful_paper(
        Paper(
            title=_("Certificate of a restorative process"),
            subtitle=_("Law 906 of 2004, art. 518 to 527"),
            city=content["city"],
            dated=wording.day(content["given_on"]),
            rows=tuple(wording.certificate_rows(content)),
            notes=(str(wording.NOT_IN_THE_FILE), _("Nothing else of the process is told to anybody.")),
            facts=facts,
            fingerprint=content["hash"],
            synthetic=city.is_synthetic,
        ),
        language=language(),
    )


@require_GET
def judge_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Print a report that was approved, as it was frozen."""
    report = queries.report(key, seen_by=reader(request))
    if report is None or report.approved_by is None:
        raise Http404
    looked(request, what="justice.judgereport", keys=[key])
    content: dict[str, Any] = report.content
    if reports.is_altered(report):
        messages.error(
            request, _("What stands in this report is not what was approved. Tell the administrator.")
        )
        return redirect("case_measures", report.measure.case_id)
    if report.sent_on is None and (against := _against_printing(report)):
        messages.error(request, " ".join(str(block.label) for block in against))
        return redirect("judge_report", key)
    from pazos.interfaces.reports.justice import Paper, lawful_paper

    city = municipality()
    paper = Paper(
        title=_("Report to the judge"),
        subtitle=_("System of criminal responsibility for adolescents, Law 1098 of 2006"),
        city=content.get("city", city.name),
        dated=date_format(report.until_on, "DATE_FORMAT"),
        rows=tuple(wording.report_rows(content)),
        notes=(
            _("The adolescent is not named: the file is reserved (Law 1098 of 2006, art. 153)."),
            *wording.signed(content),
        ),
        facts=(),
        fingerprint=report.content_hash,
        synthetic=city.is_synthetic,
    )
    return paper_file(lawful_paper(paper, language=language()), f"{report.content_hash[:12]}.pdf")


def _against_printing(report: JudgeReport) -> tuple[Block, ...]:
    if not is_lawful(report.content):
        return (Block.NOT_LAWFUL,)
    return (Block.STALE,) if reports.is_stale(report) else ()


ADDRESSES = (
    Address(
        "justice/processes/<uuid:key>/certificate/",
        "process_certificate",
        certificate,
        needs=Permission.RUN_JUSTICE,
    ),
    Address("justice/reports/<uuid:key>.pdf", "judge_report_paper", judge_report, needs=Permission.SEE_CASES),
)
