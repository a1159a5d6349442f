"""Days to go back: the calendar of follow-ups, and one of them done, moved or dropped."""

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
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.disputes.actions import following
from pazos.domain.disputes.queries import calendar
from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.teams.queries import clusters_reached, members_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_MASCULINE
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.street import forms, wording
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.disputes.models import FollowUp
    from pazos.domain.people.models import Staff
    from pazos.interfaces.web.pages.street.asking import StreetForm

WHEN = [
    ("week", gettext_lazy("late, and to the end of seven days")),
    ("due", gettext_lazy("late and today")),
    ("ahead", gettext_lazy("everything ahead")),
    ("done", gettext_lazy("done")),
]


class DaysForm(django_forms.Form):
    """Which days."""

    when = django_forms.ChoiceField(label=gettext_lazy("Which days"), choices=WHEN, required=False)
    cluster = django_forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    mine = django_forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = [("", ALL_MASCULINE), *((str(pk), name) for pk, name in clusters_reached(who))]
        self.fields["cluster"].choices = clusters  # type: ignore[attr-defined]

    def asked(self) -> calendar.DaysSought:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        cluster = said.get("cluster")
        return calendar.DaysSought(
            when=said.get("when") or "week",
            only_mine=bool(said.get("mine")),
            cluster=int(cluster) if cluster else None,
        )


@dataclass(frozen=True)
class Row:
    """A line of the calendar in words."""

    line: calendar.DueLine
    risk: str
    when: str


@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """List the days to go back."""
    who = reader(request)
    form = DaysForm(request.GET, who=who)
    asked = form.asked()
    part = calendar.due(asked, seen_by=who, page=request.GET.get("page"))
    looked(request, at="days", what="disputes.followup", keys=[line.key for line in part.lines])
    rows = [Row(one, wording.RISK_BADGES[one.risk], wording.due(one.days_over)) for one in part.lines]
    facts = {
        "form": form,
        "asked": asked,
        "rows": rows,
        "page": part.page,
        "may_write": holds(request, Permission.USE_FIELD),
    }
    return render(request, "web/street/days/list.html", facts)


@require_http_methods(["GET", "POST"])
def go_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one day to go back; on POST do it, move it or drop it."""
    who = reader(request)
    row = calendar.follow_up(key, seen_by=who)
    if row is None:
        raise Http404
    looked(request, at="go_back", what="disputes.followup", keys=[key])
    deed = request.POST.get("deed", "")
    asked = _forms(row, request, deed)
    if deed in asked and asked[deed].is_valid():
        try:
            DEEDS[deed](row, asked[deed], who)
        except InputProblem as problem:
            asked[deed].add_error(None, refusal(problem))
        else:
            messages.success(request, _("Written down."))
            return redirect("dispute", row.dispute_id)
    facts = {
        "row": row,
        "number": number_of(row.dispute_id),
        "when": wording.due((timezone.localdate() - row.due_on).days),
        "forms": asked,
        "sent": deed,
        "is_open": row.done_on is None and not row.dropped,
    }
    return render(request, "web/street/days/one.html", facts, status=422 if deed else 200)


def _forms(row: FollowUp, request: HttpRequest, deed: str) -> dict[str, StreetForm]:
    people = members_of(row.dispute.cluster_id, Permission.USE_FIELD, on=timezone.localdate())
    sent = {name: request.POST if name == deed else None for name in DEEDS}
    initial = {"due_on": row.due_on, "assigned_to": row.assigned_to_id}
    return {
        "done": forms.DoneForm(sent["done"], prefix="done"),
        "move": forms.MoveForm(sent["move"], prefix="move", people=people, initial=initial),
        "drop": forms.DropForm(sent["drop"], prefix="drop"),
    }


def _finish(row: FollowUp, form: StreetForm, who: Staff) -> object:
    return following.finish(row, **_said(form), by=who, at=timezone.now())


def _move(row: FollowUp, form: StreetForm, who: Staff) -> object:
    return following.move(row, **_said(form), by=who, at=timezone.now())


def _drop(row: FollowUp, form: StreetForm, who: Staff) -> object:
    return following.drop(row, **_said(form), by=who, at=timezone.now())


def _said(form: StreetForm) -> dict[str, Any]:
    said = form.said()
    del said["id"]
    return said


DEEDS: dict[str, Callable[[FollowUp, StreetForm, Staff], object]] = {
    "done": _finish,
    "move": _move,
    "drop": _drop,
}

ADDRESSES = (
    Address(
        "street/days/",
        "days",
        days,
        needs=Permission.SEE_DISPUTES,
        menu=N_("Days to go back"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("street/days/<uuid:key>/", "go_back", go_back, needs=Permission.USE_FIELD),
)
