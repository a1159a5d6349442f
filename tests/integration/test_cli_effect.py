"""`pazos analyse effect`: a file of places and months gives an effect, its course, its checks and what may be said."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from pazos.config.main import main

COLUMNS = ("--unit", "place", "--time", "month", "--outcome", "deaths", "--treated-from", "from")


@pytest.fixture(autouse=True)
def _in_english(monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")


@pytest.fixture
def panel(tmp_path) -> str:
    chance = np.random.default_rng(3)
    rows = [
        {
            "place": f"b{place}",
            "month": f"{2019 + month // 12}-{month % 12 + 1:02}",
            "deaths": chance.poisson(6 if place < 8 and month >= 18 else 12),
            "from": "2020-07" if place < 8 else "",
        }
        for place in range(30)
        for month in range(30)
    ]
    path = tmp_path / "panel.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return str(path)


@pytest.mark.parametrize(
    "method", ["twfe", "poisson", "callaway-santanna", "synthetic-control", "sdid", "its", "matching"]
)
def test_an_effect_that_halves_deaths_is_found_and_drawn(panel, tmp_path, method) -> None:
    out, picture = tmp_path / "out.json", tmp_path / "effect.svg"
    drawn = ("--plot", str(picture)) if method != "sdid" else ()
    code = main(["analyse", "effect", panel, *COLUMNS, "--method", method, "--json", str(out), *drawn])
    found = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert found["high"] < 0
    assert found["verdict"] in {"fell", "cannot_tell_design"}
    assert found["settings"]["treated"] == 8
    assert not drawn or picture.read_text(encoding="utf-8").startswith("<svg")


def test_a_file_that_cannot_carry_the_question_is_refused_with_words(panel, tmp_path, capsys) -> None:
    frame = pd.read_csv(panel).assign(**{"from": "2019-01"})
    wrong = tmp_path / "wrong.csv"
    frame.to_csv(wrong, index=False)
    assert main(["analyse", "effect", str(wrong), *COLUMNS, "--method", "twfe"]) == 2
    assert "b0" in capsys.readouterr().err


def test_doubts_asked_for_stand_among_the_checks_and_workers_change_no_digit(panel, tmp_path) -> None:
    found = []
    for workers in ("1", "2"):
        out = tmp_path / f"{workers}.json"
        asked = ("--doubts", "placebo_in_space", "leave_one_out", "--workers", workers)
        drawn = ("--inference", "randomisation", "--draws", "1500")
        words = ["analyse", "effect", panel, *COLUMNS, "--method", "twfe", *drawn, *asked]
        assert main([*words, "--json", str(out)]) == 0
        found.append(json.loads(out.read_text(encoding="utf-8")))
    assert found[0] == found[1]
    passed = {check["name"]: check["passed"] for check in found[0]["checks"]}
    assert passed["placebo_in_space"] is True
    assert passed["leave_one_out"] is True


def test_a_cluster_that_does_not_answer_is_said(panel, capsys) -> None:
    words = ["analyse", "effect", panel, *COLUMNS, "--method", "twfe", "--cluster", "nowhere://127.0.0.1:9"]
    assert main(words) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_truce_that_ended_is_said_to_have_come_back(tmp_path, capsys, monkeypatch) -> None:
    chance = np.random.default_rng(5)
    levels = np.repeat([300.0, 120.0, 300.0], [40, 15, 35])
    frame = pd.DataFrame(
        {
            "place": "country",
            "month": [f"{2009 + one // 12}-{one % 12 + 1:02}" for one in range(90)],
            "deaths": chance.poisson(levels),
            "from": "2012-05",
        }
    )
    path, picture = tmp_path / "truce.csv", tmp_path / "truce.svg"
    frame.to_csv(path, index=False)
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    told = ("--breaks", "2012-05", "2013-08", "--change", "level", "--plot", str(picture))
    assert main(["analyse", "effect", str(path), *COLUMNS, "--method", "its", *told]) == 0
    assert "It came back" in capsys.readouterr().out
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_the_matched_are_drawn_with_their_balance(panel, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    out, picture = tmp_path / "out.json", tmp_path / "matching.svg"
    told = ("--by", "weights", "--scale", "difference", "--json", str(out), "--plot", str(picture))
    assert main(["analyse", "effect", panel, *COLUMNS, "--method", "matching", *told]) == 0
    balance = next(one for one in json.loads(out.read_text())["checks"] if one["name"] == "balance")
    assert {"name", "before", "after"} <= set(balance["facts"]["balance"][0])
    assert "standardi" in picture.read_text(encoding="utf-8")


@pytest.mark.parametrize("method", ["synthetic-control", "sdid", "augmented"])
def test_doubts_that_cannot_be_made_of_weighted_means_say_why_in_words(panel, capsys, method) -> None:
    asked = ("--doubts", "parallel_trends", "honest_bounds")
    assert main(["analyse", "effect", panel, *COLUMNS, "--method", method, *asked]) == 0
    said = capsys.readouterr().out
    for name in asked[1:]:
        assert f"{name}: The method of the plan does not rest on trends that this check could test." in said
