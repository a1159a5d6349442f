"""What else a person was given or sent to: services with their answers, and support to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import incentives, services
from pazos.domain.cases.models import Incentive, ServiceReferral
from pazos.domain.cases.queries.cases import reached
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.forms import AnswerForm, IncentiveForm, ServiceForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.interfaces.web.pages.cases.frame import Framed

MOST = 100  # of a kind on the page
CURES = {"answer_missing": ("answer",), "before_sent": ("on",), "ahead": ("on",)}


@require_GET
def case_support(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show services and support of a case."""
    return support_page(request, frame(request, key))


def support_page(
    request: HttpRequest, framed: Framed, *, sent: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show the page, with a form that was sent and refused as it was."""
    given = list(framed.case.incentives.select_related("by")[:MOST])
    facts = {
        "services": framed.case.services.select_related("by")[:MOST],
        "incentives": given,
        "total": sum((one.amount for one in given if one.amount is not None), start=0) or None,
        "forms": {
            "service": ServiceForm(prefix="service"),
            "incentive": IncentiveForm(prefix="incentive"),
            **(sent or {}),
        },
        "sent": set(sent or ()),
    }
    return render(request, "web/cases/support.html", facts_of(framed, **facts), status=422 if sent else 200)


@require_http_methods(["GET", "POST"])
def case_service(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down what a service answered."""
    who = reader(request)
    rows = ServiceReferral.objects.filter(reached(who, Permission.WORK_CASES, through="case__"))
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    framed = frame(request, row.case_id, tab="case_support")
    form = AnswerForm(request.POST or None, initial={"answer": row.answer, "note": row.note})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: services.answered(row, by=who, **form.cleaned_data),
            said=_("The answer is written down."),
            form=form,
            cures=CURES,
        )
    ):
        return redirect("case_support", row.case_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/service.html", facts_of(framed, form=form, row=row), status=status)


@require_POST
def incentive_take_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take out support that was entered wrongly."""
    who = reader(request)
    rows = Incentive.objects.filter(reached(who, Permission.WORK_CASES, through="case__"))
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    done(request, lambda: incentives.take_out(row, by=who), said=_("It is taken out."))
    return redirect("case_support", row.case_id)


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("cases/<uuid:key>/support/", "case_support", case_support, needs=SEE),
    Address("cases/services/<uuid:key>/", "case_service", case_service, needs=WORK),
    Address("cases/support/<uuid:key>/take-out/", "incentive_take_out", incentive_take_out, needs=WORK),
)
