"""One candidate: entering them, scoring them apart, and leaving the running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.gestores.actions import selection as deeds
from pazos.domain.gestores.models import Call
from pazos.domain.gestores.queries import selection as queries
from pazos.domain.gestores.rules.selection import SCORERS
from pazos.domain.gestores.vocabulary import CallState, Standing, TieKind
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.gestores.forms import ApplicationForm, LeaveForm, ScoreForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.gestores.models import Candidate
    from pazos.domain.people.models import Staff


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Enter somebody who applies."""
    call, who = get_object_or_404(Call, pk=number), reader(request)
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = done(
            request,
            lambda: deeds.enter_candidate(call, form.application(), by=who),
            said=_("The candidate is entered."),
            form=form,
        )
        if entered:
            return redirect("call", call.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/gestores/enter.html", {"call": call, "form": form}, status=status)


def _found(request: HttpRequest, key: UUID) -> tuple[Candidate, Staff]:
    who = reader(request)
    one = queries.candidate(str(key), seen_by=who)
    if one is None:
        raise Http404
    return one, who


@require_GET
def candidate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one candidate whole, with the scores this reader may see."""
    one, who = _found(request, key)
    return _shown(request, one, who, {})


def _shown(
    request: HttpRequest, one: Candidate, who: Staff, changed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    note_read(by=who, what="gestores.candidate", keys=[one.pk], at_address="candidate")
    criteria = list(one.call.criteria.all())
    judged = queries.judged(one, seen_by=who)
    mine = one.scores.filter(scorer=who).exists()
    scored_by = len(set(one.scores.values_list("scorer", flat=True)))
    ties = list(one.ties.all())
    recused = any(tie.scorer_id == who.pk for tie in ties)
    running = one.standing == Standing.APPLIED
    may_score = (
        running
        and one.call.state == CallState.SCORING
        and not mine
        and not recused
        and scored_by < SCORERS
        and one.call.scorers.filter(staff=who).exists()
    )
    facts = {
        "candidate": one,
        "call": one.call,
        "ties": ties,
        "declared": [tie for tie in ties if tie.kind != TieKind.KNOWS_SCORER],
        "recused": recused,
        "judged": judged,
        "waits_for_other": mine and scored_by < SCORERS,
        "score_form": ScoreForm(criteria=criteria) if may_score else None,
        "leave_form": LeaveForm() if running and one.call.state != CallState.DECIDED else None,
        **changed,
    }
    return render(request, "web/gestores/candidate.html", facts, status=status)


@require_POST
def score(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep this reader's points."""
    one, who = _found(request, key)
    form = ScoreForm(request.POST, criteria=list(one.call.criteria.all()))
    if form.is_valid() and done(
        request,
        lambda: deeds.score(one, form.points(), by=who),
        said=_("Your points are kept. They cannot be changed."),
        form=form,
    ):
        return redirect("candidate", one.pk)
    return _shown(request, one, who, {"score_form": form}, status=422)


@require_POST
def recuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep that this reader is close to the candidate."""
    one, who = _found(request, key)
    done(request, lambda: deeds.recuse(one, by=who), said=_("Somebody else will score this candidate."))
    return redirect("candidate", one.pk)


@require_POST
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a candidate out of the running."""
    one, who = _found(request, key)
    form = LeaveForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        left = done(
            request,
            lambda: deeds.leave(one, standing=Standing(said["standing"]), why=said["why"], by=who),
            said=_("The candidate is out of the running."),
            form=form,
        )
        if left:
            return redirect("candidate", one.pk)
    return _shown(request, one, who, {"leave_form": form}, status=422)


NEEDS = Permission.SELECT_GESTORES
ADDRESSES = (
    Address("selection/<int:number>/candidates/new/", "enter_candidate", enter, needs=NEEDS),
    Address("selection/candidates/<uuid:key>/", "candidate", candidate, needs=NEEDS),
    Address("selection/candidates/<uuid:key>/score/", "score_candidate", score, needs=NEEDS),
    Address("selection/candidates/<uuid:key>/recuse/", "recuse", recuse, needs=NEEDS),
    Address("selection/candidates/<uuid:key>/leave/", "leave_candidate", leave, needs=NEEDS),
)
