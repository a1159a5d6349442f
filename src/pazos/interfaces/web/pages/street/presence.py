"""Presence: who walked where, day by day, and a form to write it down. People met are numbers by age band."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.outreach.actions import presence as deeds
from pazos.domain.outreach.actions.presence import MOST_COMPANIONS, MOST_MET
from pazos.domain.outreach.queries import presence as queries
from pazos.domain.outreach.vocabulary import Activity, AgeBand, Shift, Venue
from pazos.domain.teams.queries import clusters_reached
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_FEMININE, ALL_MASCULINE
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.street.asking import StreetForm, choice, day, note, places, whole
from pazos.interfaces.web.pages.street.trace import looked
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

WEEKS = 4
MET = {f"met_{number}": band for number, band in enumerate(AgeBand)}


class PresenceSearchForm(django_forms.Form):
    """Which presence."""

    cluster = django_forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)
    activity = django_forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    who = django_forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    first = day(gettext_lazy("From the day"), required=False)
    last = day(gettext_lazy("To the day"), required=False)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", ALL_MASCULINE)
        people = [(str(number), name) for number, name in queries.who_was_present(seen_by=who)]
        choices = {
            "cluster": [every, *((str(pk), name) for pk, name in clusters_reached(who))],
            "activity": [("", ALL_FEMININE), *Activity.choices],
            "who": [every, *people],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def asked(self) -> queries.PresenceSought:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return queries.PresenceSought(
            cluster=int(said["cluster"]) if said.get("cluster") else None,
            activity=said.get("activity") or "",
            who=int(said["who"]) if said.get("who") else None,
            first=said.get("first"),
            last=said.get("last"),
        )


class PresenceForm(StreetForm):
    """One walk, visit or activity."""

    texts: ClassVar = ("note",)
    activity = choice(gettext_lazy("What was done"), Activity.choices)
    neighbourhood = django_forms.ChoiceField(label=gettext_lazy("Neighbourhood"))
    venue = choice(gettext_lazy("Where"), Venue.choices)
    done_on = day(gettext_lazy("Day"), today=True)
    shift = choice(gettext_lazy("Time of day"), Shift.choices)
    companions = whole(gettext_lazy("Other gestores who were there"), most=MOST_COMPANIONS, initial=0)
    note = note()

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].choices = places(who)  # type: ignore[attr-defined]
        for name, band in MET.items():
            label = _("People met, {age}").format(age=band.label)
            self.fields[name] = whole(label, most=MOST_MET, required=False)

    @property
    def met_fields(self) -> list[django_forms.BoundField]:
        """The numbers of people met, by age band."""
        return [self[name] for name in MET]

    @property
    def other_fields(self) -> list[django_forms.BoundField]:
        """The other questions, in their order."""
        return [field for field in self.shown_fields if field.name not in MET]

    def presence(self) -> dict[str, Any]:
        """Return what was answered, as the action takes it."""
        said = self.said(but=MET)
        met = {band.value: self.cleaned_data[name] or 0 for name, band in MET.items()}
        return {**said, "met": met}


@require_GET
def presence(request: HttpRequest) -> HttpResponse:
    """List presence, with the last weeks of each cluster day by day."""
    who = reader(request)
    form = PresenceSearchForm(request.GET, who=who)
    part = queries.listed(form.asked(), seen_by=who, page=request.GET.get("page"))
    looked(request, at="presence", what="outreach.presence", keys=[line.key for line in part.lines])
    today = timezone.localdate()
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    days = queries.by_day(seen_by=who, first=first, days=7 * WEEKS)
    facts = {
        "form": form,
        "lines": part.lines,
        "page": part.page,
        "weeks": [first + timedelta(days=7 * number) for number in range(WEEKS)],
        "calendar": [(one.cluster, _by_week(one.days, today, first), sum(one.days)) for one in days],
        "quiet": queries.quiet_clusters(seen_by=who, since=today - queries.A_WEEK),
        "may_write": holds(request, Permission.USE_FIELD),
    }
    return render(request, "web/street/presence/list.html", facts)


def _by_week(days: tuple[int, ...], today: Any, first: Any) -> list[list[tuple[int, bool]]]:
    """Return the days week by week; a day that has not come is no day without presence."""
    marked = [(number, first + timedelta(days=at) > today) for at, number in enumerate(days)]
    return [marked[start : start + 7] for start in range(0, len(marked), 7)]


@require_http_methods(["GET", "POST"])
def new_presence(request: HttpRequest) -> HttpResponse:
    """Ask for presence, and write it."""
    who = reader(request)
    form = PresenceForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.record_presence(**form.presence(), by=who, at=timezone.now())
        except InputProblem as problem:
            form.add_error(None, refusal(problem))
        else:
            messages.success(request, _("Written down."))
            return redirect("presence")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/street/presence/new.html", {"form": form}, status=status)


@require_POST
def withdraw_presence(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take out what was entered wrongly."""
    who = reader(request)
    row = queries.presence(key, seen_by=who)
    if row is None:
        raise Http404
    try:
        deeds.withdraw_presence(row, by=who)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, _("Taken out."))
    return redirect("presence")


ADDRESSES = (
    Address(
        "street/presence/",
        "presence",
        presence,
        needs=Permission.SEE_DISPUTES,
        menu=N_("Presence"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("street/presence/new/", "new_presence", new_presence, needs=Permission.USE_FIELD),
    Address(
        "street/presence/<uuid:key>/out/",
        "withdraw_presence",
        withdraw_presence,
        needs=Permission.USE_FIELD,
    ),
)
