"""A map of a scan's clusters: each place in the colour of the likeliest cluster that holds it.

A cluster that chance makes as easily (p above 0.05) is drawn pale, whatever its rank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.figures.render import ACCENT, LINE, PAPER, SEQUENCE
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair
    from numpy.typing import NDArray

LEVEL = 0.05
FIRST, OTHER, WEAK, OUTSIDE = (
    N_("most likely cluster"),
    N_("secondary cluster, p up to 0.05"),
    N_("cluster, p above 0.05"),
    N_("in no cluster"),
)
COLOURS = {FIRST: SEQUENCE[4], OTHER: SEQUENCE[2], WEAK: SEQUENCE[0], OUTSIDE: PAPER}


def cluster_map(
    shapes: NDArray[np.object_],
    names: Sequence[str],
    clusters: Sequence[Mapping[str, Any]],
    *,
    geographic: bool,
) -> altair.Chart:
    """Return the map of places (polygons or points, called `names`) and the clusters that hold them.

    `clusters` are as the command gives them, in order; `geographic` says that shapes are in
    degrees, which are then drawn as wide as they are there. A name that comes twice is drawn once.
    """
    import altair
    import shapely

    claims = _claims(clusters)
    once = {name: shape for name, shape in zip(names, shapes, strict=True) if shape is not None}
    drawn = np.array(list(once.values()), dtype=object)
    if geographic:
        low, high = shapely.total_bounds(drawn)[[1, 3]]
        narrowing = np.array([np.cos(np.radians((low + high) / 2)), 1.0])
        drawn = shapely.transform(drawn, lambda points: points * narrowing)
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {"id": name, "claim": say(claims.get(name, OUTSIDE))},
        }
        for name, shape in zip(once, drawn, strict=True)
    ]
    legend = {say(claim): colour for claim, colour in COLOURS.items()}
    scale = altair.Scale(domain=list(legend), range=list(legend.values()))
    outlined = bool((shapely.get_dimensions(drawn) > 0).any())
    chart: altair.Chart = (
        altair.Chart(altair.InlineData(values=features), width=460, height=460)
        .mark_geoshape(stroke=LINE if outlined else ACCENT, strokeWidth=0.6)
        .encode(color=altair.Color("properties.claim:N", scale=scale, title=None))
        .project(type="identity", reflectY=True, pointRadius=6)
    )
    return chart


def _claims(clusters: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    claims: dict[str, str] = {}
    for rank, cluster in enumerate(clusters):
        weak = cluster["p_value"] is not None and cluster["p_value"] > LEVEL
        claim = WEAK if weak else OTHER if rank else FIRST
        for name in cluster["areas"]:
            claims.setdefault(name, claim)
    return claims
