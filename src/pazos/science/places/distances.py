"""Distances and nearest places, in the plane or on the globe.

The globe is a sphere of 6,371 km. The caller says which of the two the coordinates are;
degrees are never measured as if they were metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from pazos.science.places.links import adjacency_from_pairs
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    Coordinates = NDArray[np.float64]

Metric = Literal["plane", "great-circle"]
EARTH_RADIUS_METRES = 6_371_000.0


def distances(
    x: ArrayLike,
    y: ArrayLike,
    *,
    to: tuple[ArrayLike, ArrayLike] | None = None,
    metric: Metric = "plane",
) -> NDArray[np.float64]:
    """Return the distances from each point (rows) to each point of `to` (default: the same points).

    In the plane they are in the units of the coordinates; with "great-circle" `x` is the
    longitude and `y` the latitude in degrees, and distances are metres.
    """
    here = located(x, y, metric=metric)
    there = here if to is None else located(*to, metric=metric)
    if metric == "plane":
        return np.asarray(cdist(here, there))
    chord = cdist(_on_sphere(here), _on_sphere(there))
    return np.asarray(2 * EARTH_RADIUS_METRES * np.arcsin(np.minimum(chord / 2, 1.0)))


def nearest_neighbours(x: ArrayLike, y: ArrayLike, *, k: int, metric: Metric) -> sparse.csr_array:
    """Return the `k` nearest of each point: n x n ones, `k` in every row, not symmetric.

    Ties go to the point with the smaller coordinates, so the order of the rows does not matter
    (points at one and the same place excepted, where it does).
    """
    points = located(x, y, metric=metric)
    count = len(points)
    if not 1 <= k < count:
        raise InputProblem(
            "Each of {places} places has at most {most} nearest neighbours, and at least 1; asked for: {k}.",
            places=count,
            most=count - 1,
            k=k,
        )
    order = np.lexsort((points[:, 1], points[:, 0]))
    ordered = points[order] if metric == "plane" else _on_sphere(points[order])
    found = _nearest_rows(ordered, k)
    return adjacency_from_pairs(np.repeat(order, k), order[found.ravel()], size=count, both_ways=False)


def _nearest_rows(points: Coordinates, k: int) -> NDArray[np.intp]:
    """Return the k nearest rows of each row, itself left out; ties by row."""
    reach = min(k + 9, len(points))
    found, at = KDTree(points).query(points, k=reach)
    distance, row = np.asarray(found), np.asarray(at)
    # A point must come before its twins, or it would be dealt to itself as a neighbour.
    distance[row == np.arange(len(points))[:, None]] = -1.0
    # Distances that differ only by rounding are ties.
    rounded = np.round(distance / (distance.max() or 1.0), 12)
    ranked = np.lexsort((row, rounded), axis=1)
    rows = np.take_along_axis(row, ranked, axis=1)
    own = rows[:, :1] == np.arange(len(points))[:, None]
    return np.where(own, rows[:, 1 : k + 1], rows[:, :k])


def local_plane(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes in degrees as metres east and north of their middle.

    Equirectangular about the mean latitude: good for a city (an error of about 1 in 10,000 over
    50 km outside the polar regions), not for a continent.
    """
    points = located(lon, lat, metric="great-circle")
    middle = points.mean(axis=0)
    north = np.radians(points[:, 1] - middle[1]) * EARTH_RADIUS_METRES
    east = np.radians(points[:, 0] - middle[0]) * EARTH_RADIUS_METRES * np.cos(np.radians(middle[1]))
    return east, north


def located(x: ArrayLike, y: ArrayLike, *, metric: Metric) -> NDArray[np.float64]:
    """Return the points as n x 2 numbers; refuse what is missing or off the globe."""
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    lost = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(lost):
        raise InputProblem("These rows have no coordinates: {rows}.", rows=listed(lost + 1))
    if metric == "great-circle":
        off = np.flatnonzero((np.abs(points[:, 0]) > 180) | (np.abs(points[:, 1]) > 90))
        if len(off):
            raise InputProblem(
                "Longitudes go from -180 to 180 and latitudes from -90 to 90; these rows do not: {rows}.",
                rows=listed(off + 1),
            )
    return points


def _on_sphere(points: Coordinates) -> NDArray[np.float64]:
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
