"""Places drawn flat: polygons or points as a chart can show them, true in shape.

The charts of maps share this, so that the same city looks the same in every picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

# Detail finer than this share of the picture's width cannot be seen in print.
FINEST = 1 / 2000


def flat(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes in degrees narrowed by the cosine of their latitude: as wide as they are there."""
    known = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if not len(known):
        return shapes
    low, high = shapely.total_bounds(known)[[1, 3]]
    narrowing = np.array([np.cos(np.radians((low + high) / 2)), 1.0])
    narrowed: NDArray[np.object_] = shapely.transform(shapes, lambda points: points * narrowing)
    return narrowed


def features(shapes: NDArray[np.object_], properties: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return GeoJSON features of the shapes that have a place, with their properties."""
    left, _, right, _ = shapely.total_bounds(shapes[~shapely.is_missing(shapes)])
    drawn = shapely.simplify(shapes, FINEST * (right - left), preserve_topology=True)
    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(_clockwise(shape)),
            "properties": dict(facts),
        }
        for shape, facts in zip(drawn, properties, strict=True)
        if shape is not None and not shape.is_empty
    ]


def _clockwise(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a polygon wound as charts expect it: the other way round would colour all but the place."""
    return shapely.orient_polygons(shape, exterior_cw=True)
