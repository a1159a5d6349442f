"""People reached: each once in any selection, told apart as groups, compared with what was chosen; and as a file.

Also the clusters of a period, those where nothing was done first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pazos.domain.activities import queries
from pazos.domain.strategy.models import Component, Programme
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STRATEGY, Address, Stage
from pazos.interfaces.web.pages.activities import wording
from pazos.interfaces.web.pages.activities.asking import (
    cluster_choices,
    component_choices,
    programme_choices,
)
from pazos.interfaces.web.pages.activities.reached import shown
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from pazos.analysis.reach.slices import Slice
    from pazos.domain.people.models import Staff

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def month_field(label: Any) -> forms.CharField:
    """Return a field for a month, written 2023-05 where the browser has no calendar of months."""
    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2023-05"})
    return forms.CharField(label=label, max_length=7, required=False, widget=widget)


class SliceForm(forms.Form):
    """What is counted."""

    programme = forms.MultipleChoiceField(
        label=gettext_lazy("Programmes"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    component = forms.MultipleChoiceField(
        label=gettext_lazy("Components"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    cluster = forms.MultipleChoiceField(
        label=gettext_lazy("Clusters of the activities"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    first = month_field(gettext_lazy("From the month"))
    last = month_field(gettext_lazy("To the month"))

    def __init__(self, data: Any, *, who: Staff) -> None:
        super().__init__(data)
        choices = {
            "programme": programme_choices(who),
            "component": component_choices(),
            "cluster": cluster_choices(),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Make the period of whole months."""
        from pazos.analysis.reach.slices import months

        said = super().clean() or {}
        try:
            said["period"] = months(said.get("first") or "", said.get("last") or "")
        except InputProblem as problem:
            field = str(problem.facts["field"])
            label = str(self.fields[field].label)
            self.add_error(
                field, refusal(InputProblem(problem.template, **{**problem.facts, "field": label}))
            )
        return said

    def asked(self) -> Slice:
        """Return the slice; an answer that is none narrows nothing."""
        from pazos.analysis.reach.slices import EARLIEST, LATEST, Slice

        self.is_valid()
        said = self.cleaned_data
        first, last = said.get("period") or (EARLIEST, LATEST)
        programmes = Programme.objects.filter(code__in=said.get("programme") or ())
        components = Component.objects.filter(code__in=said.get("component") or ())
        return Slice(
            programmes=frozenset(programmes.values_list("pk", flat=True))
            if said.get("programme")
            else frozenset(),
            components=frozenset(components.values_list("pk", flat=True))
            if said.get("component")
            else frozenset(),
            clusters=frozenset(int(one) for one in said.get("cluster") or ()),
            first=first,
            last=last,
        )


@require_GET
def reach(request: HttpRequest) -> HttpResponse:
    """Show the people reached in a selection."""
    from pazos.analysis.reach.figures import figures

    who = reader(request)
    form = SliceForm(request.GET, who=who)
    found = figures(form.asked(), seen_by=who)
    narrowed = [(key, value) for key, value in request.GET.lists() if key in form.fields and any(value)]
    facts = {
        **shown(found),
        "form": form,
        "query": urlencode(narrowed, doseq=True),
        "is_narrowed": bool(narrowed),
        "may_state": holds(request, Permission.RUN_ACTIVITIES),
    }
    return render(request, "web/activities/reach.html", facts)


@require_GET
def reach_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Hand out the figures of a selection, small numbers hidden whoever asks."""
    from pazos.analysis.reach.exporting import COLUMNS, lines, write_workbook
    from pazos.analysis.reach.figures import figures

    who = reader(request)
    form = SliceForm(request.GET, who=who)
    rows = lines(figures(form.asked(), seen_by=who, whole=False))
    if ending == "csv":
        return table_file("people-reached", COLUMNS, rows)
    if ending != "xlsx":
        raise Http404
    answer = HttpResponse(write_workbook(rows), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="pazos-people-reached.xlsx"'
    return answer


class PeriodForm(forms.Form):
    """The months that are looked at."""

    first = month_field(gettext_lazy("From the month"))
    last = month_field(gettext_lazy("To the month"))


@require_GET
def served(request: HttpRequest) -> HttpResponse:
    """Show every cluster with what was done there in a period."""
    from pazos.analysis.reach.slices import months

    who, today = reader(request), timezone.localdate()
    usual = f"{today:%Y-%m}"
    said = {name: request.GET.get(name) or usual for name in ("first", "last")}
    problem = ""
    try:
        first, last = months(said["first"], said["last"])
    except InputProblem as refused:
        labels = {"first": _("From the month"), "last": _("To the month")}
        field = labels[str(refused.facts["field"])]
        problem = refusal(InputProblem(refused.template, **{**refused.facts, "field": field}))
        first, last = months(usual, usual)
    rows = queries.clusters_served(first, last, seen_by=who, on=today)
    facts = {
        "form": PeriodForm(initial=said),
        "problem": problem,
        "rows": [(row, _days_since(row.last_on, today)) for row in rows],
        "empty": [row for row in rows if row.is_empty],
        "first": first,
        "last": last,
        "tabs": wording.tabs("clusters_served", who),
        "may_plan": holds(request, Permission.RUN_ACTIVITIES),
    }
    return render(request, "web/activities/served.html", facts)


def _days_since(day: date | None, today: date) -> int | None:
    return (today - day).days if day and day <= today else None


ADDRESSES = (
    Address(
        "reach/",
        "reach",
        reach,
        needs=Permission.SEE_STRATEGY,
        menu=N_("People reached"),
        stage=Stage.ACT,
        group=OF_STRATEGY,
    ),
    Address("reach/file.<str:ending>", "reach_file", reach_file, needs=Permission.SEE_STRATEGY),
    Address("activities/clusters/", "clusters_served", served, needs=Permission.SEE_STRATEGY),
)
