"""Territory as arrays: the city's neighbourhoods, who touches whom, and where a point falls."""

from pazos.analysis.territory.points import neighbourhood_at

__all__ = ["neighbourhood_at"]
