"""The commands of territory, from nothing: a folder becomes a city and is filled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from pazos.domain.territory.actions import note_spellings
from pazos.domain.territory.models import Municipality, Neighbourhood
from pazos.interfaces.cli import areas, gazetteer
from pazos.interfaces.cli import init as init_command
from pazos.science.problems import InputProblem

SOURCE = Path(__file__).resolve().parents[2] / "src"


def pazos(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, in its own process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAZOS", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "pazos", *words],
        env={**kept, "PYTHONPATH": str(SOURCE), "PAZOS_LANGUAGE": "en"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_init_makes_a_city_once_and_a_second_time_is_harmless(tmp_path: Path) -> None:
    first = pazos("init", "villa-nueva", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "Villa Nueva was made" in first.stdout
    assert "pazos areas FILE" in first.stdout
    settings = (tmp_path / "villa-nueva" / "pazos.toml").read_text("utf-8")
    again = pazos("init", "villa-nueva", "--code", "76520", folder=tmp_path)
    assert again.returncode == 0
    assert "Villa Nueva stands" in again.stdout
    assert (tmp_path / "villa-nueva" / "pazos.toml").read_text("utf-8") == settings
    outside = pazos("areas", "names.csv", folder=tmp_path)
    assert (outside.returncode, "pazos init FOLDER" in outside.stderr) == (2, True)


def run(module: Any, *words: str) -> int:
    parser = ArgumentParser()
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(words)))


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["7652", "76520000", "7652A"])
def test_a_divipola_code_has_five_digits(tmp_path: Path, code: str) -> None:
    with pytest.raises(InputProblem, match="five digits"):
        run(init_command, str(tmp_path / "x"), "--code", code)
    assert not Municipality.objects.exists()


@pytest.mark.django_db
def test_init_says_what_it_is_told_and_keeps_the_rest(tmp_path: Path) -> None:
    run(init_command, str(tmp_path / "palmira"), "--code", "76520", "--department", "Valle del Cauca")
    run(init_command, str(tmp_path / "palmira"), "--name", "Palmira, Valle", "--language", "en")
    city = Municipality.objects.get()
    assert (city.name, city.code, city.department) == ("Palmira, Valle", "76520", "Valle del Cauca")


@pytest.mark.django_db
def test_areas_and_people_in_one_command_with_their_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Municipality.objects.create(name="Palmira")
    (tmp_path / "names.csv").write_text("codigo,nombre,comuna\n01,Loreto,3\n02,Rozo,8\n", "utf-8")
    (tmp_path / "people.csv").write_text("codigo,año,poblacion\n1,2018,50\n9,2018,1\n", "utf-8")
    out = tmp_path / "out.json"
    words = [
        str(tmp_path / "names.csv"),
        "--rural-comunas",
        "8-16",
        "--population",
        str(tmp_path / "people.csv"),
    ]
    assert run(areas, *words, "--json", str(out)) == 0
    result = json.loads(out.read_text("utf-8"))
    assert (result["new"], result["zones"]) == (2, {"urban": 1, "rural": 1, "": 0})
    assert result["population"]["unknown"] == {"9": 1.0}
    assert result["population"]["without_people"] == ["02"]
    assert "codigo" in capsys.readouterr().out


@pytest.mark.django_db
def test_areas_without_a_file_or_a_city_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="Name a FILE"):
        run(areas)
    (tmp_path / "names.csv").write_text("nombre\nLoreto\n", "utf-8")
    with pytest.raises(InputProblem, match="no municipality"):
        run(areas, str(tmp_path / "names.csv"))
    with pytest.raises(InputProblem, match="--valid-from"):
        run(areas, str(tmp_path / "names.csv"), "--close-missing")


@pytest.mark.parametrize(
    ("text", "found"), [("8-10,12", {"8", "9", "10", "12"}), ("", set()), ("A, B", {"A", "B"})]
)
def test_a_list_of_comunas_may_have_spans(text: str, found: set[str]) -> None:
    assert areas.comunas(text) == found


@pytest.mark.django_db
def test_a_table_with_a_wrong_row_is_taken_but_for_that_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Neighbourhood.objects.create(code="1", name="Loreto")
    note_spellings({"LORETTO": "LORETTO", "ROZO": "ROZO"}, by=None)
    table = tmp_path / "queue.csv"
    assert run(gazetteer, "--export", str(table), "--json", str(tmp_path / "out.json")) == 0
    assert [item["key"] for item in json.loads((tmp_path / "out.json").read_text("utf-8"))["waiting"]] == [
        "LORETTO",
        "ROZO",
    ]
    table.write_text("key,decision,place\nLORETTO,place,Loreto\nROZO,perhaps,\n", "utf-8")
    assert run(gazetteer, "--apply", str(table)) == 1
    assert "perhaps" in capsys.readouterr().out
    assert run(gazetteer, "--create-places", "0") == 0
    assert Neighbourhood.objects.filter(code="ROZO").exists()
    assert run(gazetteer, "--waiting") == 0
