"""What is an instrument made of? Items, answers, a scale, what a score means and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pazos.foundation.words import LANGUAGES

Words = Mapping[str, str]  # language -> text


class Method(StrEnum):
    """How answers become a score."""

    SUM = "sum"
    MEAN = "mean"
    NONE = "none"  # the answers are looked at one by one


def words_of(one: Mapping[str, Any]) -> Words:
    """Return what a part of a file says, in the languages in which it says it."""
    return {language: one[language] for language in LANGUAGES if one.get(language)}


def said(words: Words, language: str) -> str:
    """Return a text in a language, else in the one it has."""
    return words.get(language) or next(iter(words.values()), "")


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    value: int
    words: Words


@dataclass(frozen=True)
class Alarm:
    """An answer from which a crisis is opened at once."""

    crisis: str
    least: int


@dataclass(frozen=True)
class Condition:
    """An item is asked only where another was answered with at least this."""

    item: str
    least: int


@dataclass(frozen=True)
class Item:
    """One question or statement."""

    code: str
    words: Words
    options: tuple[Option, ...]
    alarm: Alarm | None = None
    asked_if: Condition | None = None
    is_reversed: bool = False

    @property
    def values(self) -> tuple[int, ...]:
        """The values of its answers."""
        return tuple(one.value for one in self.options)

    def opens(self, value: int | None) -> bool:
        """Whether this answer opens a crisis."""
        return self.alarm is not None and value is not None and value >= self.alarm.least


@dataclass(frozen=True)
class Scale:
    """How the score is reckoned, and between what it lies."""

    method: Method
    least: float = 0.0
    most: float = 0.0
    times: float = 1.0
    high_is_better: bool = False
    may_lack: int = 0  # items that may be left out; the others stand in for them


@dataclass(frozen=True)
class Band:
    """What scores from `least` to `most` mean, said as something to do."""

    least: float
    most: float
    words: Words


@dataclass(frozen=True)
class Reliability:
    """How sure a score is, as published; `sd` is of the people it was published for."""

    coefficient: float
    kind: str  # alpha or retest
    sd: float | None
    source: str


@dataclass(frozen=True)
class LeastChange:
    """The smallest difference that its authors or users call a change."""

    points: float
    source: str


@dataclass(frozen=True)
class Spoken:
    """Where the wording in a language comes from, and the order of the items in it."""

    source: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument."""

    code: str
    version: int
    name: Words
    purpose: Words
    dimensions: tuple[str, ...]
    minimum_age: int
    is_validated: bool
    source: str
    licence: Words
    languages: Mapping[str, Spoken]
    instruction: Words
    items: tuple[Item, ...]
    scale: Scale
    bands: tuple[Band, ...] = ()
    bands_source: str = ""
    reliability: Reliability | None = None
    least_change: LeastChange | None = None
    is_of_the_city: bool = False

    def language(self, wanted: str) -> str:
        """Return the language in which it can be asked: the wanted one, else its own."""
        return wanted if wanted in self.languages else next(iter(self.languages))

    def in_order(self, language: str) -> tuple[Item, ...]:
        """Return the items in the order they were published in a language."""
        order = self.languages[self.language(language)].order
        return tuple(sorted(self.items, key=lambda one: order.index(one.code))) if order else self.items

    def item(self, code: str) -> Item | None:
        """Return one item, None for a code that is none."""
        return next((one for one in self.items if one.code == code), None)

    def asked(self, answers: Mapping[str, int | None]) -> tuple[Item, ...]:
        """Return the items that are to be asked after these answers."""
        return tuple(one for one in self.items if _holds(one.asked_if, answers))


def _holds(condition: Condition | None, answers: Mapping[str, int | None]) -> bool:
    if condition is None:
        return True
    value = answers.get(condition.item)
    return value is not None and value >= condition.least
