"""Does everybody want this, of their own will, today? Asked of each apart, and again before each meeting.

Consent is free, may be taken back at any moment, and nobody gives a reason (Law 906 of 2004, art. 519
no. 1 and art. 520; Law 1098 of 2006, art. 174; United Nations, ECOSOC resolution 2002/12, annex, paras. 7
and 13). That an answer holds thirty days, and for one meeting only, is Pazos' own rule and stricter than
the law's. That the harmed person is asked first is the issue's and the programme's.

Facts hold no names and no words of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.justice.vocabulary import Side, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable

HOLDS = timedelta(days=30)
PRINCIPALS = (Side.HARMED, Side.RESPONSIBLE)


class Block(models.TextChoices):
    """Why somebody's wish does not hold for a meeting, or why an answer cannot be written."""

    NOT_ASKED = "not_asked", _("Somebody who is to take part was not asked yet. Ask them, alone.")
    SAID_NO = "said_no", _("Somebody who is to take part does not want to.")
    NOT_ALONE = (
        "not_alone",
        _("Somebody was not asked alone. Ask again, without the other side or anybody near."),
    )
    TOO_OLD = "too_old", _("An answer is older than 30 days. Ask again, alone.")
    MET_SINCE = (
        "met_since",
        _("Somebody was in a meeting since they were asked. Ask again before the next one."),
    )
    NO_GUARDIAN = "no_guardian", _("The guardian of somebody under 18 is not written down.")
    GUARDIAN_NOT_ASKED = (
        "guardian_not_asked",
        _("Of somebody under 18 both are asked: the guardian too, and the guardian's answer is missing."),
    )
    NO_HARMED = "no_harmed", _("Nobody who was harmed is written down.")
    HARMED_FIRST = (
        "harmed_first",
        _("The person who was harmed is asked first. Nothing is prepared before they say that they want it."),
    )
    NOT_YET = "not_yet", _("The day has not come yet.")
    BEFORE_ASKED = (
        "before_asked",
        _("The process was not asked for yet on that day. Ask them again, alone, and write that day down."),
    )
    BEFORE_LAST = "before_last", _("They gave a later answer already, and that one counts.")


@dataclass(frozen=True)
class Answer:
    """What somebody said on a day; the guardian's answer only of those under 18."""

    on: date
    wants: bool
    alone: bool
    guardian_agrees: bool | None = None
    is_used: bool = False  # a meeting was held on it: it serves no other

    @property
    def is_no(self) -> bool:
        """Whether it ends the matter; a no counts however it was asked."""
        return not self.wants or self.guardian_agrees is False


@dataclass(frozen=True)
class PartyFacts:
    """Somebody who takes part: answers in the order in which they were written, days of their meetings.

    `of_age_on` is the first day on which they are 18 by what is known of them in a case, None where nothing is.
    """

    side: Side
    is_minor: bool = False  # as whoever facilitates wrote it down
    of_age_on: date | None = None
    has_guardian: bool = False
    answers: tuple[Answer, ...] = ()
    met_on: tuple[date, ...] = ()
    prepared_on: tuple[date, ...] = ()
    both_met_on: tuple[date, ...] = ()  # with the other side, or by a message carried

    @property
    def is_principal(self) -> bool:
        """Whether they are one of the two sides, and not a supporter of one."""
        return self.side in PRINCIPALS

    def is_minor_on(self, day: date) -> bool:
        """Whether the guardian is asked too: it was written down so, or the age that is known says it."""
        return self.is_minor or self.is_known_minor_on(day)

    def is_known_minor_on(self, day: date) -> bool:
        """Whether they are under 18 by what is known of them, which nobody unticks in a process."""
        return self.of_age_on is not None and day < self.of_age_on

    def last_answer(self, *, on: date) -> Answer | None:
        """Return what they said last, until a day."""
        return next((one for one in reversed(self.answers) if one.on <= on), None)


def what_blocks_willing(party: PartyFacts, *, on: date) -> tuple[Block, ...]:
    """Return everything that keeps somebody's last answer from holding for a meeting on a day."""
    said = party.last_answer(on=on)
    if said is None:
        return (Block.NOT_ASKED,)
    stands = {
        Block.SAID_NO: said.is_no,
        Block.NOT_ALONE: not said.alone,
        Block.TOO_OLD: on - said.on > HOLDS,
        Block.MET_SINCE: _met_since(party, said),
        Block.NO_GUARDIAN: party.is_minor_on(on) and not party.has_guardian,
        Block.GUARDIAN_NOT_ASKED: party.is_minor_on(on) and said.guardian_agrees is None,
    }
    return tuple(block for block, true in stands.items() if true)


def _met_since(party: PartyFacts, said: Answer) -> bool:
    return said.is_used or any(day > said.on for day in party.met_on)


def what_blocks_binding(party: PartyFacts, *, on: date) -> tuple[Block, ...]:
    """Return everything that keeps somebody's yes from standing when they accept a duty on a day.

    The answer with which they met stands for what was agreed there. A no that came later counts.
    """
    found = {block for block in what_blocks_willing(party, on=on) if block is not Block.MET_SINCE}
    if says_no(party):
        found.add(Block.SAID_NO)
    return tuple(block for block in Block if block in found)


def says_no(party: PartyFacts) -> bool:
    """Return whether the last thing that somebody said, on whatever day, is that they do not want to."""
    return bool(party.answers) and party.answers[-1].is_no


def what_blocks_all(parties: Iterable[PartyFacts], *, on: date) -> tuple[Block, ...]:
    """Return everything against several people meeting on a day, each reason once."""
    found = {block for party in parties for block in what_blocks_willing(party, on=on)}
    return tuple(block for block in Block if block in found)


def harmed_want_it(parties: Iterable[PartyFacts], *, on: date) -> bool:
    """Return whether there is somebody who was harmed, and each of them said last that they want it."""
    said = [party.last_answer(on=on) for party in parties if party.side is Side.HARMED]
    return bool(said) and all(one is not None and not one.is_no for one in said)


def what_blocks_answer(
    party: PartyFacts, said: Answer, *, parties: Iterable[PartyFacts], asked_on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against writing an answer down. A no needs only a day of the process."""
    first = party.side is not Side.HARMED and not said.is_no
    last = party.answers[-1] if party.answers else None
    is_minor = party.is_minor_on(said.on)
    stands = {
        Block.NOT_YET: said.on > today,
        Block.BEFORE_ASKED: said.on < asked_on,
        Block.BEFORE_LAST: last is not None and said.on < last.on and not said.is_no,
        Block.NOT_ALONE: not said.alone and not said.is_no,
        Block.NO_GUARDIAN: is_minor and not party.has_guardian and not said.is_no,
        Block.GUARDIAN_NOT_ASKED: is_minor and said.guardian_agrees is None and not said.is_no,
        Block.HARMED_FIRST: first and not harmed_want_it(parties, on=said.on),
    }
    return tuple(block for block, true in stands.items() if true)


def stops(party: PartyFacts, said: Answer) -> Stopped | None:
    """Return why an answer stops the whole process, None where it does not.

    A no of either side does, at once. A supporter's no is theirs alone: they take no part.
    """
    if not said.is_no or not party.is_principal:
        return None
    return Stopped.HARMED if party.side is Side.HARMED else Stopped.RESPONSIBLE
