"""One small business: its seed capital, whether it is open, and the visits to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.employment.actions import business as actions
from pazos.domain.employment.queries import work
from pazos.domain.employment.rules.stepping import NEXT
from pazos.domain.employment.vocabulary import BusinessState as State
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.frame import facts_of
from pazos.interfaces.web.pages.employment import wording
from pazos.interfaces.web.pages.employment.answering import done, framed_of, noted
from pazos.interfaces.web.pages.employment.forms import CapitalForm, DayForm, VisitForm
from pazos.interfaces.web.pages.reader import or_404, reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.employment.models import Business

FORMS: Mapping[str, type[Form]] = {
    "visit": VisitForm,
    State.FUNDED.value: CapitalForm,
    State.OPEN.value: DayForm,
    State.CLOSED.value: DayForm,
}
TITLES: Mapping[str, Any] = {
    "visit": _("Write a visit down"),
    State.FUNDED.value: _("It got its seed capital"),
    State.OPEN.value: _("It opened"),
    State.CLOSED.value: _("It closed"),
}


@require_GET
def work_business(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one business."""
    return _page(request, or_404(work.business(key, seen_by=reader(request))), {})


@require_POST
def work_business_deed(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one deed on a business, and come back to its page."""
    who = reader(request)
    row = or_404(work.business(key, seen_by=who))
    if deed == "back":
        done(request, lambda: actions.step_back(row, by=who), said=str(_("The last step is taken back.")))
        return redirect("work_business", key)
    if deed not in FORMS:
        raise Http404
    form = FORMS[deed](request.POST, prefix=deed)

    def act() -> object:
        if deed == "visit":
            return actions.visit(row, **form.cleaned_data, by=who)
        return actions.move_business(row, to=deed, **form.cleaned_data, by=who)

    if form.is_valid() and done(request, act, said=str(_("It is written down.")), form=form):
        return redirect("work_business", key)
    return _page(request, row, {deed: form}, status=422)


def _page(
    request: HttpRequest, row: Business, sent: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    framed = framed_of(request, row.case_id)
    visits = [
        (one, wording.money(one.monthly_sales) if one.monthly_sales is not None else "")
        for one in row.visits.select_related("by")
    ]
    noted(request, [row, *(one for one, _sold in visits)], at="work_business")
    given = {State.FUNDED} if row.funded_on else set()  # seed capital is given once
    steps = ["visit", *sorted(NEXT[State(row.state)] - given)]
    facts = facts_of(
        framed,
        one=row,
        badge=wording.BUSINESS_BADGES.get(row.state, ""),
        capital=wording.money(row.capital) if row.capital is not None else "",
        visits=visits,
        steps=[
            (deed, TITLES[deed], sent.get(deed) or FORMS[deed](prefix=deed), deed in sent) for deed in steps
        ],
        may_follow=framed.permit.holds,
        may_step_back=row.state != State.PLANNED,
    )
    return render(request, "web/employment/business.html", facts, status=status)


ADDRESSES = (
    Address("work/businesses/<uuid:key>/", "work_business", work_business, needs=Permission.SEE_CASES),
    Address(
        "work/businesses/<uuid:key>/<slug:deed>/",
        "work_business_deed",
        work_business_deed,
        needs=Permission.WORK_CASES,
    ),
)
