"""The neighbourhoods: a list to search and sort, a page for each, and the list as a file.

A rate never stands without its interval. Victims of one place are shown by age and sex only as
the study left them: small cells are not in it.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pazos.analysis import observatory
from pazos.analysis.definition_words import in_a_file, period_rule
from pazos.analysis.figures import shelf
from pazos.analysis.inert import harmless
from pazos.domain.territory import queries
from pazos.domain.territory.models import Spelling
from pazos.domain.territory.spelling import spelling_key
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages import drawing, picturing
from pazos.interfaces.web.pages.maps import asking, shown
from pazos.interfaces.web.pages.picturing import Figure, table
from pazos.interfaces.web.pages.reading import period, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from pazos.analysis.observatory import AreaFacts, Standing
    from pazos.domain.territory.models import Neighbourhood
    from pazos.interfaces.web.pages.reading import Reading

PER_PAGE = 40
SORTS: dict[str, tuple[Any, Callable[[AreaFacts], Any]]] = {
    "name": (_("Name"), lambda area: spelling_key(area.name)),
    "deaths": (_("Deaths"), lambda area: -area.deaths),
    "people": (_("Residents"), lambda area: -(area.people or 0)),
    "rate": (_("Rate"), lambda area: -(area.rate or 0)),
    "smoothed": (_("Smoothed rate"), lambda area: -(area.smoothed or 0)),
}


def neighbourhoods(request: HttpRequest) -> HttpResponse:
    """List the neighbourhoods of a basis."""
    reading = read(request)
    rows = _rows(request, reading)
    facts = asking(reading) | {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "found": len(rows),
        "asked": request.GET.get("q", ""),
        "sort": _sort(request),
        "sorts": [(key, title) for key, (title, _key) in SORTS.items()],
        "words": {level: drawing.spot_words(level) for level in (-99, -95, -90, 0, 90, 95, 99)},
        "run": reading.known.runs["rates"].pk if reading.is_studied and reading.known else None,
        "hidden": [(name, value) for name, value in request.GET.items() if name in observatory.BASIS],
    }
    return shown(request, "web/see/neighbourhoods.html", facts=facts)


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in SORTS else "deaths"


def _rows(request: HttpRequest, reading: Reading) -> list[AreaFacts]:
    if reading.known is None:
        return []
    areas = observatory.areas(reading.known, observatory.clusters_of(observatory.in_force()))
    wanted = spelling_key(request.GET.get("q", ""))
    areas = [area for area in areas if wanted in spelling_key(area.name) or wanted == area.code.upper()]
    return sorted(areas, key=lambda area: (SORTS[_sort(request)][1](area), area.name))


def neighbourhoods_file(request: HttpRequest) -> HttpResponse:
    """Hand out the list as CSV, whole numbers and decimal points, one row a neighbourhood.

    Every row says what it is counted by, with first and last day: a row that is copied keeps it.
    """
    reading = read(request)
    if not reading.is_studied or reading.known is None:
        raise Http404
    known = reading.known
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pazos-neighbourhoods.csv"'
    response.write("\ufeff")  # without it a spreadsheet takes the accents for noise
    write = csv.writer(response)
    write.writerow([*COLUMNS, "source", "definition", "first_year", "last_year", "run"])
    basis = known.basis
    definition = in_a_file(basis.counted_by, known.source.definition if known.source else "")
    tail = [basis.source, definition, basis.first_year, basis.last_year, known.runs["rates"].pk]
    for area in _rows(request, reading):
        write.writerow([harmless(value) for value in (*_cells(area), *tail)])
    return response


COLUMNS = (
    "code",
    "name",
    "zone",
    "cluster",
    "deaths",
    "people",
    "rate",
    "rate_low",
    "rate_high",
    "smoothed",
    "smoothed_low",
    "smoothed_high",
    "hot_spot_by_count",
    "hot_spot_by_rate",
)


def _cells(area: AreaFacts) -> tuple[object, ...]:
    crude = (area.people, area.rate, area.low, area.high)
    numbers = (*crude, area.smoothed, area.smoothed_low, area.smoothed_high)
    rounded = ["" if value is None else round(value, 3) for value in numbers]
    spots = (area.by_count.get("bin", ""), area.by_rate.get("bin", ""))
    cluster = area.cluster[0] if area.cluster else ""
    return (area.code, area.name, area.zone, cluster, area.deaths, *rounded, *spots)


def neighbourhood(request: HttpRequest, code: str) -> HttpResponse:
    """Show one neighbourhood."""
    place = queries.in_force(localdate()).select_related("comuna").filter(code=code).first()
    if place is None:
        raise Http404
    reading = read(request)
    facts = asking(reading) | {
        "place": place,
        "spellings": Spelling.objects.filter(neighbourhood=place).values_list("text", flat=True),
    }
    if reading.is_studied and reading.known:
        facts |= _of_one(reading.known, place)
    return shown(request, "web/see/neighbourhood.html", facts=facts)


def _of_one(known: Standing, place: Neighbourhood) -> dict[str, Any]:
    clusters = observatory.clusters_of(observatory.in_force())
    areas = {area.code: area for area in observatory.areas(known, clusters)}
    area = areas.get(place.code)
    if area is None:
        return {}
    touching = (known.result("hotspots_count") or {}).get("touching", {}).get(place.code, [])
    spots = [
        (title, drawing.spot_words(spot.get("bin") if spot.get("p_value") is not None else None), spot, run)
        for title, spot, run in (
            (gettext("Hot spot by count"), area.by_count, known.runs.get("hotspots_count")),
            (gettext("Hot spot by rate"), area.by_rate, known.runs.get("hotspots_rate")),
        )
    ]
    return {
        "area": area,
        "cluster": drawing.cluster_name(area.cluster) if area.cluster else "",
        "spots": spots,
        "touching": [areas[one] for one in touching if one in areas],
        "figure": _years_of(known, place),
        "victims": _victims_of(known, place.code),
        "victims_run": known.runs.get("victims"),
        "run": known.runs["rates"].pk,
    }


def _years_of(known: Standing, place: Neighbourhood) -> Figure:
    run = known.runs["rates"]
    deaths = next(area["by_year"] for area in run.result["areas"] if area["code"] == place.code)
    years = run.result["city"]["by_year"]
    rows = [
        [str(year["year"]), number(n), period_rule(year["rule"])]
        for year, n in zip(years, deaths, strict=True)
    ]
    return Figure(
        key="years",
        title=gettext("Deaths by year"),
        description=gettext("One bar a year; the table has the numbers."),
        svg=shelf.picture_of_place(run, place.code, language=picturing.language()),
        cannot="",
        source=picturing.source_name(known),
        period=period(known.basis),
        definition=picturing.counted(known),
        interval=gettext("none: a full count; the rate has one"),
        run=run.pk,
        table=table([gettext("Year"), gettext("Deaths"), gettext("Counted by")], rows),
        redefined=picturing.change_of_definition(known, over_time=True),
    )


def _victims_of(known: Standing, code: str) -> list[dict[str, Any]]:
    rows = (known.result("victims") or {}).get("places", {}).get(code, [])
    named = [{**row, "label": shelf.band_name(row, picturing.language())} for row in rows[:-1]]
    return [*named, {**rows[-1], "label": gettext("All")}] if rows else []


ADDRESSES = (
    Address(
        "neighbourhoods/",
        "neighbourhoods",
        neighbourhoods,
        needs=Permission.SEE_AREAS,
        menu=N_("Neighbourhoods"),
        stage=Stage.SEE,
    ),
    Address("neighbourhoods.csv", "neighbourhoods_file", neighbourhoods_file, needs=Permission.SEE_AREAS),
    Address("neighbourhoods/<str:code>/", "neighbourhood", neighbourhood, needs=Permission.SEE_AREAS),
)
