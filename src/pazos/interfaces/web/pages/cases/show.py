"""One case: who it is and with whom, what may be done now, and what happened so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.cases.queries import cases_story
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases import wording
from pazos.interfaces.web.pages.cases.frame import facts_of, frame

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 30


@require_GET
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one case."""
    framed = frame(request, key)
    page = Paginator(cases_story.story(framed.case), PER_PAGE).get_page(request.GET.get("page"))
    # A pair of once is not told that the person came back to another.
    earlier = Q(opened_on__lt=framed.case.opened_on) | Q(ended_on__lte=framed.case.opened_on)
    before = framed.case.participant.cases.exclude(pk=key).filter(earlier).order_by("-opened_on")
    facts: dict[str, Any] = {
        "page": page,
        "story": [(one, wording.happened(one)) for one in cases_story.told(page.object_list)],
        "before": [(one, wording.reason(one.exit)) for one in before],
    }
    return render(request, "web/cases/case.html", facts_of(framed, **facts))


ADDRESSES = (Address("cases/<uuid:key>/", "case", case, needs=Permission.SEE_CASES),)
