"""What is a pathway made of? Items with a time, the law they rest on, and for whom they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from pazos.domain.cases.instruments.kinds import Words

OF_AGE = 18


class Whom(StrEnum):
    """For whom an item is."""

    ALL = "all"
    MINOR = "minor"
    ADULT = "adult"


@dataclass(frozen=True)
class PathItem:
    """One thing to do; a duty is what the law asks for."""

    code: str
    words: Words
    is_duty: bool
    within: timedelta | None  # from when the crisis was known; None: before it is signed off
    asks_number: bool = False
    law: str = ""
    phone: str = ""
    whom: Whom = Whom.ALL

    def due_at(self, known_at: datetime) -> datetime | None:
        """Return by when it is due."""
        return None if self.within is None else known_at + self.within

    def is_for(self, *ages: int | None) -> bool:
        """Whether it is for a person of any of these ages; where no age is known (None) everything is."""
        minor = self.whom is Whom.MINOR
        return self.whom is Whom.ALL or any(age is None or (age < OF_AGE) == minor for age in ages)


@dataclass(frozen=True)
class Pathway:
    """One version of the checklist of a kind of crisis."""

    kind: str
    version: int
    purpose: Words
    note: Words
    items: tuple[PathItem, ...]
    sources: tuple[str, ...]
    is_of_the_city: bool = False

    def item(self, code: str) -> PathItem | None:
        """Return one item, None for a code that is none."""
        return next((one for one in self.items if one.code == code), None)

    def items_for(self, *ages: int | None) -> tuple[PathItem, ...]:
        """Return the items for a person of any of these ages: what is left out is surely for another one."""
        return tuple(one for one in self.items if one.is_for(*ages))
