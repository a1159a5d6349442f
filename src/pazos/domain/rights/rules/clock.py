"""By when must a request be answered, and how near is that day?

Law 1581 of 2012: art. 14, a consultation in ten working days and five more; art. 15, a claim (and
what is asked as one: correction, update, deletion, withdrawal) in fifteen and eight more, the mark
"claim in process" within two. An incomplete claim is sent back within five days; the clock begins
when it is complete, and after two months of silence it is taken for desisted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.rights.vocabulary import Answer, RequestKind, Standing, Urgency

if TYPE_CHECKING:
    from pazos.domain.rights.calendar import WorkingDays


@dataclass(frozen=True)
class Term:
    """A term in working days, how much longer it can be made, and its article."""

    days: int
    more: int
    article: str


CONSULTED, CLAIMED = Term(10, 5, "art. 14"), Term(15, 8, "art. 15")
TERMS = {kind.value: CONSULTED if kind is RequestKind.CONSULTATION else CLAIMED for kind in RequestKind}
MARK_WITHIN, RETURN_WITHIN, SILENT_MONTHS = 2, 5, 2
SOON, NOW = 5, 2  # working days left


@dataclass(frozen=True)
class RequestFacts:
    """The dates of a request; no word of it."""

    kind: str
    received_on: date
    returned_on: date | None = None
    completed_on: date | None = None
    marked_on: date | None = None
    extended_on: date | None = None
    answered_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """Where a request stands on a day. `days_left`: 0 is the last day, below zero the days it is late."""

    standing: Standing
    urgency: Urgency
    begins_on: date | None  # None: it stands still
    first_due_on: date | None
    due_on: date | None
    days_left: int | None
    mark_due_on: date | None  # of claims
    mark_is_late: bool
    desists_on: date | None  # of incomplete claims


def clock_of(facts: RequestFacts, *, on: date, days: WorkingDays) -> Clock:
    """Return the clock of a request on a day, or on the day it was answered."""
    term = TERMS[facts.kind]
    begins = facts.received_on if facts.returned_on is None else facts.completed_on
    first = days.after(begins, days=term.days) if begins else None
    due = days.after(first, days=term.more) if first and facts.extended_on else first
    at = facts.answered_on or on
    left = days.left(at, until=due) if due else None
    mark_due = days.after(begins, days=MARK_WITHIN) if begins and term is CLAIMED else None
    return Clock(
        standing=_standing(facts, left),
        urgency=_urgency(facts, left),
        begins_on=begins,
        first_due_on=first,
        due_on=due,
        days_left=left,
        mark_due_on=mark_due,
        mark_is_late=mark_due is not None and (facts.marked_on or at) > mark_due,
        desists_on=months_after(facts.returned_on, SILENT_MONTHS)
        if facts.returned_on and begins is None
        else None,
    )


def _standing(facts: RequestFacts, left: int | None) -> Standing:
    if facts.answered_on is not None:
        return Standing.ANSWERED
    if left is None:
        return Standing.INCOMPLETE
    if left < 0:
        return Standing.LATE
    return Standing.EXTENDED if facts.extended_on else Standing.OPEN


def _urgency(facts: RequestFacts, left: int | None) -> Urgency:
    if facts.answered_on is not None:
        return Urgency.DONE
    if left is None:
        return Urgency.WAITS
    if left < 0:
        return Urgency.LATE
    return Urgency.NOW if left <= NOW else Urgency.SOON if left <= SOON else Urgency.CALM


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


class Block(models.TextChoices):
    """A reason why a step of a request cannot be taken."""

    ANSWERED = "answered", _("It was answered already.")
    NOT_A_CLAIM = "not_a_claim", _("Only a claim can be sent back to be completed.")
    RETURNED = "returned", _("It was sent back once already.")
    TOO_LATE_TO_RETURN = (
        "too_late_to_return",
        _("It can be sent back within five working days of its arrival; they are over."),
    )
    NOT_RETURNED = "not_returned", _("It was never sent back to be completed.")
    NO_WORDS = "no_words", _("Say in words what the requester is told.")
    EXTENDED = "extended", _("It was extended once already; a second time the law does not know.")
    TERM_OVER = "term_over", _("The first term is over: it had to be extended before.")
    STANDS_STILL = "stands_still", _("Its clock stands still until the requester completes it.")
    IDENTITY_UNKNOWN = (
        "identity_unknown",
        _("Nobody has made sure who asks. Data about a person go to that person only."),
    )
    STILL_KEPT = (
        "still_kept",
        _(
            "Something that is kept by this person's permission is still there. Erase it first, or answer otherwise."
        ),
    )
    PERMISSION_STANDS = (
        "permission_stands",
        _("A permission of this person still holds. Take it back first, or answer otherwise."),
    )
    NOT_SILENT_YET = (
        "not_silent_yet",
        _("The requester has two months to complete it before it can be taken for desisted."),
    )


@dataclass(frozen=True)
class AnswerFacts:
    """What the rule of answering looks at."""

    kind: str
    answer: str
    has_words: bool
    is_verified: bool
    still_kept: int  # records about the subject that are kept by their permission alone
    permissions: int  # of the subject, that still hold
    on: date


# An answer that says nothing about anybody's data may go to somebody unknown.
_SAYS_NOTHING = {Answer.REFUSED, Answer.PASSED_ON, Answer.DESISTED}


def what_blocks_answering(request: RequestFacts, facts: AnswerFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way of an answer; empty means it may be given."""
    granted = facts.answer == Answer.GRANTED
    erased = facts.answer == Answer.NOTHING_KEPT or (granted and facts.kind == RequestKind.DELETION)
    stands_still = request.returned_on is not None and request.completed_on is None
    silent = request.returned_on and facts.on >= months_after(request.returned_on, SILENT_MONTHS)
    stands = {
        Block.ANSWERED: request.answered_on is not None,
        Block.NO_WORDS: not facts.has_words,
        Block.IDENTITY_UNKNOWN: not facts.is_verified and facts.answer not in _SAYS_NOTHING,
        Block.STILL_KEPT: erased and facts.still_kept > 0,
        Block.PERMISSION_STANDS: granted and facts.kind == RequestKind.WITHDRAWAL and facts.permissions > 0,
        Block.NOT_SILENT_YET: facts.answer == Answer.DESISTED and not (stands_still and silent),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_extending(
    facts: RequestFacts, *, on: date, days: WorkingDays, has_words: bool
) -> tuple[Block, ...]:
    """Return everything that stands in the way of a longer term."""
    clock = clock_of(facts, on=on, days=days)
    stands = {
        Block.ANSWERED: facts.answered_on is not None,
        Block.STANDS_STILL: clock.first_due_on is None,
        Block.EXTENDED: facts.extended_on is not None,
        Block.TERM_OVER: clock.first_due_on is not None and on > clock.first_due_on,
        Block.NO_WORDS: not has_words,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_returning(
    facts: RequestFacts, *, on: date, days: WorkingDays, has_words: bool
) -> tuple[Block, ...]:
    """Return everything that stands in the way of sending a claim back to be completed."""
    stands = {
        Block.ANSWERED: facts.answered_on is not None,
        Block.NOT_A_CLAIM: TERMS[facts.kind] is not CLAIMED,
        Block.RETURNED: facts.returned_on is not None,
        Block.TOO_LATE_TO_RETURN: on > days.after(facts.received_on, days=RETURN_WITHIN),
        Block.NO_WORDS: not has_words,
    }
    return tuple(block for block, true in stands.items() if true)
