"""A city from before some migrations, in a database of its own: a file, or with PAZOS_DATABASE one in PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from pazos.config.settings import SQLITE_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.apps.registry import Apps

OLDER = "older"


def moved(*to: tuple[str, str]) -> Apps:
    """Carry out the migrations until these, back or forth, and return the models as they were then."""
    executor = MigrationExecutor(connections[OLDER])
    executor.migrate(list(to))
    return executor.loader.project_state(list(to)).apps


def rows(apps: Apps, app: str, name: str) -> Any:
    """Return the rows of a model as it was then."""
    return apps.get_model(app, name).objects.using(OLDER)


@pytest.fixture
def older(tmp_path: Path, django_db_blocker, monkeypatch, settings) -> Iterator[None]:
    """Have a database with no table yet under the alias `older`."""
    settings.MIGRATION_MODULES = {}  # the tests' own tables are made at once
    with django_db_blocker.unblock(), _of_its_own(tmp_path) as described:
        monkeypatch.setitem(
            connections.databases, OLDER, connections.configure_settings({"default": described})["default"]
        )
        try:
            yield
        finally:
            connections[OLDER].close()
            del connections[OLDER]


@contextmanager
def _of_its_own(folder: Path) -> Iterator[dict[str, Any]]:
    if connection.vendor != "postgresql":
        yield {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "older.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        }
        return
    said = connection.settings_dict
    name = connection.ops.quote_name(f"{said['NAME']}_{OLDER}")
    drop = f"DROP DATABASE IF EXISTS {name}"
    with connection._nodb_cursor() as server:
        server.execute(drop)
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield {key: said[key] for key in ("ENGINE", "USER", "PASSWORD", "HOST", "PORT")} | {
            "NAME": f"{said['NAME']}_{OLDER}"
        }
    finally:
        with connection._nodb_cursor() as server:
            server.execute(drop)
