"""The map of one designation: every place by its cluster and, where it was studied, by how firmly it stands.

A designation's own places are drawn even when the city has since redrawn them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext

from pazos.domain.territory import queries
from pazos.domain.territory.models import Neighbourhood
from pazos.domain.territory.vocabulary import Zone
from pazos.interfaces.components.maps import Cell, Entry, Layer, Place, map_document
from pazos.interfaces.components.wording import percent
from pazos.interfaces.web.pages.drawing import has_town_and_country, outline_around

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pazos.domain.designations.queries import ClusterView, DesignationView

HUES = 8
FIRMNESS = ((0.2, "seq-0"), (0.4, "seq-1"), (0.6, "seq-2"), (0.8, "seq-3"), (2.0, "seq-4"))


@dataclass(frozen=True)
class Drawn:
    """One map of a page: its key, its address and its heading ("" where it stands alone)."""

    key: str
    url: str
    heading: str


def maps_of(view: DesignationView, *, address: str) -> list[Drawn]:
    """Return the maps that show a designation: town and countryside apart where it has both."""
    if not is_drawn(view):
        return []
    if not has_town_and_country():
        return [Drawn("map-whole", address, "")]
    town = Drawn("map-town", f"{address}?zone=urban", gettext("The town"))
    rural = any(cluster.zone != Zone.URBAN for cluster in view.clusters)
    country = Drawn("map-country", f"{address}?zone=rural", gettext("The countryside"))
    return [town, country] if rural else [town]


def map_answer(
    view: DesignationView, firmness: Mapping[str, float] | None = None, *, zone: str = ""
) -> JsonResponse:
    """Return the document that components/map.html reads; `firmness` is a share by code."""
    clusters = {code: cluster for cluster in view.clusters for code, _ in cluster.neighbourhoods}
    places = [
        Place(
            code=code,
            name=name,
            geometry=geometry,
            cells=_cells(clusters.get(code), None if firmness is None else firmness.get(code, 0.0)),
            group=str(clusters[code].number) if code in clusters else "",
        )
        for code, name, geometry in _located(view, zone)
    ]
    drawn = {place.group for place in places}
    layers = [_clusters(view, drawn), *([_firmness()] if firmness is not None else [])]
    response = JsonResponse(map_document(places, layers, outline=outline_around(places)))
    response["Cache-Control"] = "private, max-age=60"
    return response


def cluster_name(cluster: ClusterView) -> str:
    """Return what a cluster is called: its number, and its name where it has one."""
    number = gettext("Cluster {number}").format(number=cluster.number)
    return f"{number} · {cluster.name}" if cluster.name else number


def _cells(cluster: ClusterView | None, firmness: float | None) -> dict[str, Cell]:
    words = cluster_name(cluster) if cluster else gettext("in no cluster")
    cells = {"clusters": Cell(hue(cluster.number) if cluster else "none", words)}
    if firmness is not None:
        step = next(shade for limit, shade in FIRMNESS if firmness < limit)
        chosen = gettext("chosen in {share} of the resampled histories").format(share=percent(firmness))
        cells["firmness"] = Cell(step, f"{words}: {chosen}")
    return cells


def hue(number: int) -> str:
    """Return the shade of a cluster's number."""
    return f"cat-{(number - 1) % HUES + 1}"


def _clusters(view: DesignationView, drawn: Collection[str]) -> Layer:
    legend = [
        Entry(hue(cluster.number), cluster_name(cluster))
        for cluster in view.clusters
        if str(cluster.number) in drawn
    ]
    return Layer(
        "clusters",
        gettext("Clusters"),
        [*legend, Entry("none", gettext("in no cluster"))],
        gettext("A colour says which cluster, never how bad."),
    )


def _firmness() -> Layer:
    bounds = ("0", "20", "40", "60", "80", "100")
    legend = [
        Entry(shade, gettext("{low} to {high} in a hundred").format(low=bounds[step], high=bounds[step + 1]))
        for step, (_, shade) in enumerate(FIRMNESS)
    ]
    note = gettext("How often each place is chosen when the years are drawn again by chance.")
    return Layer("firmness", gettext("How firmly it stands"), legend, note)


def _located(view: DesignationView, zone: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    today = queries.in_force(timezone.localdate()).values("pk")
    wanted = Neighbourhood.objects.filter(Q(pk__in=today) | Q(code__in=view.places)).order_by("code", "-pk")
    if zone in {Zone.URBAN, Zone.RURAL}:
        wanted = wanted.filter(zone=zone)
    seen: set[str] = set()
    for code, name, outline, lon, lat in wanted.values_list("code", "name", "outline", "lon", "lat"):
        if code in seen:
            continue
        seen.add(code)
        if outline:
            yield code, name, outline
        elif lon is not None and lat is not None:
            yield code, name, {"type": "Point", "coordinates": [lon, lat]}


def is_drawn(view: DesignationView) -> bool:
    """Return whether any place of a designation can be drawn."""
    return Neighbourhood.objects.filter(code__in=view.places, lon__isnull=False).exists()
