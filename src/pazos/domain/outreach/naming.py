"""Does a short text name somebody, or say where or how to find them? A warning, before it is sent.

A list of names cannot know every name, and a name can be an everyday word: this warns and lets
the writer decide. Only what looks like a telephone or a document number is refused outright. The
same lists and patterns go to the phone (`as_data`), so that both say the same. Nothing that is
looked at here is kept, logged or sent.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pazos.domain.outreach.common_names import ALSO_WORDS, GIVEN_NAMES, NOBODY, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Telling(StrEnum):
    """What a part of a text may give away."""

    NAME = "name"
    NICKNAME = "nickname"
    NUMBER = "number"  # telephone or document: refused
    SPELT_NUMBER = "spelt_number"
    PLATE = "plate"
    ADDRESS = "address"
    HOUR = "hour"


@dataclass(frozen=True)
class Suspicion:
    """One part of a text, as it is written there, and what it may give away."""

    telling: Telling
    text: str


# JavaScript understands each of these as it stands, with the flags "giu". They look at folded text.
_DIGITS = "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
PATTERNS: dict[Telling, tuple[str, ...]] = {
    Telling.NICKNAME: (r"\b(?:alias|apodad[oa]|apodo|le dicen|lo llaman|la llaman)\s+(?:el\s+|la\s+)?\w+",),
    Telling.SPELT_NUMBER: (rf"\b(?:{_DIGITS})(?:[\s,-]+(?:{_DIGITS})){{4,}}\b",),
    Telling.PLATE: (r"\b[a-z]{3}-?\d{2}[\da-z]\b",),
    Telling.ADDRESS: (
        r"\b(?:calle|cll|cl|carrera|cra|cr|kra|kr|diagonal|diag|dg|transversal|transv|tv|avenida|av|"
        r"manzana|mz|casa|apto|apartamento|lote|bloque|torre|interior)\b\.?\s*(?:no\.?|nro\.?|#|n\.)?\s*\d+"
        r"(?:\s*[a-z]?\s*(?:#|no\.?|nro\.?|-|con)\s*\d+)*",
        r"#\s*\d+",
    ),
    Telling.HOUR: (
        r"\b(?:[01]?\d|2[0-3])\s*[:h]\s*[0-5]\d\b(?:\s*[ap]\.?\s?m\b\.?)?",
        r"\b(?:1[0-2]|0?[1-9])(?:\.[0-5]\d)?\s*[ap]\.?\s?m\b\.?",
        r"\ba las? (?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|\d{1,2})\b",
    ),
}
NUMBER = r"\+?\d(?:[\s.\-()]{0,2}\d){6,}"
DAY = r"\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})\b"
TITLES = frozenset(
    {"don", "dona", "senor", "senora", "sr", "sra", "profe", "profesor", "profesora", "doctor"}
)
_WORD = re.compile(r"[^\W\d_]+")
_FLAGS = re.IGNORECASE
_FOUND = {telling: [re.compile(one, _FLAGS) for one in many] for telling, many in PATTERNS.items()}
_NUMBER, _DAY = re.compile(NUMBER), re.compile(DAY)


def names_suspected(text: str, *, places: Iterable[str] = ()) -> tuple[Suspicion, ...]:
    """Return the parts of `text` that look like a name, number, plate, address or exact hour, in their order.

    Names of `places` (neighbourhoods of the city) are nobody's.
    """
    found = [*_numbers(text), *_patterns(text), *_names(text, but=_spans(places, text))]
    shown: list[Suspicion] = []
    end = -1
    for start, one in sorted(found, key=lambda pair: (pair[0], -len(pair[1].text))):
        if start >= end:
            shown.append(one)
            end = start + len(one.text)
    return tuple(shown)


def numbers_of_people(text: str) -> tuple[str, ...]:
    """Return what in `text` looks like a telephone or a document number."""
    return tuple(one.text for _, one in _numbers(text))


def folded(text: str) -> str:
    """Return `text` in small letters without accents, letter for letter as long as it was."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text).lower()


def as_data() -> dict[str, Any]:
    """Return lists and patterns as plain values, for the phone's own warning."""
    return {
        "given_names": sorted(GIVEN_NAMES),
        "surnames": sorted(SURNAMES),
        "also_words": sorted(ALSO_WORDS),
        "nobody": sorted(NOBODY),
        "titles": sorted(TITLES),
        "patterns": {telling.value: list(many) for telling, many in PATTERNS.items()},
        "number": NUMBER,
        "day": DAY,
    }


def _numbers(text: str) -> Iterator[tuple[int, Suspicion]]:
    """Seven digits and more, but for days and round sums of money."""
    without_days = _DAY.sub(lambda day: " " * len(day.group()), text)
    for one in _NUMBER.finditer(without_days):
        digits = re.sub(r"\D", "", one.group())
        is_money = len(digits) <= 9 and digits.endswith("000")
        if not is_money:
            yield one.start(), Suspicion(Telling.NUMBER, text[one.start() : one.end()].strip())


def _patterns(text: str) -> Iterator[tuple[int, Suspicion]]:
    plain = folded(text)
    for telling, many in _FOUND.items():
        for pattern in many:
            for one in pattern.finditer(plain):
                yield one.start(), Suspicion(telling, text[one.start() : one.end()].strip())


def _spans(places: Iterable[str], text: str) -> list[tuple[int, int]]:
    plain = folded(text)
    found = (re.finditer(rf"\b{re.escape(folded(place))}\b", plain) for place in places if place.strip())
    return [one.span() for many in found for one in many]


def _names(text: str, *, but: list[tuple[int, int]]) -> Iterator[tuple[int, Suspicion]]:
    shouted = text.upper() == text
    before = ""
    for one in _WORD.finditer(text):
        plain = folded(one.group())
        begins = _begins_sentence(text[: one.start()])
        somebody = plain not in NOBODY and not any(start <= one.start() < end for start, end in but)
        if somebody and _is_name(one.group(), begins=begins, shouted=shouted, titled=before in TITLES):
            yield one.start(), Suspicion(Telling.NAME, one.group())
        before = plain


def _is_name(word: str, *, begins: bool, shouted: bool, titled: bool) -> bool:
    plain = folded(word)
    capital = word[0].isupper() and not shouted
    if titled:
        return True
    if plain in ALSO_WORDS:
        return capital and not begins
    if plain in GIVEN_NAMES or plain in SURNAMES:
        return True
    # A capital in the middle of a sentence is a name until somebody says otherwise.
    return capital and not begins and len(word) > 2 and not word.isupper()


def _begins_sentence(before: str) -> bool:
    left = before.rstrip(" \t\"'«»¿¡(-")
    return not left or left[-1] in ".!?\n:;"
