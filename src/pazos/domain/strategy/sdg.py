"""The targets of the Sustainable Development Goals that a strategy like this one serves.

Short names in Spanish and English of the targets of goals 1, 2, 3, 4, 5, 8, 10, 11, 16 and 17
(United Nations, A/RES/71/313, annex). They are shortened; the resolution's own text is longer.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Target:
    """One target: its code ("16.1"), its goal, and its short name in both languages."""

    code: str
    goal: int
    es: str
    en: str

    def name(self, language: str | None) -> str:
        """Return the short name in a language, Spanish where none is known."""
        return self.en if (language or "").startswith("en") else self.es


@cache
def targets() -> dict[str, Target]:
    """Return the targets by code, in the order of the goals."""
    text = files("pazos.domain.strategy").joinpath("sdg_targets.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["code"]: Target(row["code"], int(row["code"].split(".")[0]), row["es"], row["en"]) for row in rows
    }
