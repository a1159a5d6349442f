"""May a complaint be made and answered, and who may never hear it? Every reason against, or nothing.

A complaint is not heard by the staff it names. Nobody has to say who they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

ANSWER_WITHIN = 15  # working days (Law 1755 of 2015, art. 14)
LEAST_WORDS = 3
LETTERS = 4  # of a word of a name by which somebody is known
MOST_AN_HOUR = 60  # complaints in all: beyond it somebody floods the desk


class Block(models.TextChoices):
    """A reason why a complaint or its answer is not written."""

    TOO_SHORT = "too_short", _("Tell in a few more words what happened.")
    TOO_MANY = "too_many", _("So many complaints came within the hour that no more are taken now. Try later.")
    NOT_FOR_YOU = "not_for_you", _("This complaint is not for you to hear.")
    ANSWERED = "answered", _("This complaint is answered already.")
    ANSWER_MISSING = "answer_missing", _("Write the answer, in plain words.")
    KEPT_ALREADY = "kept_already", _("It is kept from somebody already, and would be shown to them again.")
    NOBODY_LEFT = "nobody_left", _("Nobody else hears complaints. Have somebody else be given that first.")


@dataclass(frozen=True)
class Answering:
    """What is asked of a complaint before it is answered."""

    is_heard: bool
    is_answered: bool
    answer: str


def what_blocks_complaining(*, text: str, within_hour: int) -> tuple[Block, ...]:
    """Return everything against taking a complaint in."""
    stands = {
        Block.TOO_SHORT: len(text.split()) < LEAST_WORDS,
        Block.TOO_MANY: within_hour >= MOST_AN_HOUR,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_answering(facts: Answering) -> tuple[Block, ...]:
    """Return everything against answering a complaint."""
    stands = {
        Block.NOT_FOR_YOU: not facts.is_heard,
        Block.ANSWERED: facts.is_answered,
        Block.ANSWER_MISSING: len(facts.answer.split()) < LEAST_WORDS,
    }
    return tuple(block for block, true in stands.items() if true)


def named_in(text: str, hearers: Mapping[int, str]) -> frozenset[int]:
    """Return which of those who hear complaints a text names, by number.

    One word of a name is enough, for people say first names. Where that would leave nobody to hear it,
    two words are asked for.
    """
    said = _words(text)
    shared = {number: len(_words(name) & said) for number, name in hearers.items()}
    by_one = frozenset(number for number, words in shared.items() if words >= 1)
    if len(by_one) < len(hearers):
        return by_one
    return frozenset(number for number, words in shared.items() if words > 1)


def _words(text: str) -> frozenset[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return frozenset(word for word in re.findall(r"[^\W\d_]+", plain) if len(word) >= LETTERS)


def is_late(*, due_on: date, answered_on: date | None, on: date) -> bool:
    """Return whether a complaint was, or is, not answered by its day."""
    return (answered_on or on) > due_on
