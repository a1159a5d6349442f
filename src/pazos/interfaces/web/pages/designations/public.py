"""The designation in force, for anybody: its clusters by name, the ages served, on what legal basis.

No figure of a single cluster or neighbourhood stands here; only the whole, and only where
it counts enough deaths to tell nobody apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from pazos.analysis.comparing import covered_share
from pazos.analysis.proof.designated import is_small
from pazos.domain.designations import queries
from pazos.domain.sources.queries import source_named
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.interfaces.components import wording
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.web.pages.designations import mapping
from pazos.interfaces.web.pages.designations.wording import proof, share_interval

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.designations.queries import DesignationView


@require_GET
def in_force(request: HttpRequest) -> HttpResponse:
    """Show the designation in force, or say that there is none."""
    view = queries.in_force()
    facts: dict[str, Any] = {"view": view}
    if view is not None:
        maps = mapping.maps_of(view, address=reverse("designation_in_force_map"))
        facts |= {"covered": _covered(view), "maps": maps}
        facts["clusters"] = [(cluster, mapping.hue(cluster.number)) for cluster in view.clusters]
    return render(request, "web/designations/public.html", facts)


@require_GET
def in_force_map(request: HttpRequest) -> HttpResponse:
    """Return the map of the clusters in force."""
    view = queries.in_force()
    if view is None:
        raise Http404
    return mapping.map_answer(view, zone=request.GET.get("zone", ""))


def _covered(view: DesignationView) -> dict[str, Any] | None:
    run = Run.objects.get(pk=view.run)
    result, basis = run.result, run.parameters["basis"]
    if is_small(result):
        return None
    source = source_named(basis["source"])
    share, low, high = covered_share(result)
    people, everyone = result["people"], result["people_all"]
    return {
        "share": wording.percent(share),
        "interval": share_interval(low, high),
        "people": wording.percent(people / everyone) if people and everyone else "",
        "basis": basis,
        "source": source.name if source else basis["source"],
        "proof": proof(result),
    }


ADDRESSES = (
    Address(
        "designation/",
        "designation_in_force",
        in_force,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Clusters in force"),
        stage=Stage.TARGET,
    ),
    Address("designation/map.json", "designation_in_force_map", in_force_map, needs=Permission.SEE_PUBLIC),
)
