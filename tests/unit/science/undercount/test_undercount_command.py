"""`pazos analyse undercount`: three kinds of file, one answer; its JSON, its figure and its refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path

CELLS = {
    (1, 1, 1): 40,
    (1, 1, 0): 60,
    (1, 0, 1): 35,
    (1, 0, 0): 55,
    (0, 1, 1): 30,
    (0, 1, 0): 45,
    (0, 0, 1): 28,
}
LISTS = ["police", "forensic", "press"]
KEYS = {
    "ok", "verdict", "reasons", "cautions", "codes", "observed", "missed", "total", "coverage", "model", "best",
    "models", "lower_bound", "sample_coverage", "assumptions", "settings",
}  # fmt: skip


@pytest.fixture
def counts() -> pd.DataFrame:
    return pd.DataFrame([[*held, deaths] for held, deaths in CELLS.items()], columns=[*LISTS, "deaths"])


@pytest.fixture
def deaths(counts) -> pd.DataFrame:
    rows = counts.loc[counts.index.repeat(counts.deaths), LISTS].sample(frac=1, random_state=1)
    return rows.reset_index(drop=True).assign(day=lambda frame: np.arange(len(frame)))


def written(frame: pd.DataFrame, folder: Path, name: str = "lists.csv") -> Path:
    frame.to_csv(folder / name, index=False)
    return folder / name


def analysed(file: Path, *words: str, code: int = 0) -> dict:
    out = file.with_name(file.name + ".out")
    assert main(["analyse", "undercount", str(file), "--json", str(out), *words]) == code
    return json.loads(out.read_text(encoding="utf-8"))


def test_the_contract(counts, tmp_path):
    result = analysed(written(counts, tmp_path))
    assert result.keys() == KEYS
    assert result["ok"] is True
    assert result["verdict"] == "estimate"
    assert result["observed"] == sum(CELLS.values())
    assert result["missed"]["low"] <= result["missed"]["estimate"] <= result["missed"]["high"]
    assert result["total"]["estimate"] == pytest.approx(result["observed"] + result["missed"]["estimate"])
    assert [one["list"] for one in result["coverage"]] == LISTS
    assert result["coverage"][0]["share"] == pytest.approx(190 / result["total"]["estimate"])
    assert len(result["models"]) == 8
    assert sum(line["weight"] for line in result["models"]) == pytest.approx(1)
    assert {one["bias"] for one in result["assumptions"]} == {"too low", "too high"}
    assert result["settings"]["shape"] == "counts"


def test_a_table_of_counts_one_row_a_death_and_linked_lists_say_the_same(counts, deaths, tmp_path):
    overlap = [
        {"lists": [name for name, yes in zip(LISTS, held, strict=True) if yes], "deaths": n}
        for held, n in CELLS.items()
    ]
    linked = tmp_path / "linked.json"
    linked.write_text(json.dumps({"overlap": overlap, "pairs": []}), encoding="utf-8")
    answers = [
        analysed(written(counts, tmp_path, "counts.csv")),
        analysed(written(deaths, tmp_path, "deaths.csv")),
        analysed(linked),
    ]
    assert [answer["settings"]["shape"] for answer in answers] == ["counts", "deaths", "links"]
    for answer in answers[1:]:
        for key in ("missed", "total", "models", "coverage"):
            assert answer[key] == answers[0][key]


@pytest.mark.parametrize(
    ("yes", "no"), [("si", "no"), ("Sí", "NO"), ("x", ""), ("true", "false"), ("S", "n")]
)
def test_marks_of_offices_are_read(deaths, tmp_path, yes, no):
    plain = analysed(written(deaths, tmp_path, "plain.csv"))
    marked = deaths.assign(**{name: np.where(deaths[name] == 1, yes, no) for name in LISTS})
    assert analysed(written(marked, tmp_path, "marked.csv"))["missed"] == plain["missed"]


def test_the_order_of_rows_is_nothing(deaths, tmp_path):
    shuffled = deaths.sample(frac=1, random_state=4)
    first, second = (
        analysed(written(deaths, tmp_path, "a.csv")),
        analysed(written(shuffled, tmp_path, "b.csv")),
    )
    assert first == second


def test_cannot_tell_is_an_answer_and_no_failure(counts, tmp_path, capsys):
    result = analysed(
        written(counts, tmp_path), "--dependent", "police,forensic", "--dependent", "press,police"
    )
    assert result["verdict"] == "cannot tell"
    assert result["missed"] == {"estimate": None, "low": None, "high": None}
    assert result["codes"]["reasons"][0]["code"] == "all_dependent"
    assert "police, forensic, press" in result["reasons"][0]
    assert result["reasons"][0] in capsys.readouterr().out.replace("\n", " ")


def test_lists_that_are_left_out_are_said(counts, tmp_path):
    result = analysed(written(counts, tmp_path), "--lists", "police,forensic")
    assert result["observed"] == sum(CELLS.values()) - 28
    assert result["settings"]["left_out"] == 28
    assert any("28" in caution for caution in result["cautions"])
    assert result["lincoln_petersen"] == pytest.approx(190 * 175 / 100)


def test_strata_are_added_up(counts, tmp_path):
    halves = pd.concat([counts.assign(year=2020), counts.assign(year=2021)])
    result = analysed(written(halves, tmp_path), "--strata", "year")
    assert [one["stratum"] for one in result["strata"]] == ["2020", "2021"]
    each = [one["missed"]["estimate"] for one in result["strata"]]
    assert result["missed"]["estimate"] == pytest.approx(sum(each))
    assert result["observed"] == 2 * sum(CELLS.values())
    assert result["missed"]["high"] < 2 * result["strata"][0]["missed"]["high"]


def test_a_model_can_be_named_and_the_best_one_asked(counts, tmp_path):
    file = written(counts, tmp_path)
    named = analysed(file, "--model", "press + forensic*police")
    best = analysed(file, "--model", "best", "--criterion", "bic", "--level", "0.9")
    assert named["model"] == "police*forensic + press"
    assert (
        best["model"] == best["best"]["model"] == min(best["models"], key=lambda line: line["bic"])["model"]
    )
    assert best["missed"] == best["best"]["missed"]


@pytest.mark.parametrize("words", [[], ["--dependent", "police,forensic", "--dependent", "police,press"]])
def test_a_figure_is_drawn_whatever_the_verdict(counts, tmp_path, words):
    analysed(written(counts, tmp_path), *words, "--plot", str(tmp_path / "figure.svg"))
    assert "<svg" in (tmp_path / "figure.svg").read_text(encoding="utf-8")


def test_the_answer_checks_itself():
    from pazos.analysis.undercount import answer
    from pazos.science.undercount import Interval

    assert answer._holds(None)
    assert answer._holds(Interval(3, 1, 9))
    assert not answer._holds(Interval(3, 4, 9))


REFUSED = {
    "no list": (lambda f: f.assign(police=7, forensic=8, press=9), [], "no column of yes and no"),
    "a mark": (
        lambda f: f.assign(press=[1, 0, 1, 0, 1, 0, "maybe"]),
        ["--lists", "police,press"],
        "press, rows 8",
    ),
    "an empty mark": (lambda f: f.assign(press=[1, 0, 1, 0, 1, 0, ""]), [], "press, rows 8"),
    "a count": (lambda f: f.assign(deaths=[*f.deaths[:-1], "12,5"]), [], "deaths, rows 8"),
    "a count of nobody": (
        lambda f: pd.concat([f, pd.DataFrame([[0, 0, 0, 9]], columns=f.columns)]),
        [],
        "rows 9",
    ),
    "counts unnamed": (lambda f: f.rename(columns={"deaths": "cifra"}), [], "name the column with --count"),
    "a column": (lambda f: f, ["--count", "total"], "no column total"),
    "a list": (lambda f: f, ["--lists", "police,morgue"], "no column morgue"),
    "no deaths": (lambda f: f.assign(deaths=0), [], "counts no death"),
    "no rows": (lambda f: f.iloc[:0], [], "no rows"),
    "a model": (lambda f: f, ["--model", "police*morgue"], "no list morgue"),
    "all lists at once": (lambda f: f, ["--model", "police*forensic*press"], "no data can show"),
    "a level": (lambda f: f, ["--level", "95"], "such as 0.95"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_input_is_refused_with_its_place_and_cure(counts, tmp_path, capsys, case, monkeypatch):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    change, words, said = REFUSED[case]
    file = written(change(counts), tmp_path)
    assert main(["analyse", "undercount", str(file), *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("{}", [], "needs overlap"),
        ("[1]", [], "needs overlap"),
        ("not json", [], "needs overlap"),
        ('{"overlap": [{"lists": ["a"], "deaths": -2}]}', [], "whole number"),
        ('{"overlap": [{"lists": [], "deaths": 2}]}', [], "Each combination"),
        ('{"overlap": [{"lists": ["a"], "deaths": "x"}]}', [], "needs overlap"),
        ('{"overlap": [{"lists": ["a", "b"], "deaths": 2}]}', ["--strata", "year"], "for tables"),
    ],
)
def test_a_json_that_holds_no_links_is_refused(tmp_path, capsys, text, words, said, monkeypatch):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    file = tmp_path / "links.json"
    file.write_text(text, encoding="utf-8")
    assert main(["analyse", "undercount", str(file), *words]) == 2
    assert said in capsys.readouterr().err


def test_deaths_in_no_list_are_refused_by_row(deaths, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    none = deaths.copy()
    none.loc[4, LISTS] = 0
    assert main(["analyse", "undercount", str(written(none, tmp_path))]) == 2
    assert "rows 6" in capsys.readouterr().err
