"""May a meeting be written, corrected or taken out? Every reason against, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.vocabulary import Came

MOST_MINUTES = 600
MOST_AHEAD = timedelta(days=366)
OWN_DAYS = 30  # as long as whoever wrote a meeting corrects it; later the supervisor does


class Block(models.TextChoices):
    """A reason why a meeting is not written or not changed."""

    MINUTES_MISSING = "minutes_missing", _("How many minutes did you meet?")
    TOO_LONG = "too_long", _("A meeting lasts at most ten hours.")
    NOBODY_CAME = "nobody_came", _("Nobody met, so there are no minutes: leave them at nought.")
    NEXT_NOT_AFTER = "next_not_after", _("The next meeting lies after this one.")
    NEXT_TOO_FAR = "next_too_far", _("The next meeting lies more than a year ahead. Look at the year.")
    NOT_THEIRS = "not_theirs", _("Only who wrote this meeting corrects it. Ask them, or the supervisor.")
    TOO_LATE = "too_late", _("After thirty days only the supervisor corrects a meeting.")
    OVERTAKEN = "overtaken", _("Somebody else changed this meeting since you opened it. Look at it again.")


@dataclass(frozen=True)
class Meeting:
    """What is asked of a meeting before it is written."""

    came: str
    on: date
    minutes: int
    next_on: date | None


@dataclass(frozen=True)
class Correcting:
    """Who corrects a meeting that stands, and when."""

    is_own: bool
    supervises: bool
    written_on: date
    overtaken: bool = False


def what_blocks_meeting(meeting: Meeting) -> tuple[Block, ...]:
    """Return everything that is wrong with a meeting."""
    met = meeting.came == Came.MET
    after = meeting.next_on is None or meeting.next_on > meeting.on
    stands = {
        Block.MINUTES_MISSING: met and meeting.minutes < 1,
        Block.TOO_LONG: meeting.minutes > MOST_MINUTES,
        Block.NOBODY_CAME: not met and meeting.minutes > 0,
        Block.NEXT_NOT_AFTER: not after,
        Block.NEXT_TOO_FAR: meeting.next_on is not None and meeting.next_on - meeting.on > MOST_AHEAD,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_correcting(facts: Correcting, *, on: date) -> tuple[Block, ...]:
    """Return everything against correcting a meeting, or taking it out."""
    late = (on - facts.written_on).days > OWN_DAYS
    stands = {
        Block.NOT_THEIRS: not (facts.is_own or facts.supervises),
        Block.TOO_LATE: facts.is_own and late and not facts.supervises,
        Block.OVERTAKEN: facts.overtaken,
    }
    return tuple(block for block, true in stands.items() if true)
