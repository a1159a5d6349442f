"""What pairs asked of the supervisor: an end, or another pair; and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions import turning
from pazos.domain.cases.models import CaseAsk
from pazos.domain.cases.queries.cases import reached
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases import wording
from pazos.interfaces.web.pages.cases.forms import AskAnswerForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

PER_PAGE = 50


def _asks(who: Staff) -> QuerySet[CaseAsk]:
    rows = CaseAsk.objects.filter(reached(who, Permission.SEE_CASES, through="case__"))
    return rows.select_related("case__participant", "asked_by", "first_worker", "second_worker")


@require_GET
def case_asks(request: HttpRequest) -> HttpResponse:
    """List what waits for an answer."""
    who = reader(request)
    page = Paginator(_asks(who).filter(granted=None), PER_PAGE).get_page(request.GET.get("page"))
    note_read(by=who, what="cases.case", keys=[one.case_id for one in page], at_address="case_asks")
    facts = {
        "page": page,
        "rows": [(one, wording.reason(one.reason)) for one in page],
        "lists": list_tabs("case_asks", who),
        "supervises": holds(request, Permission.SUPERVISE_CASES),
    }
    return render(request, "web/cases/asks.html", facts)


@require_http_methods(["GET", "POST"])
def case_ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer what a pair asked for."""
    who = reader(request)
    row = _asks(who).filter(pk=key).first()
    if row is None:
        raise Http404
    framed = frame(request, row.case_id, tab="case_course")
    form = AskAnswerForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: turning.answer(row, by=who, **form.cleaned_data),
            said=_("The pair sees your answer."),
            form=form,
            cures={"why_missing": ("why",)},
        )
    ):
        return redirect("case_asks")
    facts = {"form": form, "row": row, "why": wording.reason(row.reason)}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/answer.html", facts_of(framed, **facts), status=status)


ADDRESSES = (
    Address("cases/asks/", "case_asks", case_asks, needs=Permission.SEE_CASES),
    Address("cases/asks/<uuid:key>/", "case_ask", case_ask, needs=Permission.SUPERVISE_CASES),
)
