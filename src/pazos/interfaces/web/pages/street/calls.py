"""Calls for help: the banner on every page of whoever may answer, and answering and ending them.

A call reaches the gestor's coordinators at once, and after some minutes without an answer
everyone who answers for the city. It shows who calls and the neighbourhood, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.outreach.actions import safety as deeds
from pazos.domain.outreach.queries import safety as queries
from pazos.foundation.access.policy import DISTRESS_WIDENS_AFTER, Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.street import wording
from pazos.interfaces.web.pages.street.asking import StreetForm, note
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.outreach.models import Distress
    from pazos.domain.people.models import Staff


class EndForm(StreetForm):
    """How a call ended."""

    was_false_alarm = django_forms.TypedChoiceField(
        label=gettext_lazy("What was it?"),
        choices=[("no", gettext_lazy("they needed help")), ("yes", gettext_lazy("a false alarm"))],
        coerce=lambda said: said == "yes",
        widget=django_forms.RadioSelect,
    )
    note = note()


@dataclass(frozen=True)
class Heard:
    """A call in words."""

    call: queries.Call
    waits: str
    is_wide: bool  # nobody answered in time: it reaches the whole city's coordinators


def banner(request: HttpRequest) -> dict[str, Any]:
    """Return the calls that whoever reads this page may answer, for the head of it, and note the look."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.may(Permission.ANSWER_DISTRESS):
        return {}
    found = heard(user)
    _look(request, found)
    return {"hears_calls": True, "help_calls": found}


def heard(who: Staff) -> list[Heard]:
    """Return the calls of others that reach a person now."""
    now = timezone.now()
    return [
        Heard(
            call=one,
            waits=wording.waited((now - one.arrived_at).total_seconds() / 3600),
            is_wide=one.answered_at is None and now - one.arrived_at >= DISTRESS_WIDENS_AFTER,
        )
        for one in queries.calling(seen_by=who)
        if not one.is_mine
    ]


def _look(request: HttpRequest, found: list[Heard]) -> None:
    if not found:
        return
    keys = [one.call.key for one in found]
    looked(request, at="help_calls", what="outreach.distress", keys=keys, by=Permission.SEE_SAFETY)


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Show only the banner: pages that stay open ask for it again and again."""
    found = heard(reader(request))
    _look(request, found)
    return render(request, "web/street/calls.html", {"hears_calls": True, "help_calls": found})


@require_POST
def answer_call(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that one answers a call."""
    who = reader(request)
    try:
        row = deeds.answer_distress(_found(request, key), by=who)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("safety")
    if row.answered_by_id == who.pk:
        messages.success(request, _("You answer it. Reach them now; end the call here when they are safe."))
    else:
        messages.info(request, _("Somebody answered a moment before you."))
    return redirect("help_call", key)


@require_GET
def call(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one call and how to end it."""
    return _shown(request, key, EndForm())


@require_POST
def end_call(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a call."""
    form, row = EndForm(request.POST), _found(request, key)
    if form.is_valid():
        said = form.said()
        del said["id"]
        try:
            deeds.end_distress(row, **said, by=reader(request))
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("The call has ended."))
            return redirect("safety")
    return _shown(request, key, form)


def _shown(request: HttpRequest, key: UUID, form: EndForm) -> HttpResponse:
    row = _found(request, key)
    looked(request, at="help_call", what="outreach.distress", keys=[key], by=Permission.SEE_SAFETY)
    facts = {"row": row, "form": form, "is_mine": row.gestor_id == reader(request).pk}
    return render(request, "web/street/safety/call.html", facts, status=422 if form.is_bound else 200)


def _found(request: HttpRequest, key: UUID) -> Distress:
    row = queries.call(key, seen_by=reader(request))
    if row is None:
        raise Http404
    return row


ADDRESSES = (
    Address("street/calls/", "help_calls", calls, needs=Permission.ANSWER_DISTRESS),
    Address("street/calls/<uuid:key>/", "help_call", call, needs=Permission.ANSWER_DISTRESS),
    Address("street/calls/<uuid:key>/answer/", "answer_call", answer_call, needs=Permission.ANSWER_DISTRESS),
    Address("street/calls/<uuid:key>/end/", "end_call", end_call, needs=Permission.ANSWER_DISTRESS),
)
