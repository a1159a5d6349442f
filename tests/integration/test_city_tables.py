"""A new city's tables are made at once, and have the shape that its migrations would have given them."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = pytest.mark.long

NEW = """
import sys
from pathlib import Path
from pazos.config.city import enter, make
folder = Path(sys.argv[1])
enter(make(folder))
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
print(len(executor.migration_plan(executor.loader.graph.leaf_nodes())))
"""
OLD = """
import sys
from pathlib import Path
from pazos.config import tables
tables.make_at_once = lambda connection: None
from django.core.management import call_command
from pazos.config.city import enter, make
made = make(Path(sys.argv[1]))
enter(made)
call_command("migrate", verbosity=0, interactive=False)
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


def city(script: str, folder: Path) -> sqlite3.Connection:
    here = {name: value for name, value in os.environ.items() if name != "PAZOS_DATABASE"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False, env=here
    )
    assert (done.returncode, done.stdout.strip()) == (0, "0" if script is NEW else ""), done.stderr
    return sqlite3.connect(folder / "pazos.sqlite3")


def test_tables_made_at_once_are_those_that_migrations_make(tmp_path: Path) -> None:
    new, old = city(NEW, tmp_path / "new"), city(OLD, tmp_path / "old")
    made, migrated = shape(new.execute(TABLES).fetchall()), shape(old.execute(TABLES).fetchall())
    assert made.keys() == migrated.keys()
    for name, declared in migrated.items():
        assert made[name] == declared, name
    known = "SELECT codename FROM auth_permission ORDER BY codename"
    assert new.execute(known).fetchall() == old.execute(known).fetchall()
    new.close()
    old.close()
