"""What does the invented municipality look like? A river town on a plain, veredas up to a mountain.

Places tile the municipality: 95 barrios in 7 comunas around the town's middle, on the two banks
of the river, and 25 veredas in corregimientos 8 to 16. It lies in the empty Pacific (`tiling`),
never on a real town.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import shapely.affinity
import shapely.ops
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Polygon

from pazos.science.synthetic import names
from pazos.science.synthetic.clusters import grow_clusters, grow_groups
from pazos.science.synthetic.streams import stream
from pazos.science.synthetic.tiling import (
    Region,
    points_inside,
    spread_seeds,
    tile,
    to_degrees,
    touching,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

AREA_KM2 = 1_123.0
BARRIOS, VEREDAS = 95, 25
URBAN_CLUSTERS = (7, 7, 6, 6, 5, 5)
RURAL_CLUSTER = 6
_KM = 1_000.0


@dataclass(frozen=True)
class Territory:
    """`places` (code, name, kind, comuna, comuna_name, zone, geometry; EPSG:4326), river, clusters.

    `clusters` are tuples of codes, the urban ones first.
    """

    places: geopandas.GeoDataFrame
    river: LineString
    clusters: tuple[tuple[str, ...], ...]


def invent_territory(seed: int) -> Territory:
    """Invent the municipality of this seed."""
    rng = stream(seed, "territory")
    outline, town, river = _outline(rng), _town(rng), _river(rng)
    banks = sorted(shapely.get_parts(shapely.ops.split(town, river)), key=lambda bank: -bank.area)
    regions = _regions(outline, town, banks, rng=rng)
    shapes = tile(regions)
    sides = np.repeat(np.arange(len(regions)), [len(region.seeds) for region in regions])
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    borders = touching(shapes, sharing_border=True)
    places = _name_places(borders, centres, rng=rng)
    places["geometry"] = to_degrees(np.array(shapes, dtype=object))
    clusters = _clusters(sides, borders, touching(shapes, sharing_border=False), centres=centres, rng=rng)
    codes = places["code"].to_numpy()
    return Territory(
        geopandas.GeoDataFrame(places, geometry="geometry", crs="EPSG:4326"),
        to_degrees(np.array([shapely.intersection(river, outline)]))[0],
        tuple(tuple(codes[list(cluster)]) for cluster in clusters),
    )


def _outline(rng: np.random.Generator) -> Polygon:
    """The municipality: longer from plain to mountain than across, town in its west."""
    shape = shapely.affinity.scale(_blob(rng, waves=7, roughness=0.07), 1.45, 1.0)
    growth = float(np.sqrt(AREA_KM2 * _KM**2 / shape.area))
    shape = shapely.affinity.scale(shape, growth, growth, origin=(0, 0))
    return shapely.affinity.translate(shape, 9 * _KM, 1.5 * _KM)


def _town(rng: np.random.Generator) -> Polygon:
    return shapely.affinity.scale(_blob(rng, waves=6, roughness=0.06), 3.1 * _KM, 2.7 * _KM, origin=(0, 0))


def _blob(rng: np.random.Generator, *, waves: int, roughness: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    radius = np.ones_like(angle)
    for wave in range(2, waves + 1):
        radius += roughness / np.sqrt(wave) * rng.normal() * np.cos(wave * angle + rng.uniform(0, 6.28))
    radius = np.clip(radius, 0.7, 1.3)
    return Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))


def _river(rng: np.random.Generator) -> LineString:
    """A river from the mountain in the east, through the town, to the western plain."""
    along = np.linspace(-70, 70, 561) * _KM
    phase = rng.uniform(0, 2 * np.pi)
    across = 350 * (np.sin(along / 900 + phase) - np.sin(phase)) + 0.22 * along + 250
    return LineString(np.column_stack([along, across]))


def _regions(
    outline: Polygon, town: Polygon, banks: Sequence[Polygon], *, rng: np.random.Generator
) -> list[Region]:
    share = banks[0].area / town.area
    counts = (round(BARRIOS * share), BARRIOS - round(BARRIOS * share))
    regions = []
    for bank, count in zip(banks, counts, strict=True):
        sample = points_inside(bank, 80 * count, rng)
        # Barrios are smaller towards the middle of the town.
        near = rng.random(len(sample)) < 1 / (1 + (np.hypot(*sample.T) / (1.6 * _KM)) ** 2)
        regions.append(Region(bank, spread_seeds(sample[near], count, rng)))
    country = outline.difference(town)
    sample = points_inside(country, 20_000, rng)
    near = rng.random(len(sample)) < 1 / (1 + (np.hypot(*sample.T) / (8 * _KM)) ** 2)
    return [*regions, Region(country, spread_seeds(sample[near], VEREDAS, rng))]


def _name_places(
    borders: Sequence[set[int]], centres: npt.NDArray[np.float64], *, rng: np.random.Generator
) -> pd.DataFrame:
    urban, rural = set(range(BARRIOS)), set(range(BARRIOS, BARRIOS + VEREDAS))
    comuna = _comunas(urban, len(names.COMUNAS), borders, centres=centres, rng=rng)
    corregimiento = _comunas(rural, len(names.CORREGIMIENTOS), borders, centres=centres, rng=rng)
    numbers = [
        comuna[place] + 1 if place in urban else corregimiento[place] + 1 + len(names.COMUNAS)
        for place in range(BARRIOS + VEREDAS)
    ]
    titles = names.COMUNAS + names.CORREGIMIENTOS
    return pd.DataFrame(
        {
            "code": [f"B{n + 1:03d}" for n in range(BARRIOS)] + [f"V{n + 1:02d}" for n in range(VEREDAS)],
            "name": _barrio_names(borders, rng) + _vereda_names(rng),
            "kind": ["barrio"] * BARRIOS + ["vereda"] * VEREDAS,
            "comuna": numbers,
            "comuna_name": [titles[number - 1] for number in numbers],
            "zone": ["urban"] * BARRIOS + ["rural"] * VEREDAS,
        }
    )


def _comunas(
    members: set[int],
    count: int,
    borders: Sequence[set[int]],
    *,
    centres: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> dict[int, int]:
    """Group places into `count` connected comunas of like size."""
    order = np.array(sorted(members))
    middles = spread_seeds(centres[order], count, rng)
    seeds = order[np.unique(cKDTree(centres[order]).query(middles)[1])]
    return grow_groups(seeds.tolist(), borders=borders, members=members, centres=centres)


def _barrio_names(borders: Sequence[set[int]], rng: np.random.Generator) -> list[str]:
    """Deal names out to barrios; the two of a pair of twins stand side by side."""
    named: dict[int, str] = {}
    for first, second in names.TWINS:
        free = [place for place in range(BARRIOS) if place not in named]
        place = int(rng.choice(free))
        beside = sorted(there for there in borders[place] if there < BARRIOS and there not in named)
        named[place], named[int(rng.choice(beside))] = first, second
    rest = [place for place in range(BARRIOS) if place not in named]
    dealt = rng.permutation([*names.BARRIOS, names.NAMESAKE])
    named |= dict(zip(rest, dealt.tolist(), strict=True))
    return [named[place] for place in range(BARRIOS)]


def _vereda_names(rng: np.random.Generator) -> list[str]:
    dealt: list[str] = rng.permutation([*names.VEREDAS, names.NAMESAKE]).tolist()
    return dealt


def _clusters(
    sides: npt.NDArray[np.int64],
    borders: Sequence[set[int]],
    near: Sequence[set[int]],
    *,
    centres: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[tuple[int, ...], ...]:
    """Draw the true clusters: on one bank of the river each, none touching another."""
    # Where only the river parts two places, people do not cross: no cluster grows over it.
    on_land = [
        {there for there in borders[here] if sides[there] == sides[here]} for here in range(len(sides))
    ]
    urban, rural = set(range(BARRIOS)), set(range(BARRIOS, len(sides)))
    countryside = grow_clusters(
        (RURAL_CLUSTER,), borders=on_land, near=near, centres=centres, eligible=rural, rng=rng
    )
    in_town = grow_clusters(
        URBAN_CLUSTERS,
        borders=on_land,
        near=near,
        centres=centres,
        eligible=urban,
        rng=rng,
        apart_from=frozenset(countryside[0]),
    )
    return in_town + countryside
