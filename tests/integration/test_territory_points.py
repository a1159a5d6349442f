"""A point falls in one neighbourhood or in none, and always in the same."""

from __future__ import annotations

import json

import geopandas
import numpy as np
import pytest
import shapely

from pazos.analysis.territory import neighbourhood_at
from pazos.domain.territory.models import Neighbourhood
from pazos.domain.territory.vocabulary import Located

pytestmark = pytest.mark.django_db


def place(code: str, shape: shapely.Geometry, **facts: object) -> Neighbourhood:
    middle = shape.representative_point()
    return Neighbourhood.objects.create(
        code=code,
        name=code,
        located=Located.POLYGON,
        outline=json.loads(shapely.to_geojson(shape)),
        lon=middle.x,
        lat=middle.y,
        **facts,
    )


def test_points_agree_with_a_spatial_join() -> None:
    cells = [shapely.box(x, y, x + 1, y + 1) for x in range(5) for y in range(4)]
    ids = [place(f"P{n}", cell).pk for n, cell in enumerate(cells)]
    x, y = np.random.default_rng(1).uniform(-1, 6, (2, 2_000))
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4326)
    areas = geopandas.GeoDataFrame({"id": ids}, geometry=cells, crs=4326)
    joined = geopandas.sjoin(points, areas, how="left")["id"].fillna(0).astype(int)
    assert neighbourhood_at(x, y).tolist() == joined.tolist()


def test_a_shared_border_belongs_to_one_place_however_often_it_is_asked() -> None:
    first, second = place("A", shapely.box(0, 0, 1, 1)), place("B", shapely.box(1, 0, 2, 1))
    found = neighbourhood_at([1.0, 1.0, 1.0], [0.5, 0.0, 1.0])
    assert set(found.tolist()) == {min(first.pk, second.pk)}


def test_a_point_without_coordinates_or_outside_has_no_neighbourhood() -> None:
    place("A", shapely.box(0, 0, 1, 1))
    assert neighbourhood_at([np.nan, 5.0, np.inf], [0.5, 5.0, 0.5]).tolist() == [0, 0, 0]


def test_a_city_of_names_finds_nothing() -> None:
    Neighbourhood.objects.create(code="A", name="A")
    assert neighbourhood_at([0.5], [0.5]).tolist() == [0]


def test_an_outline_counts_only_while_it_is_in_force() -> None:
    place("A", shapely.box(0, 0, 1, 1), valid_to="2020-01-01")
    assert neighbourhood_at([0.5], [0.5]).tolist() == [0]
