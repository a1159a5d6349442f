"""A map of hot spots: each area (or point) in the colour of its claim.

An area that was not tested is paper, never the grey of "nothing found". A map of local Moran
shows quadrants: a significant quiet place among quiet ones must not look hot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.figures.render import DIVERGING, INK, LINE, PAPER
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair
    from numpy.typing import NDArray

BINS = {
    99: N_("hot spot, 99%"),
    95: N_("hot spot, 95%"),
    90: N_("hot spot, 90%"),
    0: N_("not significant"),
    -90: N_("cold spot, 90%"),
    -95: N_("cold spot, 95%"),
    -99: N_("cold spot, 99%"),
}
QUADRANTS = {
    "HH": (99, N_("high among high")),
    "HL": (90, N_("high among low")),
    "": (0, N_("not significant")),
    "LH": (-90, N_("low among high")),
    "LL": (-99, N_("low among low")),
}
NOT_TESTED = N_("not tested")


def hot_spot_map(
    shapes: NDArray[np.object_], areas: Sequence[Mapping[str, Any]], *, geographic: bool
) -> altair.Chart:
    """Return the map of `areas` (as the command gives them: id, statistic, p_value, bin, quadrant).

    `shapes` are their polygons or points, in the same order; `geographic` says that they are in
    degrees, which are then drawn as wide as they are there.
    """
    import altair

    labels = _legend(areas)
    colours = altair.Scale(domain=list(labels), range=list(labels.values()))
    features = altair.InlineData(values=_features(_drawn_flat(shapes) if geographic else shapes, areas))
    chart: altair.Chart = (
        altair.Chart(features, width=460, height=460)
        .mark_geoshape(stroke=INK if _points(shapes) else LINE, strokeWidth=0.6)
        .encode(color=altair.Color("properties.claim:N", scale=colours, title=None))
        .project(type="identity", reflectY=True, pointRadius=6)
    )
    return chart


def _claim(area: Mapping[str, Any]) -> str:
    if area["p_value"] is None or np.isnan(area["p_value"]):
        return say(NOT_TESTED)
    if "quadrant" in area:
        return say(QUADRANTS[area["quadrant"] if area["bin"] else ""][1])
    return say(BINS[area["bin"]])


def _legend(areas: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the colour of each claim, hottest first; all of a scale, so that maps compare."""
    scale = QUADRANTS.values() if "quadrant" in areas[0] else BINS.items()
    legend = {say(label): DIVERGING[step] for step, label in scale}
    untested = {say(NOT_TESTED): PAPER} if any(_claim(area) == say(NOT_TESTED) for area in areas) else {}
    return legend | untested


def _features(shapes: NDArray[np.object_], areas: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    import shapely

    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {"id": area["id"], "claim": _claim(area)},
        }
        for shape, area in zip(shapes, areas, strict=True)
        if shape is not None and not shape.is_empty
    ]


def _drawn_flat(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    import shapely

    low, high = shapely.total_bounds(shapes)[[1, 3]]
    narrowing = np.array([np.cos(np.radians((low + high) / 2)), 1.0])
    flat: NDArray[np.object_] = shapely.transform(shapes, lambda points: points * narrowing)
    return flat


def _points(shapes: NDArray[np.object_]) -> bool:
    import shapely

    return bool((shapely.get_dimensions(shapes) <= 0).all())
