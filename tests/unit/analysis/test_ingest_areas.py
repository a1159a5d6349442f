"""Tables and shapes for `pazos analyse`, as offices hand them out."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas
import pytest
from shapely import Point

from pazos.analysis.areas import read_areas
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

POINT = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a"},'
    '"geometry":{"type":"Point","coordinates":[-76.3,3.5]}}]}'
)


def test_numbers_with_decimal_commas_are_numbers_and_codes_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("código;lon;lat;n\n05001;-75,5;6,25;3\n05002;-75,6;6,30;4\n".encode("cp1252"))
    areas = read_areas(path, identifier="código")
    assert areas.located == "lonlat"
    assert areas.ids == ["05001", "05002"]
    assert areas.frame["lon"].tolist() == [-75.5, -75.6]
    assert areas.frame["n"].tolist() == [3, 4]


def test_a_geojson_that_names_no_system_is_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(POINT, encoding="utf-8")
    assert read_areas(path).frame.crs == "EPSG:4326"


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.zip"])
def test_shapes_that_cannot_be_read_are_refused_by_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("not shapes", encoding="utf-8")
    with pytest.raises(InputProblem, match=name):
        read_areas(path)


def test_a_zip_of_two_layers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.geojson", POINT)
        packed.writestr("b.geojson", POINT)
    with pytest.raises(InputProblem, match="2 files"):
        read_areas(path)


def test_a_stated_system_is_taken_and_an_unknown_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[Point(1, 2)], crs="EPSG:4326")
    frame.to_file(path)
    path.with_suffix(".prj").unlink()
    assert read_areas(path).frame.crs is None
    assert read_areas(path, crs="EPSG:9377").frame.crs == "EPSG:9377"
    with pytest.raises(InputProblem, match="EPSG:zz"):
        read_areas(path, crs="EPSG:zz")
