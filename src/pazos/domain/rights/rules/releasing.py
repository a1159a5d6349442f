"""May a data set leave in public? Two people say so, of the same file, and nothing of it is small."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """A reason why a release cannot be signed or withdrawn."""

    SAME_PERSON = "same_person", _("You prepared it. Another person signs.")
    SIGNED = "signed", _("It was signed already.")
    WITHDRAWN = "withdrawn", _("It was withdrawn.")
    CONTENT_CHANGED = "content_changed", _("Its content is not what was prepared: its hash differs.")
    NOT_PREPARED_NOW = (
        "not_prepared_now",
        _("The data behind it have changed since it was prepared. Withdraw it and prepare it again."),
    )
    NO_REASON = "no_reason", _("Say why, in words that anybody may read.")


@dataclass(frozen=True)
class ReleaseFacts:
    """What the rules of releasing look at."""

    by_same_person: bool
    is_signed: bool
    is_withdrawn: bool
    content_whole: bool
    as_prepared: bool  # made again now, it gives the same content


def what_blocks_signing(facts: ReleaseFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way of a second signature."""
    stands = {
        Block.WITHDRAWN: facts.is_withdrawn,
        Block.SIGNED: facts.is_signed,
        Block.SAME_PERSON: facts.by_same_person,
        Block.CONTENT_CHANGED: not facts.content_whole,
        Block.NOT_PREPARED_NOW: not facts.as_prepared,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_withdrawing(*, is_withdrawn: bool, has_reason: bool) -> tuple[Block, ...]:
    """Return everything that stands in the way of taking a release out of the public's hands."""
    stands = {Block.WITHDRAWN: is_withdrawn, Block.NO_REASON: not has_reason}
    return tuple(block for block, true in stands.items() if true)
