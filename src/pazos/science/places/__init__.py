"""Places: who is next to whom, how far apart, and whether their outlines can be trusted.

Works on plain arrays: shapes in one array, coordinates in two. Neighbours are a SciPy sparse
array of ones (n x n, empty diagonal), whose rows are the places in the caller's order.

Nothing here guesses a coordinate system or knows a place's name: rows are positions.
"""

from pazos.science.places.contiguity import contiguity
from pazos.science.places.distances import (
    EARTH_RADIUS_METRES,
    Metric,
    distances,
    local_plane,
    nearest_neighbours,
)
from pazos.science.places.gal import neighbours_from_gal
from pazos.science.places.links import adjacency_from_pairs, components, with_bridges, without_neighbours
from pazos.science.places.shapes import Overlap, Repair, overlaps, repair
from pazos.science.places.triangulation import delaunay

__all__ = [
    "EARTH_RADIUS_METRES",
    "Metric",
    "Overlap",
    "Repair",
    "adjacency_from_pairs",
    "components",
    "contiguity",
    "delaunay",
    "distances",
    "local_plane",
    "nearest_neighbours",
    "neighbours_from_gal",
    "overlaps",
    "repair",
    "with_bridges",
    "without_neighbours",
]
