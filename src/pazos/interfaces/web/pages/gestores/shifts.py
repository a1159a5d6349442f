"""The week of a cluster: who works when, and what in the plan asks somebody to look at it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.gestores.actions import accompanying as deeds
from pazos.domain.gestores.models import PlannedShift
from pazos.domain.gestores.queries import accompanying as queries
from pazos.domain.gestores.vocabulary import ShiftState
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import open_clusters
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_, say
from pazos.interfaces.components.routes import OF_TEAM, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.gestores.forms import ShiftForm
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _asked_week(request: HttpRequest) -> date:
    try:
        return monday_of(date.fromisoformat(request.GET.get("week", "")))
    except (ValueError, OverflowError):
        return monday_of(timezone.localdate())


@require_GET
def shifts(request: HttpRequest) -> HttpResponse:
    """Show a cluster's week; without a choice the first open cluster and this week."""
    clusters = list(open_clusters(on=timezone.localdate()))
    asked = request.GET.get("cluster", "")
    chosen = next((one for one in clusters if str(one.pk) == asked), clusters[0] if clusters else None)
    if chosen is None:
        return render(request, "web/gestores/shifts.html", {"clusters": clusters})
    return _shown(request, chosen, _asked_week(request), {})


def _shown(
    request: HttpRequest, cluster: WorkCluster, monday: date, changed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    week = queries.week(cluster, monday=monday, seen_by=reader(request))
    people = [person for person, _cells in week.rows]
    facts = {
        "clusters": list(open_clusters(on=timezone.localdate())),
        "cluster": cluster,
        "week": week,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "looks": [(name, look.on, say(look.warn.value, language())) for name, look in week.looks],
        "form": ShiftForm(people=people, initial={"on": monday}) if people else None,
        "states": [(one.value, one.label) for one in ShiftState],
        **changed,
    }
    return render(request, "web/gestores/shifts.html", facts, status=status)


def _back(cluster: int, monday: date) -> HttpResponseRedirect:
    return redirect(f"{reverse('shifts')}?cluster={cluster}&week={monday.isoformat()}")


@require_POST
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Plan one shift in a cluster."""
    cluster, who = get_object_or_404(WorkCluster, pk=number), reader(request)
    monday = _asked_week(request)
    people = [person for person, _cells in queries.week(cluster, monday=monday, seen_by=who).rows]
    form = ShiftForm(request.POST, people=people)
    if form.is_valid():
        said = form.cleaned_data
        planned = done(
            request,
            lambda: deeds.plan_shift(
                staff=said["staff"], cluster=cluster, on=said["on"], part=Shift(said["part"]), by=who
            ),
            said=_("The shift is planned."),
            form=form,
        )
        if planned:
            return _back(cluster.pk, monday_of(said["on"]))
    return _shown(request, cluster, monday, {"form": form}, status=422)


@require_POST
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """Repeat this week in the next."""
    cluster, who = get_object_or_404(WorkCluster, pk=number), reader(request)
    monday = _asked_week(request)
    after = monday + timedelta(days=7)
    made = deeds.copy_week(from_on=monday, to_on=after, cluster=cluster, by=who)
    said = ngettext("{n} shift was planned.", "{n} shifts were planned.", made).format(n=made)
    done(request, lambda: None, said=said)
    return _back(cluster.pk, after)


@require_POST
def mark(request: HttpRequest, number: int) -> HttpResponse:
    """Say what became of a shift."""
    shift, who = get_object_or_404(PlannedShift, pk=number), reader(request)
    state = request.POST.get("state", "")
    if state in ShiftState.values:
        done(request, lambda: deeds.mark_shift(shift, state=ShiftState(state), by=who), said=_("It is kept."))
    return _back(shift.cluster_id, monday_of(shift.on))


NEEDS = Permission.RUN_OUTREACH
ADDRESSES = (
    Address("shifts/", "shifts", shifts, needs=NEEDS, menu=N_("Shifts"), stage=Stage.ACT, group=OF_TEAM),
    Address("shifts/<int:number>/plan/", "plan_shift", plan, needs=NEEDS),
    Address("shifts/<int:number>/copy/", "copy_week", copy, needs=NEEDS),
    Address("shifts/one/<int:number>/", "mark_shift", mark, needs=NEEDS),
)
