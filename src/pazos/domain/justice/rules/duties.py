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

from pazos.domain.justice.rules import willing
from pazos.domain.justice.vocabulary import DutyState, ProcessState, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pazos.domain.justice.rules.steps import ProcessFacts
    from pazos.domain.justice.rules.willing import Answer, PartyFacts

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
    WANTS_NOT = (
        "wants_not",
        _("They do not want to take part, or were not asked yet. Ask them, alone, before they owe anything."),
    )
    NO_DUTY = "no_duty", _("No duty is proposed.")
    NOT_ACCEPTED = (
        "not_accepted",
        _("Each person of both sides, and everybody who owes a duty, has to accept it themselves."),
    )
    EACH_MEETS = (
        "each_meets",
        _("Somebody of the two sides has neither met the other nor had a message carried yet."),
    )
    BEFORE_MET = (
        "before_met",
        _("The day lies before everybody of both sides had met or had a message carried."),
    )
    BEFORE_ASKED = "before_asked", _("The day lies before the process was asked for.")
    DUE_OVER = (
        "due_over",
        _("The last day of a duty lies before the agreement. Take it out and propose it with another day."),
    )
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
    LET_GO = (
        "let_go",
        _("Whoever owed it did not want to go on. Propose it anew: it binds who accepts it themselves."),
    )
    REPLACED = "replaced", _("Another duty took its place, and that one stands. Change that one.")
    BEFORE_AGREED = "before_agreed", _("The day lies before the duty was agreed.")
    HARMED_DISAGREES = (
        "harmed_disagrees",
        _("A duty is done only when the person who was harmed agrees that it is."),
    )
    NOT_DUE = "not_due", _("Its last day has not passed: it may still be kept.")
    NOT_YET = "not_yet", _("The day has not come yet.")


@dataclass(frozen=True)
class Draft:
    """A duty as it is proposed."""

    party: PartyFacts
    says_what: bool
    says_how_seen: bool
    due_on: date


@dataclass(frozen=True)
class Accepted:
    """What was asked before an agreement, and what everybody said."""

    by_each: bool  # of those who are bound
    is_proportionate: bool
    humiliates_nobody: bool
    told_of_lawyer: bool


@dataclass(frozen=True)
class DutyFacts:
    """How one duty stands."""

    state: DutyState
    due_on: date
    agreed_on: date | None

    @property
    def is_agreed(self) -> bool:
        """Whether it binds anybody."""
        return self.agreed_on is not None


def what_blocks_proposing(draft: Draft, *, process: ProcessFacts, today: date) -> tuple[Block, ...]:
    """Return everything against proposing a duty: nobody is even proposed one who said no, or was not asked."""
    said = draft.party.last_answer(on=today)
    stands = {
        Block.ENDED: process.has_ended,
        Block.NOT_MET: not any(party.both_met_on for party in process.parties),
        Block.NO_TEXT: not draft.says_what,
        Block.NO_MEASURE: not draft.says_how_seen,
        Block.OF_THE_HARMED: draft.party.side is Side.HARMED,
        Block.WANTS_NOT: said is None or said.is_no,
        Block.DUE_BEFORE: draft.due_on < today,
        Block.TOO_LONG: draft.due_on - today > LONGEST,
    }
    return _true(stands)


def is_bound(party: PartyFacts, *, owes: bool) -> bool:
    """Return whether somebody has to accept a duty themselves: those of both sides, and whoever owes one."""
    return party.is_principal or owes


def what_blocks_accepting(party: PartyFacts, *, on: date) -> tuple[models.TextChoices, ...]:
    """Return everything that keeps somebody from accepting a duty on a day: no standing yes, never met."""
    never_met = party.is_principal and not party.both_met_on
    return (*((Block.EACH_MEETS,) if never_met else ()), *willing.what_blocks_binding(party, on=on))


def what_blocks_binding(
    accepted: Accepted, *, process: ProcessFacts, bound: Iterable[PartyFacts], on: date
) -> tuple[models.TextChoices, ...]:
    """Return everything against duties binding those who are bound from a day on, each reason once.

    It is the same whether duties become an agreement or one of them is changed.
    """
    people = tuple(bound)
    stands = {
        Block.ENDED: process.has_ended,
        Block.BEFORE_ASKED: on < process.asked_on,
        Block.BEFORE_MET: any(_meets_later(party, on=on) for party in people),
        Block.NOT_ACCEPTED: not accepted.by_each,
        Block.NOT_PROPORTIONATE: not accepted.is_proportionate,
        Block.HUMILIATES: not accepted.humiliates_nobody,
        Block.NO_LAWYER: not accepted.told_of_lawyer,
    }
    each = (block for party in people for block in what_blocks_accepting(party, on=on))
    return tuple(dict.fromkeys((*_true(stands), *each)))


def _meets_later(party: PartyFacts, *, on: date) -> bool:
    return party.is_principal and bool(party.both_met_on) and min(party.both_met_on) > on


def what_blocks_agreeing(duties: Sequence[DutyFacts], *, on: date) -> tuple[Block, ...]:
    """Return what of the duties themselves stands against them becoming an agreement on a day."""
    proposed = [duty for duty in duties if not duty.is_agreed]
    stands = {
        Block.NO_DUTY: not proposed,
        Block.DUE_OVER: any(duty.due_on < on for duty in proposed),
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
    may_be_said = duty.state is DutyState.OPEN or (is_done and duty.state is DutyState.LET_GO)
    stands = {
        Block.NOT_AGREED: not duty.is_agreed,
        Block.NOT_OPEN: not may_be_said,
        Block.HARMED_DISAGREES: is_done and not harmed_agrees,
        Block.NOT_DUE: is_broken and duty.due_on >= on,
        Block.NOT_YET: on > today,
        Block.BEFORE_AGREED: duty.agreed_on is not None and on < duty.agreed_on,
    }
    return _true(stands)


def what_blocks_reopening(duty: DutyFacts, *, state: ProcessState) -> tuple[Block, ...]:
    """Return everything against setting a duty back to open that was marked by mistake."""
    stands = {
        Block.ENDED: state in (ProcessState.CLOSED, ProcessState.STOPPED),
        Block.NOT_ENDED: duty.state is DutyState.OPEN,
        Block.REPLACED: duty.state is DutyState.CHANGED,
        Block.LET_GO: duty.state is DutyState.LET_GO,
    }
    return _true(stands)


def is_let_go(party: PartyFacts, said: Answer) -> bool:
    """Return whether what somebody owes is owed no more by their answer: who may say no is held to nothing by it.

    It is neither done nor broken. Of the two sides a no stops the process, and lets go of every duty in it.
    """
    return said.is_no and not party.is_principal


def unmarked(party: PartyFacts) -> DutyState:
    """Return how a duty stands of which nobody says any more that it was done or not kept."""
    return DutyState.LET_GO if willing.says_no(party) else DutyState.OPEN


def is_late(duty: DutyFacts, *, on: date) -> bool:
    """Return whether an agreed duty is open after its last day."""
    return duty.is_agreed and duty.state is DutyState.OPEN and duty.due_on < on


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
