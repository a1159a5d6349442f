"""`pazos analyse rates`, `concentration` and `series` on files, as a person would call them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path) -> Path:
    draw = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "barrio": [f"Barrio {number}" for number in range(30)],
            "homicidios": draw.poisson(draw.gamma(1, 6, 30)),
            "poblacion": draw.integers(800, 9_000, 30),
        }
    )
    path = tmp_path / "barrios.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def months(tmp_path: Path) -> Path:
    draw = np.random.default_rng(11)
    calendar = pd.period_range("2014-01", periods=84, freq="M")
    mean = np.where(np.arange(84) < 40, 25.0, 12.0)
    frame = pd.DataFrame({"año": calendar.year, "mes": calendar.month, "homicidios": draw.poisson(mean)})
    path = tmp_path / "meses.csv"
    frame.drop(index=7).to_csv(path, index=False)
    return path


def run(tmp_path: Path, *words: object) -> dict:
    out = tmp_path / "out.json"
    assert main(["analyse", *map(str, words), "--json", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_rates_of_a_table_of_names_keep_the_contract(places: Path, tmp_path: Path) -> None:
    words = ("--count", "homicidios", "--population", "poblacion", "--years", 4, "--id", "barrio")
    found = run(tmp_path, "rates", places, *words, "--plot", tmp_path / "rates.svg")
    frame = pd.read_csv(places)
    assert [area["id"] for area in found["areas"]] == frame["barrio"].to_list()
    assert {"rate", "low", "high", "smoothed"} <= set(found["areas"][0])
    expected = 1e5 * frame["homicidios"] / frame["poblacion"] / 4
    assert [area["rate"] for area in found["areas"]] == pytest.approx(expected.to_list())
    assert found["settings"]["located"] == "names"
    assert "Barrio 1" in (tmp_path / "rates.svg").read_text(encoding="utf-8")


def test_a_missing_count_is_null_in_the_answer(places: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(places).astype({"homicidios": float})
    frame.loc[2, "homicidios"] = np.nan
    frame.to_csv(places, index=False)
    words = ("--count", "homicidios", "--population", "poblacion", "--id", "barrio")
    found = run(tmp_path, "rates", places, *words)
    assert found["areas"][2]["rate"] is None
    assert found["settings"]["missing"] == ["Barrio 2"]


def test_local_smoothing_of_a_table_without_places_is_refused(
    places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["analyse", "rates", str(places), "--count", "homicidios", "--population", "poblacion"]
    assert main([*words, "--smoothing", "local"]) == 2
    assert capsys.readouterr().err.startswith("pazos: ")


def test_concentration_keeps_the_contract(places: Path, tmp_path: Path) -> None:
    words = ("--count", "homicidios", "--population", "poblacion", "--share", 0.5, "--seed", 3)
    found = run(tmp_path, "concentration", places, *words, "--plot", tmp_path / "lorenz.svg")
    held = found["places_holding_share"]
    assert {"places", "share_of_places", "low", "high", "expected_at_random"} <= set(held)
    assert held["places"] == round(held["share_of_places"] * 30)
    assert held["share_of_places"] < held["expected_at_random"]
    assert found["gini_low"] < found["gini"] < found["gini_high"]
    assert len(found["lorenz"]) == 31
    assert 0 < found["by_population"]["gini"] < 1
    assert (tmp_path / "lorenz.svg").stat().st_size > 1_000


def test_series_keeps_the_contract_and_shows_the_missing_month(months: Path, tmp_path: Path) -> None:
    found = run(tmp_path, "series", months, "--seed", 3, "--draws", 99, "--plot", tmp_path / "series.svg")
    assert len(found["months"]) == 84
    assert found["months"][7]["count"] is None
    assert found["settings"]["missing"] == ["2014-08"]
    assert [change["month"] for change in found["changes"]] == ["2017-05"]
    assert found["changes"][0]["low"] < 12 / 25 < found["changes"][0]["high"]
    assert len(found["season"]) == 12
    assert {"ratio", "low", "high", "p_value"} <= set(found["trend"])
    assert (tmp_path / "series.svg").stat().st_size > 1_000


def test_a_series_in_an_office_file_or_a_workbook_says_the_same(months: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(months)
    frame.to_csv(tmp_path / "office.csv", index=False, sep=";", encoding="latin-1")
    frame.to_excel(tmp_path / "meses.xlsx", index=False)
    plain = run(tmp_path, "series", months, "--at", "2017-05")
    assert run(tmp_path, "series", tmp_path / "office.csv", "--at", "2017-05") == plain
    assert run(tmp_path, "series", tmp_path / "meses.xlsx", "--at", "2017-05") == plain


def test_a_change_at_a_given_month_is_estimated_and_not_searched_for(months: Path, tmp_path: Path) -> None:
    found = run(tmp_path, "series", months, "--at", "2017-05")
    assert [change["given"] for change in found["changes"]] == [True]


def test_the_same_seed_gives_the_same_digits(places: Path, months: Path, tmp_path: Path) -> None:
    for words in (("concentration", places, "--count", "homicidios"), ("series", months, "--draws", 99)):
        assert run(tmp_path, *words, "--seed", 8) == run(tmp_path, *words, "--seed", 8)


@pytest.mark.parametrize(
    "text", ["", "mes,homicidios\n", "cuando,que\n2020-01,4\n", "mes,homicidios\n2020-01,4\n"]
)
def test_a_file_that_is_no_series_is_refused_in_one_sentence(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["analyse", "series", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
