"""Maps for paper: the clusters of a designation, and a shade for every place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import shapely

from pazos.analysis.figures import render
from pazos.analysis.figures.geography import features, flat
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

# Twelve hues that differ in lightness as well; a city rarely works in more clusters than that.
HUES = (
    "#0b6e6e", "#d58a2c", "#5b4b9a", "#a83a24", "#4d8f3a", "#2f6fb5", "#b0528e",
    "#7a6a2f", "#3f9aa8", "#8a5a44", "#6b7f1f", "#94324f",
)  # fmt: skip
EMPTY = "#eef1f1"
SIZE = 420


def cluster_map(
    shapes: Shapes,
    clusters: Sequence[int | None],
    *,
    town: NDArray[np.bool_] | None = None,
    geographic: bool = True,
    outline: shapely.Geometry | None = None,
    language: str | None = None,
) -> alt.TopLevelMixin:
    """Return the map of a designation: `clusters` gives each place its cluster's number or None.

    `town` as in `shaded_map`; `geographic` says that shapes are in degrees; `outline`, in
    degrees, is the municipality's edge. `language` None is the terminal's.
    """
    numbers = sorted({number for number in clusters if number is not None})
    named = {number: say(N_("Cluster {number}"), language, number=number) for number in numbers}
    outside = say(N_("Not designated"), language)
    order = {named[number]: HUES[place % len(HUES)] for place, number in enumerate(numbers)} | {
        outside: EMPTY
    }
    labels = [outside if number is None else named[number] for number in clusters]
    if not geographic:
        return _panels(shapes, labels, order=order, town=town, numbers=clusters, language=language)
    # Drawn together, so that places and edge are narrowed alike.
    drawn = flat(np.array([*shapes, outline], dtype=object))
    return _panels(
        drawn[:-1], labels, order=order, town=town, numbers=clusters, language=language, edge=drawn[-1]
    )


def shaded_map(
    shapes: Shapes,
    labels: Sequence[str],
    *,
    order: Mapping[str, str],
    town: NDArray[np.bool_] | None = None,
    language: str | None = None,
) -> alt.TopLevelMixin:
    """Return a map with a named shade for every place; `order` gives each name its colour.

    Where the `town` (places as booleans) is small within the municipality it is drawn once
    more, enlarged. Shapes are in degrees.
    """
    nothing = [None] * len(labels)
    return _panels(flat(shapes), labels, order=order, town=town, numbers=nothing, language=language)


def _panels(
    drawn: Shapes,
    labels: Sequence[str],
    *,
    order: Mapping[str, str],
    town: NDArray[np.bool_] | None,
    numbers: Sequence[int | None],
    language: str | None,
    edge: shapely.Geometry | None = None,
) -> alt.TopLevelMixin:
    scale = alt.Scale(domain=list(order), range=list(order.values()))

    def panel(
        inside: NDArray[np.bool_], title: str, *, size: int, tell: NDArray[np.bool_], edged: bool = True
    ) -> alt.LayerChart:
        kept = np.flatnonzero(inside).tolist()
        map_ = _map(drawn[kept], [{"shade": labels[place]} for place in kept], scale=scale, size=size)
        told = [numbers[place] if tell[place] else None for place in kept]
        layers = [map_, _numbers(drawn[kept], told)]
        if edge is not None and edged:
            layers.insert(0, _edge(edge))
        layered = alt.LayerChart(layer=layers)
        return layered.project(type="identity", reflectY=True, pointRadius=4).properties(title=title)

    everything = ~shapely.is_missing(drawn)
    inner = everything & (np.zeros(len(drawn), dtype=bool) if town is None else town)
    if not enlarging(drawn, inner):
        return panel(everything, "", size=SIZE, tell=everything)
    return alt.hconcat(
        panel(everything, say(N_("The municipality"), language), size=SIZE - 110, tell=~inner),
        panel(inner, say(N_("The town, enlarged"), language), size=SIZE - 110, tell=inner, edged=False),
    )


def enlarging(drawn: Shapes, town: NDArray[np.bool_]) -> bool:
    """Return whether the town takes so little of the map that it must be drawn apart."""
    known = ~shapely.is_missing(drawn)
    if not town.any() or not (known & ~town).any():
        return False
    low_x, low_y, high_x, high_y = shapely.total_bounds(drawn[known])
    left, below, right, above = shapely.total_bounds(drawn[town])
    return bool((right - left) * (above - below) < 0.2 * (high_x - low_x) * (high_y - low_y))


def _map(drawn: Shapes, facts: Sequence[Mapping[str, Any]], *, scale: alt.Scale, size: int) -> alt.Chart:
    data = alt.InlineData(values=features(drawn, facts))
    low_x, low_y, high_x, high_y = shapely.total_bounds(drawn[~shapely.is_missing(drawn)])
    tall = (high_y - low_y) / max(high_x - low_x, 1e-9)
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_geoshape(stroke=render.SOFT_INK, strokeWidth=0.25)
        .encode(color=alt.Color("properties.shade:N", scale=scale, title=None))
        .properties(width=size, height=int(np.clip(size * tall, size * 0.5, size * 1.15)))
    )
    return chart


def _edge(edge: shapely.Geometry) -> alt.Chart:
    """Return the municipality's edge as a thin line."""
    line = np.array([shapely.boundary(edge)])
    chart: alt.Chart = alt.Chart(alt.InlineData(values=features(line, [{}]))).mark_geoshape(
        filled=False, stroke=render.SOFT_INK, strokeWidth=0.6
    )
    return chart


def _numbers(drawn: Shapes, clusters: Sequence[int | None]) -> alt.Chart:
    """Return the number of each cluster at the middle of its largest place."""
    points = []
    for number in sorted({number for number in clusters if number is not None}):
        members = [shape for shape, own in zip(drawn, clusters, strict=True) if own == number]
        largest = max(members, key=lambda shape: shape.area)
        spot = largest.representative_point()
        points.append({"lon": spot.x, "lat": spot.y, "number": str(number)})
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_text(fontWeight="bold", fontSize=11, color=render.PAPER, stroke=render.INK, strokeWidth=0.35)
        .encode(longitude="lon:Q", latitude="lat:Q", text="number:N")
    )
    return chart
