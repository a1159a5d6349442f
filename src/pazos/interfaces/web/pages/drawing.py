"""The documents behind the maps of the city: which places are drawn, in which shade, with which words.

A place that was not tested is paper and never the grey of "nothing found". A place without a
known point is not drawn anywhere: the page lists it.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pazos.domain.territory import queries
from pazos.domain.territory.vocabulary import Zone
from pazos.interfaces.components.maps import Cell, Entry, Layer, Place, map_document
from pazos.interfaces.components.wording import number, rate_words
from pazos.interfaces.web.pages.picturing import change_of_definition, counted, p_words, source_name
from pazos.interfaces.web.pages.reading import period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pazos.analysis.observatory import AreaFacts, Standing
    from pazos.domain.designations.queries import DesignationView

HUES = 8
ZONES = (Zone.URBAN, Zone.RURAL)
STEPS = (0.5, 1.0, 1.5, 2.5)  # of the city's rate


def answer(document: dict[str, Any]) -> JsonResponse:
    """Return a map's document; a browser may keep it for the minute in which a page's maps ask for it."""
    response = JsonResponse(document)
    response["Cache-Control"] = "private, max-age=60"
    return response


def designation_document(designation: DesignationView | None, *, zone: str = "") -> dict[str, Any]:
    """Return the map of a designation: every place by its cluster, and nothing else."""
    clusters = {
        code: (cluster.number, cluster.name)
        for cluster in (designation.clusters if designation else ())
        for code, _ in cluster.neighbourhoods
    }
    places = [
        Place(
            code=code,
            name=name,
            geometry=geometry,
            cells={"clusters": _cluster_cell(clusters.get(code))},
            group=_group(clusters.get(code)),
        )
        for code, name, geometry in _located(zone)
    ]
    return map_document(places, [_clusters_layer(clusters, "")], outline=outline_around(places))


def area_document(
    known: Standing, areas: Sequence[AreaFacts], *, query: str, zone: str = ""
) -> dict[str, Any]:
    """Return the map of every layer: counts, rates, hot spots with and without control, clusters."""
    facts = {area.code: area for area in areas}
    rate = _city_rate(areas, known.basis.years)
    clusters = {area.code: area.cluster for area in areas if area.cluster}
    layers, cells = _layers(known, areas, rate=rate, clusters=clusters)
    places = [
        Place(
            code=code,
            name=name,
            geometry=geometry,
            cells={key: paint(facts[code]) for key, paint in cells.items()},
            href=reverse("neighbourhood", args=[code]) + query,
            group=_group(facts[code].cluster),
        )
        for code, name, geometry in _located(zone)
        if code in facts
    ]
    return map_document(places, layers, outline=outline_around(places))


def _layers(
    known: Standing,
    areas: Sequence[AreaFacts],
    *,
    rate: float | None,
    clusters: Mapping[str, tuple[int, str]],
) -> tuple[list[Layer], dict[str, Callable[[AreaFacts], Cell]]]:
    note = gettext("Source: {source}. Period: {period}. Counted: {counted}.").format(
        source=source_name(known), period=period(known.basis), counted=counted(known)
    )
    note = " ".join(filter(None, [note, change_of_definition(known, over_time=False)]))
    breaks = _breaks(areas)
    layers = [Layer("count", gettext("Deaths"), _count_legend(breaks), note)]
    cells: dict[str, Callable[[AreaFacts], Cell]] = {"count": lambda area: _count_cell(area, breaks)}
    if rate is not None:
        rates = note + " " + gettext("Per 100,000 people a year; intervals 95%, exact Poisson.")
        smooth = (
            note + " " + gettext("Drawn towards the city's mean by how little is known (empirical Bayes).")
        )
        layers += [
            Layer("rate", gettext("Rate"), _rate_legend(rate), rates),
            Layer("smoothed", gettext("Smoothed rate"), _rate_legend(rate), smooth),
        ]
        cells["rate"] = lambda area: _rate_cell(area.rate, area.low, area.high, city=rate)
        cells["smoothed"] = lambda area: _rate_cell(
            area.smoothed, area.smoothed_low, area.smoothed_high, city=rate
        )
    for of, title in (("count", gettext("Hot spots by count")), ("rate", gettext("Hot spots by rate"))):
        for key, control in ((f"spots_{of}", False), (f"spots_{of}_controlled", True)):
            words = control_note(control=control)
            layers.append(Layer(key, title, _spot_legend(), f"{note} {words}"))
            cells[key] = _spot_painter(of, control=control)
    layers.append(_clusters_layer(clusters, ""))
    cells["clusters"] = lambda area: _cluster_cell(area.cluster)
    return layers, cells


def _spot_painter(of: str, *, control: bool) -> Callable[[AreaFacts], Cell]:
    return lambda area: _spot_cell(area.by_count if of == "count" else area.by_rate, control=control)


def has_town_and_country() -> bool:
    """Return whether places of both zones can be drawn: a town is then too small on one map with its land."""
    located = queries.in_force(timezone.localdate()).filter(lon__isnull=False)
    return {Zone.URBAN, Zone.RURAL} <= set(located.values_list("zone", flat=True).order_by().distinct())


def _located(zone: str) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Return code, name and GeoJSON geometry of every place (of a zone) whose outline or point is known."""
    fields = ("code", "name", "outline", "lon", "lat")
    drawn = queries.in_force(timezone.localdate()).order_by("code")
    rows = (drawn.filter(zone=zone) if zone in ZONES else drawn).values_list(*fields)
    for code, name, outline, lon, lat in rows:
        if outline:
            yield code, name, outline
        elif lon is not None and lat is not None:
            yield code, name, {"type": "Point", "coordinates": [lon, lat]}


def outline_around(places: Sequence[Place]) -> dict[str, Any] | None:
    """Return the municipality's outline where there are points to be seen inside it."""
    if not any(place.geometry["type"] == "Point" for place in places):
        return None
    outline = queries.municipal_outline()
    found: dict[str, Any] | None = json.loads(outline) if outline else None
    return found


def outlines_under(places: Sequence[Place]) -> dict[str, Any] | None:
    """Return the neighbourhoods among which points lie; where none is drawn, the municipality around them."""
    known = queries.outlines(on=timezone.localdate())
    if not places or not known:
        return outline_around(places)
    return {"type": "GeometryCollection", "geometries": [json.loads(known[key]) for key in sorted(known)]}


def _group(cluster: tuple[int, str] | None) -> str:
    return str(cluster[0]) if cluster else ""


def cluster_name(cluster: tuple[int, str]) -> str:
    """Return the name of a cluster, or its number where it has none."""
    return cluster[1] or gettext("Cluster {number}").format(number=cluster[0])


def _hue(cluster: tuple[int, str]) -> str:
    return f"cat-{(cluster[0] - 1) % HUES + 1}"


def _cluster_cell(cluster: tuple[int, str] | None) -> Cell:
    return Cell(_hue(cluster), cluster_name(cluster)) if cluster else Cell("none", gettext("in no cluster"))


def _clusters_layer(clusters: Mapping[str, tuple[int, str]], note: str) -> Layer:
    known = sorted(set(clusters.values()))
    legend = [Entry(_hue(cluster), cluster_name(cluster)) for cluster in known]
    return Layer(
        "clusters", gettext("Clusters in force"), [*legend, Entry("none", gettext("in no cluster"))], note
    )


def _city_rate(areas: Sequence[AreaFacts], years: int) -> float | None:
    peopled = [area for area in areas if area.rate is not None]
    people = sum(area.people or 0 for area in peopled)
    return 100_000 * sum(area.deaths for area in peopled) / (people * years) if people else None


def _breaks(areas: Sequence[AreaFacts]) -> tuple[int, ...]:
    """Return the highest count of each of four steps above zero, no two alike."""
    above = sorted(area.deaths for area in areas if area.deaths)
    if not above:
        return ()
    return tuple(sorted({above[min(len(above) - 1, len(above) * part // 4)] for part in (1, 2, 3, 4)}))


def _count_legend(breaks: Sequence[int]) -> list[Entry]:
    entries, low = [Entry("seq-0", "0")], 1
    for step, high in enumerate(breaks, start=5 - len(breaks)):
        text = (
            number(low)
            if low == high
            else gettext("{low} to {high}").format(low=number(low), high=number(high))
        )
        entries.append(Entry(f"seq-{step}", text))
        low = high + 1
    return entries


def _count_cell(area: AreaFacts, breaks: Sequence[int]) -> Cell:
    words = gettext("{deaths} deaths").format(deaths=number(area.deaths))
    if area.deaths == 0:
        return Cell("seq-0", words)
    place = next(place for place, high in enumerate(breaks) if area.deaths <= high)
    return Cell(f"seq-{5 - len(breaks) + place}", words)


def _rate_legend(city: float) -> list[Entry]:
    edges = [0.0, *(city * step for step in STEPS)]
    words = [
        gettext("{low} to {high}").format(low=number(low), high=number(high))
        for low, high in itertools.pairwise(edges)
    ]
    words.append(gettext("{low} and over").format(low=number(edges[-1])))
    entries = [Entry(f"seq-{step}", text) for step, text in enumerate(words)]
    return [*entries, Entry("none", gettext("no rate: people not known"))]


def _rate_cell(value: float | None, low: float | None, high: float | None, *, city: float) -> Cell:
    words = rate_words(value, low, high)
    if value is None:
        return Cell("none", words)
    return Cell(f"seq-{sum(value >= city * step for step in STEPS)}", words)


def _spot_legend() -> list[Entry]:
    return [
        Entry("div-p99", gettext("hot spot, 99%")),
        Entry("div-p95", gettext("hot spot, 95%")),
        Entry("div-p90", gettext("hot spot, 90%")),
        Entry("div-0", gettext("not enough cases to say")),
        Entry("div-n90", gettext("cold spot, 90%")),
        Entry("div-n95", gettext("cold spot, 95%")),
        Entry("div-n99", gettext("cold spot, 99%")),
        Entry("none", gettext("not tested")),
    ]


def _spot_cell(spot: Mapping[str, Any], *, control: bool) -> Cell:
    if not spot or spot.get("p_value") is None:
        return Cell("none", gettext("not tested: it touches nobody, or its people are not known"))
    level = spot["bin_controlled" if control else "bin"]
    facts = gettext("z {z}, {p}").format(z=number(spot["statistic"], 2), p=p_words(spot["p_value"]))
    return Cell(_shade(level), f"{spot_words(level)} ({facts})")


def _shade(level: int) -> str:
    return f"div-{'p' if level > 0 else 'n' if level < 0 else ''}{abs(level)}"


def spot_words(level: int | None) -> str:
    """Return what a bin claims, in words."""
    if level is None:
        return gettext("not tested")
    if level == 0:
        return gettext("not enough cases to say")
    kind = gettext("hot spot, {level}%") if level > 0 else gettext("cold spot, {level}%")
    return kind.format(level=abs(level))


def control_note(*, control: bool) -> str:
    """Return how the hot spots were tested, and what that means for a reader."""
    if control:
        return gettext("Getis-Ord Gi*, with control of false discoveries (Benjamini and Hochberg).")
    return gettext(
        "Getis-Ord Gi*, each place tested alone: one in twenty looks hot or cold at 95% by chance."
    )
