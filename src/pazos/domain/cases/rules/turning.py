"""May a case be given, passed on, paused, taken up or ended? Every reason against, or nothing.

Nobody is given up as lost before they were looked for: `what_is_missing` is the published rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.vocabulary import CaseState, Exit, FollowUpMonth, Pause, SessionKind
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

# The tries that the pathway asks for since the last meeting, before "no contact" is written as an end.
TRIES, TRIES_SPAN = 4, timedelta(days=15)
WITHOUT_FOLLOW_UP = frozenset({Exit.DIED, Exit.PERMISSION})  # nobody is looked up who did not want it


class Block(models.TextChoices):
    """A reason why a case does not turn."""

    NOT_YOURS = "not_yours", _("This case is another pair's. Ask its pair, or the supervisor.")
    NOT_ALLOWED = "not_allowed", _("Only who supervises cases does this. Ask them for it.")
    ENDED = "ended", _("This case has ended already.")
    PAUSED = "paused", _("This case rests already.")
    NOT_PAUSED = "not_paused", _("This case does not rest.")
    REASON_MISSING = "reason_missing", _("It does not say why.")
    AHEAD = "ahead", _("That day has not come yet.")
    BEFORE_LAST = "before_last", _("That day lies before the case's beginning or its last meeting.")
    ASKED_ALREADY = "asked_already", _("Something is asked of the supervisor already. Wait for the answer.")
    NOTHING_ASKED = "nothing_asked", _("This was answered already.")
    OVERTAKEN = "overtaken", _("Somebody else changed this case since you opened it. Look at it again.")
    SAME_PAIR = "same_pair", _("They accompany this case already.")
    NOBODY_NAMED = "nobody_named", _("It does not say to whom.")
    CRISIS_OPEN = "crisis_open", _("A crisis of this case is open. It must be signed off first.")
    FEW_TRIES = (
        "few_tries",
        _("There are fewer than four tries on different days since the last meeting."),
    )
    NO_CALL = "no_call", _("No telephone call is among the tries since the last meeting.")
    NO_VISIT = "no_visit", _("No home visit is among the tries since the last meeting.")
    TOO_SOON = "too_soon", _("The tries do not span fifteen days yet.")
    OWN = (
        "own",
        _("Whoever asked for an end, or is in the pair, does not approve it. Another supervisor does."),
    )
    WHY_MISSING = "why_missing", _("Say why it is not approved, so that the pair can go on.")


@dataclass(frozen=True)
class Standing:
    """Where a case stands, and what whoever wants to turn it is to it."""

    state: str
    opened_on: date
    last_met_on: date | None
    is_reached: bool
    supervises: bool
    in_the_pair: bool = False
    is_asked: bool = False
    crisis_open: bool = False
    overtaken: bool = False

    @property
    def ends(self) -> bool:
        """Whether they end it without asking: nobody approves the end of what they accompany themselves."""
        return self.supervises and not self.in_the_pair

    @property
    def not_before(self) -> date:
        """The first day on which it can turn."""
        return max(self.opened_on, self.last_met_on or self.opened_on)


@dataclass(frozen=True)
class Try:
    """One attempt to meet that came to nothing."""

    kind: str
    on: date


def what_is_missing(tries: Iterable[Try]) -> tuple[Block, ...]:
    """Return what the pathway still asks for before a person counts as lost.

    Four tries on different days since the last meeting, over at least fifteen days, a telephone call
    and a home visit among them.
    """
    made = list(tries)
    days = {one.on for one in made}
    kinds = {one.kind for one in made}
    stands = {
        Block.FEW_TRIES: len(days) < TRIES,
        Block.NO_CALL: SessionKind.CALL not in kinds,
        Block.NO_VISIT: SessionKind.HOME_VISIT not in kinds,
        Block.TOO_SOON: not days or max(days) - min(days) < TRIES_SPAN,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_ending(
    standing: Standing, *, reason: str, on: date, today: date, tries: Iterable[Try] = ()
) -> tuple[Block, ...]:
    """Return everything against ending a case, whoever asks for it."""
    stands = {
        **_of_every_turn(standing, on=on, today=today),
        Block.REASON_MISSING: reason not in Exit.values,
        Block.CRISIS_OPEN: standing.crisis_open and reason != Exit.DIED,
    }
    missing = what_is_missing(tries) if reason == Exit.LOST else ()
    return (*_true(stands), *missing)


def what_blocks_giving(
    standing: Standing, *, people: int, is_same: bool, on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against giving a case to a pair, or passing it to another, but what the pair lacks."""
    stands = {
        **_of_every_turn(standing, on=on, today=today),
        Block.BEFORE_LAST: on < standing.opened_on,
        Block.NOBODY_NAMED: not people,
        Block.SAME_PAIR: is_same,
    }
    return _true(stands)


def what_blocks_pausing(standing: Standing, *, reason: str, on: date, today: date) -> tuple[Block, ...]:
    """Return everything against letting a case rest."""
    stands = {
        **_of_every_turn(standing, on=on, today=today),
        Block.PAUSED: standing.state == CaseState.PAUSED,
        Block.REASON_MISSING: reason not in Pause.values,
    }
    return _true(stands)


def what_blocks_taking_up(standing: Standing, *, on: date, today: date) -> tuple[Block, ...]:
    """Return everything against taking a case up again, but the permission."""
    stands = {
        **_of_every_turn(standing, on=on, today=today),
        Block.NOT_PAUSED: standing.state == CaseState.ACTIVE,
    }
    return _true(stands)


def what_blocks_asking(standing: Standing) -> tuple[Block, ...]:
    """Return everything against asking the supervisor, besides what stands against the turn itself."""
    return _true({Block.ASKED_ALREADY: standing.is_asked})


def what_blocks_answering(
    *, is_open: bool, supervises: bool, granted: bool, why: str, is_own: bool = False
) -> tuple[Block, ...]:
    """Return everything against answering what was asked; a refusal says why.

    `is_own`: it is an end that they asked for, or of a case that they accompany. They may still say no to it.
    """
    stands = {
        Block.OWN: is_own and granted and supervises,
        Block.NOTHING_ASKED: not is_open,
        Block.NOT_ALLOWED: not supervises,
        Block.WHY_MISSING: not granted and not why.strip(),
    }
    return _true(stands)


def follow_ups_after(ended_on: date, reason: str) -> dict[FollowUpMonth, date]:
    """Return the days on which somebody is looked up after the end; none for who did not want it or died."""
    if reason in WITHOUT_FOLLOW_UP:
        return {}
    return {month: months_after(ended_on, month) for month in FollowUpMonth}


def _of_every_turn(standing: Standing, *, on: date, today: date) -> dict[Block, bool]:
    return {
        Block.NOT_YOURS: not standing.is_reached,
        Block.ENDED: standing.state == CaseState.ENDED,
        Block.AHEAD: on > today,
        Block.BEFORE_LAST: on < standing.not_before,
        Block.OVERTAKEN: standing.overtaken,
    }


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
