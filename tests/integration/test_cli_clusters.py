"""`pazos analyse clusters` keeps its contract on polygons, points and names."""

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

CONTRACT = {"clusters", "covered", "population", "bound", "gap", "proven_optimal"}


@pytest.fixture
def places() -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "name": [f"barrio {place}" for place in range(30)],
            "deaths": random.poisson(5, 30),
            "people": random.integers(800, 6000, 30),
            "zone": ["Rural" if place % 6 == 0 else "Urbano" for place in range(30)],
            "x": np.arange(30) % 6 * 500.0,
            "y": np.arange(30) // 6 * 500.0,
        }
    )


def asked(file: Path, out: Path, *more: str) -> list[str]:
    words = f"analyse clusters {file} --count deaths --population people --id name --json {out}".split()
    return [*words, "--clusters", "3", "--max-population", "30000", *more]


def result(out: Path) -> dict[str, Any]:
    return dict(json.loads(out.read_text()))


@pytest.mark.parametrize("kind", ["polygons", "points", "names"])
def test_the_contract_holds_whatever_is_known_of_the_places(
    places: pd.DataFrame, tmp_path: Path, kind: str
) -> None:
    file, out = tmp_path / ("a.geojson" if kind == "polygons" else "a.csv"), tmp_path / "out.json"
    if kind == "polygons":
        boxes = [shapely.box(x, y, x + 500, y + 500) for x, y in zip(places["x"], places["y"], strict=True)]
        geopandas.GeoDataFrame(places.drop(columns=["x", "y"]), geometry=boxes, crs=9377).to_file(file)
    else:
        (places if kind == "points" else places.drop(columns=["x", "y"])).to_csv(file, index=False)
    assert main(asked(file, out)) == 0
    found = result(out)
    chosen = [name for cluster in found["clusters"] for name in cluster]
    assert set(found) >= CONTRACT
    assert found["proven_optimal"]
    assert found["covered"] == places.set_index("name").loc[chosen, "deaths"].sum()
    assert found["population"] <= 30_000
    assert len(found["clusters"]) <= 3
    assert found["settings"]["weights"] == {"polygons": "queen", "points": "delaunay", "names": "none"}[kind]


def test_the_least_number_of_rural_clusters_is_asked_in_the_files_own_words(
    places: pd.DataFrame, tmp_path: Path
) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out.json"
    places.to_csv(file, index=False)
    assert main(asked(file, out, "--zone", "zone", "--minimum-rural", "1", "--minimum-urban", "1")) == 0
    found = result(out)
    zones = [set(places.set_index("name").loc[cluster, "zone"]) for cluster in found["clusters"]]
    assert {"Rural"} in zones
    assert all(len(zone) == 1 for zone in zones)
    assert found["certificate"]["parameters"]["minima"] == {"Rural": 1, "Urbano": 1}


def test_a_map_is_drawn_of_points(places: pd.DataFrame, tmp_path: Path) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out.json"
    places.to_csv(file, index=False)
    assert main(asked(file, out, "--plot", str(tmp_path / "map.svg"))) == 0
    assert "<svg" in (tmp_path / "map.svg").read_text()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--minimum-rural", "1"], "--zone"),
        (["--max-population", "10"], "10"),
        (["--zone", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_answered_has_exit_code_two(
    places: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    file = tmp_path / "a.csv"
    places.to_csv(file, index=False)
    assert main(asked(file, tmp_path / "out.json", *more)) == 2
    assert said in capsys.readouterr().err
