"""The life plan: what the person wants over four dimensions, steps, and a sheet of it for them to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import planning as actions
from pazos.domain.cases.queries import planning as queries
from pazos.domain.cases.rules.planning import Block
from pazos.domain.cases.vocabulary import Dimension, GoalState
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.history.changing import changes_of
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.care import wording
from pazos.interfaces.web.pages.care.asking import GoalForm, SayAnewForm, StepForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Goal, GoalStep
    from pazos.domain.cases.queries.planning import OfDimension

TAB = "case_plan"
CURES: dict[str, tuple[str, ...]] = {
    Block.NO_WORDS: ("aim", "text"),
    Block.DUE_BEFORE: ("due_on",),
}


@require_GET
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the life plan of a case."""
    framed = frame(request, key)
    parts = queries.life_plan(framed.case, seen_by=reader(request))
    _look(request, parts, at=TAB)
    facts = {"parts": parts, "has_goals": any(one.open or one.ended for one in parts)}
    return render(request, "web/care/plan.html", facts_of(framed, **facts))


@require_GET
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the open part of a plan on a page to print; it names nobody."""
    framed = frame(request, key, tab=TAB)
    parts = queries.life_plan(framed.case, seen_by=reader(request))
    _look(request, parts, at="plan_sheet")
    return render(request, "web/care/plan_sheet.html", facts_of(framed, parts=parts))


@require_http_methods(["GET", "POST"])
def new_goal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write a goal."""
    framed = frame(request, key, tab=TAB)
    first = request.GET.get("dimension", "")
    initial = {"dimension": first} if first in Dimension.values else {}
    form = GoalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def deed() -> object:
            return actions.set_goal(framed.case, by=reader(request), **form.cleaned_data)

        if done(request, deed, said=_("The goal is written."), form=form, cures=CURES):
            return redirect(TAB, key)
    facts = facts_of(framed, form=form, heading=_("A goal"), button=_("Write it"))
    return render(request, "web/care/form.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def goal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a goal with its steps and what happened to it; put it into other words or on another day."""
    row = _goal(request, key)
    form = SayAnewForm(request.POST or None, initial=_standing(row))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept: list[Goal] = []

        def deed() -> None:
            same = said["aim"].strip() == row.aim
            when = {"due_on": said["due_on"], "version": said["version"], "by": reader(request)}
            kept.append(
                actions.move_goal(row, **when) if same else actions.say_anew(row, aim=said["aim"], **when)
            )

        if done(request, deed, said=_("The goal is changed."), form=form, cures=CURES):
            return redirect("goal", kept[0].pk)
    return _shown(request, row, form=form)


@require_POST
def goal_deed(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Say that a goal was reached or let go, or take that back."""
    row = _goal(request, key)
    done(
        request,
        _ending(deed, row, end=actions.end_goal, again=actions.open_goal_again, request=request),
        said=_("Written down."),
    )
    return redirect("goal", key)


@require_POST
def new_step(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a step to a goal."""
    row, form = _goal(request, key), StepForm(request.POST, prefix="step")
    if form.is_valid() and done(
        request,
        lambda: actions.add_step(row, by=reader(request), **form.cleaned_data),
        said=_("The step is written."),
        form=form,
        cures=CURES,
    ):
        return redirect("goal", key)
    return _shown(request, row, step_form=form)


@require_POST
def step_deed(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Say that a step was done or let go, or take that back."""
    row = queries.step(key, seen_by=reader(request))
    if row is None:
        raise Http404
    done(
        request,
        _ending(deed, row, end=actions.end_step, again=actions.open_step_again, request=request),
        said=_("Written down."),
    )
    return redirect("goal", row.goal_id)


def _ending(
    deed: str,
    row: Goal | GoalStep,
    *,
    end: Callable[..., object],
    again: Callable[..., object],
    request: HttpRequest,
) -> Callable[[], object]:
    who = reader(request)
    if deed == "again":
        return lambda: again(row, by=who)
    if deed not in (GoalState.DONE, GoalState.DROPPED):
        raise Http404
    return lambda: end(row, end=deed, by=who)


def _goal(request: HttpRequest, key: UUID) -> Goal:
    row = queries.goal(key, seen_by=reader(request))
    if row is None:
        raise Http404
    return row


def _standing(row: Goal) -> dict[str, Any]:
    return {"aim": row.aim, "due_on": row.due_on, "version": row.version}


def _look(request: HttpRequest, parts: tuple[OfDimension, ...], *, at: str) -> None:
    keys = [line.goal.pk for part in parts for line in (*part.open, *part.ended)]
    note_read(by=reader(request), what="cases.goal", keys=keys, at_address=at)


def _shown(
    request: HttpRequest, row: Goal, *, form: Form | None = None, step_form: Form | None = None
) -> HttpResponse:
    framed = frame(request, row.case_id, tab=TAB)
    note_read(by=reader(request), what="cases.goal", keys=[row.pk], at_address="goal")
    facts: dict[str, Any] = {
        "goal": row,
        "badge": wording.STATE_BADGES[GoalState(row.state)],
        "steps": list(row.steps.order_by("state", "due_on", "pk")),
        "form": form or SayAnewForm(initial=_standing(row)),
        "step_form": step_form or StepForm(prefix="step"),
        "is_open": row.state == GoalState.OPEN,
        "changes": changes_of(row)[:20],
    }
    wrong = (form is not None and form.errors) or (step_form is not None and step_form.errors)
    return render(request, "web/care/goal.html", facts_of(framed, **facts), status=422 if wrong else 200)


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("cases/<uuid:key>/plan/", TAB, plan, needs=SEE),
    Address("cases/<uuid:key>/plan/sheet/", "plan_sheet", sheet, needs=SEE),
    Address("cases/<uuid:key>/plan/new/", "new_goal", new_goal, needs=WORK),
    Address("goals/<uuid:key>/", "goal", goal, needs=WORK),
    Address("goals/<uuid:key>/steps/", "new_step", new_step, needs=WORK),
    Address("goals/<uuid:key>/<str:deed>/", "goal_deed", goal_deed, needs=WORK),
    Address("steps/<uuid:key>/<str:deed>/", "step_deed", step_deed, needs=WORK),
)
