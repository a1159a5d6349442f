"""One designation: where, how many, how sure, for which ages, on which runs; and what stands against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.analysis.comparing import covered_share
from pazos.analysis.residents import people_of_ages
from pazos.domain.designations import queries
from pazos.domain.sources.queries import source_named
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.interfaces.components import wording
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.web.pages.designations import evidence, mapping
from pazos.interfaces.web.pages.designations import wording as words
from pazos.interfaces.web.pages.designations.finding import find, state_badge
from pazos.interfaces.web.pages.naming import method_name
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.residents import AgedPeople
    from pazos.domain.designations.queries import DesignationView

READ = ("clusters", "rates", "victims", "stability", "foresight", "marginal", "ages")


@require_GET
def designations(request: HttpRequest) -> HttpResponse:
    """List the designations that the reader may see, newest first."""
    rows = [(view, *state_badge(view)) for view in queries.seen_by(reader(request))]
    return render(request, "web/designations/list.html", {"rows": rows})


@require_GET
def designation(request: HttpRequest, number: int) -> HttpResponse:
    """Show one designation whole."""
    view = find(request, number)
    runs = evidence_runs(view)
    chosen = runs["clusters"]
    basis, result = chosen.parameters["basis"], chosen.result
    people = people_of_ages(view, upto=basis["last_year"])
    source = source_named(basis["source"])
    facts = {
        "view": view,
        "badge": state_badge(view),
        "basis": basis,
        "source": source.name if source else basis["source"],
        "chosen": result,
        "numbers": _numbers(view, result, people, run=chosen.pk),
        "clusters": _clusters(view, result, people),
        "people": people,
        "limits": words.limits(chosen.parameters["ask"]),
        "proof": words.proof(result),
        "certificate": sorted(_flat(result["certificate"])),
        "contiguity": words.contiguity(result["contiguity"]),
        "left_out": sorted(result["left_out"], key=lambda place: -place["deaths"]),
        "maps": mapping.maps_of(view, address=reverse("designation_map", args=[number])),
        "defence": evidence.defence(runs, view),
        "ages": evidence.ages(runs, view),
        "runs": _runs(view),
    }
    return render(request, "web/designations/show.html", facts)


@require_GET
def designation_map(request: HttpRequest, number: int) -> HttpResponse:
    """Return the map of a designation's clusters."""
    view = find(request, number)
    stability = Run.objects.filter(pk__in=view.evidence, method="stability").order_by("pk").last()
    return mapping.map_answer(view, evidence.firmness(stability), zone=request.GET.get("zone", ""))


def evidence_runs(view: DesignationView) -> dict[str, Run]:
    """Return the runs a page reads, by method; the cluster programme's own among them."""
    found = Run.objects.filter(pk__in=[view.run, *view.evidence], method__in=READ).order_by("pk")
    return {run.method: run for run in found if run.method != "clusters" or run.pk == view.run}


def _numbers(
    view: DesignationView, result: Mapping[str, Any], people: AgedPeople | None, *, run: int
) -> list[dict[str, Any]]:
    share, low, high = covered_share(result)
    deaths = gettext("{deaths} of {placed} deaths").format(
        deaths=wording.number(result["deaths"]), placed=wording.number(result["deaths_placed"])
    )
    places = gettext("{n} neighbourhoods").format(n=wording.number(result["places"]))
    numbers: list[dict[str, Any]] = [
        {
            "label": gettext("Deaths with a known place that the clusters hold"),
            "value": wording.percent(share),
            "interval": words.share_interval(low, high),
            "note": deaths,
            "run": run,
        },
        {"label": gettext("Clusters"), "value": wording.number(len(view.clusters)), "note": places},
        _residents(result),
    ]
    if people is not None:
        label = gettext("Residents of {first} to {last} years, {year}").format(
            first=people.ages[0], last=people.ages[1], year=people.year
        )
        numbers.append({"label": label, "value": wording.number(people.total), "note": people.series})
    return numbers


def _residents(result: Mapping[str, Any]) -> dict[str, Any]:
    label = gettext("Residents of the clusters")
    if not result["people"]:
        return {"label": label, "value": "–", "note": gettext("No residents by neighbourhood are known.")}
    whole = result["people_all"]
    note = (
        gettext("{share} of the city").format(share=wording.percent(result["people"] / whole))
        if whole
        else ""
    )
    return {"label": label, "value": wording.number(result["people"]), "note": note}


def _clusters(
    view: DesignationView, result: Mapping[str, Any], people: AgedPeople | None
) -> list[dict[str, Any]]:
    """Return the clusters as they were computed, with the names that the city has given them."""
    names = {cluster.number: cluster for cluster in view.clusters}
    zones = {"urban": gettext("urban"), "rural": gettext("rural")}
    return [
        {
            **one,
            "name": names[one["number"]].name if one["number"] in names else one["names"][0],
            "shade": mapping.hue(one["number"]),
            "zone": zones.get(one["zone"], ""),
            "aged": people.by_cluster.get(one["number"]) if people else None,
        }
        for one in result["clusters"]
    ]


def _flat(certificate: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, wording.number(value, 4) if isinstance(value, float) else str(value))
        for name, value in certificate.items()
    ]


def _runs(view: DesignationView) -> list[tuple[int, str]]:
    rows = Run.objects.filter(pk__in=[view.run, *view.evidence]).order_by("pk").values_list("pk", "method")
    return [(pk, method_name(method)) for pk, method in rows]


ADDRESSES = (
    Address(
        "designations/",
        "designations",
        designations,
        needs=Permission.SEE_AREAS,
        menu=N_("Designations"),
        stage=Stage.TARGET,
    ),
    Address("designations/<int:number>/", "designation", designation, needs=Permission.SEE_AREAS),
    Address(
        "designations/<int:number>/map.json", "designation_map", designation_map, needs=Permission.SEE_AREAS
    ),
)
