"""Contiguity from points: who would touch whom, where no outline has been drawn?

Delaunay's triangles join two points when no third stands between them. Some of those links are
not neighbours in any street's sense: those that leave the territory, and those that are too
long; the caller states both limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import Delaunay, QhullError

from pazos.science.places.distances import located
from pazos.science.places.links import adjacency_from_pairs
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    Edges = NDArray[np.intp]


def delaunay(
    x: ArrayLike,
    y: ArrayLike,
    *,
    within: shapely.Geometry | None = None,
    longest: float | None = None,
) -> sparse.csr_array:
    """Return who is next to whom: n x n ones, symmetric, empty diagonal.

    Coordinates are plane (see `local_plane` for degrees). Links that leave the outline `within`
    (same coordinates) or are longer than `longest` are dropped, so a point outside the outline
    stands alone. Points at one place are neighbours of one another and share their neighbours;
    points on one line are joined to the next.
    """
    points = located(x, y, metric="plane")
    if longest is not None and not longest > 0:
        raise InputProblem("The longest link is a distance above zero, not {longest}.", longest=longest)
    sites, site = np.unique(points, axis=0, return_inverse=True)
    edges = _edges(sites)
    edges = edges[_allowed(sites, edges, within, longest)]
    between = adjacency_from_pairs(edges[:, 0], edges[:, 1], size=len(sites))
    if len(sites) == len(points):
        return between[site][:, site]
    return _shared_sites(between, site, len(sites))


def _edges(sites: NDArray[np.float64]) -> Edges:
    """Return the pairs of sites that Delaunay's triangles join."""
    if len(sites) >= 3:
        # Small numbers far from the origin (UTM metres) would lose digits in Qhull.
        centred = sites - sites.mean(axis=0)
        try:
            triangles = Delaunay(centred)
        except QhullError:
            pass
        else:
            corners = triangles.simplices
            # Points that Qhull leaves out as twins of a corner hang on to that corner.
            left_out = triangles.coplanar[:, [0, 2]]
            sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]], left_out])
            return np.unique(np.sort(sides.astype(np.intp), axis=1), axis=0)
    # np.unique sorted the sites by x, then y: along a line, the next is the neighbour.
    row = np.arange(len(sites), dtype=np.intp)
    return np.column_stack([row[:-1], row[1:]])


def _allowed(
    sites: NDArray[np.float64], edges: Edges, within: shapely.Geometry | None, longest: float | None
) -> NDArray[np.bool_]:
    keep = np.ones(len(edges), dtype=bool)
    if longest is not None:
        keep &= np.hypot(*(sites[edges[:, 0]] - sites[edges[:, 1]]).T) <= longest
    if within is not None:
        shapely.prepare(within)
        keep &= shapely.covers(within, shapely.linestrings(sites[edges]))
    return keep


def _shared_sites(between: sparse.csr_array, site: NDArray[np.intp], sites: int) -> sparse.csr_array:
    places = len(site)
    home = adjacency_from_pairs(np.arange(places), site + places, size=places + sites, both_ways=False)
    home = home[:places, places:]
    linked = (home @ between @ home.T + home @ home.T).tocoo()
    return adjacency_from_pairs(*linked.coords, size=places, both_ways=False)
