"""The report on a designation: where, who, how sure, what is proposed, how, and on what data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats, translation
from django.utils.translation import gettext as _

from pazos.analysis.briefing import results_of
from pazos.interfaces.reports.designation import method, quality, sure, where, who
from pazos.interfaces.reports.designation.content import Content
from pazos.interfaces.reports.document import Document

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run


def designation_report(report: Run, *, language: str) -> Document:
    """Return the paper of a frozen report in one language."""
    content = Content(report=report, results=results_of(report), language=language)
    with translation.override(language):
        return Document(
            language=language,
            title=_("Where the strategy should work, and for whom"),
            subtitle=_("Designation of clusters of neighbourhoods and of ages"),
            city=content.facts["city"]["name"],
            dated=_dated(content),
            sections=(
                where.summary(content),
                where.clusters(content),
                who.victims(content),
                sure.how_sure(content),
                quality.data(content),
                method.in_plain_words(content),
            ),
            watermark=_("Synthetic data: an invented city") if content.facts["city"]["synthetic"] else "",
            footer=_("Pazos · report {report} · code {code}").format(
                report=report.pk, code=content.facts["code_version"]
            ),
        )


def _dated(content: Content) -> str:
    day = formats.date_format(content.report.started_at, "DATE_FORMAT")
    designation = content.facts["designation"]
    if designation["state"] == "draft":
        return _("Draft of {day}. It is a proposal: nobody has signed it.").format(day=day)
    return _("{day}. Signed by {who} under {basis}.").format(
        day=day, who=designation["signed_by"], basis=designation["legal_basis"]
    )
