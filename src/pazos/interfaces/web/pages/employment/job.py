"""One job that somebody got: its marks at 1, 3, 6 and 12 months, what was said at each, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.employment.actions import placing
from pazos.domain.employment.queries import work
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.frame import facts_of
from pazos.interfaces.web.pages.employment import wording
from pazos.interfaces.web.pages.employment.answering import (
    Asked,
    done,
    form_answer,
    framed_of,
    noted,
)
from pazos.interfaces.web.pages.employment.forms import CheckForm, EndForm
from pazos.interfaces.web.pages.reader import or_404, reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_GET
def work_job(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one job and its marks."""
    row = or_404(work.placement(key, seen_by=reader(request)))
    framed = framed_of(request, row.case_id)
    marks = wording.marks_of(row, on=timezone.localdate())
    noted(request, [row, *(one.check for one in marks)], at="work_job")
    facts = facts_of(
        framed,
        one=row,
        marks=marks,
        pay=wording.money(row.monthly_pay) if row.monthly_pay is not None else "",
        may_follow=framed.permit.holds,
        may_take_back=row.ended_on is not None or not any(mark.check.done_on for mark in marks),
    )
    return render(request, "web/employment/job.html", facts)


@require_http_methods(["GET", "POST"])
def work_check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down what was found at a mark."""
    who = reader(request)
    row = or_404(work.check(key, seen_by=who))
    framed = framed_of(request, row.placement.case_id)
    form = CheckForm(request.POST or None)
    heading = ngettext("After {n} month", "After {n} months", row.mark).format(n=row.mark)
    to = reverse("work_job", args=[row.placement_id])
    lead = _("Ask the person first, and the employer only if the person agrees that you call.")
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: placing.check(row, **form.cleaned_data, by=who),
        asked=Asked(heading, _("Write it down"), _("It is written down."), to, lead),
    )


@require_POST
def work_check_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Set a mark back to not asked."""
    who = reader(request)
    row = or_404(work.check(key, seen_by=who))
    done(request, lambda: placing.take_check_back(row, by=who), said=_("It is to be asked again."))
    return redirect("work_job", row.placement_id)


@require_http_methods(["GET", "POST"])
def work_job_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write down that a job ended."""
    who = reader(request)
    row = or_404(work.placement(key, seen_by=who))
    framed = framed_of(request, row.case_id)
    form = EndForm(request.POST or None)
    asked = Asked(
        heading=_("The job ended"),
        button=_("Write it down"),
        said=_("It is written down. What comes next is on the tab."),
        to=reverse("case_work", args=[row.case_id]),
        lead=_("The marks after that day are answered of themselves: no longer there."),
    )
    return form_answer(
        request,
        framed,
        form=form,
        deed=lambda: placing.end(row, **form.cleaned_data, by=who),
        asked=asked,
    )


@require_POST
def work_job_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the last step of a job back."""
    who = reader(request)
    row = or_404(work.placement(key, seen_by=who))
    done(request, lambda: placing.take_back(row, by=who), said=_("The last step is taken back."))
    return redirect("case_work", row.case_id)


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("work/jobs/<uuid:key>/", "work_job", work_job, needs=SEE),
    Address("work/jobs/<uuid:key>/end/", "work_job_end", work_job_end, needs=WORK),
    Address("work/jobs/<uuid:key>/back/", "work_job_back", work_job_back, needs=WORK),
    Address("work/marks/<uuid:key>/", "work_check", work_check, needs=WORK),
    Address("work/marks/<uuid:key>/back/", "work_check_back", work_check_back, needs=WORK),
)
