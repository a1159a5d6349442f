"""May somebody be sent to another service, or its answer be written? Every reason against, or nothing."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.vocabulary import ServiceAnswer

ANSWER_WITHIN = timedelta(days=15)  # asked of the service unless another day is said
MOST_AHEAD = timedelta(days=366)


class Block(models.TextChoices):
    """A reason why a referral to a service is not written."""

    TO_MISSING = "to_missing", _("It does not say to which institution or person.")
    DUE_BEFORE = "due_before", _("The answer is due after the day on which they were sent.")
    DUE_TOO_FAR = "due_too_far", _("The answer is due more than a year ahead. Look at the year.")
    ANSWER_MISSING = "answer_missing", _("It does not say what was answered.")
    BEFORE_SENT = "before_sent", _("That day lies before the one on which they were sent.")
    AHEAD = "ahead", _("That day has not come yet.")


def what_blocks_sending(*, to: str, sent_on: date, due_on: date) -> tuple[Block, ...]:
    """Return everything that is wrong with a referral to another service."""
    stands = {
        Block.TO_MISSING: not to.strip(),
        Block.DUE_BEFORE: due_on <= sent_on,
        Block.DUE_TOO_FAR: due_on - sent_on > MOST_AHEAD,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_answering(*, answer: str, sent_on: date, on: date, today: date) -> tuple[Block, ...]:
    """Return everything against writing an answer; a later one takes the place of an earlier one."""
    stands = {
        Block.ANSWER_MISSING: answer not in ServiceAnswer.values,
        Block.BEFORE_SENT: on < sent_on,
        Block.AHEAD: on > today,
    }
    return tuple(block for block, true in stands.items() if true)
