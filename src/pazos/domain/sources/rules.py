"""May a new delivery take the place of an earlier one? Facts in, judgement out; no database."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.sources.vocabulary import DeliveryState

if TYPE_CHECKING:
    from datetime import date

ENOUGH = 0.9  # share of the earlier victims that a new delivery must hold to replace them by itself


@dataclass(frozen=True)
class Weight:
    """How much some records hold: victims in all, in the city, and in the city with a place."""

    victims: int = 0
    in_city: int = 0
    placed: int = 0

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.victims + other.victims, self.in_city + other.in_city, self.placed + other.placed)


@dataclass(frozen=True)
class Overlap:
    """What earlier deliveries hold in the months and municipalities of a new one, and what it holds there."""

    earlier: Weight = Weight()
    new: Weight = Weight()

    @property
    def exists(self) -> bool:
        """Whether anything would be replaced."""
        return self.earlier.victims > 0


def replaces_by_itself(overlap: Overlap) -> bool:
    """Return whether a new snapshot holds enough of what it would replace.

    Victims must not vanish, nor the places they are known to have died in: a file by
    municipality does not replace one by neighbourhood.
    """
    old, new = overlap.earlier, overlap.new
    pairs = ((new.victims, old.victims), (new.in_city, old.in_city), (new.placed, old.placed))
    return all(mine >= ENOUGH * theirs for mine, theirs in pairs)


def covered(first: date, last: date) -> tuple[date, date]:
    """Return the whole months that a snapshot covers: a month's first death is rarely on its first day."""
    end = calendar.monthrange(last.year, last.month)[1]
    return first.replace(day=1), last.replace(day=end)


def may_be_read(state: str) -> bool:
    """Return whether a file in this state is read again when it is handed in again."""
    return state in (DeliveryState.READING, DeliveryState.STOPPED)
