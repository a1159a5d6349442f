"""What a thief of the disk finds: no plain word in the database, its log or its journal, nor in the files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connections, transaction

from pazos.config.settings import SQLITE_OPTIONS
from pazos.foundation.privacy import keys
from sealed_notes import Note, notes_table

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [b"Carmen", b"Usme", b"1113654321", b"2009-02-28", b"amenaza"]


@pytest.fixture(params=["WAL", "DELETE"])
def on_disk(request, tmp_path, django_db_blocker, monkeypatch):
    """A second database in a file, with each kind of journal; only its own rows are looked at."""
    options = {**SQLITE_OPTIONS, "init_command": SQLITE_OPTIONS["init_command"].replace("WAL", request.param)}
    described = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "city.sqlite3"),
        "OPTIONS": options,
    }
    monkeypatch.setitem(
        connections.databases, "on_disk", connections.configure_settings({"default": described})["default"]
    )
    with django_db_blocker.unblock(), notes_table("on_disk"):
        yield tmp_path
    connections["on_disk"].close()
    del connections["on_disk"]


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def write_everything() -> Note:
    facts = {"parties": ["Usme"], "phone": "1113654321"}
    rows = [
        Note(
            title="in sight",
            text="Carmen " * 40,
            more="amenaza",
            facts=facts,
            born_on=date(2009, 2, 28),
        )
        for _ in range(50)
    ]
    Note.objects.using("on_disk").bulk_create(rows)
    for row in rows[:20]:
        row.text = "amenaza a Carmen"
        row.save(using="on_disk")
    Note.objects.using("on_disk").bulk_update(rows[20:30], ["facts"])
    Note.objects.using("on_disk").filter(pk__in=[row.pk for row in rows[30:40]]).delete()
    return rows[0]


def test_no_plain_word_lies_in_the_database_or_beside_it(on_disk):
    with transaction.atomic(using="on_disk"):
        row = write_everything()
        half_way = stored(on_disk)
    after = stored(on_disk)
    for found in (half_way, after):
        assert [word for word in WORDS if word in found] == []
    assert (
        b"in sight" in after
    )  # what is not sealed is seen: the files that were looked at are the right ones
    assert Note.objects.using("on_disk").get(pk=row.pk).text == "amenaza a Carmen"


def pazos(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pazos", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PAZOS_LANGUAGE": "en", "DJANGO_SETTINGS_MODULE": "", **environment},
    )


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city") / "valle"
    assert pazos("init", str(folder), "--name", "Valle").returncode == 0
    return folder


def test_a_city_has_a_key_and_an_operator_can_make_another(city):
    said = pazos("keys", "rotate", "--city", str(city))
    assert said.returncode == 0, said.stderr
    ring = keys.read(city / "keys.json")
    assert len(ring.keys) == 2
    assert "Everything is sealed with the new key" in said.stdout
    assert "backup" in said.stdout
    for key in ring.keys:
        assert key.id in said.stdout
    for secret in json.loads((city / "keys.json").read_text())["keys"]:
        assert secret["key"] not in said.stdout
    assert "No key can be dropped" in pazos("keys", "retire", "--city", str(city)).stdout


def test_a_command_refuses_keys_that_others_can_read_and_names_the_cure(city):
    (city / "keys.json").chmod(0o644)
    said = pazos("keys", "--city", str(city))
    (city / "keys.json").chmod(0o600)
    assert said.returncode == 2
    assert "chmod 600" in said.stderr
    assert "Traceback" not in said.stderr


def test_keys_said_to_stand_elsewhere_are_never_made_by_the_way(city, tmp_path):
    elsewhere = tmp_path / "not-mounted" / "keys.json"
    said = pazos("account", "list", "--city", str(city), PAZOS_KEYS=str(elsewhere))
    assert said.returncode == 2
    assert "do not make another" in said.stderr
    assert not elsewhere.exists()


def test_keys_may_stand_on_another_disk(city, tmp_path):
    elsewhere = tmp_path / "keys.json"
    elsewhere.write_bytes((city / "keys.json").read_bytes())
    elsewhere.chmod(0o600)
    said = pazos("keys", "--city", str(city), PAZOS_KEYS=str(elsewhere))
    assert said.returncode == 0
    assert keys.read(elsewhere).current.id in said.stdout


def test_a_city_whose_files_are_sealed_is_not_entered_without_its_keys_and_gets_no_others(city, tmp_path):
    table = tmp_path / "homicidios.csv"
    table.write_text("NOMBRE;FECHA\nCarmen;ayer\n", encoding="utf-8")
    pazos("ingest", str(table), "--source", "policia-nacional", "--city", str(city))  # kept, taken or not
    (kept,) = [path for path in (city / "files").rglob("*") if path.is_file()]
    assert b"Carmen" not in kept.read_bytes()
    file, aside = city / "keys.json", tmp_path / "keys.json"
    aside.write_bytes(file.read_bytes())
    file.unlink()
    said = pazos("account", "list", "--city", str(city))
    assert said.returncode == 2
    assert "is missing" in said.stderr
    assert "Traceback" not in said.stderr
    assert not file.exists()
    file.write_bytes(aside.read_bytes())
    file.chmod(0o600)
    assert pazos("account", "list", "--city", str(city)).returncode == 0


def test_a_city_from_before_keys_gets_its_ring_and_its_files_are_sealed_by_a_rotation(city, tmp_path):
    before = tmp_path / "before"
    shutil.copytree(city, before, ignore=shutil.ignore_patterns("keys.json", "files"))
    kept = before / "files" / "ab" / "abcd"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"NOMBRE;FECHA\nCarmen;ayer\n")
    said = pazos("keys", "--city", str(before))
    assert said.returncode == 0, said.stderr
    assert "1 kept files are not sealed" in said.stdout
    assert pazos("keys", "rotate", "--city", str(before)).returncode == 0
    assert b"Carmen" not in kept.read_bytes()
