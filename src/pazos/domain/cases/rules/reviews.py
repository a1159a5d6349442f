"""May a review of a case be written? Every reason against, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class Block(models.TextChoices):
    """A reason why a review is not written."""

    NOT_ALLOWED = "not_allowed", _("Only who supervises cases writes a review down.")
    AGREED_MISSING = "agreed_missing", _("It does not say what was agreed.")
    AHEAD = "ahead", _("That day has not come yet.")
    NOT_YET = "not_yet", _("The case was not open yet on that day.")
    NEXT_NOT_AFTER = "next_not_after", _("The next review lies after this one.")


def what_blocks_reviewing(
    *, supervises: bool, agreed: str, on: date, next_on: date | None, opened_on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against writing a review down."""
    stands = {
        Block.NOT_ALLOWED: not supervises,
        Block.AGREED_MISSING: not agreed.strip(),
        Block.AHEAD: on > today,
        Block.NOT_YET: on < opened_on,
        Block.NEXT_NOT_AFTER: next_on is not None and next_on <= on,
    }
    return tuple(block for block, true in stands.items() if true)
