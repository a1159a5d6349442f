"""The theory of change: a picture, the same as a list, and the forms that change it.

Every change is a form that works with the keyboard and without any script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.strategy import actions
from pazos.domain.strategy.models import TheoryArrow, TheoryBox
from pazos.domain.strategy.queries import components, current_strategy
from pazos.domain.strategy.queries.theory import theory
from pazos.domain.strategy.rules import LEVELS
from pazos.domain.strategy.vocabulary import Level
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import said, the_strategy
from pazos.interfaces.web.pages.strategy.forms import ArrowForm, BoxForm
from pazos.interfaces.web.pages.strategy.picture import hues, of_theory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """Show the theory of change."""
    return _shown(request, {})


def _shown(request: HttpRequest, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    who, strategy = reader(request), current_strategy()
    facts = said("theory", strategy, who)
    if strategy is not None:
        kept = theory(strategy)
        places = hues([one.pk for one in components(strategy)])
        facts |= {
            "picture": of_theory(kept, places) if kept.boxes else None,
            "loose": kept.loose,
            "without_assumption": kept.without_assumption,
            "form": BoxForm(strategy=strategy) if who.may(PLAN) else None,
        }
    return render(request, "web/strategy/theory.html", {**facts, **changed}, status=status)


@require_POST
def box_add(request: HttpRequest) -> HttpResponse:
    """Add a box."""
    who, strategy = reader(request), the_strategy()
    form = BoxForm(request.POST, strategy=strategy)
    if form.is_valid():
        wish = form.cleaned_data
        added = done(
            request,
            lambda: actions.add_box(
                strategy,
                level=Level(wish["level"]),
                text=wish["text"],
                component=wish["component"],
                by=who,
            ),
            said=_("The box is added. Say next what it leads to."),
            form=form,
        )
        if added:
            return redirect(reverse("theory") + "#as-list")
    return _shown(request, {"form": form}, status=422)


def _box(number: int) -> TheoryBox:
    return get_object_or_404(
        TheoryBox.objects.select_related("component", "strategy"), pk=number, strategy=the_strategy()
    )


@require_http_methods(["GET", "POST"])
def box(request: HttpRequest, number: int) -> HttpResponse:
    """Show one box with its arrows, and say it otherwise."""
    one, who = _box(number), reader(request)
    initial = {"text": one.text, "component": one.component}
    form = BoxForm(request.POST or None, strategy=one.strategy, known=True, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.change_box(one, **form.cleaned_data, by=who),
            said=_("The box is changed."),
            form=form,
        )
    ):
        return redirect("theory")
    return _one(request, one, {"form": form}, status=422 if request.method == "POST" else 200)


def _one(request: HttpRequest, one: TheoryBox, facts: dict[str, Any], *, status: int = 200) -> HttpResponse:
    later = LEVELS[LEVELS.index(Level(one.level)) + 1 :]
    taken = {arrow.target_id for arrow in one.leads_to.all()}
    open_ones = [
        other for other in theory(one.strategy).boxes if other.level in later and other.pk not in taken
    ]
    initial = {"text": one.text, "component": one.component}
    facts = {
        "box": one,
        "form": BoxForm(strategy=one.strategy, known=True, initial=initial),
        "leads_to": one.leads_to.select_related("target"),
        "comes_from": one.comes_from.select_related("source"),
        "arrow_form": ArrowForm(later=open_ones) if open_ones else None,
        **facts,
    }
    return render(request, "web/strategy/box.html", facts, status=status)


@require_POST
def box_move(request: HttpRequest, number: int) -> HttpResponse:
    """Move a box up or down in its level."""
    one = _box(number)
    actions.move_box(one, up=request.POST.get("to") == "up", by=reader(request))
    return redirect(reverse("theory") + f"#box-{one.pk}")


@require_POST
def box_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a box away with its arrows."""
    one = _box(number)
    done(request, lambda: actions.remove_box(one, by=reader(request)), said=_("The box is taken away."))
    return redirect("theory")


@require_POST
def arrow_add(request: HttpRequest, number: int) -> HttpResponse:
    """Say what a box leads to."""
    one, who = _box(number), reader(request)
    others = [other for other in theory(one.strategy).boxes if other.pk != one.pk]
    form = ArrowForm(request.POST, later=others)
    if form.is_valid():
        wish = form.cleaned_data
        target = next(other for other in others if other.pk == wish["target"])
        linked = done(
            request,
            lambda: actions.link(
                one, target, assumption=wish["assumption"], evidence=wish["evidence"], by=who
            ),
            said=_("The arrow is drawn."),
            form=form,
        )
        if linked:
            return redirect("theory_box", one.pk)
    return _one(request, one, {"arrow_form": form}, status=422)


def _arrow(number: int) -> TheoryArrow:
    rows = TheoryArrow.objects.select_related("source__strategy", "target")
    return get_object_or_404(rows, pk=number, source__strategy=the_strategy())


@require_http_methods(["GET", "POST"])
def arrow(request: HttpRequest, number: int) -> HttpResponse:
    """Say anew what an arrow rests on."""
    one, who = _arrow(number), reader(request)
    initial = {"assumption": one.assumption, "evidence": one.evidence}
    form = ArrowForm(request.POST or None, known=True, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.change_arrow(one, **form.cleaned_data, by=who),
            said=_("The arrow is changed."),
            form=form,
        )
    ):
        return redirect("theory")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/strategy/arrow.html", {"arrow": one, "form": form}, status=status)


@require_POST
def arrow_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take an arrow away."""
    one = _arrow(number)
    done(request, lambda: actions.unlink(one, by=reader(request)), said=_("The arrow is taken away."))
    return redirect("theory")


SEE, PLAN = Permission.SEE_STRATEGY, Permission.PLAN_STRATEGY
ADDRESSES = (
    Address("strategy/theory/", "theory", shown, needs=SEE),
    Address("strategy/theory/boxes/add/", "theory_box_add", box_add, needs=PLAN),
    Address("strategy/theory/boxes/<int:number>/", "theory_box", box, needs=PLAN),
    Address("strategy/theory/boxes/<int:number>/move/", "theory_box_move", box_move, needs=PLAN),
    Address("strategy/theory/boxes/<int:number>/remove/", "theory_box_remove", box_remove, needs=PLAN),
    Address("strategy/theory/boxes/<int:number>/link/", "theory_arrow_add", arrow_add, needs=PLAN),
    Address("strategy/theory/arrows/<int:number>/", "theory_arrow", arrow, needs=PLAN),
    Address("strategy/theory/arrows/<int:number>/remove/", "theory_arrow_remove", arrow_remove, needs=PLAN),
)
