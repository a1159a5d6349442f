"""The real files and the defects that their provenance lists: each is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def analysed(reference_data: Path, tmp_path_factory: pytest.TempPathFactory):
    def run(name: str) -> dict[str, Any]:
        out = tmp_path_factory.mktemp("plausibility") / "out.json"
        assert main(["analyse", "plausibility", str(reference_data / name), "--json", str(out)]) == 0
        return json.loads(out.read_text(encoding="utf-8"))

    return run


def where(result: dict[str, Any], check: str) -> list[tuple[str | None, str | None]]:
    return [
        (flag["where"]["place"], flag["where"]["time"]) for flag in result["flags"] if flag["check"] == check
    ]


def test_palmira_by_source_disagrees_where_its_provenance_says(analysed) -> None:
    result = analysed("cross_source/palmira_homicidios_anuales_por_fuente.csv")
    figures = {
        f["where"]["time"]: (f["expected"], f["value"])
        for f in result["flags"]
        if f["check"] == "sources_disagree"
    }
    assert figures == {"2009": (189, 290), "2014": (143, 272)}
    assert {time for _, time in where(result, "duplicated")} == {"2015", "2016", "2017", "2018"}


def test_the_compilation_of_1990_to_2013(analysed) -> None:
    result = analysed("cross_source/colombia_municipal_1990_2013_homicidios_poblacion.csv")
    assert ("Bojaya", "2002") in where(result, "sudden_value")  # the massacre of 2 May 2002: 119 deaths
    assert ("San José del Guaviare", "2000") in where(result, "rate_mismatch")  # a rate of 0 for 107 deaths
    split = {
        (place, time) for place, time in where(result, "population") if place and place.startswith("Caloto")
    }
    assert split == {("Caloto(1)(3)", "2007")}  # Guachené was parted from it
    # One compilation of 1,122 municipalities has thousands of oddities: they are ranked and cut, not lost.
    assert len(result["flags"]) < 500
    assert result["left_out"]["population"] > 0


def test_the_compilation_of_2002_to_2018_lacks_2002_for_428_places(analysed) -> None:
    result = analysed("cross_source/colombia_municipal_2002_2018_con_fuente.xlsx")
    # 427 have no source named, one more has a source and no count.
    (flag,) = [f for f in result["flags"] if f["check"] == "places_absent"]
    assert (flag["where"]["time"], flag["expected"], flag["facts"]["last"]) == ("2002", 428, "2002")
    # Cumaribo has the same figure in sixteen years.
    assert ("CUMARIBO", "2004") in where(result, "repeated_period")


def test_medellin_by_comuna_and_month(analysed) -> None:
    result = analysed("medellin/medellin_homicidios_comuna_mes_2018_2023.csv")
    # December 2023 holds no death at all.
    assert where(result, "incomplete_end") == [(None, "2023-12")]
    assert not where(result, "population")
    assert not where(result, "repeated_period")
    assert len(result["flags"]) <= 3


def test_dane_before_2018_shows_the_municipalities_that_were_parted(analysed) -> None:
    result = analysed("colombia_municipal/dane_poblacion_2003_2017.xls.gz")
    assert {time for _, time in where(result, "population")} == {"2007", "2008"}
    assert len(where(result, "population")) == 4


@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018])
def test_palmiras_police_lists_are_deaths_and_quiet(analysed, year: int) -> None:
    result = analysed(f"palmira_homicides/policia_homicidios_barrio_{year}_palmira.csv")
    assert result["settings"]["kind"] == "deaths"
    assert result["flags"] == []


def test_medellins_list_of_deaths_has_mild_heaping_of_ages_only(analysed) -> None:
    result = analysed("medellin/medellin_homicides_2010_2019.csv")
    assert [flag["check"] for flag in result["flags"]] == ["age_heaping"]
    assert result["flags"][0]["value"] == pytest.approx(112.3, abs=0.1)


def test_the_joined_population_leaps_in_2018(reference_data: Path, tmp_path: Path) -> None:
    from pazos.analysis.quality.sheet import read_sheet

    rows = []
    old = read_sheet(reference_data / "colombia_municipal/dane_poblacion_2003_2017.xls.gz").frame
    place = old[old["DPMP"] == "76520"].iloc[0]
    rows += [(year, place[str(year)]) for year in range(2010, 2018)]
    new = read_sheet(reference_data / "colombia_municipal/dane_poblacion_2018_2023.xlsx").frame
    rows += [(one.year, one.poblacion) for one in new[new["municipio_code"] == "76520"].itertuples()]
    (tmp_path / "p.csv").write_text(
        "year,poblacion\n" + "".join(f"{y},{p}\n" for y, p in rows), encoding="utf-8"
    )
    assert main(["analyse", "plausibility", str(tmp_path / "p.csv"), "--json", str(tmp_path / "o.json")]) == 0
    flags = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["flags"]
    assert [(f["check"], f["where"]["time"], f["value"], f["expected"]) for f in flags] == [
        ("population", "2018", 349_294, 308_671)
    ]
