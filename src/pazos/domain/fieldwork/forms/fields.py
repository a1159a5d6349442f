"""What may stand in one field of a form, and is this value of a phone one of them?

A value is refused with a sentence that names the field and never repeats what was written.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_stubs_ext import StrOrPromise

MOST_COUNTED = 999
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Python reads other forms of ISO 8601 too


class Kind(StrEnum):
    """How a field is answered, and so how the phone draws it."""

    CHOICE = "choice"  # one code
    CHOICES = "choices"  # a list of codes, each once
    COUNTS = "counts"  # {code: whole number}
    DATE = "date"  # YYYY-MM-DD
    SHIFT = "shift"  # one code of a part of the day
    PLACE = "place"  # the code of a neighbourhood that the stream gave
    TEXT = "text"  # short text; the phone warns of names
    RECORD = "record"  # the number of another record
    RECORDS = "records"  # the numbers of other records, each once
    ACTIVITY = "activity"  # the number of an activity that the stream gave
    COLLEAGUE = "colleague"  # the number of a colleague that the stream gave
    YES_NO = "yes_no"  # true or false
    NUMBER = "number"  # a whole number from `least` to `most`


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `least` and `most` bound a number, the letters of a text (`most`), or a date in days from the
    day it is written. `when` names another field and its codes: the question is asked only then.
    """

    name: str
    kind: Kind
    label: StrOrPromise
    required: bool = False
    editable: bool = False
    options: tuple[tuple[str, StrOrPromise], ...] = ()
    retired: frozenset[str] = frozenset()  # codes that are taken and no longer offered
    least: int | None = None
    most: int | None = None
    of: str = ""  # the kind of record a reference names
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fits: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)  # code -> its own `when`
    help: StrOrPromise = ""
    names: bool = False  # a name, a telephone or an address is what is asked for

    @property
    def codes(self) -> frozenset[str]:
        """Every code that may be sent."""
        return frozenset(code for code, _ in self.options)

    @property
    def is_one_code(self) -> bool:
        """Whether it is answered with one code."""
        return self.kind in (Kind.CHOICE, Kind.SHIFT)

    def is_asked(self, values: Mapping[str, Any]) -> bool:
        """Return whether the question belongs to a form that holds these other answers."""
        return all(values.get(name) in codes for name, codes in self.when.items())

    def read(self, said: Any) -> Any:
        """Return the value that a phone's JSON means, or refuse it; None is no answer."""
        if said is None or (said == "" and "" not in self.codes):
            return None
        return _READERS[self.kind](self, said)


def _choice(asked: Field, said: Any) -> str:
    if not isinstance(said, str) or said not in asked.codes:
        raise InputProblem(N_("{field} has an answer that Pazos does not know."), field=asked.name)
    return said


def _choices(asked: Field, said: Any) -> list[str]:
    if not isinstance(said, list):
        raise InputProblem(N_("{field} takes a list of answers."), field=asked.name)
    chosen = {_choice(asked, one) for one in said}
    return [code for code, _ in asked.options if code in chosen]


def _counts(asked: Field, said: Any) -> dict[str, int]:
    if not isinstance(said, dict):
        raise InputProblem(N_("{field} takes a number for each answer."), field=asked.name)
    found = {_choice(asked, code): _whole(asked, number) for code, number in said.items()}
    return {code: found[code] for code, _ in asked.options if found.get(code)}


def _whole(asked: Field, said: Any) -> int:
    least, most = asked.least or 0, asked.most if asked.most is not None else MOST_COUNTED
    if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
        raise InputProblem(
            N_("{field} takes a whole number from {least} to {most}."),
            field=asked.name,
            least=least,
            most=most,
        )
    return said


def _date(asked: Field, said: Any) -> date:
    if isinstance(said, str) and DAY.fullmatch(said):
        with suppress(ValueError):
            return date.fromisoformat(said)
    raise InputProblem(N_("{field} is not a day. Write it as year, month and day."), field=asked.name)


def _place(asked: Field, said: Any) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= 20 or not said.isprintable():
        raise InputProblem(N_("{field} is not a neighbourhood. Choose one."), field=asked.name)
    return said


def _text(asked: Field, said: Any) -> str:
    if not isinstance(said, str):
        raise InputProblem(N_("{field} takes words."), field=asked.name)
    # Control characters draw nothing, and one of them (zero) no database can keep.
    text = "".join(
        one for one in said if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"}
    ).strip()
    if asked.most is not None and len(text) > asked.most:
        raise InputProblem(
            N_("{field} takes at most {most} letters; this one has {letters}. Shorten it."),
            field=asked.name,
            most=asked.most,
            letters=len(text),
        )
    return text


def _record(asked: Field, said: Any) -> UUID:
    if isinstance(said, str):
        with suppress(ValueError):
            return UUID(said)
    raise InputProblem(N_("{field} does not name a record."), field=asked.name)


def _records(asked: Field, said: Any) -> list[UUID]:
    if not isinstance(said, list) or len(said) > MOST_COUNTED:
        raise InputProblem(N_("{field} takes a list of answers."), field=asked.name)
    return list(dict.fromkeys(_record(asked, one) for one in said))


def _colleague(asked: Field, said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 < said < 2**31:
        raise InputProblem(N_("{field} does not name a colleague."), field=asked.name)
    return said


def _activity(asked: Field, said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 < said < 2**31:
        raise InputProblem(N_("{field} does not name an activity."), field=asked.name)
    return said


def _yes_no(asked: Field, said: Any) -> bool:
    if not isinstance(said, bool):
        raise InputProblem(N_("{field} takes yes or no."), field=asked.name)
    return said


_READERS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.CHOICE: _choice,
    Kind.SHIFT: _choice,
    Kind.CHOICES: _choices,
    Kind.COUNTS: _counts,
    Kind.DATE: _date,
    Kind.PLACE: _place,
    Kind.TEXT: _text,
    Kind.RECORD: _record,
    Kind.RECORDS: _records,
    Kind.ACTIVITY: _activity,
    Kind.COLLEAGUE: _colleague,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _whole,
}
