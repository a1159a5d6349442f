"""In what do the sources of one death not agree? The tolerances stand here, for anyone to read.

- Date: days of the fact are held against days of the fact, days of death against days of death; any
  other day is a difference. A day of death is held against a day of the fact only where no source
  states both, and then only if it is earlier, in another month, or more than 30 days later.
- Age: one year apart is no difference (a birthday), unless the 18th lies between.
- Place: neighbourhoods that were recognised; an unrecognised spelling differs from nothing.
- Weapon: "other" differs from nothing.
- One source only: a death that one source alone claims, where another delivered that month and
  holds deaths of this kind. A source that did not deliver is never held against it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pazos.domain.register.adopting import in_turn
from pazos.domain.register.vocabulary import DifferenceKind
from pazos.domain.sources.vocabulary import Weapon

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pazos.domain.register.adopting import Stated

    Values = dict[str, Any]

YEARS_APART = 1
ADULT = 18
LATEST_DEATH = timedelta(days=30)


def differences(stated: Sequence[Stated], *, expected: Collection[str]) -> dict[DifferenceKind, Values]:
    """Return what each source says, for every kind in which they differ.

    `expected` are the other sources that ought to hold this death: they delivered its month and
    hold deaths of its kind.
    """
    speaking = in_turn(stated)
    found = {
        DifferenceKind.ONE_SOURCE: _one_source(speaking, expected),
        DifferenceKind.DATE: _dates(speaking),
        DifferenceKind.PLACE: _unlike(_said(speaking, lambda one: one.place)),
        DifferenceKind.AGE: _ages(_said(speaking, lambda one: one.age)),
        DifferenceKind.SEX: _unlike(_said(speaking, lambda one: one.sex)),
        DifferenceKind.WEAPON: _unlike(_said(speaking, _weapon)),
        DifferenceKind.MANNER: _unlike(_said(speaking, lambda one: one.manner)),
    }
    return {kind: values for kind, values in found.items() if values}


def _said(speaking: Sequence[Stated], value: Callable[[Stated], Any]) -> Values:
    """Return what each source says first; a source that is silent is left out."""
    said: Values = {}
    for one in speaking:
        if (here := value(one)) not in (None, ""):
            said.setdefault(one.source, here)
    return said


def _weapon(one: Stated) -> str:
    return "" if one.weapon == Weapon.OTHER else one.weapon


def _unlike(said: Values) -> Values:
    return said if len(set(said.values())) > 1 else {}


def _one_source(speaking: Sequence[Stated], expected: Collection[str]) -> Values:
    sources = {one.source for one in speaking}
    if len(sources) != 1 or not expected:
        return {}
    return {speaking[0].source: speaking[0].occurred_on.isoformat()} | dict.fromkeys(sorted(expected))


def _ages(said: Values) -> Values:
    ages = said.values()
    if len(said) < 2:
        return {}
    youngest, oldest = min(ages), max(ages)
    return said if oldest - youngest > YEARS_APART or youngest < ADULT <= oldest else {}


def _dates(speaking: Sequence[Stated]) -> Values:
    facts = _said(speaking, lambda one: one.fact_day)
    deaths = _said(speaking, lambda one: one.death_day)
    if len(set(facts.values())) > 1:
        return _written(deaths | facts)
    if len(set(deaths.values())) > 1:
        return _written(facts | deaths)
    return _written(deaths | facts) if _apart(facts, deaths) else {}


def _apart(facts: Mapping[str, date], deaths: Mapping[str, date]) -> bool:
    """Whether a day of death from one source stands against a day of the fact from another."""
    if not facts or not deaths or facts.keys() & deaths.keys():
        return False
    fact, death = min(facts.values()), min(deaths.values())
    same_month = (fact.year, fact.month) == (death.year, death.month)
    return death < fact or not same_month or death - fact > LATEST_DEATH


def _written(days: Mapping[str, date]) -> Values:
    return {source: day.isoformat() for source, day in sorted(days.items())}
