"""One venue: its life and why, inspections, works, before and after, use by hour, activities, committee."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.budget.queries.seeing import sees_city
from pazos.domain.venues.actions import keeping
from pazos.domain.venues.queries import venues as queries
from pazos.domain.venues.queries.comparing import compared
from pazos.domain.venues.queries.living import lives
from pazos.domain.venues.queries.neighbours import neighbours
from pazos.domain.venues.reaching import may_keep
from pazos.domain.venues.rules import NEXT
from pazos.domain.venues.vocabulary import WorkState
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import or_404, reader
from pazos.interfaces.web.pages.venues import wording
from pazos.interfaces.web.pages.venues.answering import (
    FormPage,
    done,
    form_answer,
    venue_or_404,
)
from pazos.interfaces.web.pages.venues.forms import CloseForm, CountForm, HoldForm, InspectForm, VenueForm

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.venues.models import Venue

A_YEAR = timedelta(days=365)
SHOWN = 12
NAMES = ("name", "kind", "neighbourhood", "latitude", "longitude", "area_metres2", "keeper")


@require_GET
def venue(request: HttpRequest, number: int) -> HttpResponse:
    """Show one venue."""
    one, who, today = venue_or_404(request, number), reader(request), timezone.localdate()
    (lived,) = lives([one], on=today)
    since = today - A_YEAR
    inspections = list(one.inspections.prefetch_related("pictures")[:SHOWN])
    keeps = may_keep(one, by=who)
    facts = {
        "venue": one,
        "badge": wording.LIFE_BADGES.get(lived.judged.life, ""),
        "life": lived.judged.life.label,
        "reasons": wording.reasons(lived),
        "known": wording.facts(lived),
        "compared": wording.use_compared(compared([one], on=today).get(one.pk)),
        **_committee(one, today),
        "inspections": [(row, wording.conditions(row)) for row in inspections],
        "safe": queries.feels_safe(one, since=since),
        "works": _works(one, who),
        "pairs": queries.before_and_after(one),
        "hours": queries.by_hour(one, since=since),
        "held": _held(one, who),
        "keeps": keeps,
        "writes": keeps and one.closed_on is None,
    }
    return render(request, "web/venues/venue.html", facts)


def _committee(one: Venue, today: date) -> dict[str, Any]:
    found = neighbours([one], on=today).get(one.pk)
    former = one.committees.filter(ended_on__isnull=False).order_by("-ended_on")
    if found is None:
        return {"committee": None, "former": former}
    promises = [(row, wording.PROMISE_BADGES[row.outcome]) for row in found.promises]
    return {
        "committee": found.committee,
        "former": former,
        "heard": wording.committee_heard(found),
        "silent": wording.committee_silent(found),
        "standing": wording.committee_promises(found),
        "promises": promises,
        "today": today,
    }


def _works(one: Venue, who: Staff) -> list[dict[str, Any]]:
    sees = sees_city(who)
    return [
        {
            "work": row,
            "badge": wording.WORK_BADGES.get(row.state, ""),
            "amount": wording.money(row.amount) if row.amount is not None else "",
            "next": sorted(NEXT[WorkState(row.state)]),
            "line": row.line if sees else None,
        }
        for row in one.works.select_related("line", "responsible")
    ]


def _held(one: Venue, who: Staff) -> list[tuple[Any, int]]:
    rows = queries.activities_of(one, on=timezone.localdate(), seen_by=who).select_related("at_venue")
    return [(row, row.at_venue.pk) for row in rows[:SHOWN]]


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a venue."""
    who = reader(request)
    form = VenueForm(request.POST or None, who=who)
    return form_answer(
        request,
        form,
        deed=lambda: keeping.make(**form.cleaned_data, by=who),
        said=_("The venue is kept. Inspect it now."),
        page=FormPage(_("A new venue"), _("Keep it")),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a venue."""
    one, who = _own(request, number), reader(request)
    initial = {name: getattr(one, name) for name in NAMES}
    form = VenueForm(request.POST or None, who=who, initial=initial)
    return form_answer(
        request,
        form,
        deed=lambda: keeping.change_venue(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        page=FormPage(_("Change the venue"), _("Keep the change"), one),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a venue, or open it again."""
    one, who = _own(request, number), reader(request)
    form = CloseForm(request.POST or None, initial={"closed_on": one.closed_on})
    return form_answer(
        request,
        form,
        deed=lambda: keeping.change_venue(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        page=FormPage(_("Close the venue, or open it again"), _("Keep the change"), one),
    )


@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, number: int) -> HttpResponse:
    """Inspect a venue, on a phone."""
    one, who = _own(request, number), reader(request)
    form = InspectForm(request.POST or None)
    return form_answer(
        request,
        form,
        deed=lambda: keeping.inspect(one, **form.said(), by=who),
        said=_("The inspection is kept."),
        page=FormPage(_("Inspect it"), _("Keep the inspection"), one),
    )


@require_POST
def take_inspection_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take an inspection out."""
    who = reader(request)
    row = or_404(queries.inspection(number, seen_by=who))
    done(request, lambda: keeping.take_inspection_back(row, by=who), said=_("The inspection is taken back."))
    return redirect("venue", row.venue_id)


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, number: int) -> HttpResponse:
    """Write down how many were there in an hour."""
    one, who = _own(request, number), reader(request)
    form = CountForm(request.POST or None, initial={"hour": timezone.localtime().hour})
    lead = _("Count by eye for the hour, from one place. The same hour of a day written again corrects it.")
    return form_answer(
        request,
        form,
        deed=lambda: keeping.count_use(one, **form.cleaned_data, by=who),
        said=_("The count is kept."),
        page=FormPage(_("How many are there?"), _("Keep the count"), one, lead),
    )


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Say that an activity takes place here."""
    one, who = _own(request, number), reader(request)
    form = HoldForm(request.POST or None, venue=one, who=who)
    lead = _("Activities of this neighbourhood that stand in no venue yet.")
    return form_answer(
        request,
        form,
        deed=lambda: keeping.hold_activity(one, **form.cleaned_data, by=who),
        said=_("The activity stands here now."),
        page=FormPage(_("An activity here"), _("It takes place here"), one, lead),
    )


@require_POST
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Take an activity out of a venue."""
    who = reader(request)
    row = or_404(queries.held(number, seen_by=who))
    done(request, lambda: keeping.part_activity(row, by=who), said=_("The activity stands here no more."))
    return redirect("venue", row.venue_id)


def _own(request: HttpRequest, number: int) -> Venue:
    """Return a venue that the reader keeps; refuse the others."""
    one = venue_or_404(request, number)
    if not may_keep(one, by=reader(request)):
        raise PermissionDenied
    return one


SEE, KEEP = Permission.SEE_VENUES, Permission.KEEP_VENUES
ADDRESSES = (
    Address("venues/new/", "venue_new", make, needs=KEEP),
    Address("venues/<int:number>/", "venue", venue, needs=SEE),
    Address("venues/<int:number>/change/", "venue_change", change, needs=KEEP),
    Address("venues/<int:number>/close/", "venue_close", close, needs=KEEP),
    Address("venues/<int:number>/inspect/", "venue_inspect", inspect, needs=KEEP),
    Address(
        "venues/inspections/<int:number>/back/", "venue_inspection_back", take_inspection_back, needs=KEEP
    ),
    Address("venues/<int:number>/count/", "venue_count", count, needs=KEEP),
    Address("venues/<int:number>/activity/", "venue_hold", hold, needs=KEEP),
    Address("venues/activities/<int:number>/part/", "venue_part", part, needs=KEEP),
)
