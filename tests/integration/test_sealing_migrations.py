"""A city from before sealing: what stood open is sealed when the new version first enters it."""

from __future__ import annotations

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from pazos.config.settings import SQLITE_OPTIONS
from pazos.domain.sources.models import RejectedRow
from pazos.foundation.privacy import rotating

BEFORE, AFTER = [("sources", "0003_facts_of_a_death")], [("sources", "0004_rejected_rows_sealed")]


@pytest.fixture
def older(tmp_path, django_db_blocker, monkeypatch, settings):
    settings.MIGRATION_MODULES = {}  # the tests' own tables are made at once
    described = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "older.sqlite3"),
        "OPTIONS": SQLITE_OPTIONS,
    }
    monkeypatch.setitem(
        connections.databases, "older", connections.configure_settings({"default": described})["default"]
    )
    with django_db_blocker.unblock():
        executor = MigrationExecutor(connections["older"])
        executor.migrate(BEFORE)
        yield executor.loader.project_state(BEFORE).apps
    connections["older"].close()
    del connections["older"]


def test_rejected_rows_are_sealed_and_read_as_before_and_nothing_of_them_lies_open(older, tmp_path):
    source = (
        older.get_model("sources", "Source").objects.using("older").create(slug="s", name="S", mapping={})
    )
    delivery = (
        older.get_model("sources", "Delivery")
        .objects.using("older")
        .create(source=source, file_bytes=1, mapping={}, received_at="2020-01-01T00:00:00Z")
    )
    problems = [{"field": "age", "value": "200", "template": "t", "facts": {}}]
    older.get_model("sources", "RejectedRow").objects.using("older").bulk_create(
        older.get_model("sources", "RejectedRow")(
            delivery=delivery,
            row_number=number,
            values={"NOMBRE": f"Carmen {number}"},
            correction={"EDAD": "20"} if number % 2 else None,
            problems=problems,
        )
        for number in range(2, 1_203)
    )
    MigrationExecutor(connections["older"]).migrate(AFTER)
    rows = RejectedRow.objects.using("older").order_by("row_number")
    read = [(row.row_number, row.values, row.correction, row.first_value) for row in rows]
    assert read == [
        (number, {"NOMBRE": f"Carmen {number}"}, {"EDAD": "20"} if number % 2 else None, "200")
        for number in range(2, 1_203)
    ]
    with connections["older"].cursor() as cursor:
        cursor.execute("SELECT values_sealed || coalesce(correction_sealed, '') FROM sources_rejectedrow")
        assert not [stored for (stored,) in cursor.fetchall() if "Carmen" in stored or '"EDAD"' in stored]
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Carmen" not in on_disk
    assert b'"EDAD"' not in on_disk


def test_a_database_older_than_sealing_says_that_nothing_is_sealed(older, monkeypatch, settings, tmp_path):
    settings.CITY_FILES = tmp_path / "files"
    monkeypatch.setattr(rotating, "connection", connections["older"])
    assert not rotating.anything_is_sealed()
