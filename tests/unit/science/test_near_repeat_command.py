"""`pazos analyse near-repeat`: the contract of its words, its JSON and its refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path

BREAKS = ["--space-breaks", "0,100,200", "--time-breaks", "0,8,15,22", "--permutations", "49", "--seed", "2"]


@pytest.fixture
def frame() -> pd.DataFrame:
    chance = np.random.default_rng(1)
    days = pd.Timestamp("2019-01-01") + pd.to_timedelta(chance.integers(0, 60, 80), unit="D")
    return pd.DataFrame(
        {"x": chance.uniform(0, 900, 80), "y": chance.uniform(0, 900, 80), "date": days.strftime("%Y-%m-%d")}
    )


def analysed(file: Path, *words: str) -> dict:
    out = file.with_suffix(".json")
    assert main(["analyse", "near-repeat", str(file), *BREAKS, "--json", str(out), *words]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_each_table_has_a_row_for_each_band_of_space(frame, tmp_path):
    frame.to_csv(tmp_path / "points.csv", index=False)
    result = analysed(tmp_path / "points.csv")
    for table in ("observed", "expected", "ratio", "p_value"):
        assert np.array(result[table]).shape == (2, 3)
    assert result["settings"]["space_bands"] == ["[0, 100)", "[100, 200)"]
    assert result["settings"]["time_bands"] == ["[0, 8)", "[8, 15)", "[15, 22)"]


def test_columns_are_found_by_name_or_by_order(frame, tmp_path):
    named, ordered, bare = (tmp_path / name for name in ("named.csv", "ordered.csv", "bare.csv"))
    frame.assign(note="-")[["date", "note", "y", "x"]].to_csv(named, index=False)
    frame.set_axis(["este", "norte", "ocurrido"], axis=1).to_csv(ordered, index=False)
    frame.to_csv(bare, index=False, header=False)
    by_name = analysed(named)
    assert analysed(ordered)["observed"] == by_name["observed"]
    assert analysed(bare, "--no-header")["observed"] == by_name["observed"]


def test_an_office_file_says_the_same_as_a_plain_one(frame, tmp_path):
    plain, office, bare = (tmp_path / name for name in ("plain.csv", "office.csv", "bare.csv"))
    frame.to_csv(plain, index=False)
    words = {"index": False, "sep": ";", "decimal": ",", "encoding": "latin-1"}
    frame.set_axis(["este", "norte", "día"], axis=1).to_csv(office, **words)
    frame.to_csv(bare, header=False, **(words | {"decimal": "."}))
    assert analysed(office)["observed"] == analysed(plain)["observed"]
    assert analysed(bare, "--no-header")["observed"] == analysed(plain)["observed"]


def test_a_table_is_drawn(frame, tmp_path):
    frame.to_csv(tmp_path / "points.csv", index=False)
    analysed(tmp_path / "points.csv", "--plot", str(tmp_path / "table.svg"))
    assert (tmp_path / "table.svg").read_text(encoding="utf-8").count("<text") >= 6


REFUSED = {
    "degrees": (lambda f: f.rename(columns={"x": "lon", "y": "lat"}), [], "project them"),
    "no header": (lambda f: f.set_axis(["1.5", "2", "2019-01-01"], axis=1), [], "--no-header"),
    "other columns": (lambda f: f.assign(z=1).rename(columns={"x": "este"}), [], "x, y and date"),
    "unreadable date": (lambda f: f.assign(date=["soon", *f.date[1:]]), [], "rows: 1"),
    "breaks": (lambda f: f, ["--time-breaks", "0,8,8"], "above the one before"),
    "words for breaks": (lambda f: f, ["--space-breaks", "near,far"], "near,far"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence(frame, tmp_path, capsys, monkeypatch, case):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    spoil, words, told = REFUSED[case]
    spoil(frame).to_csv(tmp_path / "points.csv", index=False)
    assert main(["analyse", "near-repeat", str(tmp_path / "points.csv"), *BREAKS, *words]) == 2
    assert told in capsys.readouterr().err
