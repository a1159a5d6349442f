"""The command `pazos ingest`: its JSON is a contract, its exit code says what a script must know."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pazos.domain.territory.models import Municipality
from pazos.interfaces.cli import ingest

pytestmark = pytest.mark.django_db
TEXT = "Fecha,Municipio,Código DANE,Barrio,Edad,Sexo,Cantidad\n"


@pytest.fixture(autouse=True)
def _city(settings: Any, tmp_path: Path) -> None:
    settings.CITY_FILES = tmp_path / "city" / "files"
    Municipality.objects.create(code="76520", name="Palmira")


def ran(tmp_path: Path, *words: str) -> tuple[int, dict[str, Any]]:
    parser = argparse.ArgumentParser()
    ingest.add_arguments(parser)
    out = tmp_path / "out.json"
    code = ingest.run(parser.parse_args([*words, "--json", str(out)]))
    return code, json.loads(out.read_text(encoding="utf-8"))


def file(tmp_path: Path, name: str, days: range) -> str:
    path = tmp_path / name
    rows = [f"{day:02d}/03/2017,PALMIRA,76520000,LORETO,24,MASCULINO,1" for day in days]
    path.write_text(TEXT + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def test_the_result_holds_the_keys_of_the_contract(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", range(10, 20))
    code, result = ran(tmp_path, path, "--source", "policia-nacional")
    assert code == 0
    assert (result["rows"], result["accepted"], result["rejected"], result["victims"]) == (10, 10, 0, 10)
    assert result["victims_in_city"] == 10
    assert result["file_hash"] == hashlib.sha256(Path(path).read_bytes()).hexdigest()
    assert result["warnings"] == []


def test_a_file_that_waits_exits_with_one_and_a_refused_one_with_two(tmp_path: Path) -> None:
    whole, part = file(tmp_path, "a.csv", range(10, 20)), file(tmp_path, "b.csv", range(10, 14))
    (tmp_path / "empty.csv").touch()
    ran(tmp_path, whole, "--source", "policia-nacional")
    code, result = ran(tmp_path, part, "--source", "policia-nacional")
    assert (code, result["state"], result["warnings"][-1]["code"]) == (1, "waiting", "waiting")
    code, result = ran(tmp_path, str(tmp_path / "empty.csv"), "--source", "policia-nacional")
    assert (code, result["state"], result["warnings"][0]["code"]) == (2, "stopped", "empty_file")


def test_several_files_are_summed_and_a_refused_one_does_not_keep_the_others_out(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    good = file(tmp_path, "a.csv", range(10, 20))
    code, result = ran(tmp_path, str(tmp_path / "empty.csv"), good, "--source", "policia-nacional")
    assert (code, result["rows"], len(result["files"])) == (2, 10, 2)


def test_the_same_file_gives_the_same_figures_and_says_so(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", range(10, 20))
    _, first = ran(tmp_path, path, "--source", "policia-nacional")
    code, again = ran(tmp_path, path, "--source", "policia-nacional")
    assert code == 0
    assert [said["code"] for said in again["warnings"]] == ["same_file"]
    assert {**again, "warnings": []} == first
