"""A new city's tables are made at once, and have the shape that its migrations would have given them."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NEW = """
from pathlib import Path
from pazos.config.city import enter, make
enter(make(Path({folder!r})))
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
print(len(executor.migration_plan(executor.loader.graph.leaf_nodes())))
"""
IN = re.compile(r"IN \(([^()]*)\)")
TABLES = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


def parts(sql: str) -> list[str]:
    """Return the columns and constraints of a table in no order: a migration adds columns at the end."""
    found, depth, sign = [""], 0, ""
    for letter in sql[sql.index("(") + 1 : sql.rindex(")")]:
        if letter in "'\"" and sign in ("", letter):
            sign = "" if sign else letter
        depth += (letter == "(") - (letter == ")") if not sign else 0
        if letter == "," and not depth and not sign:
            found.append("")
        else:
            found[-1] += letter
    return sorted(IN.sub(_in_order, " ".join(part.split())) for part in found)


def _in_order(found: re.Match[str]) -> str:
    """Django writes some lists of a condition in the order of a set."""
    return f"IN ({','.join(sorted(found[1].split(',')))})"


def shape(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    return {name: parts(sql) if kind == "table" else [re.sub(r"\s+", " ", sql)] for kind, name, sql in rows}


@pytest.fixture
def new_city(tmp_path: Path) -> sqlite3.Connection:
    folder = tmp_path / "city"
    done = subprocess.run(
        [sys.executable, "-c", NEW.format(folder=str(folder))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr
    made = sqlite3.connect(folder / "pazos.sqlite3")
    yield made
    made.close()


@pytest.mark.django_db
def test_tables_made_at_once_are_those_that_migrations_make(new_city, request) -> None:
    if connection.vendor != "sqlite" or request.config.getoption("nomigrations"):
        pytest.skip("the tests' own tables were not made by migrations on SQLite")
    with connection.cursor() as cursor:
        migrated = shape(cursor.execute(TABLES).fetchall())
    made = shape(new_city.execute(TABLES).fetchall())
    assert made.keys() == migrated.keys()
    for name, declared in migrated.items():
        assert made[name] == declared, name
    with connection.cursor() as cursor:
        known = "SELECT codename FROM auth_permission ORDER BY codename"
        assert new_city.execute(known).fetchall() == cursor.execute(known).fetchall()
