"""A map of designated clusters: each in its own colour and number, everything else quiet.

The colour says which cluster, never how bad: a cluster's deaths stand in the table beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.figures.geography import features, flat
from pazos.analysis.figures.render import LINE, PAPER, SOFT_INK
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import altair
    import numpy as np
    from numpy.typing import NDArray

# Told apart by lightness too, in pairs; past ten the number on the map has to tell.
CLUSTERS = (
    "#0b6e6e",
    "#d9925f",
    "#2f6fb5",
    "#b5472f",
    "#8fbf6a",
    "#6b4c9a",
    "#e0b83e",
    "#3f3f3f",
    "#9fc9c7",
    "#c46a9b",
)
UNCHOSEN = "#eceff0"


def cluster_map(
    shapes: NDArray[np.object_],
    names: Sequence[Hashable],
    clusters: Sequence[Sequence[Hashable]],
    *,
    geographic: bool,
) -> altair.Chart:
    """Return the map of places (polygons or points, called `names`) in the colour of their cluster.

    `clusters` are lists of names, numbered in their order; `geographic` says that shapes are
    in degrees.
    """
    import altair
    import shapely

    number = {str(name): str(at) for at, cluster in enumerate(clusters, start=1) for name in cluster}
    outside = say(N_("not designated"))
    facts = [{"id": str(name), "cluster": number.get(str(name), outside)} for name in names]
    domain = [str(at) for at in range(1, len(clusters) + 1)] + [outside]
    colours = [CLUSTERS[at % len(CLUSTERS)] for at in range(len(clusters))] + [UNCHOSEN]
    points = bool((shapely.get_dimensions(shapes) <= 0).all())
    chart: altair.Chart = (
        altair.Chart(
            altair.InlineData(values=features(flat(shapes) if geographic else shapes, facts)),
            width=460,
            height=460,
        )
        .mark_geoshape(stroke=SOFT_INK if points else PAPER if len(names) < 400 else LINE, strokeWidth=0.6)
        .encode(
            color=altair.Color(
                "properties.cluster:N",
                scale=altair.Scale(domain=domain, range=colours),
                title=say(N_("cluster")),
            )
        )
        .project(type="identity", reflectY=True, pointRadius=6)
    )
    return chart
