"""Many records at once: the same as few at a time, never half written, never pointing at nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from pazos.analysis.ingest.mapping import shipped
from pazos.domain.sources import actions, bulk
from pazos.domain.sources.models import Delivery, Record
from pazos.domain.territory.actions import note_spellings

SOURCE = Path(__file__).resolve().parents[2] / "src"
HEADINGS = "Fecha,Municipio,Código DANE,Barrio,Edad,Sexo,Cantidad"
ROWS = 60_000  # more than one block, and enough for the indexes to be made at the end
NAMES = ("row_number", "in_city", "occurred_on", "minute_of_day", "age", "sex", "spelling", "lon", "lat")
SAME = {"municipality_code": "76520", "precision": "day", "victims": 1, "age_group": "", "weapon": ""}
SAME |= {"manner": "homicide", "cause_code": "", "zone": "", "source_key": ""}
KILLED_HALF_WAY = """
import os, signal, sys
from pathlib import Path
from pazos.config.city import enter, find
enter(find(Path.cwd()))
from pazos.analysis.ingest.take import take
from pazos.domain.sources import bulk
bulk.CACHE_KB = 100  # so that what is half written has reached the disk
def tell(step, share):
    if step == "writing":
        os.kill(os.getpid(), signal.SIGKILL)
take(Path(sys.argv[1]), source="policia-nacional", by=None, tell=tell)
"""


def python(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAZOS", "DJANGO"))}
    environment = {**kept, "PYTHONPATH": str(SOURCE), "PAZOS_LANGUAGE": "en"}
    words = (sys.executable, *words)
    return subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def asked(folder: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "pazos.sqlite3")) as database:
        return [row[0] for row in database.execute(question)]


def many_rows(folder: Path) -> Path:
    path = folder / "many.csv"
    rows = [f"{n % 28 + 1:02d}/03/2017,PALMIRA,76520000,LORETO,{n % 90},FEMENINO,1" for n in range(ROWS)]
    rows[ROWS // 2] = "31/02/2017,PALMIRA,76520000,LORETO,30,FEMENINO,1"
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_process_killed_half_way_loses_nothing_and_the_next_run_doubles_nothing(tmp_path: Path) -> None:
    assert python("-m", "pazos", "init", "city", "--code", "76520", folder=tmp_path).returncode == 0
    city, path = tmp_path / "city", many_rows(tmp_path)
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"
    before = asked(city, indexes)
    killed = python("-c", KILLED_HALF_WAY, str(path), folder=city)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (city / "pazos.sqlite3-wal").stat().st_size > 2**20, "nothing was half written"
    assert asked(city, "SELECT count(*) FROM sources_record") == [0]
    assert asked(city, "SELECT state FROM sources_delivery") == ["reading"]
    assert asked(city, indexes) == before
    for run in ("taken up", "known"):
        again = python("-m", "pazos", "ingest", str(path), "--source", "policia-nacional", folder=city)
        assert again.returncode == 0, (run, again.stderr)
        assert asked(city, "SELECT count(*) FROM sources_record") == [ROWS - 1]
        assert asked(city, "SELECT count(DISTINCT row_number) FROM sources_record") == [ROWS - 1]
        assert asked(city, "SELECT row_number FROM sources_rejectedrow") == [ROWS // 2 + 2]
    assert asked(city, "SELECT state FROM sources_delivery") == ["current"]
    assert asked(city, "PRAGMA foreign_key_check") == []
    assert asked(city, indexes) == before
    found = json.loads(asked(city, "SELECT json_group_array(file_hash) FROM sources_delivery")[0])
    assert sum(kept.is_file() for kept in (city / "files").rglob("*")) == len(found) == 1


def delivery(name: str) -> Delivery:
    stored = {**shipped()["policia-nacional"].stored(), "slug": name}
    source = actions.create_source(stored=stored, by=None)
    facts = {"file_hash": name, "file_bytes": 1, "mapping": {}, "received_at": timezone.now()}
    return Delivery.objects.create(source=source, file_name=name, **facts)


def added(name: str, spelling: int | None) -> list[dict[str, Any]]:
    one = delivery(name)
    count = bulk.AT_ONCE + 5  # a full statement and some rows over
    every = range(count)
    block = [
        [n + 2 for n in every],
        [n % 2 == 0 for n in every],
        [f"2017-03-{n % 28 + 1:02d}" for n in every],
        [None if n % 3 else 0 for n in every],
        [n % 90 if n % 4 else None for n in every],
        ["m" if n % 5 else "" for n in every],
        [spelling if n % 2 else None for n in every],
        [-76.3 if n % 2 else None for n in every],
        [0.0 if n % 2 else None for n in every],
    ]
    bulk.add_records([block], NAMES, same={**SAME, "delivery": one.pk, "source": one.source_id}, rows=count)
    columns = [*NAMES, *SAME, "superseded_by", "neighbourhood"]
    return list(Record.objects.filter(delivery=one).order_by("row_number").values(*columns))


@pytest.mark.django_db
def test_many_records_are_written_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    spelling = note_spellings({"LORETO": "LORETO"}, by=None)["LORETO"]
    few = added("few", spelling)
    monkeypatch.setattr(bulk, "MANY", 1)
    assert added("many", spelling) == few
    first, second = few[:2]
    assert (first["in_city"], first["minute_of_day"], first["age"], first["lon"]) == (True, 0, None, None)
    assert (second["in_city"], second["minute_of_day"], second["age"]) == (False, None, 1)
    assert (second["occurred_on"], second["spelling"]) == (date(2017, 3, 2), spelling)
    assert (second["lon"], second["lat"], second["superseded_by"]) == (-76.3, 0.0, None)


@pytest.mark.django_db
def test_many_records_that_point_at_nothing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MANY", 1)
    if connection.vendor == "postgresql":
        pytest.skip("this database looks every reference up itself")
    with pytest.raises(IntegrityError, match="spelling"), transaction.atomic():
        added("lost", 999_999)


@pytest.mark.django_db(transaction=True)
def test_references_are_looked_up_again_after_many_records() -> None:
    def looked_up() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys")
            return bool(cursor.fetchone()[0])

    if connection.vendor == "postgresql":
        pytest.skip("this database looks every reference up itself")
    with bulk.references_looked_up_once(rows=bulk.MANY - 1):
        assert looked_up()
    with bulk.references_looked_up_once(rows=bulk.MANY):
        assert not looked_up()
    assert looked_up()
