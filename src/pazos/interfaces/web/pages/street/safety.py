"""How the gestores are: check-ins answered, incidents with what was done for them, calls for help.

A gestor sees what they told of themselves and what came of it; a coordinator sees their clusters'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.outreach.actions import safety as deeds
from pazos.domain.outreach.actions.safety import MEASURES
from pazos.domain.outreach.queries import safety as queries
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.street.asking import StreetForm, day, note
from pazos.interfaces.web.pages.street.calls import heard
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


class AttendForm(StreetForm):
    """What is done for a gestor."""

    texts: ClassVar = ("measures",)
    measures = note(gettext_lazy("What is done: rest, another cluster, accompaniment"), most=MEASURES)


class OverForm(StreetForm):
    """The day on which a risk was over."""

    texts: ClassVar = ()
    ended_on = day(gettext_lazy("Over since"), today=True)


@dataclass(frozen=True)
class Told:
    """What a page of safety shows."""

    checks: list[queries.CheckLine]
    incidents: list[queries.IncidentLine]


def _tabs(here: str) -> list[tuple[str, str, bool]]:
    pages = (("safety", _("Now")), ("safety_before", _("Before")))
    return [(text, reverse(name), name == here) for name, text in pages]


def _answers(request: HttpRequest) -> bool:
    scope = reader(request).scope(Permission.SEE_SAFETY)
    return scope is not None and scope >= Scope.CLUSTER


@require_GET
def safety(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer."""
    who = reader(request)
    told = Told(queries.checks(seen_by=who, unanswered=True), queries.incidents(seen_by=who, ended=False))
    _look(request, told, at="safety")
    facts = {
        "told": told,
        "answers": _answers(request),
        "tabs": _tabs("safety"),
        "polls": True,
        "others": heard(who) if holds(request, Permission.ANSWER_DISTRESS) else [],
    }
    return render(request, "web/street/safety/now.html", facts)


@require_GET
def safety_before(request: HttpRequest) -> HttpResponse:
    """Show what was answered and has ended."""
    who = reader(request)
    told = Told(queries.checks(seen_by=who, unanswered=False), queries.incidents(seen_by=who, ended=True))
    _look(request, told, at="safety_before")
    ended = queries.calls_ended(seen_by=who)
    keys = [one.key for one in ended]
    looked(request, at="safety_before", what="outreach.distress", keys=keys, by=Permission.SEE_SAFETY)
    facts = {"told": told, "answers": _answers(request), "tabs": _tabs("safety_before"), "ended": ended}
    return render(request, "web/street/safety/before.html", facts)


def _look(request: HttpRequest, told: Told, *, at: str) -> None:
    checks, incidents = [one.key for one in told.checks], [one.key for one in told.incidents]
    looked(request, at=at, what="outreach.wellbeingcheck", keys=checks, by=Permission.SEE_SAFETY)
    looked(request, at=at, what="outreach.safetyincident", keys=incidents, by=Permission.SEE_SAFETY)


@require_POST
def answer_check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that somebody talked with the gestor."""
    who = reader(request)
    row = queries.check(key, seen_by=who)
    if row is None:
        raise Http404
    try:
        deeds.answer_check(row, by=who)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, _("Written down: somebody talked with them."))
    return redirect("safety")


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one incident; on POST write what is done, or that it is over."""
    who = reader(request)
    row = queries.incident(key, seen_by=who)
    if row is None:
        raise Http404
    looked(request, at="incident", what="outreach.safetyincident", keys=[key], by=Permission.SEE_SAFETY)
    over = request.POST.get("deed") == "over"
    attend = AttendForm(
        request.POST if request.POST and not over else None,
        prefix="attend",
        initial={"measures": row.measures},
    )
    end = OverForm(request.POST if over else None, prefix="over")
    sent = end if over else attend
    if request.method == "POST" and sent.is_valid():
        try:
            if over:
                deeds.end_incident(row, ended_on=sent.cleaned_data["ended_on"], by=who)
            else:
                deeds.attend_incident(row, measures=sent.cleaned_data["measures"], by=who)
        except InputProblem as problem:
            sent.add_error(None, refusal(problem))
        else:
            messages.success(request, _("Written down."))
            return redirect("safety")
    mine = row.gestor_id == who.pk
    facts = {"row": row, "attend": attend, "end": end, "may_attend": _answers(request) and not mine}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/street/safety/incident.html", facts, status=status)


ADDRESSES = (
    Address(
        "street/safety/",
        "safety",
        safety,
        needs=Permission.SEE_SAFETY,
        menu=N_("Safety of gestores"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("street/safety/before/", "safety_before", safety_before, needs=Permission.SEE_SAFETY),
    Address(
        "street/safety/checks/<uuid:key>/answer/",
        "answer_check",
        answer_check,
        needs=Permission.SEE_SAFETY,
    ),
    Address("street/safety/incidents/<uuid:key>/", "incident", incident, needs=Permission.SEE_SAFETY),
)
