"""The partners: a list to search and narrow, and who works on which component at which level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pazos.domain.partners import queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_PARTNERS, Address, Stage
from pazos.interfaces.web.pages.partners import wording
from pazos.interfaces.web.pages.partners.asking import components_now
from pazos.interfaces.web.pages.partners.forms import PartnerSearch
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 50
WARNED = 8  # more warnings than these are told as a number, with all of them one click away


@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """List the partners asked for, with what must be looked at above them."""
    who, today = reader(request), timezone.localdate()
    form = PartnerSearch(request.GET, components_now())
    asked = form.asked()
    page = Paginator(queries.partners(asked, seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    warned = queries.warnings(on=today, seen_by=who)
    every = request.GET.get("warnings") == "all"
    rows = queries.partner_rows(page.object_list, on=today)
    facts = {
        "form": form,
        "page": page,
        "rows": [(row, wording.BADGES.get(row.vetting, "")) for row in rows],
        "is_everything": asked == queries.AskedPartners(),
        "warned": wording.warned_rows(warned if every else warned[:WARNED]),
        "more_warned": 0 if every else max(0, len(warned) - WARNED),
    }
    return render(request, "web/partners/partners.html", facts)


@require_GET
def tracks(request: HttpRequest) -> HttpResponse:
    """Show who works on which component, track by track."""
    who = reader(request)
    table = queries.who_works_where(components_now(), on=timezone.localdate(), seen_by=who)
    return render(request, "web/partners/tracks.html", {"table": table})


ADDRESSES = (
    Address(
        "partners/",
        "partners",
        partners,
        needs=Permission.SEE_PARTNERS,
        menu=N_("Partners"),
        stage=Stage.GOVERN,
        group=OF_PARTNERS,
    ),
    Address(
        "partners/tracks/",
        "partner_tracks",
        tracks,
        needs=Permission.SEE_PARTNERS,
        menu=N_("Who works where"),
        stage=Stage.GOVERN,
        group=OF_PARTNERS,
    ),
)
