"""Planning an activity, once or every week, and changing its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from pazos.domain.activities import actions
from pazos.domain.activities.actions.planning import MOST_WEEKS, Planned
from pazos.domain.activities.vocabulary import Kind
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Programme
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import open_clusters
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.activities.asking import (
    activity_or_404,
    organisations_for,
    programmes_of,
    runs,
)
from pazos.interfaces.web.pages.activities.doing import done
from pazos.interfaces.web.pages.gestores.forms import day_field
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

NAMES = (
    *("programme", "name", "kind", "starts_on", "ends_on", "hours", "neighbourhood"),
    *("cluster", "venue", "responsible", "partner", "note"),
)


class PlanForm(forms.Form):
    """What is planned."""

    programme = forms.ModelChoiceField(label=gettext_lazy("Programme"), queryset=Programme.objects.none())
    name = forms.CharField(label=gettext_lazy("What is done"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    starts_on = day_field(gettext_lazy("Day"))
    ends_on = day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Only where it lasts several days.")
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"),
        min_value=0,
        max_digits=6,
        decimal_places=1,
        required=False,
        localize=True,
    )
    neighbourhood = forms.ModelChoiceField(
        label=gettext_lazy("Neighbourhood"),
        queryset=Neighbourhood.objects.filter(valid_to__isnull=True),
        required=False,
    )
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("Cluster"),
        queryset=WorkCluster.objects.none(),
        required=False,
        help_text=gettext_lazy("Left empty, that of the neighbourhood."),
    )
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=120, required=False)
    responsible = forms.ModelChoiceField(
        label=gettext_lazy("Responsible"), queryset=Organisation.objects.none()
    )
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"), queryset=Organisation.objects.none(), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("No names of people who take part: this note is not guarded."),
    )

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = organisations_for(who)
        for name, rows in (
            ("programme", programmes_of(who)),
            ("cluster", open_clusters(on=timezone.localdate()) | _kept_cluster(self.initial)),
            ("responsible", organisations),
            ("partner", organisations),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def planned(self) -> Planned:
        """Return what was written."""
        said = self.cleaned_data
        return Planned(**{**{name: said[name] for name in NAMES}, "kind": Kind(said["kind"])})


class RepeatedForm(PlanForm):
    """What is planned, once or on the same weekday for some weeks."""

    weeks = forms.IntegerField(
        label=gettext_lazy("For how many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=gettext_lazy("One activity on the same weekday of each week; all of them, or none."),
    )


def _kept_cluster(initial: Mapping[str, Any]) -> QuerySet[WorkCluster]:
    kept = initial.get("cluster")
    return WorkCluster.objects.filter(pk=kept.pk if kept else 0)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Ask what is planned, and plan it."""
    who = reader(request)
    form = RepeatedForm(request.POST or None, who=who, initial=_usual(request, who))
    made: list[Activity] = []
    if request.method == "POST" and form.is_valid():
        weeks = form.cleaned_data["weeks"]

        def deed() -> None:
            made.extend(actions.repeat_weekly(form.planned(), weeks=weeks, by=who))

        said = ngettext("{n} activity is planned.", "{n} activities are planned.", weeks).format(n=weeks)
        if done(request, deed, said=said, form=form):
            return redirect("activity", made[0].pk)
    facts = {
        "form": form,
        "heading": _("Plan an activity"),
        "button": _("Plan it"),
        "up": reverse("activities"),
        "up_text": _("Activities"),
    }
    return render(request, "web/activities/plan.html", facts, status=422 if form.errors else 200)


def _usual(request: HttpRequest, who: Staff) -> dict[str, Any]:
    programme = programmes_of(who).filter(code=request.GET.get("programme", "")).first()
    responsible = programme.department_id if programme else who.organisation_id
    return {
        "programme": programme,
        "responsible": responsible,
        "starts_on": request.GET.get("day") or timezone.localdate(),
        "weeks": 1,
    }


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what was planned."""
    who = reader(request)
    activity = activity_or_404(number, who)
    initial = {name: getattr(activity, name) for name in NAMES}
    initial["ends_on"] = None if activity.ends_on == activity.starts_on else activity.ends_on
    form = PlanForm(request.POST or None, who=who, initial=initial)
    if not runs(activity, who):
        return redirect("activity", activity.pk)
    if request.method == "POST" and form.is_valid():
        said = vars(form.planned())
        if done(
            request,
            lambda: actions.change_plan(activity, by=who, **said),
            said=_("The activity is changed."),
            form=form,
        ):
            return redirect("activity", activity.pk)
    facts = {
        "form": form,
        "heading": _("Change an activity"),
        "button": _("Keep the changes"),
        "up": reverse("activity", args=[activity.pk]),
        "up_text": activity.name,
    }
    return render(request, "web/activities/plan.html", facts, status=422 if form.errors else 200)


NEEDS = Permission.RUN_ACTIVITIES
ADDRESSES = (
    Address("activities/new/", "plan_activity", plan, needs=NEEDS),
    Address("activities/<int:number>/change/", "change_activity", change, needs=NEEDS),
)
