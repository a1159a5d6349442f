"""Contiguity: which areas touch?

Queen: they share at least a point. Rook: they share a border that has a length. Real
outlines are digitised by different hands, so a gap or an overlap up to `snap_within` can be
taken for a touch; nothing wider is ever joined, and no outline is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from pazos.science.places.links import adjacency_from_pairs
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

Rule = Literal["queen", "rook"]
# Where two areas meet in a corner only, each has less than this many `snap_within` of outline
# inside the other's margin (two sides of a square corner pushed in to the margin's far side).
CORNER = 6.0


def contiguity(geometries: ArrayLike, *, rule: Rule = "queen", snap_within: float = 0.0) -> sparse.csr_array:
    """Return who touches whom: n x n ones, symmetric, empty diagonal.

    `snap_within` is in the units of the geometry (metres, or degrees). Overlapping areas are
    neighbours; an empty or missing shape has none. With `snap_within`, rook asks for a common
    border longer than six times that distance, below which a border and a corner look alike.
    Invalid shapes are refused (see `repair`).
    """
    shapes = np.asarray(geometries, dtype=object)
    _refuse(shapes, rule, snap_within)
    tree = shapely.STRtree(shapes)
    if snap_within:
        first, second = tree.query(shapes, predicate="dwithin", distance=snap_within)
    else:
        first, second = tree.query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    if rule == "rook":
        border = _share_a_border(shapes[first], shapes[second], snap_within)
        first, second = first[border], second[border]
    return adjacency_from_pairs(first, second, size=len(shapes))


def _refuse(shapes: NDArray[np.object_], rule: str, snap_within: float) -> None:
    if rule not in ("queen", "rook"):
        raise InputProblem("Areas touch by the rule queen or rook, not {rule}.", rule=rule)
    if not (np.isfinite(snap_within) and snap_within >= 0):
        raise InputProblem(
            "The distance to snap within is zero or more, not {distance}.", distance=snap_within
        )
    broken = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    if len(broken):
        raise InputProblem(
            "The outlines in these rows are broken and must be repaired first: {rows}.",
            rows=listed(broken + 1),
        )


def _share_a_border(
    one: NDArray[np.object_], other: NDArray[np.object_], snap_within: float
) -> NDArray[np.bool_]:
    if not snap_within:
        shared = shapely.intersection(one, other)
        return np.asarray(shapely.length(shared) > 0)
    margin = shapely.buffer(other, snap_within)
    inside = shapely.length(shapely.intersection(shapely.boundary(one), margin))
    return np.asarray(inside > CORNER * snap_within)
