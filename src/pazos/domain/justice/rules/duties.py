"""Is this a duty that two sides may agree on, and may it be said to be done?

Duties are reasonable and in proportion to the harm, each side may ask a lawyer, and one that is not kept is
no ground for a conviction or a heavier penalty (Law 906 of 2004, art. 519 nos. 2, 4 and 6; ECOSOC 2002/12,
annex, paras. 7, 13 a and 17). Whether a duty humiliates cannot be reckoned: it is asked of people, and who
answers no, or nothing, has no agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.justice.vocabulary import DutyState, ProcessState, Side

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

LONGEST = timedelta(days=366)  # Pazos' own: what takes longer is agreed in parts that can be seen


class Block(models.TextChoices):
    """Why a duty or an agreement does not stand, or cannot be marked."""

    ENDED = "ended", _("This process has ended. Nothing more is written of it.")
    NOT_MET = "not_met", _("The sides have neither met nor had a message carried yet.")
    NO_TEXT = "no_text", _("It does not say what is to be done.")
    NO_MEASURE = "no_measure", _("It does not say by what everybody will see that it was done.")
    OF_THE_HARMED = "of_the_harmed", _("The person who was harmed owes nothing in an agreement.")
    DUE_BEFORE = "due_before", _("The last day lies before today.")
    TOO_LONG = (
        "too_long",
        _("The last day is more than a year away. Agree on a part that can be seen sooner."),
    )
    NO_DUTY = "no_duty", _("No duty is proposed.")
    NOT_ACCEPTED = "not_accepted", _("Each person of both sides has to accept it themselves.")
    NOT_PROPORTIONATE = (
        "not_proportionate",
        _("Ask both sides whether each duty is in proportion to the harm."),
    )
    HUMILIATES = (
        "humiliates",
        _("Ask apart whether a duty humiliates, exposes or endangers anybody. One that does is taken out."),
    )
    NO_LAWYER = "no_lawyer", _("Tell each side that they may ask a lawyer before they accept.")
    NOT_AGREED = "not_agreed", _("This duty was never agreed.")
    AGREED = "agreed", _("This duty was agreed. It is changed only by both sides.")
    NOT_OPEN = "not_open", _("This duty is not open any more.")
    NOT_ENDED = "not_ended", _("This duty is open.")
    HARMED_DISAGREES = (
        "harmed_disagrees",
        _("A duty is done only when the person who was harmed agrees that it is."),
    )
    NOT_DUE = "not_due", _("Its last day has not passed: it may still be kept.")
    NOT_YET = "not_yet", _("The day has not come yet.")


@dataclass(frozen=True)
class Draft:
    """A duty as it is proposed."""

    side: Side
    says_what: bool
    says_how_seen: bool
    due_on: date


@dataclass(frozen=True)
class Accepted:
    """What was asked before an agreement, and what everybody said."""

    by_each: bool
    is_proportionate: bool
    humiliates_nobody: bool
    told_of_lawyer: bool


@dataclass(frozen=True)
class DutyFacts:
    """How one duty stands."""

    state: DutyState
    due_on: date
    is_agreed: bool


def what_blocks_proposing(
    draft: Draft, *, state: ProcessState, have_met: bool, today: date
) -> tuple[Block, ...]:
    """Return everything against proposing a duty."""
    stands = {
        Block.ENDED: state in (ProcessState.CLOSED, ProcessState.STOPPED),
        Block.NOT_MET: not have_met,
        Block.NO_TEXT: not draft.says_what,
        Block.NO_MEASURE: not draft.says_how_seen,
        Block.OF_THE_HARMED: draft.side is Side.HARMED,
        Block.DUE_BEFORE: draft.due_on < today,
        Block.TOO_LONG: draft.due_on - today > LONGEST,
    }
    return _true(stands)


def what_blocks_agreeing(
    duties: Iterable[DutyFacts], accepted: Accepted, *, state: ProcessState
) -> tuple[Block, ...]:
    """Return everything against the proposed duties becoming an agreement."""
    stands = {
        Block.ENDED: state in (ProcessState.CLOSED, ProcessState.STOPPED),
        Block.NO_DUTY: all(duty.is_agreed for duty in duties),
        Block.NOT_ACCEPTED: not accepted.by_each,
        Block.NOT_PROPORTIONATE: not accepted.is_proportionate,
        Block.HUMILIATES: not accepted.humiliates_nobody,
        Block.NO_LAWYER: not accepted.told_of_lawyer,
    }
    return _true(stands)


def what_blocks_taking_out(duty: DutyFacts) -> tuple[Block, ...]:
    """Return everything against taking out a duty that was proposed."""
    return _true({Block.AGREED: duty.is_agreed})


def what_blocks_marking(
    duty: DutyFacts, to: DutyState, *, harmed_agrees: bool, on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against saying that a duty was done, was not kept, or was changed by both."""
    is_done, is_broken = to is DutyState.DONE, to is DutyState.BROKEN
    stands = {
        Block.NOT_AGREED: not duty.is_agreed,
        Block.NOT_OPEN: duty.state is not DutyState.OPEN,
        Block.HARMED_DISAGREES: is_done and not harmed_agrees,
        Block.NOT_DUE: is_broken and duty.due_on >= on,
        Block.NOT_YET: on > today,
    }
    return _true(stands)


def what_blocks_reopening(duty: DutyFacts, *, state: ProcessState) -> tuple[Block, ...]:
    """Return everything against setting a duty back to open that was marked by mistake."""
    stands = {
        Block.ENDED: state in (ProcessState.CLOSED, ProcessState.STOPPED),
        Block.NOT_ENDED: duty.state is DutyState.OPEN,
    }
    return _true(stands)


def is_late(duty: DutyFacts, *, on: date) -> bool:
    """Return whether an agreed duty is open after its last day."""
    return duty.is_agreed and duty.state is DutyState.OPEN and duty.due_on < on


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
