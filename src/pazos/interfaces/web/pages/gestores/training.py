"""Training: courses, the days they were held, and who still lacks a required one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.gestores.actions import accompanying as deeds
from pazos.domain.gestores.models import Course, TrainingDay
from pazos.domain.gestores.queries import accompanying as queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_TEAM, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.gestores.forms import CourseForm, TrainingForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_GET
def training(request: HttpRequest) -> HttpResponse:
    """Show courses, days and gaps."""
    return _shown(request, {})


def _shown(request: HttpRequest, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    rows = queries.gestores(seen_by=reader(request), on=timezone.localdate())
    days = (
        TrainingDay.objects.order_by("-held_on", "-pk")
        .select_related("course")
        .annotate(
            came=Count("attendances"), finished=Count("attendances", filter=Q(attendances__finished=True))
        )
    )
    people = [row.gestor.staff for row in rows]
    facts = {
        "courses": Course.objects.filter(ended_on__isnull=True),
        "page": Paginator(days, PER_PAGE).get_page(request.GET.get("page")),
        "gaps": [row for row in rows if row.lacks],
        "course_form": CourseForm(),
        "day_form": TrainingForm(people=people) if people else None,
        **changed,
    }
    return render(request, "web/gestores/training.html", facts, status=status)


@require_POST
def add_course(request: HttpRequest) -> HttpResponse:
    """Add a course."""
    form, who = CourseForm(request.POST), reader(request)
    if form.is_valid() and done(
        request,
        lambda: deeds.add_course(**form.cleaned_data, by=who),
        said=_("The course is added."),
        form=form,
    ):
        return redirect("training")
    return _shown(request, {"course_form": form}, status=422)


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep a training day."""
    who = reader(request)
    people = [row.gestor.staff for row in queries.gestores(seen_by=who, on=timezone.localdate())]
    form = TrainingForm(request.POST, people=people)
    if form.is_valid():
        said = form.cleaned_data
        came = list(said["came"])
        missed = {one.pk for one in said["unfinished"]}
        held = done(
            request,
            lambda: deeds.hold_training(
                said["course"],
                held_on=said["held_on"],
                place=said["place"],
                came=came,
                finished=[one.pk for one in came if one.pk not in missed],
                by=who,
            ),
            said=_("The training day is kept."),
            form=form,
        )
        if held:
            return redirect("training")
    return _shown(request, {"day_form": form}, status=422)


NEEDS = Permission.RUN_OUTREACH
ADDRESSES = (
    Address(
        "training/", "training", training, needs=NEEDS, menu=N_("Training"), stage=Stage.ACT, group=OF_TEAM
    ),
    Address("training/courses/", "add_course", add_course, needs=NEEDS),
    Address("training/days/", "hold_training", hold, needs=NEEDS),
)
