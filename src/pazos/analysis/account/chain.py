"""Where each figure of the account comes from: which page shows it, which question gave it, with what, and its hash.

A part of the account is plain JSON: money as text with two decimals, days as text, a hidden count as
nothing. Two makings of the same part of the same books are the same letters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.runs.code import code_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from decimal import Decimal

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Asked:
    """What an account is made of: a year, the last day that counts, and whoever sees the whole city."""

    year: int
    as_of_on: date
    seen_by: Staff

    @property
    def first(self) -> date:
        """The first day of the year."""
        return self.as_of_on.replace(month=1, day=1)


@dataclass(frozen=True)
class Part:
    """One part of the account: how it is made, by which question, and on which page the same can be seen."""

    name: str
    make: Callable[[Asked], Mapping[str, Any]]
    question: str  # the function of the code that gives the figures
    address: str  # the name of the page where the books show them today


def chained(part: Part, asked: Asked) -> dict[str, Any]:
    """Return the facts of a part with their chain."""
    facts = plain(part.make(asked))
    return {
        "facts": facts,
        "chain": {
            "question": part.question,
            "address": part.address,
            "parameters": {"year": asked.year, "as_of_on": asked.as_of_on.isoformat()},
            "code": code_version(),
            "sha256": sha256_of(facts),
        },
    }


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as JSON keeps them, so that what is hashed is what is kept."""
    found: dict[str, Any] = json.loads(canonical(dict(facts)))
    return found


def money(amount: Decimal) -> str:
    """Return an amount as the account keeps it: to the cent."""
    return f"{amount:.2f}"


def day(on: date | None) -> str | None:
    """Return a day as the account keeps it."""
    return on.isoformat() if on else None


def facts_of(content: dict[str, Any], part: str) -> dict[str, Any]:
    """Return the facts of one part of an account."""
    facts: dict[str, Any] = content["parts"][part]["facts"]
    return facts
