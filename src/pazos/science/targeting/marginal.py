"""What does one more cluster buy, or a wider limit on residents?

Each point of a curve is a designation of its own with its own gap; a point that was not
proven says so, so that no step in a curve is read into what is only an unfinished search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from pazos.science.targeting.clusters import Asked, ClusterDesign, designate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scipy.sparse import csr_array


def cluster_curve(
    frame: pd.DataFrame,
    adjacency: csr_array | None,
    *,
    count: str,
    population: str,
    upto: int,
    **asked: Unpack[Asked],
) -> pd.DataFrame:
    """Return a row for 1 to `upto` clusters (see `_row`); `asked["clusters"]` is not read."""
    options: dict[str, Any] = dict(asked) | {"count": count, "population": population}
    rows = [
        _row(clusters, designate(frame, adjacency, **options | {"clusters": clusters}))
        for clusters in range(1, upto + 1)
    ]
    return _curve(rows, "clusters_allowed")


def cap_curve(
    frame: pd.DataFrame,
    adjacency: csr_array | None,
    *,
    count: str,
    population: str,
    caps: Iterable[float],
    **asked: Unpack[Asked],
) -> pd.DataFrame:
    """Return a row a limit on residents, from the lowest."""
    options: dict[str, Any] = dict(asked) | {"count": count, "population": population}
    rows = [
        _row(cap, designate(frame, adjacency, **options | {"max_population": cap})) for cap in sorted(caps)
    ]
    return _curve(rows, "max_population")


def _row(limit: float, design: ClusterDesign) -> dict[str, Any]:
    return {
        "limit": limit,
        "clusters": len(design.clusters),
        "places": len(design.places),
        "covered": design.covered,
        "covered_share": design.covered_share,
        "population": design.population,
        "bound": design.bound,
        "gap": design.gap,
        "proven_optimal": design.proven_optimal,
    }


def _curve(rows: list[dict[str, Any]], limit: str) -> pd.DataFrame:
    curve = pd.DataFrame(rows).rename(columns={"limit": limit})
    curve.insert(1, "gained", curve["covered"].diff().fillna(curve["covered"]))
    return curve
