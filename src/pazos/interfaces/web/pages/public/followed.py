"""What the strategy is held to, for anybody: its public indicators against their targets, and its public promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from pazos.analysis.account import public
from pazos.domain.committees.vocabulary import Judgement
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCOUNT, Address, Stage
from pazos.interfaces.reports.yearly.content import figure, interval
from pazos.interfaces.reports.yearly.promises import STANDINGS
from pazos.interfaces.web.pages.board import SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.account.public import PublicCommitment, PublicIndicator

PER_PAGE = 40
KINDS = {
    "kept": "good",
    "kept_late": "info",
    "said": "info",
    "open": "",
    "late": "error",
    "dropped": "warning",
}


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """Show the public indicators with how they stand."""
    page = Paginator(public.indicators(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_indicator(one) for one in page]
    return render(request, "web/public/indicators.html", {"rows": rows, "page": page})


@require_GET
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one public indicator: what it is, what it cannot tell, and its values."""
    one = next((one for one in public.indicators() if one.code == code), None)
    if one is None:
        raise Http404
    facts = {
        "row": _indicator(one),
        "texts": {
            name: in_words(getattr(one, name)) for name in ("definition", "method", "source", "weaknesses")
        },
        "series": [
            (row.period.code(), figure(row.value), interval(row.low, row.high))
            for row in reversed(public.series_of(code))
        ],
    }
    return render(request, "web/public/indicator.html", facts)


def _indicator(one: PublicIndicator) -> dict[str, Any]:
    kind, sign = SIGNS[one.light]
    reached = one.reached
    return {
        "code": one.code,
        "name": in_words(one.name),
        "unit": in_words(one.unit),
        "component": one.component,
        "standard": one.standard,
        "period": reached.period.code() if reached else "",
        "value": figure(reached.value if reached else None),
        "interval": interval(reached.low, reached.high) if reached else "–",
        "target": figure(one.asked),
        "kind": kind,
        "sign": sign,
        "light": one.light.label,
        "trend": one.trend.label,
    }


def in_words(texts: Mapping[str, str]) -> str:
    """Return a text that is kept in both languages in the reader's."""
    spoken = (translation.get_language() or "es")[:2]
    return texts.get(spoken) or next((text for text in texts.values() if text), "")


@require_GET
def commitments(request: HttpRequest) -> HttpResponse:
    """Show the public commitments with how they stand, beside the citizens' council's word."""
    page = Paginator(public.commitments(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [_commitment(public.told(one)) for one in page]
    return render(request, "web/public/commitments.html", {"rows": rows, "page": page})


def _commitment(one: PublicCommitment) -> dict[str, Any]:
    return {
        "one": one,
        "kind": KINDS[one.standing],
        "standing": STANDINGS[one.standing],
        "council": Judgement(one.council).label if one.council else "",
        "who": ", ".join(dict.fromkeys(filter(None, (one.office, one.organisation)))),
    }


ADDRESSES = (
    Address(
        "public/indicators/",
        "public_indicators",
        indicators,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Indicators in the open"),
        stage=Stage.GOVERN,
        group=OF_ACCOUNT,
    ),
    Address("public/indicators/<slug:code>/", "public_indicator", indicator, needs=Permission.SEE_PUBLIC),
    Address(
        "public/commitments/",
        "public_commitments",
        commitments,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Promises in the open"),
        stage=Stage.GOVERN,
        group=OF_ACCOUNT,
    ),
)
