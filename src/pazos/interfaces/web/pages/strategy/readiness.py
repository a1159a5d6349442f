"""Readiness: the five failures that sank an earlier model, each judged with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.strategy import actions
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.queries.readiness import failures
from pazos.domain.strategy.vocabulary import Failure, Standing
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import said, sees_all, the_strategy
from pazos.interfaces.web.pages.strategy.forms import JudgeForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy
    from pazos.domain.strategy.queries.readiness import FailureView

# What would show it: asked for, so that nobody ticks a box.
ASKED = {
    Failure.TEAM: gettext_lazy(
        "Who works for the strategy and nothing else, since when, and under which act or contracts?"
    ),
    Failure.MAYOR: gettext_lazy(
        "Which session did the mayor preside in person, and where does it stand in the government plan?"
    ),
    Failure.ONE_DEPARTMENT: gettext_lazy("Which departments spend money of their own on it, and on what?"),
    Failure.POLICE: gettext_lazy(
        "Which protocol keeps street work and intelligence apart, who signed it, and was it ever broken?"
    ),
    Failure.SUSTAINABILITY: gettext_lazy(
        "What keeps it alive after the next election: an act of the council, posts, funds of several years?"
    ),
}
KINDS = {Standing.AVOIDED: "good", Standing.PARTLY: "warning", Standing.PRESENT: "error"}


@require_GET
def readiness(request: HttpRequest) -> HttpResponse:
    """Show how each failure was judged last, and before."""
    who, strategy = reader(request), current_strategy()
    views = failures(strategy) if strategy and sees_all(who) else []
    facts = {
        **said("readiness", strategy, who),
        "views": [(view, ASKED[view.failure], kind_of(view)) for view in views],
        "avoided": sum(view.is_avoided for view in views),
    }
    return render(request, "web/strategy/readiness.html", facts)


def kind_of(view: FailureView) -> str:
    """Return the kind of badge of a judgement."""
    if view.newest is None or view.lost_its_evidence:
        return "error"
    return KINDS[Standing(view.newest.standing)]


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, name: str) -> HttpResponse:
    """Judge one failure anew."""
    if name not in Failure.values:
        raise Http404
    failure, who, strategy = Failure(name), reader(request), the_strategy()
    initial = {"judged_on": timezone.localdate()}
    form = JudgeForm(request.POST or None, request.FILES or None, seen_by=who, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: _judge(strategy, failure, form, who),
            said=_("The judgement is kept. The ones before stay."),
            form=form,
        )
    ):
        return redirect("readiness")
    facts = {"form": form, "failure": failure, "asked": ASKED[failure]}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/strategy/judge.html", facts, status=status)


@transaction.atomic  # a paper that came with a refused judgement is not kept either
def _judge(strategy: Strategy, failure: Failure, form: JudgeForm, who: Staff) -> None:
    said_ = form.cleaned_data
    actions.judge_readiness(
        strategy,
        failure=failure,
        standing=Standing(said_["standing"]),
        argument=said_["argument"],
        evidence=form.gathered(organisation=None, by=who),
        judged_on=said_["judged_on"],
        by=who,
    )


ADDRESSES = (
    Address("strategy/readiness/", "readiness", readiness, needs=Permission.SEE_STRATEGY),
    Address("strategy/readiness/<slug:name>/", "readiness_judge", judge, needs=Permission.PLAN_STRATEGY),
)
