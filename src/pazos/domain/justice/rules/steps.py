"""Which step may a restorative process take next, and what stands in the way of each?

The mechanisms are those of Law 906 of 2004 (art. 518-527): a message carried, a conference, a circle. A
meeting of both sides is prepared with each of them first, so that they know their rights, what will happen
and what may follow (art. 520; ECOSOC 2002/12, annex, para. 13 b). Who facilitates stands on no side
(art. 519 no. 5; para. 18).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.justice.rules import willing
from pazos.domain.justice.vocabulary import DutyState, Meeting, ProcessState, Side, Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.justice.rules.willing import PartyFacts

ENCOUNTERS = frozenset({Meeting.CIRCLE, Meeting.CONFERENCE})
OF_BOTH = ENCOUNTERS | {Meeting.INDIRECT}
ENDED = frozenset({ProcessState.CLOSED, ProcessState.STOPPED})


class Block(models.TextChoices):
    """Why a process cannot take a step."""

    ENDED = "ended", _("This process has ended. Nothing more is written of it.")
    NOBODY = "nobody", _("It does not say who takes part.")
    NO_RESPONSIBLE = "no_responsible", _("Nobody who takes responsibility is written down.")
    ONE_SIDE_MISSES = "one_side_misses", _("Both sides take part in this: one of them is missing.")
    BOTH_SIDES = "both_sides", _("A preparation is with one side, never with both.")
    NOT_PREPARED = (
        "not_prepared",
        _("A side was not prepared yet: hold a preparation with each of them first."),
    )
    NOT_READY = "not_ready", _("Say first that the process is ready: both sides prepared, willing and safe.")
    NOT_SAFE = "not_safe", _("Say that it was looked at whether everybody is safe, before, during and after.")
    RIGHTS_NOT_TOLD = (
        "rights_not_told",
        _("Tell each side their rights first: to stop at any moment, and to ask a lawyer."),
    )
    NO_AGREEMENT = "no_agreement", _("There is no agreement yet to follow up.")
    AGREED_ALREADY = "agreed_already", _("There is an agreement already: change its duties instead.")
    NOT_MET = "not_met", _("The sides have neither met nor had a message carried yet.")
    DUTIES_OPEN = "duties_open", _("A duty is still open: say whether it was done or not kept, or change it.")
    NO_REASON = "no_reason", _("It does not say why the process stops.")
    DUTIES_REST = "duties_rest", _("Duties rest on this meeting. Take them out first, if it was never held.")
    TAKEN_PART = (
        "taken_part",
        _("They took part already, so they stay. They may say that they do not want to go on."),
    )
    ASKED_FOR = (
        "asked_for",
        _("This process was asked for them, so they stay. If it was a mistake, stop the process."),
    )
    NOT_IMPARTIAL = (
        "not_impartial",
        _("Who accompanies somebody of this process cannot facilitate it: a facilitator stands on no side."),
    )
    SAME_PERSON = "same_person", _("Facilitator and cofacilitator are two people.")
    NOT_FACILITATOR = "not_facilitator", _("This account cannot facilitate processes.")
    NOT_YET = "not_yet", _("The day has not come yet.")
    BEFORE_ASKED = "before_asked", _("The day lies before the process was asked for.")
    BEFORE_HELD = (
        "before_held",
        _("Something was held or agreed after that day. Write the day on which the process was closed."),
    )
    NOT_TO_TELL = (
        "not_to_tell",
        _(
            "No authority asked for this process: a certificate leaves only when both sides agree that it does."
        ),
    )


@dataclass(frozen=True)
class ProcessFacts:
    """Where a process stands: its people, which kinds of meetings were held, how its duties stand."""

    state: ProcessState
    asked_on: date
    parties: tuple[PartyFacts, ...] = ()
    held: frozenset[Meeting] = frozenset()
    duties: tuple[DutyState, ...] = ()  # of those that were agreed
    last_on: date | None = None  # the last day on which something was held, agreed or judged

    @property
    def has_ended(self) -> bool:
        """Whether it was closed or stopped."""
        return self.state in ENDED


def what_blocks_meeting(
    process: ProcessFacts, kind: Meeting, *, attending: Iterable[PartyFacts], on: date, today: date
) -> tuple[models.TextChoices, ...]:
    """Return everything against a meeting of a kind, with those people, on a day."""
    people = tuple(attending)
    sides = {party.side for party in people}
    both = {Side.HARMED, Side.RESPONSIBLE} <= sides
    stands = {
        Block.ENDED: process.has_ended,
        Block.NOBODY: not people,
        Block.NOT_YET: on > today,
        Block.BEFORE_ASKED: on < process.asked_on,
        Block.BOTH_SIDES: kind is Meeting.PREPARATION and both,
        Block.ONE_SIDE_MISSES: kind in OF_BOTH and not both,
        Block.NOT_PREPARED: kind in OF_BOTH and not _prepared(people, on=on),
        Block.NOT_READY: kind in OF_BOTH and process.state in (ProcessState.ASKED, ProcessState.PREPARING),
        Block.NO_AGREEMENT: kind is Meeting.FOLLOW_UP and process.state is not ProcessState.AGREED,
    }
    return (*_true(stands), *_wish(process, people, on=on))


def _wish(
    process: ProcessFacts, people: tuple[PartyFacts, ...], *, on: date
) -> tuple[models.TextChoices, ...]:
    harmed = any(party.side is Side.HARMED for party in process.parties)
    stands = {
        willing.Block.NO_HARMED: not harmed,
        willing.Block.HARMED_FIRST: harmed and not willing.harmed_want_it(process.parties, on=on),
    }
    first = tuple(block for block, true in stands.items() if true)
    return (*first, *willing.what_blocks_all(people, on=on))


def _prepared(people: Iterable[PartyFacts], *, on: date) -> bool:
    return all(any(day <= on for day in party.prepared_on) for party in people if party.is_principal)


def what_blocks_ready(
    process: ProcessFacts, *, is_safe: bool, told_rights: bool, on: date
) -> tuple[models.TextChoices, ...]:
    """Return everything against saying that both sides may meet, or have a message carried.

    The answers themselves need not hold any more: each is asked again before the meeting.
    """
    sides = {party.side for party in process.parties}
    stands = {
        Block.ENDED: process.has_ended,
        Block.AGREED_ALREADY: process.state is ProcessState.AGREED,
        Block.NO_RESPONSIBLE: Side.RESPONSIBLE not in sides,
        Block.NOT_PREPARED: not _prepared(process.parties, on=on),
        Block.NOT_SAFE: not is_safe,
        Block.RIGHTS_NOT_TOLD: not told_rights,
    }
    said_no = any(_says_no(party, on=on) for party in process.parties if party.is_principal)
    no = (willing.Block.SAID_NO,) if said_no else ()
    return (*_true(stands), *_wish(process, (), on=on), *no)


def _says_no(party: PartyFacts, *, on: date) -> bool:
    said = party.last_answer(on=on)
    return said is not None and said.is_no


def what_blocks_stopping(process: ProcessFacts, *, reason: str) -> tuple[Block, ...]:
    """Return everything against stopping: next to nothing, for stopping is always open to everybody."""
    return _true({Block.ENDED: process.has_ended, Block.NO_REASON: reason not in Stopped.values})


def what_blocks_closing(process: ProcessFacts, *, on: date) -> tuple[Block, ...]:
    """Return everything against closing: sides that met may part without an agreement, never with a duty open."""
    stands = {
        Block.ENDED: process.has_ended,
        Block.NOT_MET: not process.held & OF_BOTH,
        Block.DUTIES_OPEN: DutyState.OPEN in process.duties,
        Block.BEFORE_HELD: process.last_on is not None and on < process.last_on,
    }
    return _true(stands)


def what_blocks_writing(process: ProcessFacts) -> tuple[Block, ...]:
    """Return everything against writing who takes part, or what they wish."""
    return _true({Block.ENDED: process.has_ended})


def what_blocks_removing(
    process: ProcessFacts, party: PartyFacts, *, was_asked_for: bool
) -> tuple[Block, ...]:
    """Return everything against taking out somebody who was entered by mistake."""
    stands = {
        Block.ENDED: process.has_ended,
        Block.ASKED_FOR: was_asked_for,
        Block.TAKEN_PART: bool(party.answers or party.met_on),
    }
    return _true(stands)


def what_blocks_taking_out(process: ProcessFacts, *, duties_rest_on_it: bool) -> tuple[Block, ...]:
    """Return everything against taking out a meeting that was entered by mistake."""
    return _true({Block.ENDED: process.has_ended, Block.DUTIES_REST: duties_rest_on_it})


def what_blocks_facilitating(
    *, may_run: bool, is_other: bool, accompanies_a_party: bool
) -> tuple[Block, ...]:
    """Return everything against somebody facilitating a process."""
    stands = {
        Block.NOT_FACILITATOR: not may_run,
        Block.SAME_PERSON: is_other,
        Block.NOT_IMPARTIAL: accompanies_a_party,
    }
    return _true(stands)


def what_blocks_certificate(*, asked_by_authority: bool, both_agree: bool) -> tuple[Block, ...]:
    """Return everything against a certificate leaving (ECOSOC 2002/12, annex, paras. 14 and 15)."""
    return _true({Block.NOT_TO_TELL: not (asked_by_authority or both_agree)})


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
