"""`pazos analyse hotspots`: what a file gives, what it must not give, and how it is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas
import libpysal
import numpy as np
import pandas as pd
import pytest
import shapely

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")


@pytest.fixture
def columbus(tmp_path) -> Path:
    frame = geopandas.read_file(libpysal.examples.get_path("columbus.shp"))
    frame["CASES"] = frame["CRIME"].round().astype(int)
    frame["PEOPLE"] = 1_000 + 10 * frame["POLYID"].astype(int)
    frame["NAME"] = "b" + frame["POLYID"].astype(int).astype(str)
    path = tmp_path / "columbus.gpkg"
    columns = ["NAME", "POLYID", "CRIME", "CASES", "PEOPLE", "geometry"]
    frame[columns].set_crs("EPSG:3116").to_file(path)
    return path


@pytest.fixture
def analyse(tmp_path):
    def run(*words: object) -> dict:
        out = tmp_path / "out.json"
        assert main(["analyse", "hotspots", *map(str, words), "--json", str(out)]) == 0
        return json.loads(out.read_text(encoding="utf-8"))

    return run


def table(tmp_path: Path, **columns) -> Path:
    path = tmp_path / "table.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def test_polygons_give_the_contract(columbus, analyse):
    result = analyse(columbus, "--count", "CASES", "--id", "NAME", "--seed", 1)
    assert [area["id"] for area in result["areas"]][:2] == ["b1", "b2"]
    assert {"id", "statistic", "p_value", "bin"} <= result["areas"][0].keys()
    settings = result["settings"]
    assert (settings["inference"], settings["weights"], settings["seed"]) == ("exact", "queen", 1)
    assert {area["id"] for area in result["areas"] if area["bin"] == 99} >= {"b24", "b25", "b29"}


def test_every_option_of_the_contract_is_heard(columbus, analyse):
    words = ["--count", "CASES", "--population", "PEOPLE", "--statistic", "local-moran", "--fdr"]
    words += ["--alternative", "greater", "--weights", "knn:4", "--permutations", 99, "--seed", 7]
    result = analyse(columbus, *words)
    settings = result["settings"]
    heard = [settings[key] for key in ("statistic", "alternative", "weights", "permutations", "seed")]
    assert heard == ["local-moran", "greater", "knn:4", 99, 7]
    assert settings["variable"] == "rate per 100,000"
    assert settings["false_discovery"]
    assert {"p_adjusted", "local_moran", "quadrant"} <= result["areas"][0].keys()


def test_a_neighbour_list_gives_what_its_polygons_give(columbus, analyse):
    words = ["--count", "CASES", "--id", "POLYID"]
    listed = analyse(columbus, *words, "--weights", libpysal.examples.get_path("columbus.gal"))
    assert listed["areas"] == analyse(columbus, *words)["areas"]


@pytest.mark.parametrize(("columns", "distance"), [(("lon", "lat"), "great-circle"), (("X", "Y"), "plane")])
def test_a_table_of_points_says_how_it_measured(tmp_path, analyse, columns, distance):
    rng = np.random.default_rng(1)
    where = {columns[0]: -76.3 + rng.uniform(0, 0.1, 30), columns[1]: 3.5 + rng.uniform(0, 0.1, 30)}
    path = table(tmp_path, name=[f"p{row}" for row in range(30)], n=rng.poisson(4, 30), **where)
    settings = analyse(path, "--count", "n", "--id", "name")["settings"]
    assert settings["weights"] == "knn:6"
    assert settings["distance"].startswith(distance)
    assert analyse(path, "--count", "n", "--weights", "delaunay")["settings"]["weights"] == "delaunay"


def test_broken_outlines_are_mended_and_told_and_islands_have_no_colour(tmp_path, analyse):
    shapes = [shapely.box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)]
    shapes[0] = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    shapes.append(shapely.box(20, 20, 21, 21))
    frame = geopandas.GeoDataFrame({"n": range(17)}, geometry=shapes, crs="EPSG:4326")
    path = tmp_path / "areas.geojson"
    frame.to_file(path)
    result = analyse(path, "--count", "n")
    assert [mended["id"] for mended in result["settings"]["repaired"]] == ["1"]
    assert result["settings"]["islands"] == ["17"]
    assert result["areas"][16] | {"value": 0} == {
        "id": "17", "value": 0, "statistic": None, "p_value": None, "bin": 0
    }  # fmt: skip


def test_all_counts_zero_colour_nothing(columbus, analyse, tmp_path):
    frame = geopandas.read_file(columbus).assign(CASES=0)
    frame.to_file(tmp_path / "zero.gpkg")
    result = analyse(tmp_path / "zero.gpkg", "--count", "CASES")
    assert {area["bin"] for area in result["areas"]} == {0}
    assert "not enough cases to say" in result["settings"]["notes"][0]


@pytest.mark.parametrize("suffix", ["svg", "png"])
@pytest.mark.parametrize("statistic", ["gi-star", "local-moran"])
def test_the_map_is_drawn(columbus, analyse, tmp_path, suffix, statistic):
    picture = tmp_path / f"map.{suffix}"
    analyse(columbus, "--count", "CASES", "--statistic", statistic, "--plot", picture)
    assert picture.stat().st_size > 5_000
    if suffix == "svg":
        legend = "hot spot, 99%" if statistic == "gi-star" else "high among high"
        assert legend in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--count", "NOTHING"], "missing: NOTHING"),
        (["--count", "CASES", "--weights", "bishop"], "queen, rook, knn:K"),
        (["--count", "CASES", "--weights", "knn:49"], "at most 48"),
        (["--count", "CASES", "--weights", "nowhere.gal"], "There is no file"),
        (["--count", "CRIME", "--inference", "exact"], "not whole numbers"),
        (["--count", "CASES", "--id", "NOBODY"], "no column NOBODY"),
    ],
)
def test_wrong_words_are_refused_in_one_sentence(columbus, capsys, words, said):
    assert main(["analyse", "hotspots", str(columbus), *words]) == 2
    assert said in capsys.readouterr().err


def test_names_without_places_are_refused_with_the_cure(tmp_path, capsys):
    path = table(tmp_path, barrio=["a", "b", "c"], n=[1, 2, 3])
    assert main(["analyse", "hotspots", str(path), "--count", "n"]) == 2
    assert "lon and lat" in capsys.readouterr().err


def test_queen_on_points_is_refused_with_the_cure(tmp_path, capsys):
    path = table(tmp_path, x=[1, 2, 3], y=[1, 2, 4], n=[1, 2, 3])
    assert main(["analyse", "hotspots", str(path), "--count", "n", "--weights", "queen"]) == 2
    assert "knn:6" in capsys.readouterr().err


@pytest.mark.parametrize("places", [1, 2])
def test_one_or_two_areas_are_no_map(tmp_path, capsys, places):
    path = table(tmp_path, x=[1, 2][:places], y=[1, 2][:places], n=[5, 9][:places])
    assert main(["analyse", "hotspots", str(path), "--count", "n"]) == 2
    assert "at least 3 areas" in capsys.readouterr().err


def test_a_place_without_coordinates_is_named_by_its_row(tmp_path, capsys):
    path = table(tmp_path, x=[1, 2, None, 4], y=[1, 2, 4, 5], n=[1, 2, 3, 4])
    assert main(["analyse", "hotspots", str(path), "--count", "n"]) == 2
    assert "no coordinates: 3" in capsys.readouterr().err


def test_deaths_where_nobody_lives_stop_the_map(columbus, tmp_path, capsys):
    frame = geopandas.read_file(columbus)
    frame.loc[3, "PEOPLE"] = 0
    frame.to_file(tmp_path / "wrong.gpkg")
    words = [str(tmp_path / "wrong.gpkg"), "--count", "CASES", "--population", "PEOPLE", "--id", "NAME"]
    assert main(["analyse", "hotspots", *words]) == 2
    assert "b4" in capsys.readouterr().err
