"""The real files of the police and of Medellín, to the row and to the victim (their PROVENANCE.md)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pazos.analysis.ingest.mapping import shipped
from pazos.analysis.ingest.parse import Parsed, parse
from pazos.analysis.ingest.records import Here
from pazos.analysis.ingest.understanding import Options
from pazos.analysis.tables import read_grid

if TYPE_CHECKING:
    from pathlib import Path

PALMIRA = Here("76520", "Palmira", "Valle del Cauca")
TODAY = date(2026, 11, 22)

# file: rows, victims in the country, victims in Palmira
YEARLY = {
    "homicidios_20032010.xlsx": (88_423, 134_394, 227 + 194 + 188 + 225 + 231 + 178 + 189 + 240),
    "homicidios_2011.xlsx": (11_760, 15_803, 291),
    "homicidios_2012.xlsx": (12_408, 16_033, 278),
    "homicidios_2013.xlsx": (11_723, 14_971, 185),
    "homicidios_2014.xlsx": (10_548, 12_958, 143),
    "homicidios_2015.xlsx": (10_236, 12_460, 202),
    "homicidios_2016.xlsx": (10_046, 12_164, 146),
    "homicidios_2017.xlsx": (10_161, 12_079, 155),
    "homicidios_2018.xlsx": (10_642, 12_667, 156),
    "homicidios_2019.xlsx": (12_610, 12_656, 129),
    "homicidios_2020.xls.gz": (10_151, 12_127, 112),
    "homicidios_2021.xls.gz": (11_528, 13_874, 155),
    "homicidios_2022.xls.gz": (11_479, 13_537, 111),
}
BY_BARRIO = {
    "policia_homicidios_barrio_2015_palmira.csv": (202, 202, 202),
    "policia_homicidios_barrio_2016_palmira.csv": (146, 146, 146),
    "policia_homicidios_barrio_2017_palmira.csv": (154, 155, 155),
    "policia_homicidios_barrio_2018_palmira.csv": (156, 156, 156),
    # The totals rows of 2015 and 2018 are no records: 11,093 and 11,490 lines, one less each.
    "policia_homicidios_barrio_2015_nacional_sin_cali.csv.gz": (11_092, 12_459 - 1_349, 202),
    "policia_homicidios_barrio_2016_nacional_sin_cali.csv.gz": (10_858, 12_163 - 1_281, 146),
    "policia_homicidios_barrio_2017_nacional_sin_cali.csv.gz": (10_731, 11_989 - 1_236, 155),
    "policia_homicidios_barrio_2018_nacional_sin_cali.xlsx": (11_489, 12_667 - 1_159, 156),
}


def taken(path: Path, source: str, here: Here = PALMIRA) -> Parsed:
    return parse(read_grid(path), shipped()[source], here=here, options=Options(TODAY))


@pytest.mark.parametrize("name", YEARLY)
def test_the_police_files_by_municipality_come_out_exactly(name: str, reference_data: Path) -> None:
    found = taken(reference_data / "colombia_municipal" / name, "policia-nacional")
    assert (found.rows, found.victims, found.victims_in_city) == YEARLY[name]
    assert found.rejected == []


@pytest.mark.parametrize("name", BY_BARRIO)
def test_the_police_files_by_neighbourhood_come_out_exactly(name: str, reference_data: Path) -> None:
    found = taken(reference_data / "palmira_homicides" / name, "policia-nacional")
    assert (found.rows, found.victims, found.victims_in_city) == BY_BARRIO[name]
    assert found.rejected == []


def test_a_totals_row_of_the_whole_country_is_compared_and_said(reference_data: Path) -> None:
    name = "policia_homicidios_barrio_2015_nacional_sin_cali.csv.gz"
    found = taken(reference_data / "palmira_homicides" / name, "policia-nacional")
    (said,) = [one for one in found.notices if one.code == "totals_row"]
    assert (said.facts["stated"], said.facts["counted"], said.facts["matches"]) == (12_459, 11_110, False)


@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018])
def test_day_and_month_agree_with_the_weekday_in_every_year(year: int, reference_data: Path) -> None:
    name = f"policia_homicidios_barrio_{year}_palmira.csv"
    found = taken(reference_data / "palmira_homicides" / name, "policia-nacional")
    assert "weekday_disagrees" not in {one.code for one in found.notices}
    assert found.first_on is not None
    assert found.first_on.year == year


@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018])
def test_hours_ages_and_sexes_are_understood_in_every_year(year: int, reference_data: Path) -> None:
    name = f"policia_homicidios_barrio_{year}_palmira.csv"
    records = taken(reference_data / "palmira_homicides" / name, "policia-nacional").records
    assert all(minute is not None for minute in records["minute_of_day"])
    assert len(set(records["minute_of_day"])) > 50
    assert set(records["sex"]) == {"m", "f"}
    assert all(records["weapon"] != "")
    young = sum(age is not None and 14 <= age <= 29 for age in records["age"])
    assert round(100 * young / len(records["age"])) == {2015: 55, 2016: 49, 2017: 58, 2018: 53}[year]


def test_medellin_has_its_points_hours_and_victims(reference_data: Path) -> None:
    found = taken(
        reference_data / "medellin" / "medellin_homicides_2010_2019.csv",
        "medellin-sisc",
        Here("05001", "Medellín"),
    )
    assert (found.rows, found.victims, found.victims_in_city) == (9_360, 9_360, 9_360)
    lon = found.records["lon"]
    assert int((lon != lon).sum()) == 81
    assert -75.8 < float(lon[lon == lon].mean()) < -75.4
    by_year = [
        int((found.records["occurred_on"].astype("datetime64[Y]").astype(str) == str(y)).sum())
        for y in range(2010, 2020)
    ]
    assert by_year == [2025, 1651, 1247, 928, 659, 496, 544, 582, 634, 594]
    assert {s: int((found.records["sex"] == s).sum()) for s in "mf"} == {"m": 8_656, "f": 704}
    (twice,) = [one for one in found.notices if one.code == "duplicate_rows"]
    assert twice.facts["count"] == 43
