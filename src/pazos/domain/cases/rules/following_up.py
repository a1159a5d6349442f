"""May somebody be looked up after the end? Every reason against, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.vocabulary import Reached

EARLY = timedelta(days=30)  # as much before its day as a follow-up counts
FACTS = {
    "studies": _("Do they study?"),
    "works": _("Do they work?"),
    "safe": _("Do they feel safe?"),
    "wants_back": _("Do they want to come back?"),
}


class Block(models.TextChoices):
    """A reason why a follow-up is not written."""

    TOO_EARLY = "too_early", _("It is more than thirty days too early for this one.")
    AHEAD = "ahead", _("That day has not come yet.")
    REACHED_MISSING = "reached_missing", _("It does not say whether the person was reached.")
    FACTS_UNKNOWN = "facts_unknown", _("There is an answer to a question that Pazos does not ask.")
    NOBODY_ASKED = "nobody_asked", _("Nobody was reached, so there are no answers. Leave them open.")


def what_blocks_following_up(
    *, due_on: date, on: date, today: date, reached: str, facts: dict[str, bool | None]
) -> tuple[Block, ...]:
    """Return everything that is wrong with a follow-up as it is written."""
    answered = any(value is not None for value in facts.values())
    stands = {
        Block.TOO_EARLY: on < due_on - EARLY,
        Block.AHEAD: on > today,
        Block.REACHED_MISSING: reached not in Reached.values,
        Block.FACTS_UNKNOWN: bool(set(facts) - set(FACTS)),
        Block.NOBODY_ASKED: reached != Reached.REACHED and answered,
    }
    return tuple(block for block, true in stands.items() if true)
