"""May a cohort be made, changed or joined? Every reason against, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class Block(models.TextChoices):
    """A reason why a cohort is not made or not joined."""

    NOT_ALLOWED = "not_allowed", _("Only who supervises cases does this. Ask them for it.")
    NAME_MISSING = "name_missing", _("It has no name.")
    NAME_TAKEN = "name_taken", _("Another cohort has this name.")
    ENDS_BEFORE = "ends_before", _("It ends after it begins.")
    PLACES_MISSING = "places_missing", _("A cohort has at least one place.")
    MORE_MEMBERS = (
        "more_members",
        _("More people are in it than that. Take some out first, or leave more places."),
    )
    FULL = "full", _("No place is left in this cohort.")
    OVER = "over", _("This cohort has ended.")


def what_blocks_keeping(
    *,
    name: str,
    name_is_taken: bool,
    begins_on: date,
    ends_on: date,
    places: int,
    members: int,
    allowed: bool,
) -> tuple[Block, ...]:
    """Return everything against making or changing a cohort."""
    stands = {
        Block.NOT_ALLOWED: not allowed,
        Block.NAME_MISSING: not name.strip(),
        Block.NAME_TAKEN: name_is_taken,
        Block.ENDS_BEFORE: ends_on <= begins_on,
        Block.PLACES_MISSING: places < 1,
        Block.MORE_MEMBERS: 1 <= places < members,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_joining(*, places: int, members: int, ends_on: date, on: date) -> tuple[Block, ...]:
    """Return everything against one more joining a cohort."""
    stands = {Block.FULL: members >= places, Block.OVER: ends_on < on}
    return tuple(block for block, true in stands.items() if true)
