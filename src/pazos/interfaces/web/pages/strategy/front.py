"""The front page of the strategy: what it is, on what it stands, and how it is doing as a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.documents import queries as documents
from pazos.domain.strategy import actions
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.queries.programmes import component_rows
from pazos.domain.strategy.queries.readiness import failures
from pazos.domain.strategy.queries.versions import published, versions
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STRATEGY, Address, Stage
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import is_ahead_now, said, sees_all, the_strategy
from pazos.interfaces.web.pages.strategy.forms import GroundForm, StrategyForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Show the strategy that is worked on."""
    return _shown(request, {})


def _shown(request: HttpRequest, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    who, strategy = reader(request), current_strategy()
    facts = said("strategy", strategy, who)
    if strategy is not None:
        facts |= _facts(strategy, who)
    return render(request, "web/strategy/front.html", {**facts, **changed}, status=status)


def _facts(strategy: Strategy, who: Staff) -> dict[str, Any]:
    all_of_it = sees_all(who)
    act = documents.several([strategy.act_id], seen_by=who) if strategy.act_id else []
    newest = versions(strategy).first()
    return {
        "rows": component_rows(strategy, seen_by=who),
        "grounds": strategy.grounds.select_related("designation", "run"),
        "act": act,
        "failures": failures(strategy) if all_of_it else [],
        "newest": newest,
        "public": published(),
        "ahead": all_of_it and newest is not None and is_ahead_now(strategy),
        "ground_form": GroundForm() if who.may(Permission.PLAN_STRATEGY) else None,
    }


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Begin a strategy."""
    who = reader(request)
    form = StrategyForm(request.POST or None, seen_by=who)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.make_strategy(**form.cleaned_data, by=who),
            said=_("The strategy is begun. Add its components next."),
            form=form,
        )
    ):
        return redirect("components")
    return _asked(request, form, {"title": _("Begin a strategy")})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Describe the strategy anew."""
    who, strategy = reader(request), the_strategy()
    initial = {name: getattr(strategy, name) for name in StrategyForm.base_fields}
    form = StrategyForm(request.POST or None, seen_by=who, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.change_strategy(strategy, **form.cleaned_data, by=who),
            said=_("The strategy is described anew. Versions adopted before stay as they are."),
            form=form,
        )
    ):
        return redirect("strategy")
    return _asked(request, form, {"title": _("Describe the strategy")})


def _asked(request: HttpRequest, form: StrategyForm, facts: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "web/strategy/describe.html", {"form": form, **facts}, status=status)


@require_POST
def ground_add(request: HttpRequest) -> HttpResponse:
    """Name something that the diagnosis stands on."""
    who, strategy = reader(request), the_strategy()
    form = GroundForm(request.POST)
    if form.is_valid() and done(
        request,
        lambda: actions.ground(strategy, **form.cleaned_data, by=who),
        said=_("The diagnosis stands on it now."),
        form=form,
    ):
        return redirect("strategy")
    return _shown(request, {"ground_form": form}, status=422)


@require_POST
def ground_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Let the diagnosis stand without something."""
    strategy = current_strategy()
    if strategy is None:
        raise Http404
    found = get_object_or_404(strategy.grounds, pk=number)
    done(
        request,
        lambda: actions.take_out_ground(found, by=reader(request)),
        said=_("The diagnosis stands without it."),
    )
    return redirect("strategy")


SEE, PLAN = Permission.SEE_STRATEGY, Permission.PLAN_STRATEGY
ADDRESSES = (
    Address(
        "strategy/", "strategy", front, needs=SEE, menu=N_("Strategy"), stage=Stage.ACT, group=OF_STRATEGY
    ),
    Address("strategy/new/", "strategy_make", make, needs=PLAN),
    Address("strategy/change/", "strategy_change", change, needs=PLAN),
    Address("strategy/grounds/add/", "ground_add", ground_add, needs=PLAN),
    Address("strategy/grounds/<int:number>/remove/", "ground_remove", ground_remove, needs=PLAN),
)
