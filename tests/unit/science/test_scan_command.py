"""`pazos analyse scan`: the contract of its words, its JSON and its refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {"areas", "observed", "expected", "relative_risk", "llr", "p_value"}


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """Twenty places over three years, with an outbreak in b4 in 2019."""
    chance = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "barrio": [f"b{row}" for row in range(20)],
            "x": np.arange(20) % 5 * 500,
            "y": np.arange(20) // 5 * 500,
        }
    )
    frame["people"] = chance.integers(1_000, 3_000, 20)
    for year in ("2018", "2019", "2020"):
        frame[year] = chance.poisson(frame.people / 1_000)
    frame.loc[4, "2019"] += 25
    frame["deaths"] = frame[["2018", "2019", "2020"]].sum(axis=1)
    frame.to_csv(tmp_path / "wide.csv", index=False)
    return tmp_path / "wide.csv"


def analysed(file: Path, *words: str) -> dict[str, Any]:
    out = file.parent / "out.json"
    same = ["--population", "people", "--replicates", "99", "--seed", "3", "--json", str(out)]
    assert main(["analyse", "scan", str(file), *same, *words]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_json_holds_the_contract(wide):
    result = analysed(wide, "--count", "deaths", "--id", "barrio")
    assert result["clusters"][0].keys() >= KEYS
    assert result["clusters"][0]["areas"] == ["b4"]
    assert result["settings"]["distance"] == "euclidean"
    assert result["settings"]["seed"] == 3


def test_without_id_areas_are_called_by_their_row(wide):
    assert analysed(wide, "--count", "deaths")["clusters"][0]["areas"] == ["5"]


def test_one_time_column_and_several_say_the_same(wide):
    table = pd.read_csv(wide).drop(columns="deaths")
    long = table.melt(["barrio", "x", "y", "people"], var_name="year", value_name="deaths")
    long.to_csv(wide.with_name("long.csv"), index=False)
    in_long = analysed(wide.with_name("long.csv"), "--count", "deaths", "--id", "barrio", "--time", "year")
    in_wide = analysed(wide, "--id", "barrio", "--time", "2018", "2019", "2020")
    assert in_long == in_wide
    best = in_wide["clusters"][0]
    assert (best["areas"], best["start"], best["end"]) == (["b4"], "2019", "2019")
    assert in_wide["settings"]["periods"] == ["2018", "2019", "2020"]


def test_polygons_stand_for_their_centroids(wide, tmp_path):
    table = pd.read_csv(wide)
    shapes = [shapely.box(x - 200, y - 200, x + 200, y + 200) for x, y in zip(table.x, table.y, strict=True)]
    file = tmp_path / "areas.geojson"
    geopandas.GeoDataFrame(table.drop(columns=["x", "y"]), geometry=shapes, crs=9377).to_file(file)
    found = analysed(file, "--count", "deaths", "--id", "barrio")
    assert found["clusters"] == analysed(wide, "--count", "deaths", "--id", "barrio")["clusters"]
    assert "centroids" in found["settings"]["place_of_an_area"]


def test_a_map_is_drawn(wide):
    picture = wide.with_name("map.svg")
    analysed(wide, "--count", "deaths", "--id", "barrio", "--plot", str(picture))
    assert picture.read_text(encoding="utf-8").count("<path") >= 20


REFUSED = [
    ([], "--count COL"),
    (["--count", "deaths", "--time", "2018"], "--id COL"),
    (["--count", "deaths", "--id", "nobody"], "nobody"),
    (["--count", "2018", "--id", "barrio", "--time", "2018", "2019"], "is not the sum"),
    (["--count", "deaths", "--max-share", "0.9"], "max_share"),
]


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_wrong_words_are_refused_in_one_sentence(wide, capsys, monkeypatch, words, told):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    assert main(["analyse", "scan", str(wide), "--population", "people", *words]) == 2
    assert told in capsys.readouterr().err


def test_names_without_places_are_refused(wide, capsys, monkeypatch):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    names = wide.with_name("names.csv")
    pd.read_csv(wide).drop(columns=["x", "y"]).to_csv(names, index=False)
    words = ["--population", "people", "--count", "deaths"]
    assert main(["analyse", "scan", str(names), *words]) == 2
    assert "names but no places" in capsys.readouterr().err
