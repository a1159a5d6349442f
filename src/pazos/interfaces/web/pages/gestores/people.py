"""The gestores: who they are, where they belong, what each asks somebody to look at, and the talks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.gestores.actions import accompanying as deeds
from pazos.domain.gestores.models import Gestor
from pazos.domain.gestores.queries import accompanying as queries
from pazos.domain.gestores.vocabulary import Ending
from pazos.domain.outreach.vocabulary import Shift
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_TEAM, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.gestores.forms import EndForm, TakeOnForm, TalkForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_GET
def gestores(request: HttpRequest) -> HttpResponse:
    """List the gestores of today, or the former ones."""
    who, former = reader(request), request.GET.get("former") == "1"
    rows = queries.gestores(seen_by=who, on=timezone.localdate(), former=former)
    note_read(by=who, what="gestores.gestor", keys=[row.gestor.pk for row in rows], at_address="gestores")
    due = sum(row.talk_is_due for row in rows)
    lacking = sum(bool(row.lacks) for row in rows)
    facts = {"rows": rows, "former": former, "due": due, "lacking": lacking}
    return render(request, "web/gestores/gestores.html", facts)


@require_http_methods(["GET", "POST"])
def take_on(request: HttpRequest) -> HttpResponse:
    """Begin somebody's time as a gestor."""
    form, who = TakeOnForm(request.POST or None), reader(request)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: deeds.take_on(**form.cleaned_data, by=who),
            said=_("They are a gestor now. Make them belong to a cluster next."),
            form=form,
        )
    ):
        return redirect("gestores")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/gestores/take_on.html", {"form": form}, status=status)


def _found(key: UUID) -> Gestor:
    found = Gestor.objects.select_related("staff", "candidate__call").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@require_GET
def gestor(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one gestor."""
    return _shown(request, _found(key), {})


def _shown(request: HttpRequest, one: Gestor, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    who, today = reader(request), timezone.localdate()
    note_read(by=who, what="gestores.gestor", keys=[one.pk], at_address="gestor")
    shifts = one.staff.shifts.filter(on__gte=today).exclude(state="cancelled").select_related("cluster")
    facts = {
        "gestor": one,
        "memberships": one.staff.memberships.select_related("cluster"),
        "trainings": one.staff.trainings.select_related("day__course").order_by("-day__held_on"),
        "lacks": queries.lacking([one.staff_id], on=today)[one.staff_id],
        "talks": queries.talks(one.staff, seen_by=who),
        "shifts": sorted(shifts, key=lambda s: (s.on, list(Shift).index(Shift(s.part))))[:14],
        "talk_form": None if one.ended_on else TalkForm(initial={"held_on": today}),
        "end_form": None if one.ended_on else EndForm(initial={"on": today}),
        **changed,
    }
    return render(request, "web/gestores/gestor.html", facts, status=status)


@require_POST
def talk(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a talk."""
    one, form, who = _found(key), TalkForm(request.POST), reader(request)
    if form.is_valid() and done(
        request,
        lambda: deeds.supervise(one.staff, **form.cleaned_data, by=who),
        said=_("The talk is kept."),
        form=form,
    ):
        return redirect("gestor", one.pk)
    return _shown(request, one, {"talk_form": form}, status=422)


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep a gestor's last day."""
    one, form, who = _found(key), EndForm(request.POST), reader(request)
    if form.is_valid():
        said = form.cleaned_data
        ended = done(
            request,
            lambda: deeds.end(one, on=said["on"], ending=Ending(said["ending"]), by=who),
            said=_("The last day is kept. Ask the administrator to end their access on that day."),
            form=form,
        )
        if ended:
            return redirect("gestor", one.pk)
    return _shown(request, one, {"end_form": form}, status=422)


NEEDS = Permission.RUN_OUTREACH
ADDRESSES = (
    Address(
        "gestores/", "gestores", gestores, needs=NEEDS, menu=N_("Gestores"), stage=Stage.ACT, group=OF_TEAM
    ),
    Address("gestores/new/", "take_on", take_on, needs=NEEDS),
    Address("gestores/<uuid:key>/", "gestor", gestor, needs=NEEDS),
    Address("gestores/<uuid:key>/talk/", "gestor_talk", talk, needs=NEEDS),
    Address("gestores/<uuid:key>/end/", "gestor_end", end, needs=NEEDS),
)
