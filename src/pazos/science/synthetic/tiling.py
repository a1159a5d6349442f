"""How is a region cut into places that leave no gap and never overlap?

All borders are laid down as one set of lines, snapped to the centimetre, and the faces between
them become the places: neighbours share their borders vertex by vertex. Coordinates are metres
on an invented plane, carried to the empty ocean by `to_degrees`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry import Polygon

Points = npt.NDArray[np.float64]

# Open Pacific, some 600 km west of any land of Colombia: nothing drawn here lies on a real town.
ORIGIN_LON, ORIGIN_LAT = -84.5, 1.5
CENTIMETRE = 0.01
_EQUATOR_RADIUS, _FLATTENING = 6_378_137.0, 1 / 298.257223563


@dataclass(frozen=True)
class Region:
    """A part of the plane and the seeds (n x 2, metres) of its places."""

    shape: Polygon
    seeds: Points


def to_degrees(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Carry metres on the plane to longitude and latitude (WGS 84), rounded to a centimetre.

    Local scales are those of the ellipsoid at the origin, so areas hold to about one in a
    thousand over a municipality.
    """
    eccentricity = _FLATTENING * (2 - _FLATTENING)
    sine = np.sin(np.radians(ORIGIN_LAT))
    normal = _EQUATOR_RADIUS / np.sqrt(1 - eccentricity * sine**2)
    meridional = normal * (1 - eccentricity) / (1 - eccentricity * sine**2)
    origin = np.array([ORIGIN_LON, ORIGIN_LAT])
    metres = np.array([normal * np.cos(np.radians(ORIGIN_LAT)), meridional])

    def carried(xy: Points) -> Points:
        degrees: Points = np.round(origin + np.degrees(xy / metres), 7)
        return degrees

    carried_shapes: npt.NDArray[np.object_] = shapely.transform(shapes, carried)
    return carried_shapes


def points_inside(shape: Polygon, count: int, rng: np.random.Generator) -> Points:
    """Draw `count` points evenly inside a polygon."""
    west, south, east, north = shape.bounds
    found = np.empty((0, 2))
    shapely.prepare(shape)
    while len(found) < count:
        drawn = rng.uniform((west, south), (east, north), (2 * count + 16, 2))
        found = np.vstack([found, drawn[shapely.contains_xy(shape, drawn)]])
    return found[:count]


def spread_seeds(sample: Points, count: int, rng: np.random.Generator) -> Points:
    """Return `count` seeds spread as `sample` is: a few steps of Lloyd (1982) on the sample."""
    seeds = sample[rng.choice(len(sample), count, replace=False)]
    for _ in range(8):
        nearest = cKDTree(seeds).query(sample)[1]
        sizes = np.bincount(nearest, minlength=count)
        sums = np.column_stack([np.bincount(nearest, sample[:, axis], count) for axis in (0, 1)])
        seeds = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], seeds)
    return seeds


def tile(regions: Sequence[Region]) -> list[Polygon]:
    """Cut each region into one polygon a seed, in the order of regions and their seeds.

    Regions must not overlap. Every polygon is in one piece: a piece cut off from its seed goes
    to the neighbour with which it shares the longest border.
    """
    lines = [region.shape.boundary for region in regions]
    lines += [_borders(region) for region in regions]
    noded = shapely.union_all(lines, grid_size=CENTIMETRE)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    owners = _owners(faces, regions)
    faces, owners = faces[owners >= 0], owners[owners >= 0]
    total = sum(len(region.seeds) for region in regions)
    return _in_one_piece(faces, owners, total)


def _borders(region: Region) -> shapely.Geometry:
    if len(region.seeds) < 2:
        return shapely.MultiLineString()
    cells = shapely.voronoi_polygons(
        shapely.multipoints(region.seeds), extend_to=region.shape, only_edges=True
    )
    return shapely.intersection(cells, region.shape)


def _owners(faces: npt.NDArray[np.object_], regions: Sequence[Region]) -> npt.NDArray[np.int64]:
    """Return for each face the seed it belongs to, -1 for a hole in the territory."""
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    owners = np.full(len(faces), -1)
    first = 0
    for region in regions:
        shapely.prepare(region.shape)
        here = shapely.contains_xy(region.shape, inside)
        if here.any():
            owners[here] = first + cKDTree(region.seeds).query(inside[here])[1]
        first += len(region.seeds)
    return owners


def _in_one_piece(faces: npt.NDArray[np.object_], owners: npt.NDArray[np.int64], total: int) -> list[Polygon]:
    largest = np.full(total, -1)
    for face in np.argsort(shapely.area(faces), kind="stable"):
        largest[owners[face]] = face
    whole = list(faces[largest])
    for face in np.setdiff1d(np.arange(len(faces)), largest):
        shared = shapely.length(shapely.intersection(faces[face], np.array(whole, dtype=object)))
        home = int(np.argmax(shared))
        whole[home] = shapely.union(whole[home], faces[face])
    return [shapely.orient_polygons(shapely.normalize(place)) for place in whole]


def touching(shapes: Sequence[Polygon] | npt.NDArray[np.object_], *, sharing_border: bool) -> list[set[int]]:
    """Return each polygon's neighbours: by any point, or only by a border of over a metre."""
    polygons = np.array(shapes, dtype=object)
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    keep = one < other
    if sharing_border:
        keep &= shapely.length(shapely.intersection(polygons[one], polygons[other])) > 1
    neighbours: list[set[int]] = [set() for _ in shapes]
    for here, there in zip(one[keep].tolist(), other[keep].tolist(), strict=True):
        neighbours[here].add(there)
        neighbours[there].add(here)
    return neighbours
