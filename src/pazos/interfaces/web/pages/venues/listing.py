"""The venues as a list, on a map, and which of the restored ones stay alive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from pazos.domain.venues.queries.comparing import compared
from pazos.domain.venues.queries.living import Lived, lives, living, restored
from pazos.domain.venues.queries.neighbours import neighbours
from pazos.domain.venues.queries.venues import venues as find_venues
from pazos.domain.venues.vocabulary import Life
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.maps import Cell, Entry, Layer, Place, map_document
from pazos.interfaces.components.routes import OF_VENUES, Address, Stage
from pazos.interfaces.web.pages.drawing import outlines_under
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.venues import wording
from pazos.interfaces.web.pages.venues.forms import VenueSearch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.venues.models import Venue
    from pazos.domain.venues.queries.comparing import Compared
    from pazos.domain.venues.queries.neighbours import Neighbours

PER_PAGE = 40
SHADES = {
    Life.ALIVE: "div-n95",
    Life.FADING: "div-p95",
    Life.EMPTY: "div-p99",
    Life.EARLY: "div-0",
    Life.UNKNOWN: "none",
    Life.CLOSED: "cat-8",
}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the venues asked for."""
    who, today = reader(request), timezone.localdate()
    form = VenueSearch(request.GET)
    asked = form.asked()
    # Life is judged and not kept: asked for, all are judged first.
    rows: Any = living(asked, on=today, seen_by=who) if asked.life else find_venues(asked, seen_by=who)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    found = list(page) if asked.life else lives(page, on=today)
    facts = {
        "form": form,
        "page": page,
        "rows": _rows(found),
        "tabs": wording.tabs("venues"),
        "may_make": holds(request, Permission.KEEP_VENUES),
    }
    return render(request, "web/venues/list.html", facts)


def _rows(found: Iterable[Lived]) -> list[dict[str, Any]]:
    return [
        {
            "one": one,
            "badge": wording.LIFE_BADGES.get(one.judged.life, ""),
            "life": one.judged.life.label,
            "reasons": wording.reasons(one),
            "facts": wording.facts(one),
        }
        for one in found
    ]


@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Show the restored venues by their life, each with the facts it is judged by."""
    form, today = VenueSearch(request.GET, of_life=True), timezone.localdate()
    found = restored(form.asked(), on=today, seen_by=reader(request))
    used = compared([one.venue for one in found], on=today)
    grouped = [
        (
            life,
            wording.LIFE_BADGES.get(life, ""),
            [
                row | {"compared": wording.use_compared(used.get(row["one"].venue.pk))}
                for row in _rows(one for one in found if one.judged.life is life)
            ],
        )
        for life in Life
    ]
    facts = {
        "form": form,
        "groups": grouped,
        "number": len(found),
        "rule": wording.the_rule(),
        "tabs": wording.tabs("venues_alive"),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/venues/alive.html", facts)


@require_GET
def alive_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the same out as CSV, with every fact beside the judgement."""
    asked, today = VenueSearch(request.GET, of_life=True).asked(), timezone.localdate()
    found = restored(asked, on=today, seen_by=reader(request))
    rows = [one.venue for one in found]
    used, meeting = compared(rows, on=today), neighbours(rows, on=today)
    columns = (
        *(_("Code"), _("Name"), _("Kind"), _("Neighbourhood"), _("Cluster"), _("Restored on")),
        *(pgettext("venue", "Life"), _("Why"), _("Hours counted"), _("People an hour")),
        *(_("Fewest in an hour"), _("Most in an hour")),
        *(_("Activities"), _("Inspected on"), _("Things inspected"), _("Poor or worse"), _("Closed on")),
        *(_("Like hours"), _("People an hour before"), _("Hours counted before")),
        *(_("People an hour after"), _("Hours counted after")),
        *(_("Neighbours' committee"), _("Committee since"), _("How many belong to it"), _("Last met on")),
        *(_("Commitments"), _("Commitments kept"), _("Commitments not kept"), _("Commitments late")),
    )
    cells = [
        (*_cells(one), *_compared(used.get(one.venue.pk)), *_committee(meeting.get(one.venue.pk)))
        for one in found
    ]
    return table_file("venues-life", columns, cells)


def _cells(one: Lived) -> tuple[object, ...]:
    venue, facts = one.venue, one.facts
    conditions = list((facts.conditions or {}).values())
    mean = facts.people_an_hour
    return (
        *(venue.code, venue.name, str(venue.get_kind_display()), venue.neighbourhood.name),
        *(venue.cluster.name if venue.cluster else "", one.restored_on, str(one.judged.life.label)),
        *(wording.reasons(one), facts.hours_counted, None if mean is None else round(mean, 1)),
        *(facts.fewest, facts.most),
        *(facts.activities, facts.inspected_on, len(conditions), sum(value <= 2 for value in conditions)),
        venue.closed_on,
    )


def _compared(found: Compared | None) -> tuple[object, ...]:
    if found is None or found.before is None or found.after is None:
        return (0, None, None, None, None)
    before, after = round(found.before, 1), round(found.after, 1)
    return (found.hours, before, found.counted_before, after, found.counted_after)


def _committee(found: Neighbours | None) -> tuple[object, ...]:
    if found is None:
        return (None,) * 8
    one = found.committee
    stood = len(found.promises), found.kept, found.broken, found.late
    return (one.name, one.since_on, one.people, one.last_met_on, *stood)


@require_GET
def on_map(request: HttpRequest) -> HttpResponse:
    """Show the venues on a map."""
    form, who = VenueSearch(request.GET), reader(request)
    found = living(form.asked(), on=timezone.localdate(), seen_by=who)
    facts = {
        "tabs": wording.tabs("venues_map"),
        "form": form,
        "query": request.GET.urlencode(),
        "nowhere": [one.venue for one in found if _point(one.venue) is None],
    }
    return render(request, "web/venues/map.html", facts)


@require_GET
def map_file(request: HttpRequest) -> JsonResponse:
    """Return the GeoJSON of the venues: their own point, or the middle of their neighbourhood."""
    who, today = reader(request), timezone.localdate()
    found = living(VenueSearch(request.GET).asked(), on=today, seen_by=who)
    legend = [Entry(SHADES[life], str(life.label)) for life in Life]
    note = _(
        "Judged by the rule that stands on the page of restored places. People are counted by eye, and nobody is named."
    )
    layer = Layer("life", pgettext("venue", "Life"), legend, note)
    places = [place for one in found if (place := _place(one)) is not None]
    response = JsonResponse(map_document(places, [layer], outline=outlines_under(places)))
    response["Cache-Control"] = "private, no-store"
    return response


def _point(venue: Venue) -> tuple[float, float] | None:
    """Return longitude and latitude of a venue, or of the middle of its neighbourhood; None: neither is known."""
    own = venue.longitude, venue.latitude
    lon, lat = own if None not in own else (venue.neighbourhood.lon, venue.neighbourhood.lat)
    return None if lon is None or lat is None else (lon, lat)


def _place(one: Lived) -> Place | None:
    venue, point = one.venue, _point(one.venue)
    if point is None:
        return None
    text = f"{venue.get_kind_display()} · {one.judged.life.label}: {wording.reasons(one)}"
    return Place(
        code=venue.code,
        name=venue.name,
        geometry={"type": "Point", "coordinates": list(point)},
        cells={"life": Cell(SHADES[one.judged.life], text)},
        href=reverse("venue", args=[venue.pk]),
    )


SEE = Permission.SEE_VENUES
ADDRESSES = (
    Address("venues/", "venues", listed, needs=SEE, menu=N_("Venues"), stage=Stage.ACT, group=OF_VENUES),
    Address("venues/map/", "venues_map", on_map, needs=SEE),
    Address("venues/map/document.json", "venues_map_file", map_file, needs=SEE),
    Address(
        "venues/alive/",
        "venues_alive",
        alive,
        needs=SEE,
        menu=N_("Which restored places stay alive"),
        stage=Stage.ACT,
        group=OF_VENUES,
    ),
    Address("venues/alive/file.csv", "venues_alive_file", alive_file, needs=SEE),
)
