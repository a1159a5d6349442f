"""Which neighbourhoods touch, and on what does that rest?

Outlines that touch are neighbours (queen). Where only points are known, Delaunay's triangles
within the municipality stand in, and the answer says so. A person's word (a bridge, a river)
comes last and counts most. A place that is only a name has no links and is listed: it is
never given a location.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse

from pazos.domain.territory import queries
from pazos.domain.territory.vocabulary import Bridge, Located
from pazos.science.places import adjacency_from_pairs, contiguity, delaunay, with_bridges, without_neighbours
from pazos.science.places.distances import EARTH_RADIUS_METRES

if TYPE_CHECKING:
    import geopandas
    from numpy.typing import NDArray

# Outlines at 1:10,000 are good to about 5 m (0.5 mm on the sheet), so two hands that draw the
# same border may leave 10 m between them. A street is as wide: nothing broader is bridged.
SNAP_METRES = 10.0


def adjacency(frame: geopandas.GeoDataFrame) -> tuple[sparse.csr_array, dict[str, Any]]:
    """Return who touches whom among the rows of `areas_frame`, and the facts it rests on.

    The array is n x n ones, symmetric, empty diagonal. Facts: `basis` ("outlines", "points",
    "outlines and points", "none"), how many places have which, `within_outline` (whether links
    that leave the municipality were dropped), `names_only` and `without_neighbours` (codes),
    `joined` and `cut` (declared pairs), `links`, `longest_link_metres`.
    """
    located = frame["located"].to_numpy()
    polygons, points = located == Located.POLYGON, located == Located.POINT
    plane = _Plane(frame)
    links = _from_outlines(frame, plane, polygons) + _from_points(plane, polygons, points)
    codes = frame["code"].to_numpy()
    links, joined, cut = _with_declared(links, codes)
    facts: dict[str, Any] = {
        "basis": _basis(polygons.any(), points.any()),
        "places": len(frame),
        "outlines": int(polygons.sum()),
        "points": int(points.sum()),
        "names_only": sorted(codes[~polygons & ~points].tolist()),
        "without_neighbours": sorted(codes[without_neighbours(links)].tolist()),
        "within_outline": plane.municipality is not None and bool(points.any()),
        "snap_metres": SNAP_METRES if polygons.any() else None,
        "joined": joined,
        "cut": cut,
        "links": links.nnz // 2,
        "longest_link_metres": plane.longest(links),
    }
    return links, facts


def _basis(polygons: bool, points: bool) -> str:  # noqa: FBT001 - two flags of one table
    words = [word for word, true in (("outlines", polygons), ("points", points)) if true]
    return " and ".join(words) or "none"


class _Plane:
    """Metres east and north of the middle of the located places: for links, not for measuring land."""

    def __init__(self, frame: geopandas.GeoDataFrame) -> None:
        self.lon, self.lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
        known = np.isfinite(self.lon)
        self.middle = (self.lon[known].mean(), self.lat[known].mean()) if known.any() else (0.0, 0.0)
        self.x, self.y = self.coordinates(np.column_stack([self.lon, self.lat])).T
        outline = queries.municipal_outline()
        self.municipality = None if outline is None else self.shape(shapely.from_geojson(outline))

    def coordinates(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        scale = np.radians(1.0) * EARTH_RADIUS_METRES
        narrowing = np.array([np.cos(np.radians(self.middle[1])), 1.0])
        return np.asarray((degrees - np.array(self.middle)) * scale * narrowing)

    def shape(self, shapes: Any) -> Any:
        return shapely.transform(shapes, self.coordinates)

    def longest(self, links: sparse.csr_array) -> float | None:
        first, second = links.nonzero()
        if not len(first):
            return None
        long = np.hypot(self.x[first] - self.x[second], self.y[first] - self.y[second])
        return round(float(np.nanmax(long)), 1)


def _from_outlines(
    frame: geopandas.GeoDataFrame, plane: _Plane, polygons: NDArray[np.bool_]
) -> sparse.csr_array:
    (rows,) = np.nonzero(polygons)
    shapes = plane.shape(frame.geometry.to_numpy()[rows])
    return _spread(contiguity(shapes, snap_within=SNAP_METRES), rows, len(frame))


def _from_points(plane: _Plane, polygons: NDArray[np.bool_], points: NDArray[np.bool_]) -> sparse.csr_array:
    """Return Delaunay's links that have at least one end without an outline."""
    (rows,) = np.nonzero(polygons | points)
    if not points.any():
        return _spread(sparse.csr_array((len(rows), len(rows))), rows, len(points))
    links = delaunay(plane.x[rows], plane.y[rows], within=plane.municipality)
    drawn = polygons[rows].astype(float)
    between_outlines = links.multiply(drawn[:, None]).multiply(drawn[None, :])
    return _spread(sparse.csr_array(links - between_outlines), rows, len(points))


def _spread(links: sparse.csr_array, rows: NDArray[np.intp], size: int) -> sparse.csr_array:
    first, second = links.nonzero()
    return adjacency_from_pairs(rows[first], rows[second], size=size)


def _with_declared(links: sparse.csr_array, codes: NDArray[np.object_]) -> tuple[sparse.csr_array, int, int]:
    """Return the links with the declared pairs joined and cut, and how many of each."""
    row = {place: at for at, place in enumerate(codes.tolist())}
    said: dict[str, list[tuple[int, int]]] = {Bridge.JOINED: [], Bridge.CUT: []}
    for first, second, bridge in queries.declared_links():
        if first in row and second in row:
            said[bridge].append((row[first], row[second]))
    joined, cut = said[Bridge.JOINED], said[Bridge.CUT]
    if cut:
        first, second = np.array(cut).T
        links = sparse.csr_array(links - links.multiply(adjacency_from_pairs(first, second, size=len(codes))))
        links.eliminate_zeros()
    return (with_bridges(links, joined) if joined else links), len(joined), len(cut)
