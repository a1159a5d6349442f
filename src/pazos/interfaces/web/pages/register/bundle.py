"""The proof of a published figure, as a file: cut down for the public, whole for those who may see rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.analysis.proof.guide import guide
from pazos.analysis.proof.month import bundle_of
from pazos.analysis.register.freezing import DamagedCopyError, read_frozen
from pazos.domain.register.counting import rule_from
from pazos.domain.register.frozen import month_name, month_named
from pazos.domain.register.queries import closing as queries
from pazos.domain.register.queries.counting import several
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.domain.register.models import Closing, CountingRule


@require_GET
def bundle(request: HttpRequest, *, month: str, rule: str, number: int) -> HttpResponse:
    """Hand out the proof that anybody may have."""
    closing, row = _asked(month, rule, number)
    return _answer(request, closing, row, whole=False)


@require_GET
def whole_bundle(request: HttpRequest, *, month: str, rule: str, number: int) -> HttpResponse:
    """Hand out the proof with the frozen copy as it was signed, and write down who took it."""
    closing, row = _asked(month, rule, number)
    answer = _answer(request, closing, row, whole=True)
    audit.record("closing.copy_taken", closing, by=reader(request), rule=str(row))
    return answer


def _asked(month: str, rule: str, number: int) -> tuple[Closing, CountingRule]:
    first = month_named(month)
    closing = next((one for one in queries.closed(first) if one.number == number), None) if first else None
    figure = queries.figure_of(closing, rule) if closing else None
    row = several([figure[0]]).get(figure[0]) if figure else None
    if closing is None or row is None:
        raise Http404
    return closing, row


def _answer(request: HttpRequest, closing: Closing, row: CountingRule, *, whole: bool) -> HttpResponse:
    name = f"pazos-{month_name(closing.month)}-{row.name}-{closing.number}.zip"
    city = Municipality.objects.get()
    value = closing.counts[str(row)]
    facts = {
        "city": city.code,
        "month": month_name(closing.month),
        "rule": str(row),
        "vintage": closing.number,
        "value": value,
        "frozen_hash": closing.frozen_hash,
        "signed_on": closing.signed_at.date().isoformat() if closing.signed_at else None,
        "not_delivered": closing.not_delivered,
        "deliveries": [
            {"source": one["source"], "file_hash": one["file_hash"]} for one in closing.deliveries
        ],
        "code_version": closing.code_version,
    }
    texts = guide(
        closing, row, city=city.name, invented=city.is_synthetic, value=value, whole=whole, file=name
    )
    try:
        frozen = read_frozen(closing.frozen_hash)
    except DamagedCopyError:
        messages.error(
            request,
            gettext(
                "The frozen copy of this month is missing or was altered, so no proof can be given. Tell the administrator."
            ),
        )
        return redirect("published_figure", month_name(closing.month), row.name)
    content = bundle_of(frozen, facts, rule=rule_from(row.definition), whole=whole, guide=texts)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


ADDRESSES = (
    Address(
        "figures/<str:month>/<slug:rule>/<int:number>/bundle.zip",
        "bundle",
        bundle,
        needs=Permission.SEE_PUBLIC,
    ),
    Address(
        "figures/<str:month>/<slug:rule>/<int:number>/whole.zip",
        "whole_bundle",
        whole_bundle,
        needs=Permission.SEE_RECORDS,
    ),
)
