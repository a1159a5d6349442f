"""A city from before committees were records: the words that stood beside a venue are kept, and go back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from pazos.config.settings import SQLITE_OPTIONS

BEFORE, AFTER = [("venues", "0001_initial")], [("venues", "0003_committee_beside_its_venue")]
SINCE = date(2025, 3, 1)


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


def moved(to):
    executor = MigrationExecutor(connections["older"])
    executor.migrate(to)
    return executor.loader.project_state(to).apps


def test_the_words_of_a_committee_become_its_record_and_go_back(older):
    def rows(name, app, apps=older):
        return apps.get_model(app, name).objects.using("older")

    staff = rows("Staff", "people").create(username="a", name="A", role="strategy_lead")
    place = rows("Neighbourhood", "territory").create(code="N1", name="N1")
    for code, said in (
        ("a", {"committee": "Comité Uno", "committee_since_on": SINCE}),
        ("b", {}),
        ("c", {"committee_since_on": SINCE}),
    ):
        rows("Venue", "venues").create(
            code=code,
            name=code,
            kind="park",
            neighbourhood=place,
            entered_by=staff,
            entered_at="2026-01-01T00:00:00Z",
            **said,
        )
    after = moved(AFTER)
    kept = rows("NeighboursCommittee", "venues", after).order_by("venue__code")
    stood = [("a", "Comité Uno", SINCE), ("c", "Comité de vecinos", SINCE)]
    assert list(kept.values_list("venue__code", "name", "since_on")) == stood
    before = moved(BEFORE)
    back = rows("Venue", "venues", before).order_by("code").values_list("code", "committee")
    assert list(back) == [("a", "Comité Uno"), ("b", ""), ("c", "Comité de vecinos")]
