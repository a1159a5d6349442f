"""The files of the demo city: the layouts of the institutions, the counts of the observed rows."""

from __future__ import annotations

import csv
import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
from python_calamine import CalamineWorkbook

from pazos.analysis.demo_files import DemoFiles, write_demo_files
from pazos.analysis.demo_police import POLICE_LAYOUTS
from pazos.science.synthetic.city import City, demo_city

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city()


@pytest.fixture(scope="module")
def files(city: City, tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo_files(city, tmp_path_factory.mktemp("demo"))


def sheet(files: DemoFiles, year: int) -> tuple[list[Any], list[list[Any]], list[list[Any]]]:
    """Header, data rows and footer of the police's file of one year."""
    path = next(path for path in files.police if str(year) in path.name)
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    banner = POLICE_LAYOUTS[year].banner_rows
    return lines[banner], lines[banner + 1 : -5], lines[-5:]


def read_csv(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def test_the_same_city_gives_the_same_bytes(city: City, files: DemoFiles, tmp_path: Path) -> None:
    again = write_demo_files(city, tmp_path)
    pairs = zip(
        (*files.police, files.forensic, files.vital, files.areas, files.population, files.river, files.truth),
        (*again.police, again.forensic, again.vital, again.areas, again.population, again.river, again.truth),
        strict=True,
    )
    assert all(one.read_bytes() == other.read_bytes() for one, other in pairs)


@pytest.mark.parametrize("year", range(2012, 2024))
def test_a_police_file_holds_the_rows_the_police_saw(city: City, files: DemoFiles, year: int) -> None:
    header, rows, footer = sheet(files, year)
    seen = city.police[city.police["file_year"] == year]
    layout = POLICE_LAYOUTS[year]
    fields = [field for _, field in layout.columns]
    quantity = [row[fields.index("quantity")] for row in rows]
    expected = [2015.0 if name == "2015" else name for name, _ in layout.columns]
    assert header == expected
    assert len(rows) == len(seen)
    assert sum(quantity) == seen["quantity"].sum() == footer[0][fields.index("quantity")]
    assert footer[0][0] == layout.total_label
    assert "DATOS SINTÉTICOS" in footer[1][0]
    assert [row[fields.index("barrio")] for row in rows] == seen["barrio"].tolist()


@pytest.mark.parametrize(
    ("year", "kind", "hour", "code"),
    [
        (2012, date, str, float),
        (2015, str, str, float),
        (2017, str, str, float),
        (2018, date, time, str),
        (2020, float, str, str),
        (2022, date, time, str),
    ],
)
def test_dates_hours_and_codes_change_from_year_to_year(
    files: DemoFiles, year: int, kind: type, hour: type, code: type
) -> None:
    fields = [field for _, field in POLICE_LAYOUTS[year].columns]
    _, rows, _ = sheet(files, year)
    dated = [row for row in rows if row[fields.index("occurred_on")] != ""]
    assert all(isinstance(row[fields.index("occurred_on")], kind) for row in dated)
    assert all(isinstance(row[fields.index("hour")], hour) for row in rows)
    assert all(isinstance(row[fields.index("code")], code) for row in rows)


def test_month_and_day_can_be_told_apart_by_the_weekday(files: DemoFiles) -> None:
    assert sheet(files, 2016)[1][0][0] == "01/01/2016 12:00:00 AM"
    days = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")
    for row in sheet(files, 2017)[1]:
        if row[0]:
            day, month, year = map(int, row[0].split("/"))
            assert row[3] == days[date(year, month, day).weekday()]


def test_neighbouring_municipalities_are_sprinkled_in(files: DemoFiles) -> None:
    _, rows, _ = sheet(files, 2019)
    others = [row for row in rows if row[2] in {"PEÑASERENA", "AGUAMORA"}]
    assert 0.05 < len(others) / len(rows) < 0.25


def test_the_forensic_list_is_latin_1_with_semicolons(city: City, files: DemoFiles) -> None:
    rows = read_csv(files.forensic, encoding="latin-1", delimiter=";")
    assert len(rows) == len(city.forensic)
    assert {row["LUGAR_MUERTE"] for row in rows} == {"Lugar del hecho", "Hospital o clínica"}
    assert {"09317", "9317"} < {row["COD_MUNICIPIO"] for row in rows}
    assert "SIN INFORMACION" in {row["EDAD"] for row in rows}
    with pytest.raises(UnicodeDecodeError):
        files.forensic.read_text(encoding="utf-8")


def test_the_vital_statistics_are_coded(city: City, files: DemoFiles) -> None:
    rows = read_csv(files.vital)
    assert len(rows) == len(city.vital)
    assert {row["SEXO"] for row in rows} == {"1", "2"}
    unknown = [row for row in rows if row["UNI_EDAD"] == "9"]
    assert {(row["EDAD"], row["GRU_ED1"]) for row in unknown} == {("999", "29")}
    assert all(row["GRU_ED1"] == "12" for row in rows if row["EDAD"] in {"20", "24"})


def test_areas_and_population_carry_the_same_codes(city: City, files: DemoFiles) -> None:
    areas = geopandas.read_file(files.areas)
    people = read_csv(files.population)
    assert areas.crs.to_epsg() == 4326
    assert areas.geometry.is_valid.all()
    assert set(areas["codigo"]) == {row["codigo"] for row in people} == set(city.places["code"])
    assert sum(int(row["poblacion"]) for row in people if row["anio"] == "2023") == 361_375


def test_no_file_carries_the_hidden_key(files: DemoFiles) -> None:
    headers = [sheet(files, year)[0] for year in range(2012, 2024)]
    headers += [list(read_csv(files.vital)[0])]
    headers += [list(read_csv(files.forensic, encoding="latin-1", delimiter=";")[0])]
    assert not {"death", "deaths", "place"} & {str(name).lower() for header in headers for name in header}


def test_the_truth_is_written_for_tests(city: City, files: DemoFiles) -> None:
    truth = json.loads(files.truth.read_text(encoding="utf-8"))
    assert truth["rate_ratio"] == 0.78
    assert truth["launched_on"] == "2020-11-01"
    assert [len(cluster) for cluster in truth["clusters"]] == [7, 7, 6, 6, 5, 5, 6]
    assert sum(truth["deaths_by_year"].values()) == len(city.truth.deaths)
