"""The indicators that come with Pazos, as data: one TOML file a topic beside this one.

A city takes them as they are, changes them in a version of its own, or retires them; the files hold
no value and no target, because those are each city's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ORDER = ("impact", "security", "interruption", "reach", "governance", "money", "data")


@dataclass(frozen=True)
class Shipped:
    """One indicator of the battery: its code, where it belongs, who reports it, and its sheet."""

    code: str
    component: str
    owner: str
    sheet: dict[str, Any]


@cache
def shipped() -> tuple[Shipped, ...]:
    """Return every indicator of the battery, in its order."""
    return tuple(_one(row) for topic in ORDER for row in _rows(topic))


def _rows(topic: str) -> list[dict[str, Any]]:
    """Return the rows of a file; what `usual` says holds where a row says nothing."""
    read = tomllib.loads((HERE / f"{topic}.toml").read_text("utf-8"))
    return [read.get("usual", {}) | row for row in read["indicator"]]


def _one(row: dict[str, Any]) -> Shipped:
    sheet = {name: value for name, value in row.items() if name not in ("code", "component", "owner")}
    return Shipped(row["code"], row.get("component", ""), row.get("owner", ""), sheet)
