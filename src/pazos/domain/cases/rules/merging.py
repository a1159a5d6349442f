"""May two rows be made one person, and may that be undone? Every reason against, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """A reason why two rows are not made one, or not parted again."""

    SAME = "same", _("That is the same row.")
    MERGED = "merged", _("One of them is kept as another row already. Look that one up.")
    TWO_CASES = (
        "two_cases",
        _(
            "Both have an open case. End one of them first: nobody is accompanied twice, and neither story is lost."
        ),
    )
    TWO_DOCUMENTS = (
        "two_documents",
        _("Each has a document of its own. If you saw both papers and they are one person's, say so below."),
    )
    AGES_DIFFER = (
        "ages_differ",
        _(
            "Their ages contradict one another, and it depends on the age who signs. Put the wrong one right on its "
            "page first, with how you know it."
        ),
    )
    NO_WHY = "no_why", _("Write how you know that they are one person.")
    STANDS_TWICE = (
        "stands_twice",
        _("Both have something that a person has once, and other records hang on it. Put that right first."),
    )
    UNDONE = "undone", _("This was undone already.")
    MERGED_SINCE = "merged_since", _("The kept row was made one with another since. Undo that first.")


@dataclass(frozen=True)
class MergeFacts:
    """What is looked at; no name or document is among it."""

    is_same: bool
    is_merged: bool
    open_cases: int  # rows that have one
    documents: int  # different ones
    papers_seen: bool
    has_why: bool
    ages_differ: bool = False


def what_blocks_merging(facts: MergeFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way of making two rows one."""
    stands = {
        Block.SAME: facts.is_same,
        Block.MERGED: facts.is_merged,
        Block.TWO_CASES: facts.open_cases > 1 and not facts.is_same,
        Block.TWO_DOCUMENTS: facts.documents > 1 and not facts.papers_seen,
        Block.AGES_DIFFER: facts.ages_differ,
        Block.NO_WHY: not facts.has_why,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_undoing(*, is_undone: bool, is_merged_since: bool) -> tuple[Block, ...]:
    """Return everything that stands in the way of parting them again."""
    stands = {Block.UNDONE: is_undone, Block.MERGED_SINCE: is_merged_since}
    return tuple(block for block, true in stands.items() if true)
