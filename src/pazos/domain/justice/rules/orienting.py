"""Can this orientation be counted, or this mobile day of justice be written?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class Block(models.TextChoices):
    """Why an orientation or a day cannot be written."""

    OTHER_DAY = "other_day", _("It was given on another day than this one.")
    NO_PLACE = "no_place", _("Say where people find it.")
    NOT_YET = "not_yet", _("The day has not come yet: nobody was attended.")
    FEWER = "fewer", _("More orientations than that are counted on this day already.")
    COUNTED = "counted", _("Orientations are counted on this day: it stays where it is.")


def what_blocks_orienting(*, on: date, day_is_on: date | None) -> tuple[Block, ...]:
    """Return everything against counting an orientation on a mobile day."""
    return _true({Block.OTHER_DAY: day_is_on is not None and day_is_on != on})


def what_blocks_day(*, names_place: bool) -> tuple[Block, ...]:
    """Return everything against writing a mobile day."""
    return _true({Block.NO_PLACE: not names_place})


def what_blocks_attended(
    attended: int | None, *, counted: int, on: date, moved: bool, today: date
) -> tuple[Block, ...]:
    """Return everything against changing a day on which `counted` orientations stand."""
    stands = {
        Block.NOT_YET: attended is not None and on > today,
        Block.FEWER: attended is not None and attended < counted,
        Block.COUNTED: moved and counted > 0,
    }
    return _true(stands)


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
