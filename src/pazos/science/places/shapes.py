"""Outlines: are they sound, and do they overlap?

A broken outline is mended and the mending is told as a fact; two that overlap are only told:
which of them is right is a question for whoever drew them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True)
class Repair:
    """What was wrong with the outline of `row`, and what mending did to its area.

    `area_before` and `area_after` are in the square of the outline's units; both are nan where
    there was no outline to mend.
    """

    row: int
    problem: str
    area_before: float
    area_after: float


@dataclass(frozen=True)
class Overlap:
    """Rows `first` and `second` share `share` (0 to 1) of the smaller one's area."""

    first: int
    second: int
    share: float


def repair(geometries: ArrayLike) -> tuple[NDArray[np.object_], tuple[Repair, ...]]:
    """Return the outlines made valid, and one `Repair` for each row that was not.

    Of a broken polygon its polygonal parts are kept: slivers of line left by mending are not
    area. Missing and empty outlines stay as they are and are listed.
    """
    shapes = np.array(geometries, dtype=object)
    nan = float("nan")
    empty = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    told = [Repair(int(row), "no outline", nan, nan) for row in empty]
    for row in np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)):
        broken = shapes[row]
        shapes[row] = _mended(broken)
        reason = shapely.is_valid_reason(broken)
        told.append(Repair(int(row), reason, float(broken.area), float(shapes[row].area)))
    return shapes, tuple(sorted(told, key=lambda item: item.row))


def _mended(broken: shapely.Geometry) -> shapely.Geometry:
    sound = shapely.make_valid(broken)
    if broken.geom_type not in ("Polygon", "MultiPolygon"):
        return sound
    parts = shapely.get_parts(shapely.get_parts(sound))
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONAL)])


def overlaps(geometries: ArrayLike, *, tolerance: float = 0.001) -> tuple[Overlap, ...]:
    """Return the pairs of areas that share more than `tolerance` of the smaller one's area.

    Invalid shapes must be repaired first; missing ones overlap nothing.
    """
    if not 0 <= tolerance < 1:
        raise InputProblem(
            "The tolerated overlap is a share from 0 to below 1, not {tolerance}.", tolerance=tolerance
        )
    shapes = np.asarray(geometries, dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    area = np.asarray(shapely.area(shapes))
    smaller = np.minimum(area[first], area[second])
    shared = np.asarray(shapely.area(shapely.intersection(shapes[first], shapes[second])))
    share = np.divide(shared, smaller, out=np.zeros_like(shared), where=smaller > 0)
    return tuple(
        Overlap(int(first[pair]), int(second[pair]), float(share[pair]))
        for pair in np.lexsort((second, first))
        if share[pair] > tolerance
    )
