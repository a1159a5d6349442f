"""One application: what the company would read, agreed word by word, and each step it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.employment import standing
from pazos.domain.employment.actions import applying
from pazos.domain.employment.queries import work
from pazos.domain.employment.queries.matching import Matched
from pazos.domain.employment.rules.fitting import fit
from pazos.domain.employment.rules.stepping import WITH_COMPANY
from pazos.domain.employment.vocabulary import ApplicationState as State
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.frame import facts_of
from pazos.interfaces.web.pages.employment import wording
from pazos.interfaces.web.pages.employment.answering import done, framed_of, noted
from pazos.interfaces.web.pages.employment.forms import AgreeForm, InterviewForm, NotTakenForm
from pazos.interfaces.web.pages.reader import or_404, reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.employment.models import Application
    from pazos.domain.people.models import Staff

    Deed = Callable[..., object]

# By the name of a deed: what does it, what is said when it is done.
PLAIN: Mapping[str, tuple[Deed, Any]] = {
    "present": (applying.present, _("The company sees now what was agreed, and nothing else.")),
    "let_go": (applying.let_go, _("It is let go. The company sees them no more.")),
    "step_back": (applying.step_back, _("The last step is taken back.")),
}
ASKING: Mapping[str, tuple[type[Form], Deed, Any]] = {
    "agree": (AgreeForm, applying.agree, _("It is written down what the company may read.")),
    "interview": (InterviewForm, applying.interview, _("The interview is written down.")),
    "not_taken": (NotTakenForm, applying.not_taken, _("It is written down.")),
}


@require_GET
def work_application(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one application."""
    return _page(request, _found(key, reader(request)), {})


@require_POST
def work_application_deed(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Do one deed on an application, and come back to its page."""
    who = reader(request)
    row = _found(key, who)
    if deed in PLAIN:
        action, said = PLAIN[deed]
        done(request, lambda: action(row, by=who), said=said)
        return redirect("work_application", key)
    if deed not in ASKING:
        raise Http404
    kind, action, said = ASKING[deed]
    form = kind(request.POST)
    if form.is_valid() and done(
        request, lambda: action(row, **form.cleaned_data, by=who), said=said, form=form
    ):
        return redirect("work_application", key)
    return _page(request, row, {deed: form}, status=422)


def _found(key: UUID, who: Staff) -> Application:
    return or_404(work.application(key, seen_by=who))


def _page(
    request: HttpRequest, row: Application, sent: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    framed = framed_of(request, row.case_id)
    noted(request, [row], at="work_application")
    state = State(row.state)
    has_job = hasattr(row, "placement")
    asked = {
        "agree": AgreeForm.of(None, row),
        "interview": InterviewForm(),
        "not_taken": NotTakenForm(),
        **sent,
    }
    facts = facts_of(
        framed,
        one=row,
        forms=asked,
        sent=set(sent),
        badge=wording.STATE_BADGES.get(state, ""),
        reasons=wording.reasons_of(_matched(row)),
        is_chosen=state is State.CHOSEN,
        may_present=state is State.CHOSEN and row.agreed_on is not None,
        is_there=state in WITH_COMPANY,
        may_let_go=state in WITH_COMPANY or state is State.CHOSEN,
        may_write_job=not has_job and (state in WITH_COMPANY or state is State.PLACED),
        may_step_back=state is not State.CHOSEN and not has_job,
    )
    return render(request, "web/employment/application.html", facts, status=status)


def _matched(row: Application) -> Matched:
    terms, on = standing.terms_of(row.vacancy), timezone.localdate()
    age = standing.age_of(row.case.participant, on=on)
    return Matched(row.vacancy, terms, fit(standing.wish_of(row.case), terms, age=age), is_chosen=True)


ADDRESSES = (
    Address(
        "work/applications/<uuid:key>/", "work_application", work_application, needs=Permission.SEE_CASES
    ),
    Address(
        "work/applications/<uuid:key>/<slug:deed>/",
        "work_application_deed",
        work_application_deed,
        needs=Permission.WORK_CASES,
    ),
)
