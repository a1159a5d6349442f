"""A plain test city of any size: places, people and counts with planted hot clusters.

For benchmarks and tests of methods: no names, no sources, no years, nothing of the demo.
"""

from __future__ import annotations

import geopandas
import numpy as np
import numpy.typing as npt
import shapely

from pazos.science.problems import InputProblem
from pazos.science.synthetic.clusters import grow_clusters
from pazos.science.synthetic.streams import stream
from pazos.science.synthetic.tiling import Region, points_inside, spread_seeds, tile, to_degrees, touching

_METRES = 400.0


def voronoi_city(
    n: int,
    seed: int,
    *,
    clusters: int = 3,
    relative_risk: float = 3.0,
    rate_per_100_000: float = 200.0,
) -> geopandas.GeoDataFrame:
    """Return `n` places that tile a square, with counts drawn from Poisson.

    Columns: id (text), population, expected (at the city's rate), cluster (0 outside, else the
    number of the planted cluster), count, geometry (EPSG:4326, in the empty Pacific). A planted
    cluster has about a fiftieth of the places and `relative_risk` times the others' risk.
    Refuses fewer than 2 places, and clusters that do not fit.
    """
    if n < 2:
        raise InputProblem("A test city has at least 2 places; {count} were asked for.", count=n)
    rng = stream(seed, "plain")
    shapes = _shapes(n, rng)
    cluster = _plant(shapes, clusters, rng)
    population = np.maximum(rng.lognormal(np.log(2_500), 0.5, n).round(), 50).astype(int)
    expected = population * rate_per_100_000 / 100_000
    return geopandas.GeoDataFrame(
        {
            "id": [str(place) for place in range(1, n + 1)],
            "population": population,
            "expected": expected,
            "cluster": cluster,
            "count": rng.poisson(expected * np.where(cluster > 0, relative_risk, 1.0)),
        },
        geometry=to_degrees(shapes),
        crs="EPSG:4326",
    )


def _shapes(n: int, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    side = _METRES * float(np.sqrt(n))
    square = shapely.box(0, 0, side, side)
    seeds = spread_seeds(points_inside(square, 20 * n, rng), n, rng)
    return np.array(tile([Region(square, seeds)]), dtype=object)


def _plant(shapes: npt.NDArray[np.object_], clusters: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    cluster = np.zeros(len(shapes), dtype=np.int64)
    grown = grow_clusters(
        [max(1, len(shapes) // 50)] * clusters,
        borders=touching(shapes, sharing_border=True),
        near=touching(shapes, sharing_border=False),
        centres=shapely.get_coordinates(shapely.centroid(shapes)),
        eligible=set(range(len(shapes))),
        rng=rng,
    )
    for number, members in enumerate(grown, start=1):
        cluster[list(members)] = number
    return cluster
