"""Who neighbours whom in a file of places: the option `--weights` that several methods share.

What was used is always told: the rule, the distance behind it, and every outline that had to
be mended first. A rule that the file cannot carry is refused, never exchanged for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

    from pazos.analysis.areas import Areas
    from pazos.science.places import Metric

DEFAULT_NEAREST = 6
DISTANCES = {"great-circle": "great-circle, on a sphere of 6,371 km", "plane": "plane"}


@dataclass(frozen=True)
class Neighbours:
    """An adjacency in the order of the file, and what to say of it (plain data for `settings`)."""

    adjacency: sparse.csr_array
    told: dict[str, Any]


@dataclass(frozen=True)
class Located:
    """Where the places are: shapes (points, for a table), middles, and how distances are measured."""

    shapes: NDArray[np.object_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    metric: Metric

    @property
    def points(self) -> bool:
        """Whether no place has an outline."""
        import shapely

        return bool((shapely.get_dimensions(self.shapes) <= 0).all())


def add_weights(parser: argparse.ArgumentParser) -> None:
    """Add the option `--weights`."""
    parser.add_argument(
        "--weights",
        metavar="RULE",
        help=say(
            N_(
                "who neighbours whom: queen or rook (polygons), knn:K (the K nearest), delaunay, or a "
                ".gal file (default: queen for polygons, knn:6 for points)"
            )
        ),
    )


def neighbours_of(areas: Areas, rule: str | None) -> Neighbours:
    """Return the neighbours of `areas` by `rule` (None: queen for polygons, knn:6 for points)."""
    if rule is not None and rule.lower().endswith(".gal"):
        return _from_file(areas, Path(rule))
    if len(areas.ids) < 2:
        raise InputProblem("One place has no neighbours: this method needs at least 3 areas.")
    where = located(areas)
    if rule is None:
        rule = f"knn:{min(DEFAULT_NEAREST, len(areas.ids) - 1)}" if where.points else "queen"
    if rule in ("queen", "rook"):
        return _contiguous(areas, where, rule)
    return _triangulated(where) if rule == "delaunay" else _nearest(where, rule)


def located(areas: Areas) -> Located:
    """Return where the places are; a file of names only is refused with the cure."""
    import numpy as np
    import shapely

    if areas.located == "names":
        raise InputProblem(
            "This file has names but no places: neighbours need polygons, or the columns lon and lat "
            "(degrees) or x and y (metres), or a neighbour list (--weights FILE.gal)."
        )
    if areas.located == "polygons":
        shapes, crs = areas.frame.geometry.to_numpy(), areas.frame.crs
        middles = shapely.centroid(shapes)
        metric: Metric = "great-circle" if crs is not None and crs.is_geographic else "plane"
        return Located(shapes, shapely.get_x(middles), shapely.get_y(middles), metric)
    x, y = (_numbers(areas, name) for name in (("lon", "lat") if areas.located == "lonlat" else ("x", "y")))
    points = np.array(shapely.points(np.nan_to_num(x), np.nan_to_num(y)), dtype=object)
    points[~np.isfinite(x + y)] = None
    return Located(points, x, y, "great-circle" if areas.located == "lonlat" else "plane")


def _numbers(areas: Areas, name: str) -> NDArray[np.float64]:
    import pandas as pd

    column = next(column for column in areas.frame.columns if str(column).lower() == name)
    return pd.to_numeric(areas.frame[column], errors="coerce").to_numpy(dtype=float)


def _contiguous(areas: Areas, where: Located, rule: Any) -> Neighbours:
    from pazos.science import places

    if where.points:
        raise InputProblem(
            "The rule {rule} needs polygons and this file has points; use knn:6 or delaunay.",
            rule=rule,
        )
    shapes, repairs = places.repair(where.shapes)
    told = [{"id": areas.ids[repair.row], "problem": repair.problem} for repair in repairs]
    shared = [
        {"ids": [areas.ids[pair.first], areas.ids[pair.second]], "share": round(pair.share, 4)}
        for pair in places.overlaps(shapes)
    ]
    adjacency = places.contiguity(shapes, rule=rule)
    return Neighbours(adjacency, {"weights": rule, "repaired": told, "overlapping": shared})


def _triangulated(where: Located) -> Neighbours:
    from pazos.science import places

    globe = where.metric == "great-circle"
    x, y = places.local_plane(where.x, where.y) if globe else (where.x, where.y)
    return Neighbours(places.delaunay(x, y), {"weights": "delaunay", "distance": DISTANCES["plane"]})


def _nearest(where: Located, rule: str) -> Neighbours:
    from pazos.science import places

    word, _, number = rule.partition(":")
    if word != "knn" or not number.isdigit():
        raise InputProblem(
            "Neighbours are queen, rook, knn:K (for example knn:6), delaunay or a .gal file, not {rule}.",
            rule=rule,
        )
    nearest = places.nearest_neighbours(where.x, where.y, k=int(number), metric=where.metric)
    return Neighbours(nearest, {"weights": rule, "distance": DISTANCES[where.metric]})


def _from_file(areas: Areas, path: Path) -> Neighbours:
    from pazos.science import places

    if not path.exists():
        raise InputProblem("There is no file {file}.", file=path)
    adjacency = places.neighbours_from_gal(path.read_text(encoding="utf-8"), areas.ids)
    return Neighbours(adjacency, {"weights": path.name})
