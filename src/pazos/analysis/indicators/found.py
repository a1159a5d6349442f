"""What an expression is asked and what it finds: two numbers, what they rest on, or why there is none.

A part is a figure that a reader needs to follow the arithmetic. The rows say what was counted, one by
one, where that is not people: what is counted of people goes through the gate and has no rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pazos.foundation.runs.actions import Input
from pazos.foundation.runs.canonical import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pazos.domain.indicators.periods import Period
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Permission


@dataclass(frozen=True)
class Ask:
    """What an expression is told: a whole period, its arguments, whose asking it is, and the day."""

    period: Period
    arguments: Mapping[str, Any]
    on: date
    by: Staff | None = None

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period."""
        return self.period.starts_on, self.period.ends_on


@dataclass(frozen=True)
class Part:
    """One figure behind a value: what it is (English key) and the figure, a number or a text."""

    says: str
    figure: float | str | None

    def stored(self) -> dict[str, Any]:
        """Return plain values for the record of the run."""
        return {"says": self.says, "figure": self.figure}


@dataclass(frozen=True)
class Row:
    """One thing that was looked at: its words, its number, whether it was counted in, and where it stands."""

    key: str
    words: str
    number: float | str
    counted: bool
    address: str = ""
    slots: Mapping[str, Any] = field(default_factory=dict)
    organisations: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Rows:
    """What was looked at, and which permission shows it: (English key, permission, rows)."""

    says: str
    needs: Permission
    rows: tuple[Row, ...]

    def as_input(self) -> Input:
        """Return the rows as what a run read: the same rows, whatever their order, have the same hash."""
        lines = sorted([row.key, str(row.number), row.counted] for row in self.rows)
        return Input(self.says, sha256_of(lines), len(lines))


@dataclass(frozen=True)
class Missing:
    """Why there is no value: an English key and what fills its slots."""

    says: str
    facts: Mapping[str, Any] = field(default_factory=dict)


Categories = dict[str, dict[str, float | None]]


@dataclass(frozen=True)
class Found:
    """What an expression found. `denominator` is None for a plain count or sum."""

    numerator: float | None = None
    denominator: float | None = None
    categories: Categories = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    rows: tuple[Rows, ...] = ()
    inputs: tuple[Input, ...] = ()
    missing: Missing | None = None

    def every_input(self) -> tuple[Input, ...]:
        """Return all that was read, rows among it."""
        return (*self.inputs, *(one.as_input() for one in self.rows))


def nothing(says: str, **facts: Any) -> Found:
    """Return that there is no value, and why."""
    return Found(missing=Missing(says, facts))


if TYPE_CHECKING:
    Gather = Callable[[Ask], Found]
