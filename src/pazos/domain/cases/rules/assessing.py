"""Judgement on assessments: who may be asked what, and when the answers are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.cases.instruments.kinds import Instrument


class Block(models.TextChoices):
    """A reason why an assessment is refused."""

    TOO_YOUNG = "too_young", _("This instrument is not for a person of this age.")
    NOT_OF_IT = "not_of_it", _("This instrument does not look at that dimension.")
    NOT_ALL_SAID = (
        "not_all_said",
        _("Some items have neither an answer nor were left out. Go back to them, or leave them out."),
    )
    NOTHING_SAID = "nothing_said", _("Nothing was answered: there is nothing to keep.")
    NOT_ASKED = "not_asked", _("After the answers so far this item is not asked.")


def what_blocks_beginning(instrument: Instrument, *, dimension: str, age: int | None) -> tuple[Block, ...]:
    """Return everything against asking somebody of an age; an age that nobody knows forbids nothing."""
    return _true(
        {
            Block.TOO_YOUNG: age is not None and age < instrument.minimum_age,
            Block.NOT_OF_IT: dimension not in instrument.dimensions,
        }
    )


def what_blocks_finishing(instrument: Instrument, answers: Mapping[str, int | None]) -> tuple[Block, ...]:
    """Return everything against keeping these answers: each item asked is answered, or left out and said so."""
    asked = instrument.asked(answers)
    return _true(
        {
            Block.NOT_ALL_SAID: any(one.code not in answers for one in asked),
            Block.NOTHING_SAID: all(answers.get(one.code) is None for one in asked),
        }
    )


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
