"""Territory as arrays: the city's neighbourhoods, who touches whom, and where a point falls."""

from pazos.analysis.territory.contiguity import adjacency
from pazos.analysis.territory.frames import (
    areas_frame,
    municipal_outline,
    population_cells,
    population_frame,
)
from pazos.analysis.territory.points import neighbourhood_at

__all__ = [
    "adjacency",
    "areas_frame",
    "municipal_outline",
    "neighbourhood_at",
    "population_cells",
    "population_frame",
]
