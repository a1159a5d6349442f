"""What does the city keep about people, where, why, for how long, and how is it erased?

Each app that keeps personal data declares it in a module `holdings`: the tuple `HOLDINGS`, and in
`COPIES` whatever keeps copies of other apps' records. Whatever must stop at once when a permission is
taken back stands in its module `hearing`, in the tuple `TAKEN_BACK`, and what keeps a person from others'
hands until then in `HELD`. They are found by their names, so
that an app below never has to import one above. Whoever knows when somebody was born says so in its module
`ages`, in the tuple `BORN`; what a person agreed to or took back without a signed paper stands in a module
`agreeing`, in the tuples `AGREES` and `ENDED`. A holding that is not declared cannot be erased, gathered or
let go when its time is over; a test fails for a personal model that no holding names.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from pazos.domain.rights.vocabulary import SubjectKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import Model
    from django.utils.functional import Promise

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.rules.consenting import Born, ConsentFacts
    from pazos.domain.rights.vocabulary import Basis, Purpose


@dataclass(frozen=True)
class Subject:
    """Whom a right is about. A row with a number for a key is written as a UUID of that number."""

    kind: str
    key: uuid.UUID

    @classmethod
    def of_staff(cls, staff: Staff) -> Subject:
        """Return somebody who works in the strategy."""
        return cls(SubjectKind.STAFF, uuid.UUID(int=staff.pk))

    @classmethod
    def named(cls, kind: str, text: str) -> Subject:
        """Return the subject that a person typed: a number, or the letters of a record; refuse others."""
        text = text.strip()
        try:
            key = uuid.UUID(int=int(text)) if text.isdecimal() else uuid.UUID(text)
        except ValueError as error:
            raise InputProblem(
                N_("{text} is no number of a person or record. Copy it from the page where it stands."),
                text=text[:40],
            ) from error
        return cls(SubjectKind(kind), key)

    @property
    def number(self) -> int | None:
        """The number of a row that has one, small enough for a database; None for other keys."""
        return self.key.int if self.key.int < 2**63 else None

    def __str__(self) -> str:
        return str(self.key if self.number is None else self.number)


@dataclass(frozen=True)
class Kept:
    """One record that is kept about a subject, told by codes and days; never in its own words."""

    key: str
    on: date | None
    words: str


@dataclass(frozen=True)
class Gone:
    """What an erasure removed: how many rows, and the numbers that copies elsewhere know them by."""

    rows: int
    records: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Match:
    """Somebody who may be the one that a text is about: whom to name, and words that tell them from others."""

    subject: Subject
    words: str


@dataclass(frozen=True)
class Holding:
    """One kind of thing that is kept about people.

    `months` and `since` are how long and from when it is kept unless the city sets its own period;
    None is for as long as `stays` says. `erase` and `due` are None where erasing is no right here,
    and `stays` then says why, with the article. `content` gives the person's own data in words, for
    the person; None where a record also holds other people's.
    """

    name: str
    title: str | Promise
    models: tuple[str, ...]
    purpose: Purpose
    basis: Basis
    find: Callable[[Subject], list[Kept]]
    months: int | None = None
    since: str | Promise = ""
    stays: str | Promise = ""
    erase: Callable[[str], Gone] | None = None
    due: Callable[[date, int], list[str]] | None = None  # keys whose clock began before a day, at most n
    content: Callable[[str], Mapping[str, Any]] | None = None
    # Finds people by what they say of themselves, where nothing they hold carries a number.
    search: Callable[[str], list[Match]] | None = None
    # Until which day a law keeps one record whatever its person asks, None where all of it may go; and why.
    kept_until: Callable[[str], date | None] | None = None
    kept_because: str | Promise = ""
    proves: bool = False  # kept to prove that rights were honoured: not erased on a person's asking

    @property
    def can_be_erased(self) -> bool:
        """Whether erasing it is possible at all."""
        return self.erase is not None

    def law_keeps(self, keys: Iterable[object]) -> date | None:
        """Return until when a law keeps any of these records, None where they may go."""
        asked = self.kept_until
        days = (asked(str(key)) for key in keys) if asked else ()
        return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True)
class Copies:
    """Something that keeps copies of other apps' records: what it forgets, and how many rows that were."""

    name: str
    title: str | Promise
    forget: Callable[[frozenset[uuid.UUID]], int]


@cache
def holdings() -> Mapping[str, Holding]:
    """Return every declared holding by its name, in the order of the apps."""
    found: dict[str, Holding] = {}
    for one in declared("HOLDINGS", within="holdings"):
        if one.name in found:
            raise ValueError(f"the holding {one.name} is declared twice")
        found[one.name] = one
    return found


@cache
def copies() -> tuple[Copies, ...]:
    """Return everything that keeps copies."""
    return tuple(declared("COPIES", within="holdings"))


@cache
def hearers() -> tuple[Callable[[Subject, str, Staff], object], ...]:
    """Return everything that hears at once of a permission taken back: whose, for what purpose, written by whom."""
    return tuple(declared("TAKEN_BACK", within="hearing"))


@cache
def tellers_of_birth() -> tuple[Callable[[Collection[Subject]], Mapping[Subject, Born]], ...]:
    """Return everything that may know when subjects were born, each asked for many in one question."""
    return tuple(declared("BORN", within="ages"))


@cache
def tellers_of_ends() -> tuple[
    Callable[[Collection[Subject], date], Mapping[Subject, Sequence[ConsentFacts]]], ...
]:
    """Return everything that knows what subjects took back by a day without a signed paper."""
    return tuple(declared("ENDED", within="agreeing"))


@cache
def tellers_of_agreement() -> tuple[Callable[[Subject, date], bool], ...]:
    """Return everything that knows whether a subject agrees to something on a day without a signed paper."""
    return tuple(declared("AGREES", within="agreeing"))


def hold_subject(subject: Subject) -> None:
    """Keep the row of a person from others until the transaction ends: what is written of them now comes before or after.

    It comes before any other lock of what is the person's, their cases and permissions.
    """
    for holds in _holders():
        holds(subject)


@cache
def _holders() -> tuple[Callable[[Subject], object], ...]:
    return tuple(declared("HELD", within="hearing"))


def law_keeps(subject: Subject, *, but: str = "") -> date | None:
    """Return until when a law keeps something of a subject, None where nothing; `but` names a holding left out."""
    asked = [one for one in holdings().values() if one.kept_until is not None and one.name != but]
    days = (one.law_keeps(kept.key for kept in one.find(subject)) for one in asked)
    return max((day for day in days if day is not None), default=None)


def holding_of(model: type[Model]) -> Holding | None:
    """Return the holding whose records are rows of a model, None for what is a part of such a record."""
    label = model._meta.label
    return next((one for one in holdings().values() if label in one.models[:1]), None)


def holding(name: str) -> Holding:
    """Return one holding; refuse a name that none has."""
    found = holdings().get(name)
    if found is None:
        raise InputProblem(N_("Nothing that Pazos keeps is called {name}."), name=name)
    return found


def declared(what: str, *, within: str) -> list[Any]:
    """Return everything that the apps declare under one name in their modules of a name, in the order of the apps."""
    every: list[Any] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, within):
            every += getattr(import_module(f"{config.name}.{within}"), what, ())
    return every
