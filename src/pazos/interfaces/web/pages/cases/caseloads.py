"""Who carries how many cases, against the ceiling that is published. Counts alone, of staff and not of persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pazos.domain.cases.queries import caseloads as queries
from pazos.domain.cases.rules.opening import CEILING
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


PER_PAGE, MOST_WORKERS = 50, 100  # pairs on a page; the fullest workers


@require_GET
def caseloads(request: HttpRequest) -> HttpResponse:
    """Show what every worker and every pair carries."""
    who, today = reader(request), timezone.localdate()
    pairs = queries.pairs(seen_by=who)
    given = [one for one in pairs if one.first is not None]
    facts = {
        "loads": queries.loads(seen_by=who, on=today)[:MOST_WORKERS],
        "page": Paginator(given, PER_PAGE).get_page(request.GET.get("page")),
        "unassigned": sum(one.active + one.paused for one in pairs if one.first is None),
        "ceiling": CEILING,
        "lists": list_tabs("caseloads", who),
    }
    return render(request, "web/cases/caseloads.html", facts)


ADDRESSES = (Address("cases/caseloads/", "caseloads", caseloads, needs=Permission.SUPERVISE_CASES),)
