"""Every evaluation on one page: what is asked, how far it is, what it found; and beginning one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.evaluations import actions, queries
from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.standing import may_plan
from pazos.domain.evaluations.vocabulary import EvaluationState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_EVALUATIONS, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.evaluations.wording import STATES, verdict_badge
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.evaluations.models import Evaluation

PER_PAGE = 30


class NewForm(forms.Form):
    """What an evaluation is called."""

    title = forms.CharField(
        label=gettext_lazy("What it is called"),
        help_text=gettext_lazy("A short name for lists, such as: Clusters of 2020. Name no person."),
        max_length=160,
    )


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the evaluations."""
    who = reader(request)
    page = Paginator(queries.evaluations(seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"one": one, "badge": STATES[EvaluationState(one.state)], "verdict": verdict_badge(one.verdict)}
        for one in page
    ]
    facts = {"page": page, "rows": rows, "may_write": may_plan(who)}
    return render(request, "web/evaluations/list.html", facts)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an evaluation."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = reader(request)
        begun: list[Evaluation] = []

        def deed() -> None:
            begun.append(actions.draft(title=form.cleaned_data["title"], by=who))

        said = _("It is begun. Every step is kept when you save it; you can leave and take it up again.")
        if done(request, deed, said=said, form=form):
            return redirect("evaluation_write", begun[0].pk, Step.QUESTION.value)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/evaluations/new.html", {"form": form}, status=status)


ADDRESSES = (
    Address(
        "evaluations/",
        "evaluations",
        listed,
        needs=Permission.SEE_EVALUATIONS,
        menu=N_("Evaluations"),
        stage=Stage.LEARN,
        group=OF_EVALUATIONS,
    ),
    Address("evaluations/new/", "new_evaluation", new, needs=Permission.PLAN_EVALUATIONS),
)
