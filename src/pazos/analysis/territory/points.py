"""In which neighbourhood does a point fall?

A point on a border belongs to one place and always to the same, the one with the smallest
id. A point outside every outline belongs to none: the nearest is never taken instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from django.utils import timezone

from pazos.domain.territory import queries

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

# Points are looked up so many at a time: memory stays bounded whatever the file's size.
AT_ONCE = 100_000


def neighbourhood_at(lon: ArrayLike, lat: ArrayLike, *, on: date | None = None) -> NDArray[np.int64]:
    """Return the id of the neighbourhood of each point (degrees, WGS84), 0 where there is none.

    The outlines are those in force on the day `on` (default: today). Missing or infinite
    coordinates have no neighbourhood.
    """
    east, north = np.atleast_1d(np.asarray(lon, dtype=float)), np.atleast_1d(np.asarray(lat, dtype=float))
    places = queries.outlines(on=on or timezone.localdate())
    found = np.zeros(len(east), dtype=np.int64)
    if not places:
        return found
    ids = np.array(sorted(places), dtype=np.int64)
    shapes = shapely.from_geojson([places[place] for place in ids.tolist()])
    (finite,) = np.nonzero(np.isfinite(east) & np.isfinite(north))
    for start in range(0, len(finite), AT_ONCE):
        some = finite[start : start + AT_ONCE]
        found[some] = np.append(ids, 0)[_row_of(shapes, shapely.points(east[some], north[some]))]
    return found


def _row_of(shapes: NDArray[np.object_], points: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return the first of `shapes` that each point touches; their number where none does."""
    row = np.full(len(points), len(shapes), dtype=np.intp)
    # The tree holds the points: outlines are then prepared once each, not searched at every point.
    place, point = shapely.STRtree(points).query(shapes, predicate="intersects")
    np.minimum.at(row, point, place)
    return row
