"""Group workshops: who of a cohort or of one's own cases came, in two taps a person.

A tap writes the attendance of an activity, so that a workshop is counted once wherever it is counted.
Nobody without a permission can be tapped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.activities import actions, queries
from pazos.domain.activities.models import Attendance
from pazos.domain.activities.queries.attending import attendance_kept_by, keeps_attendance
from pazos.domain.cases.models import Case, Cohort
from pazos.domain.cases.queries.cases import cases, worked_by
from pazos.domain.cases.queries.working import permits
from pazos.domain.cases.vocabulary import CaseState
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

MINE = "mine"
NEAR = timedelta(days=7)  # how far back and ahead activities are offered
MOST_ACTIVITIES, MOST_PEOPLE = 40, 150


@dataclass(frozen=True)
class Tap:
    """One button: whose, whether they came, whether they may be tapped."""

    case: Case
    name: str
    came: bool
    may_be_written: bool


@require_GET
def workshops(request: HttpRequest) -> HttpResponse:
    """Choose the workshop of these days, and the group."""
    who, today = reader(request), timezone.localdate()
    asked = queries.Asked(first=today - NEAR, last=today)
    found = queries.activities(asked, seen_by=who, on=today).filter(attendance_kept_by(who))
    facts = {
        "activities": found[:MOST_ACTIVITIES],
        "groups": _groups(),
        "lists": list_tabs("group_workshops", who),
    }
    return render(request, "web/cases/workshops.html", facts)


@require_GET
def workshop(request: HttpRequest, number: int) -> HttpResponse:
    """Show one big button a person."""
    who = reader(request)
    one = _kept(number, who)
    group, day = _group(request), _day(request, one)
    taps = _taps(one, group, day, who)
    note_read(by=who, what="cases.case", keys=[tap.case.pk for tap in taps], at_address="group_workshop")
    facts = {
        "activity": one,
        "day": day,
        "group": group,
        "groups": [(value, text, value == group) for value, text in _groups()],
        "taps": taps,
        "came": sum(tap.came for tap in taps),
    }
    return render(request, "web/cases/workshop.html", facts)


@require_POST
def workshop_tap(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that somebody came, or take it back."""
    who = reader(request)
    one = _kept(number, who)
    group, day = _group(request), _day(request, one)
    tapped = next(
        (tap for tap in _taps(one, group, day, who) if str(tap.case.pk) == request.POST.get("case")), None
    )
    if tapped is None:  # ended, or another pair's since the page was shown: nothing more is said of it
        messages.error(request, _("They are not in this group any more. Nothing was written."))
    elif not (tapped.may_be_written or tapped.came):
        messages.error(request, _("There is no permission today. Nothing is written of this person."))
    else:
        _written(request, one, tapped, day, who)
    query = urlencode({"group": group, "day": day.isoformat()})
    here = reverse("group_workshop", args=[number])
    return redirect(f"{here}?{query}")


def _written(request: HttpRequest, one: Activity, tapped: Tap, day: date, who: Staff) -> None:
    person = tapped.case.participant
    if tapped.came:
        done(
            request,
            lambda: actions.leave_out(one, participant=person, on=day, by=who),
            said=_("Taken back."),
        )
        return
    done(
        request,
        lambda: actions.attend(one, participants=[person], on=day, by=who),
        said=_("Written down as having come."),
    )


def _groups() -> list[tuple[str, str]]:
    today = timezone.localdate()
    near = Cohort.objects.filter(begins_on__lte=today, ends_on__gte=today - NEAR).order_by("name")
    mine = [(MINE, _("my cases"))]
    return [*mine, *((str(one.pk), one.name) for one in near)]


def _taps(one: Activity, group: str, day: date, who: Staff) -> list[Tap]:
    """Return the people of a group within reach, by name, with whether they came that day."""
    rows = cases(seen_by=who).exclude(state=CaseState.ENDED).select_related("participant")
    rows = rows.filter(cohort=int(group)) if group.isdecimal() else rows.filter(worked_by(who))
    found = list(rows[:MOST_PEOPLE])
    keys = [row.participant_id for row in found]
    here = Attendance.objects.filter(activity=one, on=day, participant__in=keys)
    came = set(here.values_list("participant", flat=True))
    standing = permits(keys, on=timezone.localdate())
    taps = [
        Tap(row, row.participant.name, row.participant_id in came, standing[row.participant_id].holds)
        for row in found
    ]
    return sorted(taps, key=lambda tap: tap.name.casefold())


def _kept(number: int, who: Staff) -> Activity:
    one = queries.activity(number, seen_by=who)
    if one is None or not keeps_attendance(one, seen_by=who):
        raise Http404
    return one


def _group(request: HttpRequest) -> str:
    text = request.POST.get("group") or request.GET.get("group") or MINE
    return text if text.isdecimal() and len(text) < 10 else MINE


def _day(request: HttpRequest, one: Activity) -> date:
    """Return the day asked for within the activity's own, else its last one that has come."""
    text = request.POST.get("day") or request.GET.get("day") or ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    return min(max(day, one.starts_on), one.ends_on)


NEEDS = Permission.WORK_CASES
ADDRESSES = (
    Address("cases/workshops/", "group_workshops", workshops, needs=NEEDS),
    Address("cases/workshops/<int:number>/", "group_workshop", workshop, needs=NEEDS),
    Address("cases/workshops/<int:number>/tap/", "group_workshop_tap", workshop_tap, needs=NEEDS),
)
