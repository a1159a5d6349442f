"""The activities as a list and as a month."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_GET

from pazos.domain.activities import queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STRATEGY, Address, Stage, address_named
from pazos.interfaces.web.pages.activities import wording
from pazos.interfaces.web.pages.activities.asking import SearchForm
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

PER_PAGE, OF_A_DAY = 50, 5
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Row:
    """A line of the list: None is a number that is hidden from this reader."""

    activity: Activity
    kind: str
    state: str
    people: int | None
    reported: int | None


@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """List the activities asked for."""
    who, today = reader(request), timezone.localdate()
    form = SearchForm(request.GET, who=who)
    asked = form.asked()
    page = Paginator(queries.activities(asked, seen_by=who, on=today), PER_PAGE).get_page(
        request.GET.get("page")
    )
    facts = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": _rows(page.object_list, who, today),
        "tabs": wording.tabs("activities", who),
        "may_plan": holds(request, Permission.RUN_ACTIVITIES),
        "book": reverse("book", args=["activities"]) if address_named("book") else "",
    }
    return render(request, "web/activities/list.html", facts)


def _rows(found: Iterable[Activity], who: Staff, today: date) -> list[Row]:
    from pazos.analysis.reach.shown import shown_of

    rows = list(found)
    came = queries.came_to(row.pk for row in rows)
    people, reported = (shown_of({key: n[at] for key, n in came.items()}, seen_by=who) for at in (0, 1))
    return [
        Row(row, *wording.badge(row, on=today), people=people[row.pk], reported=reported[row.pk])
        for row in rows
    ]


@dataclass(frozen=True)
class Day:
    """One square of the month."""

    on: date
    is_today: bool
    activities: tuple[tuple[Activity, str], ...]
    more: int


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """Show a month of activities."""
    who, today = reader(request), timezone.localdate()
    form = SearchForm(request.GET, who=who)
    first = _month(request.GET.get("month", ""), today)
    found = queries.in_month(form.asked(), year=first.year, month=first.month, seen_by=who, on=today)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    facts = {
        "form": form,
        "first": first,
        "weekdays": [WEEKDAYS[n] for n in range(7)],
        "weeks": [[_day(day, first, found, today) for day in week] for week in weeks],
        "number": sum(map(len, found.values())),
        "before": _query(request, _turned(first, -1)),
        "after": _query(request, _turned(first, 1)),
        "tabs": wording.tabs("activity_calendar", who),
        "may_plan": holds(request, Permission.RUN_ACTIVITIES),
    }
    return render(request, "web/activities/month.html", facts)


def _month(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today.replace(day=1)


def _turned(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _day(day: date, first: date, found: dict[date, list[Activity]], today: date) -> Day | None:
    if day.month != first.month:
        return None
    rows = found.get(day, [])
    shown = tuple((row, wording.badge(row, on=today)[0]) for row in rows[:OF_A_DAY])
    return Day(day, day == today, shown, len(rows) - len(shown))


def _query(request: HttpRequest, first: date) -> str:
    said: dict[str, Any] = {key: value for key, value in request.GET.items() if value and key != "month"}
    return "?" + urlencode({**said, "month": f"{first:%Y-%m}"})


ADDRESSES = (
    Address(
        "activities/",
        "activities",
        activities,
        needs=Permission.SEE_STRATEGY,
        menu=N_("Activities"),
        stage=Stage.ACT,
        group=OF_STRATEGY,
    ),
    Address("activities/month/", "activity_calendar", month, needs=Permission.SEE_STRATEGY),
)
