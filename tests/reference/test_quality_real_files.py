"""The real lists of deaths against what their provenance counts in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def judged(reference_data: Path, tmp_path_factory: pytest.TempPathFactory):
    def run(name: str, *words: str) -> dict[str, Any]:
        out = tmp_path_factory.mktemp("quality") / "out.json"
        assert main(["analyse", "quality", str(reference_data / name), "--json", str(out), *words]) == 0
        return json.loads(out.read_text(encoding="utf-8"))

    return run


def verdict(result: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in result["criteria"] if one["code"] == code)


@pytest.mark.parametrize(
    ("name", "rows", "victims"),
    [
        ("colombia_municipal/homicidios_2019.xlsx", 12_610, 12_656),
        ("colombia_municipal/homicidios_2022.xls.gz", 11_479, 13_537),
        ("palmira_homicides/policia_homicidios_barrio_2017_palmira.csv", 154, 155),
    ],
)
def test_rows_are_not_victims(judged, name: str, rows: int, victims: int) -> None:
    result = judged(name)
    assert result["unit"] == {"rows": rows, "victims": victims, "unit": "event"}
    assert verdict(result, "unit_victim")["verdict"] == "not met"


def test_medellin_has_43_exact_copies_and_its_mechanism_is_to_be_established_in_44(judged) -> None:
    result = judged("medellin/medellin_homicides_2010_2019.csv")
    assert verdict(result, "no_duplicates")["short"] == 43
    assert result["completeness"]["mechanism"]["words"] == {"Por establecer": 44}


def test_the_quantity_of_2015_is_headed_by_its_year_and_sources_differ_as_told(judged) -> None:
    result = judged(
        "palmira_homicides/policia_homicidios_barrio_2015_palmira.csv", "--other", "Medicina Legal=221"
    )
    assert result["settings"]["columns"]["quantity"] == "2015"
    assert verdict(result, "sources_agree")["value"] == pytest.approx((221 - 202) / 221)


def test_thresholds_that_nobody_confirmed_are_shown_so(judged) -> None:
    result = judged("palmira_homicides/policia_homicidios_barrio_2018_palmira.csv")
    assert {one["confirmed"] for one in result["criteria"]} == {False}
    assert {one["verdict"] for one in result["criteria"]} == {"met", "cannot say"}
    assert result["to_rise"]
