"""May support be written down? Every reason against, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

OWN_DAYS = 30


class Block(models.TextChoices):
    """A reason why support is not written down, or not taken out."""

    WHAT_MISSING = "what_missing", _("It does not say what was given.")
    NOT_POSITIVE = "not_positive", _("An amount is more than nought; leave it empty where there is none.")
    NOT_THEIRS = "not_theirs", _("Only who wrote it takes it out, within thirty days. Ask the supervisor.")


def what_blocks_giving(*, what: str, amount: Decimal | None) -> tuple[Block, ...]:
    """Return everything that is wrong with support."""
    stands = {
        Block.WHAT_MISSING: not what.strip(),
        Block.NOT_POSITIVE: amount is not None and amount <= 0,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_taking_out(
    *, is_own: bool, supervises: bool, given_on: date, today: date
) -> tuple[Block, ...]:
    """Return everything against taking out what was entered wrongly."""
    mine = is_own and (today - given_on).days <= OWN_DAYS
    return () if mine or supervises else (Block.NOT_THEIRS,)
