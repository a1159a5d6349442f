"""May an answer to the three short questions be taken in, and of which month is it?"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

OPEN_AFTER = 15  # days of the next month in which a code still holds
LEAST, MOST = 1, 5
QUESTIONS = {
    "respect": _("They treat me with respect."),
    "use": _("What we do is of use to me."),
    "again": _("I would tell a friend to come."),
}


class Block(models.TextChoices):
    """A reason why an answer is not taken in."""

    CODE = (
        "code",
        _("This code is not in use, or its month is over. Ask who gave it to you for this month's."),
    )
    SCALE = "scale", _("Each answer is a number from 1 to 5.")


def months_open(on: date) -> tuple[date, ...]:
    """Return the first days of the months whose codes hold on a day, the running one first."""
    running = on.replace(day=1)
    before = (running - timedelta(days=1)).replace(day=1)
    return (running, before) if on.day <= OPEN_AFTER else (running,)


def what_blocks_saying(*, code_holds: bool, answers: tuple[int, ...]) -> tuple[Block, ...]:
    """Return everything against taking an answer in."""
    stands = {
        Block.CODE: not code_holds,
        Block.SCALE: any(not LEAST <= one <= MOST for one in answers),
    }
    return tuple(block for block, true in stands.items() if true)
