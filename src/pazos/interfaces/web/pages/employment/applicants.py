"""For a company: who was presented to it, in the words they agreed to, and what it answers. Nothing else of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.employment.actions.answering import answer
from pazos.domain.employment.queries.applicants import MOST, applicant, applicants
from pazos.domain.employment.vocabulary import ApplicationState
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_WORK, Address, Stage
from pazos.interfaces.web.pages.employment import wording
from pazos.interfaces.web.pages.employment.answering import done
from pazos.interfaces.web.pages.employment.forms import AnswerForm
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.employment.queries.applicants import Applicant

PER_PAGE = 30
WHAT = "employment.application"


def _noted(request: HttpRequest, shown: Iterable[Applicant], *, at: str) -> None:
    note_read(by=reader(request), what=WHAT, keys=[one.key for one in shown], at_address=at)


def _state(one: Applicant) -> str:
    return str(ApplicationState(one.state).label)


@require_GET
def work_applicants(request: HttpRequest) -> HttpResponse:
    """List who was presented to the reader's company."""
    found = applicants(on=timezone.localdate(), seen_by=reader(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    _noted(request, page, at="applicants")
    rows = [(one, wording.STATE_BADGES.get(one.state, ""), _state(one)) for one in page]
    waiting = sum(one.may_be_answered for one in found)
    return render(
        request,
        "web/employment/applicants.html",
        {"page": page, "rows": rows, "waiting": waiting, "most": MOST},
    )


@require_GET
def applicants_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the list out as CSV: the same words, nothing more."""
    found = applicants(on=timezone.localdate(), seen_by=reader(request))
    _noted(request, found, at="applicants_file")
    columns = (_("Job"), _("Shown as"), _("Their words"), _("State"), _("Presented on"), _("Interview on"))
    rows = [
        (one.job, one.shown_as, one.shown_words, _state(one), one.presented_on, one.interview_on)
        for one in found
    ]
    return table_file("applicants", columns, rows)


@require_http_methods(["GET", "POST"])
def work_applicant(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one of them, and hear what the company says."""
    who = reader(request)
    found = applicant(key, on=timezone.localdate(), seen_by=who)
    if found is None:
        raise Http404
    shown, row = found
    _noted(request, [shown], at="applicant")
    form = AnswerForm(request.POST or None)
    is_sent = request.method == "POST"
    if (
        is_sent
        and form.is_valid()
        and done(
            request,
            lambda: answer(row, **form.cleaned_data, by=who),
            said=_("Thank you. It is told to them; a place that you give counts as filled of itself."),
            form=form,
        )
    ):
        return redirect("applicants")
    facts = {
        "one": shown,
        "form": form,
        "badge": wording.STATE_BADGES.get(shown.state, ""),
        "state": _state(shown),
    }
    return render(request, "web/employment/applicant.html", facts, status=422 if is_sent else 200)


NEEDS = Permission.SEE_APPLICANTS
ADDRESSES = (
    Address(
        "work/applicants/",
        "applicants",
        work_applicants,
        needs=NEEDS,
        menu=N_("Applicants"),
        stage=Stage.ACT,
        group=OF_WORK,
    ),
    Address("work/applicants/file.csv", "applicants_file", applicants_file, needs=NEEDS),
    Address("work/applicants/<uuid:key>/", "applicant", work_applicant, needs=NEEDS),
)
