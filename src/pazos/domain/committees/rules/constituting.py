"""May a committee be constituted, dissolved, and may somebody be given a seat in it?

Seats belong to offices; who holds one is known here only by a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date


class Block(TextChoices):
    """A reason why a committee or one of its seats cannot be so."""

    NO_LEGAL_BASIS = (
        "no_legal_basis",
        _("Say which act constitutes it: a decree, a resolution, with its number."),
    )
    NO_QUORUM = "no_quorum", _("The quorum is one seat with a vote or more.")
    NO_RHYTHM = "no_rhythm", _("It meets every month or every few months: write one or more.")
    DISSOLVED = "dissolved", _("The committee was dissolved.")
    BEFORE_ACT = "before_act", _("That day lies before the committee was constituted.")
    SESSION_CALLED = (
        "session_called",
        _("A session is called and was not held. Hold it or cancel it, with the reason."),
    )
    MINUTES_OPEN = "minutes_open", _("The minutes of a session that was held are not signed yet.")
    OFFICE_SITS = "office_sits", _("That office has a seat in this committee already.")
    HAS_CHAIR = "has_chair", _("It has a chair. End that seat first.")
    HAS_SECRETARY = "has_secretary", _("It has a secretary. End that seat first.")
    ENDED = "ended", _("That seat has ended.")
    NOT_AFTER = "not_after", _("The new holder begins after the one before.")
    SAME_HOLDER = "same_holder", _("That person holds this seat already.")
    SITS_ELSEWHERE = "sits_elsewhere", _("That person holds another seat of this committee: one vote each.")
    ACCOUNT_CLOSED = "account_closed", _("That account is closed.")


@dataclass(frozen=True)
class SeatFacts:
    """A seat as rules see it."""

    key: int
    office: str
    holder: int | None
    has_vote: bool
    is_chair: bool
    is_secretary: bool
    from_on: date
    until_on: date | None = None

    def stands_on(self, day: date) -> bool:
        """Whether the seat is there on a day, the last included."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)


@dataclass(frozen=True)
class CommitteeFacts:
    """A committee as rules see it."""

    constituted_on: date
    dissolved_on: date | None
    quorum: int


def _given(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)


def what_blocks_constituting(*, legal_basis: str, quorum: int, every_months: int) -> tuple[Block, ...]:
    """Return everything that an act would lack."""
    return _given(
        {
            Block.NO_LEGAL_BASIS: not legal_basis.strip(),
            Block.NO_QUORUM: quorum < 1,
            Block.NO_RHYTHM: every_months < 1,
        }
    )


def what_blocks_dissolving(
    committee: CommitteeFacts, *, on: date, has_called: bool, has_unsigned: bool
) -> tuple[Block, ...]:
    """Return everything that must be ended before the committee is."""
    return _given(
        {
            Block.DISSOLVED: committee.dissolved_on is not None,
            Block.BEFORE_ACT: on < committee.constituted_on,
            Block.SESSION_CALLED: has_called,
            Block.MINUTES_OPEN: has_unsigned,
        }
    )


def what_blocks_seating(
    committee: CommitteeFacts, seat: SeatFacts, *, beside: Sequence[SeatFacts], account_is_open: bool
) -> tuple[Block, ...]:
    """Return everything against a new seat; `beside` are the committee's seats of any time."""
    there = [one for one in beside if one.until_on is None or one.until_on >= seat.from_on]
    return _given(
        {
            Block.DISSOLVED: committee.dissolved_on is not None,
            Block.BEFORE_ACT: seat.from_on < committee.constituted_on,
            Block.OFFICE_SITS: any(_same(one.office, seat.office) for one in there),
            Block.HAS_CHAIR: seat.is_chair and any(one.is_chair for one in there),
            Block.HAS_SECRETARY: seat.is_secretary and any(one.is_secretary for one in there),
            Block.SITS_ELSEWHERE: seat.holder is not None and any(one.holder == seat.holder for one in there),
            Block.ACCOUNT_CLOSED: seat.holder is not None and not account_is_open,
        }
    )


def what_blocks_handing_over(
    seat: SeatFacts, *, holder: int | None, from_on: date, elsewhere: Collection[int], account_is_open: bool
) -> tuple[Block, ...]:
    """Return everything against a new holder; `elsewhere` are the holders of the committee's other seats."""
    return _given(
        {
            Block.ENDED: seat.until_on is not None,
            Block.NOT_AFTER: seat.holder is not None and from_on <= seat.from_on,
            Block.BEFORE_ACT: from_on < seat.from_on,
            Block.SAME_HOLDER: holder is not None and holder == seat.holder,
            Block.SITS_ELSEWHERE: holder is not None and holder in elsewhere,
            Block.ACCOUNT_CLOSED: holder is not None and not account_is_open,
        }
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
