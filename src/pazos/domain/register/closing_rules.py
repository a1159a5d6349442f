"""Judgement on closing a month: what stands in the way of preparing it, and of signing it.

Facts in, all the reasons out. Nobody's name is among the facts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """A reason why a month cannot be prepared, signed or taken back."""

    NOT_OVER = "not_over", _("The month is not over yet.")
    NOBODY_DELIVERED = "nobody_delivered", _("No source has delivered anything of this month.")
    SILENT_SOURCES = (
        "silent_sources",
        _(
            "A source has neither delivered this month nor is it recorded that it did not. Say which of the two it is."
        ),
    )
    PAIRS_WAIT = (
        "pairs_wait",
        _(
            "Some deaths of the month still wait for a person to say whether two claims are of one death. Decide them,"
            " or say in words why the month is closed without."
        ),
    )
    WAITS_FOR_SIGNATURE = (
        "waits_for_signature",
        _("The month is prepared already and waits for the second signature. Sign it or take it back."),
    )
    NOTHING_CHANGED = (
        "nothing_changed",
        _("The month is closed and nothing has changed since: there is nothing to revise."),
    )
    NO_REASON = "no_reason", _("A revision needs its reason, which anybody may read.")
    NOT_PREPARED = "not_prepared", _("It does not wait for a signature: it was signed or taken back before.")
    SAME_PERSON = "same_person", _("You prepared it. Another person signs.")
    REGISTER_CHANGED = (
        "register_changed",
        _("The register has changed since the month was prepared. Take it back and prepare it again."),
    )
    RULES_CHANGED = (
        "rules_changed",
        _(
            "The counting rules in force have changed since the month was prepared. Take it back and prepare it again."
        ),
    )
    COPY_DAMAGED = (
        "copy_damaged",
        _(
            "The frozen copy is missing, or is not what it was: its hash differs. Take it back and prepare it again."
        ),
    )
    COUNTS_DIFFER = (
        "counts_differ",
        _("The frozen copy, counted again, gives other figures. Take it back and prepare it again."),
    )


@dataclass(frozen=True)
class PrepareFacts:
    """What the rule of preparing looks at."""

    is_over: bool
    delivered: int  # sources that delivered the month, or said that they know of no death
    silent: int  # sources that did neither, and of which nobody has recorded it
    open_deaths: int
    remark: str
    waits: bool  # one is prepared already
    is_revision: bool
    has_changed: bool  # since it was closed
    reason: str


@dataclass(frozen=True)
class SignFacts:
    """What the rule of signing looks at."""

    is_prepared: bool
    by_same_person: bool
    register_as_frozen: bool
    rules_as_counted: bool
    copy_whole: bool
    counts_again: bool
    silent: int


def what_blocks_preparing(facts: PrepareFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way; an empty answer means the month may be prepared."""
    stands = {
        Block.NOT_OVER: not facts.is_over,
        Block.NOBODY_DELIVERED: facts.delivered == 0,
        Block.SILENT_SOURCES: facts.silent > 0,
        Block.WAITS_FOR_SIGNATURE: facts.waits,
        Block.NOTHING_CHANGED: facts.is_revision and not facts.has_changed,
        Block.NO_REASON: facts.is_revision and not facts.reason.strip(),
        Block.PAIRS_WAIT: facts.open_deaths > 0 and not facts.remark.strip(),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_signing(facts: SignFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way; an empty answer means the month may be signed."""
    stands = {
        Block.NOT_PREPARED: not facts.is_prepared,
        Block.SAME_PERSON: facts.by_same_person,
        Block.COPY_DAMAGED: not facts.copy_whole,
        Block.REGISTER_CHANGED: not facts.register_as_frozen,
        Block.RULES_CHANGED: not facts.rules_as_counted,
        Block.COUNTS_DIFFER: facts.copy_whole and not facts.counts_again,
        Block.SILENT_SOURCES: facts.silent > 0,
    }
    return tuple(block for block, true in stands.items() if true)
