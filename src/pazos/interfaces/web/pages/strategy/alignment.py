"""What the strategy serves: targets of the SDGs, national policies, the city's own plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.strategy import actions
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.sdg import targets
from pazos.domain.strategy.vocabulary import Instrument
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import said, the_strategy
from pazos.interfaces.web.pages.strategy.forms import AlignmentForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.strategy.models import Alignment, Strategy


@dataclass(frozen=True)
class Served:
    """One goal of another plan, and who serves it."""

    alignment: Alignment
    goal: str
    words: str
    whose: str


@require_GET
def alignment(request: HttpRequest) -> HttpResponse:
    """List what the strategy serves, by plan."""
    return _shown(request, {})


def _shown(request: HttpRequest, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    who, strategy = reader(request), current_strategy()
    facts = {
        **said("alignment", strategy, who),
        "plans": by_plan(strategy) if strategy else [],
        "form": AlignmentForm(strategy=strategy) if strategy and who.may(PLAN) else None,
        **changed,
    }
    return render(request, "web/strategy/alignment.html", facts, status=status)


def by_plan(strategy: Strategy) -> list[tuple[str, list[Served]]]:
    """Return the plans that something is aligned with, each with its goals in their order."""
    rows = list(strategy.alignments.select_related("component", "programme"))
    order = {code: place for place, code in enumerate(targets())}
    rows.sort(key=lambda row: (order.get(row.code, -1), row.code))
    found = []
    for instrument in Instrument:
        own = [_served(row) for row in rows if row.instrument == instrument]
        if own:
            found.append((str(instrument.label), own))
    return found


def _served(row: Alignment) -> Served:
    whose = row.programme or row.component
    return Served(
        row, goal_name(row.instrument, row.code), row.words, str(whose) if whose else _("the whole strategy")
    )


def goal_name(instrument: str, code: str) -> str:
    """Return what a goal is called, where its plan is known here."""
    target = targets().get(code) if instrument == Instrument.SDG else None
    return target.name(get_language()) if target else ""


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Say that something serves a goal."""
    who, strategy = reader(request), the_strategy()
    form = AlignmentForm(request.POST, strategy=strategy)
    if form.is_valid() and done(
        request,
        lambda: actions.align(strategy, **form.values(), by=who),
        said=_("The alignment is written down."),
        form=form,
    ):
        return redirect("alignment")
    return _shown(request, {"form": form}, status=422)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Say no longer that something serves a goal."""
    found = get_object_or_404(the_strategy().alignments, pk=number)
    done(
        request,
        lambda: actions.take_out_alignment(found, by=reader(request)),
        said=_("The alignment is taken out."),
    )
    return redirect("alignment")


SEE, PLAN = Permission.SEE_STRATEGY, Permission.PLAN_STRATEGY
ADDRESSES = (
    Address("strategy/alignment/", "alignment", alignment, needs=SEE),
    Address("strategy/alignment/add/", "alignment_add", add, needs=PLAN),
    Address("strategy/alignment/<int:number>/remove/", "alignment_remove", remove, needs=PLAN),
)
