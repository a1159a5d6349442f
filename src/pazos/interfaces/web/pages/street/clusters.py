"""Working clusters: opened from a signed designation or by hand, closed, and who belongs to them from when to when.

Nobody puts themselves into a cluster while somebody else may: belonging widens what one sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.designations.models import Designation
from pazos.domain.disputes.actions import clusters
from pazos.domain.teams import actions as teams
from pazos.domain.teams import listing as queries
from pazos.domain.territory.queries import in_force
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.street.asking import UNSAID, day
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class OpenForm(django_forms.Form):
    """The neighbourhoods of a cluster that no designation names."""

    name = django_forms.CharField(label=gettext_lazy("Name"), max_length=120)
    opened_on = day(gettext_lazy("From the day"), today=True)
    neighbourhoods = django_forms.MultipleChoiceField(
        label=gettext_lazy("Neighbourhoods"),
        help_text=gettext_lazy("Those that belong to no open cluster."),
        widget=django_forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhoods"].choices = queries.free_places(on=timezone.localdate())  # type: ignore[attr-defined]


class AssignForm(django_forms.Form):
    """Who belongs to a cluster, from when to when."""

    staff = django_forms.TypedChoiceField(label=gettext_lazy("Who"), coerce=int)
    from_on = day(gettext_lazy("From the day"), today=True)
    until_on = day(gettext_lazy("Last day, if it is known"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = queries.who_may_belong()
        names = [(number, f"{one.name} · {one.get_role_display()}") for number, one in self.people.items()]
        self.fields["staff"].choices = [UNSAID, *names]  # type: ignore[attr-defined]


class ReleaseForm(django_forms.Form):
    """The last day of a membership."""

    until_on = day(gettext_lazy("Last day"), today=True)


@require_GET
def work_clusters(request: HttpRequest) -> HttpResponse:
    """List the working clusters, and what can be opened."""
    facts = {
        "rows": queries.clusters_listed(on=timezone.localdate()),
        "signed": queries.signed_designations(),
        "form": OpenForm(),
    }
    return render(request, "web/street/clusters/list.html", facts)


@require_POST
def open_designated(request: HttpRequest, number: int) -> HttpResponse:
    """Open the clusters of a signed designation for work."""
    designation = Designation.objects.filter(pk=number).first()
    if designation is None:
        raise Http404
    who = reader(request)
    opened = _try(request, lambda: clusters.open_from(designation, on=timezone.localdate(), by=who))
    if opened is not None:
        text = ngettext("{n} cluster was opened for work.", "{n} clusters were opened for work.", len(opened))
        messages.success(request, text.format(n=len(opened)))
    return redirect("work_clusters")


@require_http_methods(["GET", "POST"])
def open_cluster(request: HttpRequest) -> HttpResponse:
    """Open a cluster by hand."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, who = form.cleaned_data, reader(request)
        chosen = list(in_force(timezone.localdate()).filter(code__in=said["neighbourhoods"]))
        try:
            made = clusters.open_by_hand(said["name"], chosen, on=said["opened_on"], by=who)
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("The cluster is open. Say who works there."))
            return redirect("work_cluster", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/street/clusters/open.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def work_cluster(request: HttpRequest, number: int) -> HttpResponse:
    """Show a cluster and who belongs to it; on POST let somebody belong to it."""
    shown = queries.cluster_shown(number, on=timezone.localdate())
    if shown is None:
        raise Http404
    form, who = AssignForm(request.POST or None), reader(request)
    if request.method == "POST" and form.is_valid():
        try:
            said = dict(form.cleaned_data)
            teams.assign_between(form.people[said.pop("staff")], shown.cluster, **said, by=who)
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("They belong to the cluster from that day on."))
            return redirect("work_cluster", number)
    keys = [one.key for one in shown.members]
    looked(request, at="work_cluster", what="teams.membership", keys=keys, by=Permission.RUN_OUTREACH)
    facts = {"shown": shown, "form": form, "release": ReleaseForm(), "today": timezone.localdate()}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/street/clusters/one.html", facts, status=status)


@require_POST
def release(request: HttpRequest, number: int) -> HttpResponse:
    """Say which day is the last of a membership."""
    membership, form = queries.membership(number), ReleaseForm(request.POST)
    if membership is None:
        raise Http404
    if form.is_valid():
        last = form.cleaned_data["until_on"]
        if _try(request, lambda: teams.release(membership, until_on=last, by=reader(request)) or True):
            messages.success(request, _("Written down. What they still hold stands on the board."))
    else:
        messages.error(request, _("Say which day is the last."))
    return redirect("work_cluster", membership.cluster_id)


@require_POST
def close_cluster(request: HttpRequest, number: int) -> HttpResponse:
    """End the work in a cluster."""
    shown = queries.cluster_shown(number, on=timezone.localdate())
    if shown is None:
        raise Http404
    who = reader(request)
    if _try(request, lambda: clusters.close(shown.cluster, on=timezone.localdate(), by=who) or True):
        messages.success(request, _("Work in the cluster has ended."))
    return redirect("work_clusters")


def _try(request: HttpRequest, deed: Callable[[], Any]) -> Any:
    try:
        return deed()
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return None


ADDRESSES = (
    Address(
        "street/clusters/",
        "work_clusters",
        work_clusters,
        needs=Permission.RUN_OUTREACH,
        menu=N_("Working clusters"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("street/clusters/open/", "open_cluster", open_cluster, needs=Permission.RUN_OUTREACH),
    Address(
        "street/clusters/from/<int:number>/",
        "open_designated",
        open_designated,
        needs=Permission.RUN_OUTREACH,
    ),
    Address("street/clusters/<int:number>/", "work_cluster", work_cluster, needs=Permission.RUN_OUTREACH),
    Address(
        "street/clusters/<int:number>/close/",
        "close_work_cluster",
        close_cluster,
        needs=Permission.RUN_OUTREACH,
    ),
    Address(
        "street/clusters/members/<int:number>/release/",
        "release_member",
        release,
        needs=Permission.RUN_OUTREACH,
    ),
)
