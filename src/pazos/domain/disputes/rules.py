"""Judgement on deeds of disputes: everything that stands in the way, said at once.

Facts hold no names: who somebody is arrives as whether they hold the dispute, were offered it, or
coordinate the cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.disputes.vocabulary import Occasion, Outcome, Reason, State
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from datetime import date

CLOSING = frozenset({Reason.AGREEMENT_HELD, Reason.NOTHING_MORE, Reason.WRONG})
HANDING = frozenset({Reason.SHIFT, Reason.CLOSER, Reason.SAFETY, Reason.MOVED, Reason.LEFT})
REOPENING = frozenset({Reason.FLARED_UP, Reason.AGREEMENT_BROKEN, Reason.WRONG})
DROPPING = frozenset({Reason.NOTHING_MORE, Reason.SAFETY, Reason.AGREEMENT_HELD, Reason.WRONG})
# A dispute over a shooting is not closed while these are ahead: they are when it is answered.
FIRST_DAYS = frozenset({Occasion.FIRST_72_HOURS, Occasion.FUNERAL, Occasion.NOVENA})


class Block(models.TextChoices):
    """A reason why a deed on a dispute is refused."""

    TAKEN = "taken", _("Somebody took this dispute already.")
    CLOSED = "closed", _("This dispute is closed. Open it again first, with the reason.")
    NOT_CLOSED = "not_closed", _("This dispute is not closed.")
    NOBODY_HOLDS = "nobody_holds", _("Nobody has taken this dispute yet. Somebody must take it first.")
    NOT_YOURS = "not_yours", _("Only who holds the dispute, or the coordinator, may do this.")
    NOT_OFFERED = "not_offered", _("Nobody offered you this dispute.")
    YOURS_ALREADY = "yours_already", _("They hold this dispute already.")
    OFFERED_ALREADY = "offered_already", _("It was offered to them already, and they have not answered.")
    NOT_FROM_HERE = "not_from_here", _("They do not work in this dispute's cluster today.")
    REASON_MISSING = "reason_missing", _("It does not say why, or with a reason that does not fit.")
    OUTCOME_MISSING = "outcome_missing", _("It does not say how the dispute ended.")
    WRONG_HAS_NO_OUTCOME = (
        "wrong_has_no_outcome",
        _("What was no dispute, or was entered twice, has no outcome: choose that nobody knows."),
    )
    NO_AGREEMENT_HELD = (
        "no_agreement_held",
        _("No agreement of it is known to have held. Say first whether the agreement held."),
    )
    FOLLOW_UP_DUE = (
        "follow_up_due",
        _("A follow-up is due. Do it, move it or drop it with a reason first."),
    )
    FIRST_DAYS_AHEAD = (
        "first_days_ahead",
        _("The first days after the shooting are not over: a follow-up of them is still ahead."),
    )
    BELOW_SIGNS = (
        "below_signs",
        _("The risk is below what the signs reckon. Take a sign out that is no longer true, or leave it."),
    )


@dataclass(frozen=True)
class Standing:
    """Where a dispute stands, and what the person who wants to do something is to it."""

    state: State
    holds: bool  # they hold it
    coordinates: bool  # they coordinate its cluster
    is_offered: bool = False  # it is offered to them
    wrote: bool = False

    @property
    def answers_for_it(self) -> bool:
        """Whether they may decide what becomes of it."""
        return self.holds or self.coordinates


@dataclass(frozen=True)
class Ahead:
    """What is still to be done for a dispute: open follow-ups and judged agreements."""

    follow_ups: tuple[tuple[Occasion, date], ...] = ()
    an_agreement_held: bool = False


def what_blocks_claiming(standing: Standing) -> tuple[Block, ...]:
    """Return everything against taking an alert."""
    stands = {
        Block.CLOSED: standing.state is State.CLOSED,
        Block.TAKEN: standing.state not in (State.ALERT, State.CLOSED),
    }
    return _true(stands)


def what_blocks_handing_over(
    standing: Standing, *, reason: str, holds_already: bool, works_here: bool, waits_already: bool
) -> tuple[Block, ...]:
    """Return everything against offering a dispute to somebody; the facts after `reason` are about them."""
    stands = {
        Block.CLOSED: standing.state is State.CLOSED,
        Block.NOBODY_HOLDS: standing.state is State.ALERT,
        Block.NOT_YOURS: not standing.answers_for_it,
        Block.REASON_MISSING: reason not in HANDING,
        Block.YOURS_ALREADY: holds_already,
        Block.OFFERED_ALREADY: waits_already,
        Block.NOT_FROM_HERE: not works_here,
    }
    return _true(stands)


def what_blocks_taking_over(standing: Standing) -> tuple[Block, ...]:
    """Return everything against taking a dispute over; a coordinator needs no offer."""
    stands = {
        Block.CLOSED: standing.state is State.CLOSED,
        Block.NOBODY_HOLDS: standing.state is State.ALERT,
        Block.YOURS_ALREADY: standing.holds,
        Block.NOT_OFFERED: not (standing.is_offered or standing.coordinates or standing.holds),
    }
    return _true(stands)


def what_blocks_declining(standing: Standing) -> tuple[Block, ...]:
    """Return everything against declining an offer."""
    return _true({Block.NOT_OFFERED: not standing.is_offered})


def what_blocks_closing(
    standing: Standing, ahead: Ahead, *, outcome: str, reason: str, on: date
) -> tuple[Block, ...]:
    """Return everything against closing a dispute on a day.

    What was entered wrongly may be closed by who wrote it, untaken and with follow-ups ahead.
    """
    wrong = reason == Reason.WRONG
    closed = standing.state is State.CLOSED
    held_needed = not wrong and (outcome == Outcome.SETTLED or reason == Reason.AGREEMENT_HELD)
    stands = {
        Block.CLOSED: closed,
        Block.NOBODY_HOLDS: standing.state is State.ALERT and not wrong,
        Block.NOT_YOURS: not (standing.answers_for_it or (wrong and standing.wrote)),
        Block.REASON_MISSING: reason not in CLOSING,
        Block.OUTCOME_MISSING: outcome not in Outcome.values,
        Block.WRONG_HAS_NO_OUTCOME: wrong and outcome in Outcome.values and outcome != Outcome.UNKNOWN,
        Block.NO_AGREEMENT_HELD: held_needed and not ahead.an_agreement_held,
        Block.FOLLOW_UP_DUE: not wrong and any(day <= on for _, day in ahead.follow_ups),
        Block.FIRST_DAYS_AHEAD: not wrong
        and any(occasion in FIRST_DAYS and day > on for occasion, day in ahead.follow_ups),
    }
    return _true(stands)


def what_blocks_reopening(standing: Standing, *, reason: str) -> tuple[Block, ...]:
    """Return everything against opening a closed dispute again; whoever reaches it may."""
    stands = {
        Block.NOT_CLOSED: standing.state is not State.CLOSED,
        Block.REASON_MISSING: reason not in REOPENING,
    }
    return _true(stands)


def what_blocks_writing(standing: Standing, *, done_on: date, closed_on: date | None) -> tuple[Block, ...]:
    """Return everything against writing down what was done on a day.

    What was done before the closing may arrive after it: a phone was away.
    """
    late = closed_on is not None and done_on > closed_on
    return _true({Block.CLOSED: standing.state is State.CLOSED and late})


def after_shooting(happened_on: date) -> dict[Occasion, date]:
    """Return the days on which somebody goes back after a shooting.

    Wake and funeral are guessed two days later and are moved when the family says.
    """
    return {
        Occasion.FIRST_72_HOURS: happened_on + timedelta(days=3),
        Occasion.FUNERAL: happened_on + timedelta(days=2),
        Occasion.NOVENA: happened_on + timedelta(days=9),
        Occasion.MONTH: months_after(happened_on, 1),
        Occasion.ANNIVERSARY: months_after(happened_on, 12),
    }


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
