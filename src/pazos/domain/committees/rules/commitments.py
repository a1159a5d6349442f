"""How does a commitment stand on a day, and what stands in the way of saying it done, accepted, dropped or longer?

Late is reckoned from the calendar and never stored. Nobody accepts what they owe or what they said
themselves; a citizens' council judges beside the city and changes nothing of the city's own word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.committees.vocabulary import CommitmentState, Judgement, Kind, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SOON = timedelta(days=7)


class Block(TextChoices):
    """A reason why something cannot be done with a commitment."""

    NO_TEXT = "no_text", _("Write what is promised.")
    NO_OFFICE = "no_office", _("Say which office owes it.")
    NO_OWNER = "no_owner", _("Say who owes it: somebody's account or an organisation.")
    ACCOUNT_CLOSED = "account_closed", _("The account of who would owe it is closed.")
    DUE_BEFORE_MADE = "due_before_made", _("It would be due before it is made.")
    OTHER_COMMITTEE = "other_committee", _("The session or decision is another committee's.")
    NOT_HELD = "not_held", _("The session was not held yet.")
    REJECTED = "rejected", _("That decision was voted down; nothing can be promised on it.")
    SIGNED = (
        "signed",
        _("The minutes of that session are signed. Promise it in the committee, or in its next session."),
    )
    IN_MINUTES = "in_minutes", _("It stands so in signed minutes. Let it go and promise it anew.")
    NOT_YOURS = "not_yours", _("It is owed by somebody else.")
    NOT_OPEN = "not_open", _("It is not open.")
    NOT_SAID = "not_said", _("Nobody has said yet that it is done.")
    ENDED = "ended", _("It has ended.")
    NO_WORDS = "no_words", _("Say it in words: what was done, or the reason.")
    NO_EVIDENCE = (
        "no_evidence",
        _("Nothing proves it. Add a document, or say in the words why there is none."),
    )
    AHEAD = "ahead", _("That day lies ahead.")
    BEFORE_MADE = "before_made", _("That day lies before it was promised.")
    OWN = "own", _("Nobody accepts what they owe themselves.")
    SAID_BY_YOU = "said_by_you", _("You said that it is done. Somebody else accepts it.")
    NOT_LATER = "not_later", _("The new day must be after the one it was due on.")
    NOT_A_COUNCIL = "not_a_council", _("Only a citizens' council judges commitments so.")
    NO_SEAT = "no_seat", _("You hold no seat of that council today.")
    NOT_PUBLIC = "not_public", _("This commitment is not public.")


@dataclass(frozen=True)
class CommitmentFacts:
    """A commitment as rules see it."""

    state: str
    made_on: date
    due_on: date
    ended_on: date | None = None
    is_public: bool = True
    has_evidence: bool = False


def _given(stands: Mapping[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)


def standing_of(facts: CommitmentFacts, *, on: date) -> Standing:
    """Return how a commitment stands on a day."""
    if facts.state == CommitmentState.DROPPED:
        return Standing.DROPPED
    if facts.state == CommitmentState.SAID_DONE:
        return Standing.SAID
    if facts.state == CommitmentState.DONE:
        late = facts.ended_on is not None and facts.ended_on > facts.due_on
        return Standing.KEPT_LATE if late else Standing.KEPT
    if facts.due_on < on:
        return Standing.LATE
    return Standing.SOON if facts.due_on - on <= SOON else Standing.AHEAD


def days_late(facts: CommitmentFacts, *, on: date) -> int:
    """Return the days that a commitment is or was late; 0 where it is in time, dropped or ahead."""
    if facts.state == CommitmentState.DROPPED:
        return 0
    return max(((facts.ended_on or on) - facts.due_on).days, 0)


def contradicts(state: str, judgement: str) -> bool:
    """Return whether a council says otherwise than the city."""
    says_done = state in (CommitmentState.DONE, CommitmentState.SAID_DONE)
    if says_done:
        return judgement in (Judgement.PARTLY, Judgement.NOT_KEPT)
    return judgement == Judgement.KEPT


@dataclass(frozen=True)
class PromiseFacts:
    """What the rule of promising looks at."""

    text: str
    office: str
    has_owner: bool
    account_is_open: bool
    made_on: date
    due_on: date
    fits: bool  # session and decision are of the committee
    was_held: bool
    was_rejected: bool
    is_signed: bool


def what_blocks_promising(facts: PromiseFacts) -> tuple[Block, ...]:
    """Return everything against writing a commitment down."""
    return _given(
        {
            Block.NO_TEXT: not facts.text.strip(),
            Block.NO_OFFICE: not facts.office.strip(),
            Block.NO_OWNER: not facts.has_owner,
            Block.ACCOUNT_CLOSED: not facts.account_is_open,
            Block.DUE_BEFORE_MADE: facts.due_on < facts.made_on,
            Block.OTHER_COMMITTEE: not facts.fits,
            Block.NOT_HELD: not facts.was_held,
            Block.REJECTED: facts.was_rejected,
            Block.SIGNED: facts.is_signed,
        }
    )


def what_blocks_correcting(
    facts: CommitmentFacts, *, text: str, office: str, has_owner: bool, is_signed: bool
) -> tuple[Block, ...]:
    """Return everything against writing it otherwise."""
    return _given(
        {
            Block.NO_TEXT: not text.strip(),
            Block.NO_OFFICE: not office.strip(),
            Block.NO_OWNER: not has_owner,
            Block.ENDED: facts.state in (CommitmentState.DONE, CommitmentState.DROPPED),
            Block.IN_MINUTES: is_signed,
        }
    )


def what_blocks_saying_done(
    facts: CommitmentFacts, *, is_theirs: bool, words: str, on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against saying that it is done; without a document the words say why."""
    return _given(
        {
            Block.NOT_YOURS: not is_theirs,
            Block.NOT_OPEN: facts.state != CommitmentState.OPEN,
            Block.NO_EVIDENCE: not facts.has_evidence and not words.strip(),
            Block.AHEAD: on > today,
            Block.BEFORE_MADE: on < facts.made_on,
        }
    )


def what_blocks_accepting(
    facts: CommitmentFacts, *, is_theirs: bool, was_said_by_them: bool
) -> tuple[Block, ...]:
    """Return everything against accepting it as done, or sending it back."""
    return _given(
        {
            Block.NOT_SAID: facts.state != CommitmentState.SAID_DONE,
            Block.OWN: is_theirs,
            Block.SAID_BY_YOU: was_said_by_them,
        }
    )


def what_blocks_sending_back(
    facts: CommitmentFacts, *, is_theirs: bool, was_said_by_them: bool, words: str
) -> tuple[Block, ...]:
    """Return everything against not accepting it."""
    blocks = what_blocks_accepting(facts, is_theirs=is_theirs, was_said_by_them=was_said_by_them)
    return (*blocks, *_given({Block.NO_WORDS: not words.strip()}))


def what_blocks_dropping(facts: CommitmentFacts, *, words: str) -> tuple[Block, ...]:
    """Return everything against letting it go."""
    return _given(
        {
            Block.ENDED: facts.state in (CommitmentState.DONE, CommitmentState.DROPPED),
            Block.NO_WORDS: not words.strip(),
        }
    )


def what_blocks_more_time(facts: CommitmentFacts, *, due_on: date, words: str) -> tuple[Block, ...]:
    """Return everything against a later day."""
    return _given(
        {
            Block.NOT_OPEN: facts.state != CommitmentState.OPEN,
            Block.NOT_LATER: due_on <= facts.due_on,
            Block.NO_WORDS: not words.strip(),
        }
    )


def what_blocks_reviewing(
    facts: CommitmentFacts, *, kind: str, holds_seat: bool, words: str, on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against a council's judgement."""
    return _given(
        {
            Block.NOT_A_COUNCIL: kind != Kind.COUNCIL,
            Block.NO_SEAT: not holds_seat,
            Block.NOT_PUBLIC: not facts.is_public,
            Block.NO_WORDS: not words.strip(),
            Block.AHEAD: on > today,
            Block.BEFORE_MADE: on < facts.made_on,
        }
    )
