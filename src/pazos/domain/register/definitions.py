"""By what does a source itself count, and from which day on by something else?

Some institutions' own files are counted by a rule that comes with Pazos: Colombia's police by one until
2022 and by another from 2023. Any other source counts by its own words, and is never given a rule that
it does not follow. What two definitions count is never one line, nor a change from one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from pazos.domain.register.shipped import SHIPPED

if TYPE_CHECKING:
    from pazos.domain.register.breaks import Named
    from pazos.domain.sources.vocabulary import SourceKind

_DAY = timedelta(days=1)

Stored = Mapping[str, str]


@dataclass(frozen=True)
class Definition:
    """What a source counts by from `first` to `last`: a rule (name@version), or "" for its own words."""

    rule: str
    first: date
    last: date

    def covers(self, first: date, last: date) -> bool:
        """Return whether all days of a period lie in its time."""
        return self.first <= first and last <= self.last

    def stored(self) -> dict[str, str]:
        """Return plain values; `definition_from` reads them."""
        return {"rule": self.rule, "first": self.first.isoformat(), "last": self.last.isoformat()}


def definition_from(stored: Stored) -> Definition:
    """Return the definition that `stored()` gave."""
    return Definition(stored["rule"], date.fromisoformat(stored["first"]), date.fromisoformat(stored["last"]))


def definitions_of(
    kind: SourceKind, *, first: date, last: date, rules: Sequence[Named]
) -> tuple[Definition, ...]:
    """Return what a kind of source counts by, in order of time, day to day from `first` to `last`.

    `rules` are those in force: one that a city took out of force says nothing of its sources.
    """
    own = {one.name for one in SHIPPED if one.own_of == kind}
    theirs = [one for one in rules if one.name in own]
    starts = sorted({first, *(day for one in theirs for day in _edges(one) if first < day <= last)})
    pieces = [
        Definition(_rule_on(theirs, start), start, end - _DAY)
        for start, end in pairwise([*starts, last + _DAY])
    ]
    return tuple(pieces)


def _edges(named: Named) -> list[date]:
    """Return the first day of a rule and the first day after it, where it has them."""
    begins, ends = named.rule.valid_from, named.rule.valid_until
    return [*([begins] if begins else []), *([ends + _DAY] if ends else [])]


def _rule_on(rules: Sequence[Named], day: date) -> str:
    return next((str(one) for one in rules if one.rule.covers(day)), "")


def changes_on(definitions: Sequence[Definition]) -> tuple[date, ...]:
    """Return the days from which another definition counts: where a line must be cut."""
    return tuple(one.first for one in definitions[1:])


def of_period(definitions: Sequence[Definition], first: date, last: date) -> Definition | None:
    """Return the definition that counts all days of a period; None where there is no such one."""
    return next((one for one in definitions if one.covers(first, last)), None)


def of_year(definitions: Sequence[Definition], year: int) -> Definition | None:
    """Return the definition that counts all days of a year; None where there is no such one."""
    return of_period(definitions, date(year, 1, 1), date(year, 12, 31))


def alike(before: str | None, now: str | None) -> bool:
    """Return whether two periods may be compared: one rule counts both (None: two within a period)."""
    return before is not None and before == now
