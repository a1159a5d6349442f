"""May minutes be drafted and signed, and whose signature is still needed?

A signature says that a seat saw exactly the text of one hash. Whoever chaired and whoever kept the
minutes sign, or a seat that was there in their place; two different seats in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.committees.vocabulary import SessionState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


class Block(TextChoices):
    """A reason why minutes cannot be drafted or signed."""

    NOT_HELD = "not_held", _("The session was not held yet.")
    SIGNED = "signed", _("The minutes are signed and do not change any more.")
    NO_REASON = "no_reason", _("Say what was corrected against the version before.")
    UNCHANGED = "unchanged", _("Nothing changed since the last version.")
    NAMES_STAND = (
        "names_stand",
        _(
            "The text names somebody who works in the strategy. Minutes name offices, not people: correct the text."
        ),
    )
    NOT_LATEST = "not_latest", _("There is a newer version: sign that one.")
    STALE = "stale", _("The session was changed after this version was drafted. Draft a new one first.")
    OTHER_TEXT = (
        "other_text",
        _("The text is not the one of this hash. Open the minutes again and read them."),
    )
    NOT_PRESENT = "not_present", _("You hold no seat that was present at this session.")
    SIGNED_BEFORE = "signed_before", _("Your seat has signed this version already.")


class Part(TextChoices):
    """Whose signature minutes need."""

    CHAIR = "chair", _("the chair")
    SECRETARY = "secretary", _("the secretary")
    FOR_CHAIR = "for_chair", _("a seat with a vote that was present, for the chair who was not")
    FOR_SECRETARY = "for_secretary", _("another seat that was present, for the secretary who was not")


@dataclass(frozen=True)
class PresentSeat:
    """A seat that came, itself or through a delegate."""

    key: int
    has_vote: bool
    is_chair: bool
    is_secretary: bool


@dataclass(frozen=True)
class SigningFacts:
    """What the rule of signing looks at. `seats` are those the person may sign for."""

    is_signed: bool
    is_latest: bool
    is_stale: bool
    hash_fits: bool
    seats: frozenset[int]
    signed: frozenset[int]


def _given(stands: Mapping[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)


def what_blocks_drafting(
    state: str, *, is_first: bool, why: str, is_same: bool, names_stand: bool
) -> tuple[Block, ...]:
    """Return everything against drafting a version."""
    return _given(
        {
            Block.NOT_HELD: state in (SessionState.CALLED, SessionState.CANCELLED),
            Block.SIGNED: state == SessionState.SIGNED,
            Block.NO_REASON: not is_first and not why.strip(),
            Block.UNCHANGED: not is_first and is_same,
            Block.NAMES_STAND: names_stand,
        }
    )


def what_blocks_signing(facts: SigningFacts) -> tuple[Block, ...]:
    """Return everything against a signature; an empty answer means that it may be given.

    Minutes that are in force may still be signed by others who were there.
    """
    return _given(
        {
            Block.NOT_LATEST: not facts.is_latest,
            Block.STALE: facts.is_stale and not facts.is_signed,
            Block.OTHER_TEXT: not facts.hash_fits,
            Block.NOT_PRESENT: not facts.seats,
            Block.SIGNED_BEFORE: bool(facts.seats) and facts.seats <= facts.signed,
        }
    )


def still_needed(present: Sequence[PresentSeat], *, signed: Collection[int]) -> tuple[Part, ...]:
    """Return whose signatures are missing for the minutes to be in force."""
    chair = next((seat for seat in present if seat.is_chair), None)
    secretary = next((seat for seat in present if seat.is_secretary), None)
    came = {seat.key for seat in present}
    given = came & set(signed)
    needs: list[Part] = []
    if chair is not None and chair.key not in given:
        needs.append(Part.CHAIR)
    if secretary is not None and secretary.key not in given:
        needs.append(Part.SECRETARY)
    rest = given - {seat.key for seat in (chair, secretary) if seat is not None}
    votes = {seat.key for seat in present if seat.has_vote}
    for_chair = sorted(rest & votes)[:1] if chair is None else []
    if chair is None and not for_chair:
        needs.append(Part.FOR_CHAIR)
    if secretary is None and not (rest - set(for_chair)):
        needs.append(Part.FOR_SECRETARY)
    return tuple(needs)


def names_stand_in(texts: Iterable[str], *, names: Iterable[str]) -> bool:
    """Return whether a whole name of two words or more stands in any of the texts."""
    said = [f" {_plain(text)} " for text in texts]
    sought = [f" {_plain(name)} " for name in names if len(name.split()) > 1]
    return any(name in text for name in sought for text in said)


def _plain(text: str) -> str:
    letters = (letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join("".join(letters).split())
