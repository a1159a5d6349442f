"""The map: counts, rates, hot spots by count and by rate side by side, clusters; and asking for a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pazos.analysis import observatory
from pazos.domain.territory.vocabulary import Located
from pazos.foundation.access.policy import Permission
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_, say
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.web.pages import drawing, picturing
from pazos.interfaces.web.pages.reading import period, posted_basis, query_of, read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, JsonResponse

    from pazos.analysis.observatory import AreaFacts, Standing
    from pazos.interfaces.web.pages.reading import Reading


def city_map(request: HttpRequest) -> HttpResponse:
    """Show the maps of a basis, or offer to study it."""
    reading = read(request)
    facts = asking(reading)
    if reading.is_studied and reading.known:
        facts |= _shown(reading.known, control=request.GET.get("control") == "1")
        facts["both_zones"] = drawing.has_town_and_country()
        facts["zone"] = request.GET.get("zone", "urban" if facts["both_zones"] else "")
    return shown(request, "web/see/map.html", facts=facts)


def shown(request: HttpRequest, template: str, *, facts: dict[str, Any]) -> HttpResponse:
    """Return a page with a choice of basis; one that only asked how its study goes is told to load anew."""
    response = render(request, template, facts)
    if request.htmx and facts["job"] is None:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


def asking(reading: Reading) -> dict[str, Any]:
    """Return what every page with a choice of basis shows: the form, and where a study stands."""
    job = _job(reading)
    problem = job.problem if job else None
    return {
        "reading": reading,
        "query": reading.query,
        "job": job,
        "job_done": round(100 * job.share) if job else 0,
        "job_problem": say(problem["template"], picturing.language(), **problem["facts"]) if problem else "",
        "job_step": say(job.step, picturing.language()) if job else "",
        "known": reading.known if reading.is_studied else None,
        "source": picturing.source_name(reading.known) if reading.known else "",
        "period": period(reading.known.basis) if reading.known else "",
        "counts": picturing.by_which(reading.known) if reading.known else "",
        "counted": picturing.counted(reading.known) if reading.known else "",
        # Every caption of the page says so, unless its figure says something else.
        "redefined": picturing.change_of_definition(reading.known, over_time=False) if reading.known else "",
    }


def _job(reading: Reading) -> Job | None:
    if reading.asked is None:
        return None
    from pazos.analysis.studies.asked import last_asked

    job = last_asked(reading.asked)
    is_over = job is not None and job.state == Job.State.DONE
    return None if is_over else job


def _shown(known: Standing, *, control: bool) -> dict[str, Any]:
    areas = observatory.areas(known, observatory.clusters_of(observatory.in_force()))
    contiguity = (known.result("hotspots_count") or {}).get("contiguity", {})
    return {
        "control": control,
        "contiguity": contiguity,
        "from_points": "points" in contiguity.get("basis", ""),
        "unmapped": _unmapped(areas),
        "spots": _spots(known),
        "control_note": drawing.control_note(control=control),
        "run": known.runs["rates"].pk,
    }


def _spots(known: Standing) -> list[dict[str, Any]]:
    titles = {"count": gettext("Hot spots by count"), "rate": gettext("Hot spots by rate")}
    return [
        {
            "of": of,
            "title": title,
            "cannot": picturing.why_not(known, f"hotspots_{of}"),
            "run": known.runs[f"hotspots_{of}"].pk if f"hotspots_{of}" in known.runs else None,
        }
        for of, title in titles.items()
    ]


def _unmapped(areas: list[AreaFacts]) -> list[AreaFacts]:
    """Return the places that no map can show, those with most deaths first."""
    from pazos.domain.territory.models import Neighbourhood

    nowhere = set(Neighbourhood.objects.filter(located=Located.NAME_ONLY).values_list("code", flat=True))
    return sorted(
        (area for area in areas if area.code in nowhere), key=lambda area: (-area.deaths, area.name)
    )


def map_document(request: HttpRequest) -> JsonResponse:
    """Return the GeoJSON of a basis with every layer."""
    reading = read(request)
    if not reading.is_studied or reading.known is None:
        raise Http404
    areas = observatory.areas(reading.known, observatory.clusters_of(observatory.in_force()))
    document = drawing.area_document(
        reading.known, areas, query=reading.query, zone=request.GET.get("zone", "")
    )
    keys = request.GET.getlist("layer")
    if keys:
        document["layers"] = [layer for layer in document["layers"] if layer["key"] in keys]
    return drawing.answer(document)


@require_POST
def study(request: HttpRequest) -> HttpResponse:
    """Put the studies of a basis in the queue and go to its map, which says how it goes."""
    from pazos.analysis.studies.asked import ask

    basis = posted_basis(request.POST)
    if basis is None:
        messages.error(request, gettext("That choice of source, years and victims cannot be studied."))
        return redirect("map")
    ask(basis, by=request.user)  # type: ignore[arg-type]
    messages.success(request, gettext("The study was asked for. This page shows it when it is done."))
    return redirect(reverse("map") + query_of(basis))


ADDRESSES = (
    Address("map/", "map", city_map, needs=Permission.SEE_AREAS, menu=N_("Map"), stage=Stage.SEE),
    Address("map/document.json", "map_document", map_document, needs=Permission.SEE_AREAS),
    Address("map/study/", "study", study, needs=Permission.ANALYSE),
)
