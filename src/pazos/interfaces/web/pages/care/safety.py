"""The safety plan: written with the person, approved by the supervisor, looked at again by a day, taken away on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import safety as actions
from pazos.domain.cases.queries import safety as queries
from pazos.domain.cases.rules.safety import Block
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.care.asking import ReviewForm, SafetyForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import SafetyPlan
    from pazos.domain.cases.queries.safety import PlanLine
    from pazos.interfaces.web.pages.cases.frame import Framed

TAB = "case_safety"
CURES: dict[str, tuple[str, ...]] = {
    Block.PARTS_MISSING: ("signs",),
    Block.REVIEW_TOO_LATE: ("review_on",),
    Block.REVIEW_BEFORE: ("review_on",),
}


@require_GET
def plans(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the plan that holds, and each writing before it."""
    return _shown(request, key)


@require_GET
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the plan that holds on a page to print; it names nobody of the city."""
    framed = frame(request, key, tab=TAB)
    holding = next((one for one in _lines(request, framed, at="safety_sheet") if one.holds), None)
    if holding is None:
        raise Http404
    return render(request, "web/care/safety_sheet.html", facts_of(framed, line=holding))


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write the plan anew, beginning with what holds."""
    framed = frame(request, key, tab=TAB)
    before = next((one for one in _lines(request, framed, at="write_safety") if one.holds), None)
    form = SafetyForm(request.POST or None, initial=before.plan.parts if before else {})
    if request.method == "POST" and form.is_valid():

        def deed() -> object:
            review_on = form.cleaned_data["review_on"]
            return actions.write(framed.case, parts=form.parts(), review_on=review_on, by=reader(request))

        if done(request, deed, said=_("The safety plan is written."), form=form, cures=CURES):
            return redirect(TAB, key)
    facts = facts_of(framed, form=form, heading=_("Safety plan"), button=_("Keep this plan"))
    return render(request, "web/care/form.html", facts, status=422 if form.errors else 200)


@require_POST
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve a plan."""
    row = _found(request, key)
    done(request, lambda: actions.approve(row, by=reader(request)), said=_("The safety plan is approved."))
    return redirect(TAB, row.case_id)


@require_POST
def review(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that the plan was looked at and holds."""
    row, form = _found(request, key), ReviewForm(request.POST)
    if form.is_valid() and done(
        request,
        lambda: actions.review(row, by=reader(request), **form.cleaned_data),
        said=_("The plan holds until that day."),
        form=form,
        cures=CURES,
    ):
        return redirect(TAB, row.case_id)
    return _shown(request, row.case_id, form=form)


def _found(request: HttpRequest, key: UUID) -> SafetyPlan:
    row = queries.safety_plan(key, seen_by=reader(request))
    if row is None:
        raise Http404
    return row


def _lines(request: HttpRequest, framed: Framed, *, at: str) -> list[PlanLine]:
    who = reader(request)
    found = queries.safety_plans(framed.case, seen_by=who)
    note_read(by=who, what="cases.safetyplan", keys=[one.plan.pk for one in found], at_address=at)
    return found


def _shown(request: HttpRequest, key: UUID, *, form: ReviewForm | None = None) -> HttpResponse:
    framed = frame(request, key, tab=TAB)
    lines = _lines(request, framed, at=TAB)
    holding = next((one for one in lines if one.holds), None)
    facts = facts_of(
        framed,
        holding=holding,
        before=[one for one in lines if not one.holds],
        is_due=holding is not None and holding.is_due(timezone.localdate()),
        form=form or ReviewForm(),
        may_approve=holding is not None
        and not holding.is_approved
        and holding.plan.by_id != reader(request).pk
        and holds(request, Permission.SUPERVISE_CASES),
    )
    return render(request, "web/care/safety.html", facts, status=422 if form else 200)


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("cases/<uuid:key>/safety/", TAB, plans, needs=SEE),
    Address("cases/<uuid:key>/safety/sheet/", "safety_sheet", sheet, needs=SEE),
    Address("cases/<uuid:key>/safety/write/", "write_safety", write, needs=WORK),
    Address("safety-plans/<uuid:key>/approve/", "approve_safety", approve, needs=Permission.SUPERVISE_CASES),
    Address("safety-plans/<uuid:key>/review/", "review_safety", review, needs=WORK),
)
