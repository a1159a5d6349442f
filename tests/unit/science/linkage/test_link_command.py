"""`pazos analyse link` keeps its contract on files as offices hand them out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = {"pairs", "links", "review", "deaths", "in_each", "overlap", "costs", "settings", "warnings"}
POLICE = pd.DataFrame(
    {
        "caso_id": ["p1", "p2", "p3", "p4", "p5"],
        "fecha_hecho": ["13/01/2020", "04/02/2020", "25/03/2020", "07/05/2020", "30/06/2020"],
        "edad": ["20", "30", "", "45 años", "25"],
        "sexo": ["MASCULINO", "MASCULINO", "FEMENINO", "MASCULINO", "MASCULINO"],
        "barrio": ["B/ El Prado", "Centro", "La Flora", "San Luis", "Obrero"],
        "arma_medio": ["ARMA DE FUEGO", "ARMA BLANCA", "ARMA DE FUEGO", "ARMA DE FUEGO", "CONTUNDENTE"],
        "hora": ["23:10", "02:00", "15:30", "20:00", "04:45"],
    }
)
FORENSIC = pd.DataFrame(
    {
        "protocolo": ["f1", "f2", "f3"],
        "date": ["2020-01-13", "2020-03-25", "2020-09-09"],
        "age": [20, 40, 33],
        "sex": ["M", "F", "M"],
        "neighbourhood": ["PRADO", "LA FLORA", "CENTRO"],
        "weapon": ["firearm", "firearm", "blade"],
        "hour": ["23:00", "15:45", "01:00"],
    }
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    police, forensic = tmp_path / "police.csv", tmp_path / "forensic.csv"
    POLICE.rename(columns={"caso_id": "id"}).to_csv(police, index=False, sep=";", encoding="cp1252")
    FORENSIC.to_csv(forensic, index=False)
    return police, forensic


def linked(*words: object, out: Path) -> dict[str, Any]:
    assert main(["analyse", "link", *map(str, words), "--json", str(out)]) == 0
    return dict(json.loads(out.read_text()))


def test_two_small_files_in_two_languages_are_linked(files: tuple[Path, Path], tmp_path: Path) -> None:
    found = linked(*files, out=tmp_path / "out.json")
    assert set(found) >= CONTRACT
    pairs = {(pair["a"], pair["b"]): pair["decision"] for pair in found["pairs"]}
    assert pairs == {("f1", "p1"): "link", ("f2", "p3"): "link"}
    assert (found["links"], found["deaths"]) == (2, 6)
    assert found["in_each"] == {"forensic": 3, "police": 5}
    assert {tuple(row["lists"]): row["deaths"] for row in found["overlap"]} == {
        ("forensic", "police"): 2,
        ("forensic",): 1,
        ("police",): 3,
    }
    assert found["settings"]["lists"][0]["columns"]["date"] == "fecha_hecho"
    assert {row["m_from"] for row in found["settings"]["parameters"]} == {"default"}


def test_the_order_of_the_files_means_nothing(files: tuple[Path, Path], tmp_path: Path) -> None:
    once = linked(*files, out=tmp_path / "a.json")
    again = linked(*reversed(files), out=tmp_path / "b.json")
    for key in ("pairs", "links", "deaths", "in_each", "overlap", "costs"):
        assert once[key] == again[key]


def test_rows_without_identifier_are_called_by_their_row(files: tuple[Path, Path], tmp_path: Path) -> None:
    found = linked(*files, "--id", "-", out=tmp_path / "out.json")
    assert {(pair["a"], pair["b"]) for pair in found["pairs"]} == {("2", "2"), ("3", "4")}


def test_columns_of_any_name_may_be_stated(files: tuple[Path, Path], tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    pd.read_csv(files[1]).rename(columns={"date": "when", "weapon": "how"}).to_csv(strange, index=False)
    found = linked(files[0], strange, "--date", "when", "--weapon", "how", out=tmp_path / "out.json")
    assert found["settings"]["lists"][1]["columns"]["date"] == "when"
    assert found["links"] == 2


def test_thresholds_may_be_stated_and_the_chart_drawn(files: tuple[Path, Path], tmp_path: Path) -> None:
    chart = tmp_path / "costs.svg"
    found = linked(*files, "--upper", "1", "--lower", "0.1", "--plot", chart, out=tmp_path / "out.json")
    assert found["links"] == 0
    assert {pair["decision"] for pair in found["pairs"]} == {"review"}
    assert "<svg" in chart.read_text()


def test_one_list_is_searched_for_deaths_told_twice(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    twice = pd.concat([POLICE, POLICE.iloc[[0]].assign(caso_id="p6")])
    twice.rename(columns={"caso_id": "id"}).to_csv(file, index=False)
    found = linked(file, "--dedupe", out=tmp_path / "out.json")
    assert {pair["a"] + pair["b"] for pair in found["pairs"]} == {"p1p6"}


def test_three_lists_say_which_hold_each_death(files: tuple[Path, Path], tmp_path: Path) -> None:
    third = tmp_path / "vital.csv"
    FORENSIC.assign(protocolo=["v1", "v2", "v3"]).iloc[:2].to_csv(third, index=False)
    found = linked(*files, third, out=tmp_path / "out.json")
    together = {tuple(row["lists"]): row["deaths"] for row in found["overlap"]}
    assert together["forensic", "police", "vital"] == 2


def test_what_must_be_said_of_a_list_is_said(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    odd = tmp_path / "odd.csv"
    rows = FORENSIC.assign(delito=["HOMICIDIO", "LESIONES PERSONALES", "HOMICIDIO"], cantidad=[1, 1, 2])
    rows["date"] = ["01/02/2020", "03/04/2020", "no sabe"]
    rows.to_csv(odd, index=False)
    text = " ".join(linked(files[0], odd, out=tmp_path / "out.json")["warnings"])
    assert "odd: 1 rows are injuries" in text
    assert "odd: by cantidad 1 rows stand for several victims" in text
    assert "odd: date was read as day/month" in text
    assert "odd: 1 dates of date could not be read" in text


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main(["analyse", "link", *map(str, words)]) == 2
    return capsys.readouterr().err


def test_what_cannot_be_linked_is_refused_in_one_sentence(
    files: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")
    police, forensic = files
    other = tmp_path / "other.csv"
    FORENSIC.assign(date="2020-03").to_csv(other, index=False)
    assert "gives the month and not the day" in refused(capsys, police, other)
    FORENSIC.drop(columns="protocolo").assign(id=["x", "x", "y"]).to_csv(other, index=False)
    assert "names some rows twice: x" in refused(capsys, police, other)
    FORENSIC[["protocolo", "date"]].to_csv(other, index=False)
    assert "nothing but dates" in refused(capsys, police, other)
    FORENSIC.drop(columns="date").to_csv(other, index=False)
    assert "no column of dates" in refused(capsys, police, other)
    assert "needs two lists" in refused(capsys, police)
    assert "No list has a column nothere" in refused(capsys, police, forensic, "--age", "nothere")
    assert "Thresholds are probabilities" in refused(
        capsys, police, forensic, "--upper", "0.2", "--lower", "0.9"
    )


def test_a_list_without_rows_is_said_and_taken(files: tuple[Path, Path], tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    FORENSIC.iloc[:0].to_csv(empty, index=False)
    found = linked(files[0], files[1], empty, out=tmp_path / "out.json")
    assert found["deaths"] == 6
    assert any("empty" in warning for warning in found["warnings"])


def test_names_are_found_and_put_together(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    POLICE.assign(nombres=["Ana", "Luis", "Eva", "Juan", "Raúl"], apellidos="Pérez Mina").to_csv(
        one, index=False
    )
    POLICE.assign(nombre_completo=["Pérez Mina Ana", "Mina Luis", "X", "Y", "Z"]).to_csv(other, index=False)
    found = linked(one, other, out=tmp_path / "out.json")
    assert found["settings"]["lists"][0]["columns"]["name"] == ["nombres", "apellidos"]
    assert "names" in found["settings"]["fields"]
