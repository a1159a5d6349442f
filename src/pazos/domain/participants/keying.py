"""By what is a person known again, wherever they come, without their name lying open?

A key is a blind index (keyed hash, see `foundation.privacy.sealing`). With an identity document it is
that of the document; else that of name, birth date and one word that tells two namesakes apart (the
mother's first name, say). Spelling that makes no difference to people makes none here: case, accents,
dots, the order of names, the particles "de", "del", "la".

What it cannot do, and every figure of people reached inherits:
- somebody who comes once with a document and once without is two, unless name, birth date and word
  were given both times: then the second key joins them, or, where two desks wrote them in one moment,
  they are shown to whoever merges (`twice.told_alike`);
- a name spelt differently, or another word, makes a second person where there is no document;
- two people with the same name, birth date and word and no document are one;
- somebody who lends a document is its owner.
So reach errs towards too many people rather than too few, and never by more than those without a
document. Nothing can be turned back into a name without the city's key; whoever holds that key and a
list of names can test them one by one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from secrets import token_hex
from typing import TYPE_CHECKING

from pazos.foundation.privacy.sealing import blind_index
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

DOCUMENT, NAMED = "participant.document", "participant.named"
PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "y", "da", "dos"})
KINDS = re.compile(r"^(?:CC|TI|RC|CE|PPT|PEP|PET|NUIP|NIT|PA|PASAPORTE|CEDULA|DNI)(?=[0-9])")
LEAST_DIGITS = 5
LIKE = 0.75  # two spellings of one word: "Jhon" and "John", "Yesenia" and "Jesenia"


@dataclass(frozen=True)
class Keys:
    """The keys of one telling of a person; the name's is empty where it cannot be made."""

    document: str
    named: str

    @property
    def first(self) -> str:
        """The key that a new row is kept under."""
        return self.document or self.named

    @property
    def other(self) -> str:
        """The second key, by which the same person is found without the document."""
        return self.named if self.document else ""

    @property
    def known(self) -> tuple[str, ...]:
        """Every key there is."""
        return tuple(key for key in (self.document, self.named) if key)


def keys_of(*, document: str, name: str, born_on: date | None, word: str) -> Keys:
    """Return the keys of a person; refuse a telling by which nobody could be known again."""
    refuse_short(document)
    number = plain_document(document)
    words = name_words(name)
    if len(words) < 2:
        raise InputProblem(N_("{field}: write name and surname."), field="name")
    named = ""
    if born_on is not None and word.strip():
        parts = [*words, born_on.isoformat(), *sorted(name_words(word))]
        named = blind_index(" ".join(parts), NAMED)
    if not number and not named:
        raise InputProblem(
            N_(
                "{field}: without a document, write the birth date and the mother's first name, so that the "
                "person is counted once."
            ),
            field="document",
        )
    return Keys(blind_index(number, DOCUMENT) if number else "", named)


def refuse_short(document: str) -> None:
    """Refuse a document by which two people could be one; none at all is none."""
    number = plain_document(document)
    if number and len(re.sub(r"\D", "", number)) < LEAST_DIGITS:
        raise InputProblem(
            N_("{field}: a document has at least {least} digits; leave it empty where there is none."),
            field="document",
            least=LEAST_DIGITS,
        )


def nameless_key() -> str:
    """Return a key for whoever takes part under a chosen name alone: by nothing can they be known again.

    Reach counts such a person once for each time they are written down.
    """
    return token_hex(32)


def document_key(document: str) -> str:
    """Return the key of a document alone, to look somebody up by it; "" for what is none."""
    number = plain_document(document)
    return blind_index(number, DOCUMENT) if number else ""


def plain_document(text: str) -> str:
    """Return a document's letters and digits, without its kind, dots, spaces and leading noughts."""
    return KINDS.sub("", re.sub(r"[^0-9A-Z]", "", _flat(text).upper())).lstrip("0")


def name_words(text: str) -> list[str]:
    """Return the words of a name in one order, without accents, signs and particles."""
    found = [re.sub(r"[^a-z]", "", one) for one in _flat(text).split()]
    return sorted(one for one in found if one and one not in PARTICLES)


def one_person(first: str, second: str) -> bool:
    """Tell whether two names can be of one person: two words agree, or all of the shorter name."""
    return words_agree(name_words(first), name_words(second))


def words_agree(first: list[str], second: list[str]) -> bool:
    """Tell the same of two names whose words were taken apart before: many are compared with many."""
    shorter, longer = sorted((first, second), key=len)
    agree = sum(any(alike_word(one, other) for other in longer) for one in shorter)
    return agree >= min(2, len(shorter)) and agree > 0


def alike_word(one: str, other: str) -> bool:
    """Tell whether two words of a name can be one, spelt by two people."""
    if one == other:
        return True
    pair = SequenceMatcher(None, one, other)
    # The quick ones are never below the exact one, so most pairs are told apart by their lengths and letters.
    return pair.real_quick_ratio() >= LIKE and pair.quick_ratio() >= LIKE and pair.ratio() >= LIKE


def _flat(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
