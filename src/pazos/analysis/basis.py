"""What is being counted: the one answer that every figure carries with it.

A basis names the source, the period and the victims it keeps. Two figures may be compared
only if their bases say so; nothing in Pazos counts "homicides" without one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem


@dataclass(frozen=True)
class Basis:
    """A source's victims from `first_year` to `last_year`, whole years, both included."""

    source: str
    first_year: int
    last_year: int
    age_from: int | None = None
    age_to: int | None = None
    sex: str = ""

    def __post_init__(self) -> None:
        if self.first_year > self.last_year:
            raise InputProblem(
                N_("The period ends ({last}) before it starts ({first})."),
                first=self.first_year,
                last=self.last_year,
            )

    @property
    def years(self) -> int:
        """How many whole years are counted."""
        return self.last_year - self.first_year + 1

    @property
    def narrowed(self) -> bool:
        """Whether only some victims are counted; by neighbourhood such a count points at people."""
        return bool(self.sex) or self.age_from is not None or self.age_to is not None

    @property
    def start(self) -> date:
        """The first day counted."""
        return date(self.first_year, 1, 1)

    @property
    def end(self) -> date:
        """The last day counted."""
        return date(self.last_year, 12, 31)

    def until(self, year: int) -> Basis:
        """Return the same basis as it stood at the end of `year`."""
        return replace(self, last_year=year)

    def facts(self) -> dict[str, Any]:
        """Return the basis as plain values, for a run's parameters."""
        return asdict(self)
