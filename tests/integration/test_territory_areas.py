"""Files of places go into the city: in any coordinate system, mended, told, and only once."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
import shapely

from pazos.analysis.territory_files import bring_in_areas, bring_in_outline
from pazos.analysis.territory_files.places import Wishes
from pazos.domain.territory.models import Municipality, Neighbourhood, Spelling
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
NONE: dict[str, str | None] = {}
STEP = 0.01


@pytest.fixture(autouse=True)
def city() -> Municipality:
    return Municipality.objects.create(name="Palmira", code="76520")


def square(x: float, y: float, side: float = 1) -> shapely.Geometry:
    left, low = -76.3 + x * STEP, 3.5 + y * STEP
    return shapely.box(left, low, left + side * STEP, low + side * STEP)


def layer(
    *shapes: Any, codes: list[str] | None = None, names: list[str] | None = None
) -> geopandas.GeoDataFrame:
    columns = {
        "codigo": codes or [f"{n:02d}" for n in range(1, len(shapes) + 1)],
        "nombre": names or [f"Barrio {chr(64 + n)}" for n in range(1, len(shapes) + 1)],
    }
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def bring(path: Path, wishes: Wishes | None = None, **options: Any) -> dict[str, Any]:
    return bring_in_areas(
        path, asked=options.pop("asked", NONE), wishes=wishes or Wishes(), by=None, **options
    )


@pytest.mark.parametrize("epsg", [3116, 9377, 3115, 32618])
@pytest.mark.parametrize("name", ["areas.gpkg", "areas.shp", "areas.geojson"])
def test_any_coordinate_system_becomes_degrees(tmp_path: Path, epsg: int, name: str) -> None:
    frame = layer(square(0, 0), square(1, 0))
    frame.to_crs(epsg).to_file(tmp_path / name)
    result = bring(tmp_path / name)
    assert result["located"]["polygon"] == 2
    place = Neighbourhood.objects.get(code="01")
    stored = shapely.from_geojson(json.dumps(place.outline))
    assert stored.symmetric_difference(square(0, 0)).area < 1e-6 * square(0, 0).area


def test_a_shapefile_in_a_zip_is_read(tmp_path: Path) -> None:
    import zipfile

    layer(square(0, 0)).to_crs(3116).to_file(tmp_path / "areas.shp")
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as packed:
        for part in tmp_path.glob("areas.*"):
            if part.suffix != ".zip":
                packed.write(part, part.name)
    assert bring(tmp_path / "areas.zip")["new"] == 1


def test_an_unknown_coordinate_system_is_asked_for_not_guessed(tmp_path: Path) -> None:
    layer(square(0, 0)).to_crs(3116).to_file(tmp_path / "areas.shp")
    (tmp_path / "areas.prj").unlink()
    with pytest.raises(InputProblem, match="--crs"):
        bring(tmp_path / "areas.shp")
    assert bring(tmp_path / "areas.shp", crs="EPSG:3116")["crs"] == {"name": "EPSG:3116", "by": "asked"}
    with pytest.raises(InputProblem, match="no coordinate system"):
        bring(tmp_path / "areas.shp", crs="EPSG:999999")


def test_metres_in_a_file_that_promises_degrees_are_refused(tmp_path: Path) -> None:
    frame = layer(square(0, 0)).to_crs(3116).set_crs(None, allow_override=True)
    (tmp_path / "areas.geojson").write_text(frame.to_json(), encoding="utf-8")
    with pytest.raises(InputProblem, match="not degrees"):
        bring(tmp_path / "areas.geojson")
    assert bring(tmp_path / "areas.geojson", crs="EPSG:3116")["new"] == 1


def test_a_broken_outline_is_mended_and_told(tmp_path: Path) -> None:
    x, y = -76.3, 3.5
    bow_tie = shapely.Polygon([(x, y), (x + STEP, y + STEP), (x + STEP, y), (x, y + STEP)])
    layer(bow_tie, square(3, 3)).to_file(tmp_path / "areas.geojson")
    (told,) = bring(tmp_path / "areas.geojson")["repaired"]
    assert told["code"] == "01"
    assert told["area_after_m2"] == pytest.approx(0.5 * (STEP * 111_195) ** 2, rel=0.01)
    assert Neighbourhood.objects.get(code="01").outline["type"] == "MultiPolygon"


def test_overlaps_islands_and_rows_without_shape_are_told(tmp_path: Path) -> None:
    layer(square(0, 0), square(0.5, 0), square(9, 9), shapely.Polygon()).to_file(tmp_path / "areas.gpkg")
    result = bring(tmp_path / "areas.gpkg")
    (pair,) = result["overlaps"]
    assert (pair["first"], pair["second"], pair["share_of_smaller"]) == ("01", "02", 0.5)
    assert pair["area_m2"] == pytest.approx(0.5 * (STEP * 111_195) ** 2, rel=0.01)
    assert result["contiguity"]["without_neighbours"] == ["03", "04"]
    assert (result["without_shape"], result["located"]["name"]) == (["04"], 1)


@pytest.mark.parametrize("codes", [["7", "7"], ["07", "7"]])
def test_a_code_twice_is_refused_with_its_rows(tmp_path: Path, codes: list[str]) -> None:
    layer(square(0, 0), square(1, 0), codes=codes).to_file(tmp_path / "areas.gpkg")
    with pytest.raises(InputProblem, match=r"0?7 \(1, 2\)"):
        bring(tmp_path / "areas.gpkg")
    assert not Neighbourhood.objects.exists()


def test_lines_are_no_places(tmp_path: Path) -> None:
    layer(shapely.LineString([(-76.3, 3.5), (-76.2, 3.5)])).to_file(tmp_path / "areas.geojson")
    with pytest.raises(InputProblem, match="lines"):
        bring(tmp_path / "areas.geojson")


def test_a_second_run_updates_and_does_not_duplicate(tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    layer(square(0, 0), square(1, 0), square(2, 0)).to_file(file)
    bring(file)
    events = AuditEvent.objects.count()
    assert bring(file)["unchanged"] == 3
    assert AuditEvent.objects.count() == events
    layer(square(0, 0), square(1, 0, 0.9), square(5, 0), codes=["1", "02", "04"]).to_file(file)
    again = bring(file)
    assert (again["new"], again["unchanged"], again["missing"]) == (1, 1, ["03"])
    assert set(again["changed"]) == {"02"}
    assert "outline" in again["changed"]["02"]
    assert Neighbourhood.objects.count() == 4


def test_a_change_from_a_day_on_keeps_what_was_before(tmp_path: Path) -> None:
    file = tmp_path / "areas.geojson"
    layer(square(0, 0), square(1, 0)).to_file(file)
    bring(file)
    layer(square(0, 0, 0.5)).to_file(file)
    result = bring(file, valid_from=date(2020, 1, 1), close_missing=True)
    assert result["closed"] == ["02"]
    spans = list(
        Neighbourhood.objects.order_by("code", "valid_from").values_list("code", "valid_from", "valid_to")
    )
    day = date(2020, 1, 1)
    assert sorted(spans, key=str) == sorted(
        [("01", None, day), ("01", day, None), ("02", None, day)], key=str
    )


def test_names_do_not_wipe_out_outlines(tmp_path: Path) -> None:
    layer(square(0, 0)).to_file(tmp_path / "areas.geojson")
    bring(tmp_path / "areas.geojson")
    (tmp_path / "areas.csv").write_text(
        "codigo,nombre,zona,lon,lat\n1,Barrio Uno,URBANA,-76.2,3.6\n", "utf-8"
    )
    assert bring(tmp_path / "areas.csv")["changed"] == {"01": ["name", "zone"]}
    assert Neighbourhood.objects.get().located == "polygon"


def test_a_list_of_names_makes_places_without_a_location(tmp_path: Path) -> None:
    rows = [
        "barrio,comuna",
        "LORETO,comuna3",
        "LA EMILIA,3",
        "EMILIA,",
        "VEREDA TENJO,16",
        "VIA PALMIRA - PRADERA,",
    ]
    rows += ["NO REPORTADO,", "SAN PEDRO,no aplica", "LORETTO,3"]
    (tmp_path / "names.csv").write_text("\n".join(rows) + "\n", "utf-8")
    result = bring(tmp_path / "names.csv", Wishes(rural_comunas=frozenset({"16"})))
    assert result["codes"] == "made from names"
    assert {item["reason"] for item in result["left_out"]} == {"road", "not_a_place"}
    assert result["joined"] == [{"code": "LA-EMILIA", "name": "LA EMILIA", "also": ["EMILIA"]}]
    assert [(p["first"], p["second"]) for p in result["look_alikes"]] == [("LORETO", "LORETTO")]
    tenjo = Neighbourhood.objects.get(code="VEREDA-TENJO")
    assert (tenjo.kind, tenjo.zone, tenjo.comuna.code, tenjo.located) == ("vereda", "rural", "16", "name")
    assert Neighbourhood.objects.get(code="LORETO").zone == "urban"
    assert Neighbourhood.objects.get(code="SAN-PEDRO").comuna is None
    assert Spelling.objects.get(key="EMILIA").neighbourhood.code == "LA-EMILIA"


def test_a_point_with_a_coordinate_that_is_no_number_is_refused_with_its_row(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("codigo,nombre,lon,lat\nA,A,-76.3,3.5\nB,B,x,3.5\n", "utf-8")
    with pytest.raises(InputProblem, match="rows have coordinates that are no numbers: 3"):
        bring(tmp_path / "points.csv")


def test_points_in_metres_need_their_coordinate_system(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("codigo,nombre,x,y\nA,A,1080000.5,880000.25\n", "utf-8")
    with pytest.raises(InputProblem, match="not degrees"):
        bring(tmp_path / "points.csv")
    bring(tmp_path / "points.csv", crs="EPSG:3116")
    assert -78 < Neighbourhood.objects.get().lon < -72


def test_places_that_all_lie_outside_the_municipality_are_refused(tmp_path: Path) -> None:
    layer(square(0, 0, 10)).to_file(tmp_path / "outline.geojson")
    bring_in_outline(tmp_path / "outline.geojson", crs=None, layer=None, by=None)
    layer(square(1, 1), square(20, 20)).to_file(tmp_path / "areas.geojson")
    assert bring(tmp_path / "areas.geojson")["outside_municipality"] == ["02"]
    layer(square(20, 20)).to_file(tmp_path / "far.geojson")
    with pytest.raises(InputProblem, match="None of these places"):
        bring(tmp_path / "far.geojson")


def test_columns_may_be_named_and_a_wrong_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("a,b\n1,Uno\n2,Dos\n", "utf-8")
    with pytest.raises(InputProblem, match="no column of codes or names"):
        bring(tmp_path / "names.csv")
    with pytest.raises(InputProblem, match="no column zz"):
        bring(tmp_path / "names.csv", asked={"id": "zz"})
    result = bring(tmp_path / "names.csv", asked={"id": "a", "name": "b"})
    assert result["columns"]["id"] == {"column": "a", "by": "asked"}


def test_several_layers_are_asked_for(tmp_path: Path) -> None:
    for name in ("barrios", "veredas"):
        layer(square(0, 0)).to_file(tmp_path / "areas.gpkg", layer=name)
    with pytest.raises(InputProblem, match="barrios, veredas"):
        bring(tmp_path / "areas.gpkg")
    assert bring(tmp_path / "areas.gpkg", layer="veredas")["new"] == 1


def test_a_file_that_is_no_map_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "areas.geojson").write_text("<html>", "utf-8")
    with pytest.raises(InputProblem, match="cannot be read as places"):
        bring(tmp_path / "areas.geojson")
    with pytest.raises(InputProblem, match="There is no file"):
        bring(tmp_path / "none.geojson")
