"""Calls: preparing them, opening them, and choosing with the whole ranking in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.analysis.selection import standings
from pazos.domain.gestores.actions import selection as deeds
from pazos.domain.gestores.models import Call
from pazos.domain.gestores.queries import selection as queries
from pazos.domain.gestores.vocabulary import CallState
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_TEAM, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.gestores.forms import CallForm, CriteriaForm, ScorersForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.gestores.models import Candidate
    from pazos.domain.people.models import Staff


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """List the calls."""
    rows = queries.calls(seen_by=reader(request))
    return render(request, "web/gestores/calls.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """Begin a call."""
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = deeds.make_call(**form.cleaned_data, by=reader(request))
        return redirect("call", call.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/gestores/new_call.html", {"form": form}, status=status)


@require_GET
def call(request: HttpRequest, number: int) -> HttpResponse:
    """Show one call: its criteria, its candidates by number, and what can be done next."""
    one = get_object_or_404(Call, pk=number)
    return _shown(request, one, {})


def _shown(request: HttpRequest, one: Call, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    who = reader(request)
    rows = queries.candidates(one, seen_by=who)
    note_read(by=who, what="gestores.candidate", keys=[row.candidate.pk for row in rows], at_address="call")
    criteria = list(one.criteria.all())
    scorers = list(one.scorers.select_related("staff"))
    facts = {
        "call": one,
        "rows": rows,
        "criteria": criteria,
        "total": sum(criterion.weight for criterion in criteria),
        "scorers": scorers,
        "weights_hold": queries.weights_hold(one),
        "is_scorer": any(scorer.staff_id == who.pk for scorer in scorers),
        "criteria_form": CriteriaForm(criteria=criteria) if one.state == CallState.DRAFT else None,
        "scorers_form": ScorersForm(call=one) if one.state in (CallState.DRAFT, CallState.OPEN) else None,
        **changed,
    }
    return render(request, "web/gestores/call.html", facts, status=status)


@require_POST
def set_criteria(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the criteria and weights of a call that is being prepared."""
    one = get_object_or_404(Call, pk=number)
    form = CriteriaForm(request.POST, criteria=list(one.criteria.all()))
    if not form.is_valid():
        return _shown(request, one, {"criteria_form": form}, status=422)
    who = reader(request)
    done(request, lambda: deeds.set_criteria(one, form.criteria(), by=who), said=_("The criteria are kept."))
    return redirect("call", one.pk)


@require_POST
def set_scorers(request: HttpRequest, number: int) -> HttpResponse:
    """Keep who scores."""
    one = get_object_or_404(Call, pk=number)
    form = ScorersForm(request.POST, call=one)
    if not form.is_valid():
        return _shown(request, one, {"scorers_form": form}, status=422)
    who, scorers = reader(request), list(form.cleaned_data["scorers"])
    done(request, lambda: deeds.name_scorers(one, scorers, by=who), said=_("Who scores is kept."))
    return redirect("call", one.pk)


@require_POST
def move_call(request: HttpRequest, number: int) -> HttpResponse:
    """Open a call, begin its scoring, or withdraw it."""
    one, who = get_object_or_404(Call, pk=number), reader(request)
    moves = {
        "open": (deeds.open_call, _("The call is open. Its criteria and weights are fixed.")),
        "score": (deeds.begin_scoring, _("Scoring has begun.")),
        "withdraw": (deeds.withdraw_call, _("The call is withdrawn.")),
    }
    deed, said = moves.get(request.POST.get("to", ""), (None, ""))
    if deed is not None:
        done(request, lambda: deed(one, by=who), said=said)
    return redirect("call", one.pk)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Show the ranking with its intervals, and keep the choice with its reasons."""
    one, who = get_object_or_404(Call, pk=number), reader(request)
    if request.method == "POST" and _decided(request, one, who):
        return redirect("call", one.pk)
    ranking = standings(one, seen_by=who)
    keys = [line.pair.candidate.pk for line in ranking.lines] if ranking else []
    note_read(by=who, what="gestores.candidate", keys=keys, at_address="decide_call")
    facts = {"call": one, "ranking": ranking, "reasons": request.POST.get("reasons", "")}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/gestores/decide.html", facts, status=status)


def _decided(request: HttpRequest, one: Call, who: Staff) -> bool:
    by_choice: dict[str, list[Candidate]] = {"chosen": [], "reserve": []}
    for candidate in one.candidates.all():
        choice = request.POST.get(f"choice_{candidate.pk}", "")
        if choice in by_choice:
            by_choice[choice].append(candidate)
    reasons = request.POST.get("reasons", "")[:1000]
    return done(
        request,
        lambda: deeds.decide(one, **by_choice, reasons=reasons, by=who),
        said=_("The choice is kept with its reasons."),
    )


NEEDS = Permission.SELECT_GESTORES
ADDRESSES = (
    Address(
        "selection/",
        "calls",
        calls,
        needs=NEEDS,
        menu=N_("Selection of gestores"),
        stage=Stage.ACT,
        group=OF_TEAM,
    ),
    Address("selection/new/", "new_call", new_call, needs=NEEDS),
    Address("selection/<int:number>/", "call", call, needs=NEEDS),
    Address("selection/<int:number>/criteria/", "call_criteria", set_criteria, needs=NEEDS),
    Address("selection/<int:number>/scorers/", "call_scorers", set_scorers, needs=NEEDS),
    Address("selection/<int:number>/move/", "move_call", move_call, needs=NEEDS),
    Address("selection/<int:number>/decide/", "decide_call", decide, needs=NEEDS),
)
