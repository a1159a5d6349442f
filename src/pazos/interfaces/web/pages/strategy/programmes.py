"""Programmes: finding one among many, and one with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.strategy import actions
from pazos.domain.strategy.queries import components, current_strategy
from pazos.domain.strategy.queries.programmes import departments, programme, programmes
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STRATEGY, Address, Stage, address_named
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import said, the_strategy
from pazos.interfaces.web.pages.strategy.forms import ProgrammeForm, ProgrammesAsked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.strategy.models import Programme

PER_PAGE = 30
# The chain: what belongs to a programme stands on the lists of others, narrowed to it or to its component.
CHAIN = (
    ("activities", N_("Activities"), "programme={one.code}"),
    ("reach", N_("People reached"), "programme={one.code}"),
    ("budget", N_("Budget lines"), "programme={one.pk}"),
    ("indicators", N_("Indicators of its component"), "component={one.component.code}"),
    ("agreements", N_("Agreements of its component"), "component={one.component.code}"),
    ("resources", N_("Cooperation of its component"), "component={one.component_id}"),
)


@dataclass(frozen=True)
class Onward:
    """A way from a programme to what belongs to it."""

    text: str
    href: str


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the programmes that were asked for."""
    who, strategy = reader(request), current_strategy()
    form = ProgrammesAsked(
        request.GET,
        components=components(strategy) if strategy else [],
        departments=departments(strategy, seen_by=who),
    )
    asked = form.asked()
    found = programmes(strategy, seen_by=who, asked=asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        **said("programmes", strategy, who),
        "form": form,
        "page": page,
        "asked": asked,
        "book": reverse("book", args=["programmes"]) if address_named("book") else "",
    }
    return render(request, "web/strategy/programmes.html", facts)


@require_GET
def shown(request: HttpRequest, code: str) -> HttpResponse:
    """Show one programme with the ways to all that belongs to it."""
    one = _found(request, code)
    facts = {
        "programme": one,
        "component": one.component,
        "partners": list(one.partners.all()),
        "alignments": list(one.alignments.all()),
        "onward": _onward(request, one),
    }
    return render(request, "web/strategy/programme.html", facts)


def _found(request: HttpRequest, code: str) -> Programme:
    one = programme(code, seen_by=reader(request))
    if one is None:
        raise Http404
    return one


def _onward(request: HttpRequest, one: Programme) -> list[Onward]:
    found = []
    for name, text, asked in CHAIN:
        address = address_named(name)
        if address is None or "<" in address.route or not holds(request, address.needs):
            continue
        found.append(Onward(_(text), f"{reverse(name)}?{asked.format(one=one)}"))
    return found


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a programme."""
    who, strategy = reader(request), the_strategy()
    first = strategy.components.filter(code=request.GET.get("component", "")).first()
    form = ProgrammeForm(request.POST or None, strategy=strategy, initial={"component": first})
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.add_programme(**form.values(), by=who),
            said=_("The programme is added."),
            form=form,
        )
    ):
        return redirect("programme", form.cleaned_data["code"])
    return _asked(request, form, {})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Describe a programme anew."""
    who, one = reader(request), _found(request, code)
    initial: dict[str, Any] = {name: getattr(one, name) for name in ProgrammeForm.base_fields}
    initial["partners"] = list(one.partners.all())
    form = ProgrammeForm(
        request.POST or None, strategy=one.component.strategy, programme=one, initial=initial
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.change_programme(one, **form.values(), by=who),
            said=_("The programme is changed."),
            form=form,
        )
    ):
        return redirect("programme", one.code)
    return _asked(request, form, {"programme": one})


def _asked(request: HttpRequest, form: ProgrammeForm, facts: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "web/strategy/programme_form.html", {"form": form, **facts}, status=status)


SEE, PLAN = Permission.SEE_STRATEGY, Permission.PLAN_STRATEGY
ADDRESSES = (
    Address(
        "programmes/",
        "programmes",
        listed,
        needs=SEE,
        menu=N_("Programmes"),
        stage=Stage.ACT,
        group=OF_STRATEGY,
    ),
    Address("programmes/new/", "programme_add", add, needs=PLAN),
    Address("programmes/<slug:code>/", "programme", shown, needs=SEE),
    Address("programmes/<slug:code>/change/", "programme_change", change, needs=PLAN),
)
