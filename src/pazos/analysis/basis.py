"""What is being counted: the one answer that every figure carries with it.

A basis names the source, the period and the victims it keeps, and what the source counts by in
that time. Two figures may be compared only if their bases say so; nothing in Pazos counts
"homicides" without one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from pazos.domain.register.definitions import Definition, Stored, definition_from
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem


@dataclass(frozen=True)
class Basis:
    """A source's victims from `first_year` to `last_year`, whole years, both included.

    `definitions` is what the source counts by in these years. It follows from the source and is no
    part of the question: a basis that somebody asks for has none, that of a study always has.
    """

    source: str
    first_year: int
    last_year: int
    age_from: int | None = None
    age_to: int | None = None
    sex: str = ""
    definitions: tuple[Stored, ...] = field(default=(), compare=False)

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

    @property
    def counted_by(self) -> tuple[Definition, ...]:
        """What the source counts by, in order of time; its own words where nothing else is known."""
        known = tuple(definition_from(one) for one in self.definitions)
        return known or (Definition("", self.start, self.end),)

    def until(self, year: int) -> Basis:
        """Return the same basis as it stood at the end of `year`."""
        return replace(self, last_year=year, definitions=())

    def asked(self) -> dict[str, Any]:
        """Return the question as plain values: what somebody chose, and nothing that follows from it."""
        return {name: value for name, value in asdict(self).items() if name != "definitions"}

    def facts(self) -> dict[str, Any]:
        """Return the basis as plain values, for a run's parameters."""
        known = {"definitions": [dict(one) for one in self.definitions]} if self.definitions else {}
        return self.asked() | known
