"""The components: their names, order and number, which are the city's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.strategy import actions
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.queries.programmes import component_rows
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import said, the_strategy
from pazos.interfaces.web.pages.strategy.forms import ComponentForm, EndComponentForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.strategy.models import Component


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """List the components with what stands under each."""
    return _shown(request, {})


def _shown(request: HttpRequest, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    who, strategy = reader(request), current_strategy()
    facts = {
        **said("components", strategy, who),
        "rows": component_rows(strategy, seen_by=who) if strategy else [],
        "form": ComponentForm() if who.may(Permission.PLAN_STRATEGY) and strategy else None,
        **changed,
    }
    return render(request, "web/strategy/components.html", facts, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a component."""
    who, strategy = reader(request), the_strategy()
    form = ComponentForm(request.POST)
    if form.is_valid() and done(
        request,
        lambda: actions.add_component(strategy, **form.cleaned_data, by=who),
        said=_("The component is added."),
        form=form,
    ):
        return redirect("components")
    return _shown(request, {"form": form}, status=422)


def _found(number: int) -> Component:
    strategy = current_strategy()
    if strategy is None:
        raise Http404
    return get_object_or_404(strategy.components, pk=number)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Call a component otherwise."""
    one, who = _found(number), reader(request)
    initial = {"name": one.name, "purpose": one.purpose}
    form = ComponentForm(request.POST or None, initial=initial)
    del form.fields["code"]
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.change_component(one, **form.cleaned_data, by=who),
            said=_("The component is changed."),
            form=form,
        )
    ):
        return redirect("components")
    return _one(request, one, {"form": form}, status=422 if request.method == "POST" else 200)


def _one(request: HttpRequest, one: Component, facts: dict[str, Any], *, status: int = 200) -> HttpResponse:
    end_form = None if one.ended_on else EndComponentForm(initial={"on": timezone.localdate()})
    facts = {"component": one, "end_form": end_form, **facts}
    return render(request, "web/strategy/component.html", facts, status=status)


@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Move a component up or down."""
    one = _found(number)
    actions.move_component(one, up=request.POST.get("to") == "up", by=reader(request))
    return redirect("components")


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a component."""
    one, who, form = _found(number), reader(request), EndComponentForm(request.POST)
    if form.is_valid() and done(
        request,
        lambda: actions.end_component(one, on=form.cleaned_data["on"], by=who),
        said=_("The component has ended."),
        form=form,
    ):
        return redirect("components")
    initial = {"name": one.name, "purpose": one.purpose}
    known = ComponentForm(initial=initial)
    del known.fields["code"]
    return _one(request, one, {"form": known, "end_form": form}, status=422)


SEE, PLAN = Permission.SEE_STRATEGY, Permission.PLAN_STRATEGY
ADDRESSES = (
    Address("strategy/components/", "components", components, needs=SEE),
    Address("strategy/components/add/", "component_add", add, needs=PLAN),
    Address("strategy/components/<int:number>/", "component_change", change, needs=PLAN),
    Address("strategy/components/<int:number>/move/", "component_move", move, needs=PLAN),
    Address("strategy/components/<int:number>/end/", "component_end", end, needs=PLAN),
)
