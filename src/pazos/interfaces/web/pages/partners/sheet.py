"""An agreement printed: the sheet that goes into a folder, as PDF, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pazos.domain.partners import queries
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.files import paper_file
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.partners import wording
from pazos.interfaces.web.pages.partners.agreement import changed_words
from pazos.interfaces.web.pages.partners.asking import agreement_or_404
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.partners.models import Agreement, Amendment
    from pazos.domain.partners.queries import AgreementRow
    from pazos.interfaces.reports.agreement import Sheet


@require_GET
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Print one agreement."""
    from pazos.interfaces.reports.agreement import sheet_paper

    one = agreement_or_404(number, reader(request))
    (row,) = queries.rows_of([one], on=timezone.localdate())
    paper = sheet_paper(_made(one, row), language=language())
    return paper_file(paper, f"pazos-agreement-{slugify(one.number) or one.pk}.pdf")


def _made(one: Agreement, row: AgreementRow) -> Sheet:
    from pazos.interfaces.reports.agreement import Sheet

    city = municipality()
    return Sheet(
        number=one.number,
        title=one.title,
        partner=str(one.partner),
        standing=str(row.standing.label),
        city=city.name,
        dated=_day(timezone.localdate()),
        facts=_facts(one),
        purpose=one.purpose,
        currency=one.currency,
        gives=tuple(wording.sides_table(row.sides)),
        method=one.in_kind_method,
        duties=tuple(
            (str(duty.get_side_display()), duty.text, _day(duty.due_on), _day(duty.done_on))
            for duty in one.duties.all()
        ),
        amendments=tuple(
            (_day(made.signed_on), _changed(made), made.reasons) for made in one.amendments.all()
        ),
        documents=tuple(paper.title for paper in one.documents.filter(withdrawn_at__isnull=True)),
        end=_end(one),
        synthetic=city.is_synthetic,
    )


def _facts(one: Agreement) -> tuple[tuple[str, str], ...]:
    return (
        (_("Component"), one.component.name),
        (_("Programme"), one.programme.name if one.programme else "–"),
        (_("Signed on"), _day(one.signed_on)),
        (_("In force"), f"{_day(one.starts_on)} – {_day(one.ends_on)}"),
    )


def _changed(made: Amendment) -> str:
    changed = [f"{name}: {before or '–'} → {after}" for name, before, after in changed_words(made)]
    return "; ".join([*changed, *(duty.text for duty in made.duties.all())])


def _end(one: Agreement) -> str:
    if one.ended_on is None:
        return ""
    said = _("Ended on {day}.").format(day=_day(one.ended_on))
    return f"{said} {one.end_reasons}".strip()


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else "–"


ADDRESSES = (
    Address("agreements/<int:number>/sheet.pdf", "agreement_sheet", sheet, needs=Permission.SEE_PARTNERS),
)
