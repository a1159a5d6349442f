"""May a case be opened for somebody, and may a pair take it? The ceiling of cases is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

CEILING = 25  # open cases that one worker carries at most, unless the supervisor says otherwise


class Block(models.TextChoices):
    """A reason why a case is not opened or not given."""

    NOT_ALLOWED = "not_allowed", _("Your account opens no cases.")
    HAS_ONE = "has_one", _("This person has a case already. Look it up instead.")
    MERGED = "merged", _("This person is kept as another one. Open the case of that one.")
    AHEAD = "ahead", _("That day has not come yet.")
    SAME_TWICE = "same_twice", _("A pair is two different people.")
    NOT_A_WORKER = (
        "not_a_worker",
        _("Somebody of the pair does not accompany people, or has no account today."),
    )
    NOT_A_SUPERVISOR = (
        "not_a_supervisor",
        _("The supervisor does not supervise cases, or has no account today."),
    )
    TOO_MANY = (
        "too_many",
        _(
            "Somebody of the pair carries as many cases as is published. Choose others, or ask the supervisor."
        ),
    )


@dataclass(frozen=True)
class Pair:
    """Two people who would take a case: what stands for or against them, without their names."""

    people: int
    are_the_same: bool
    all_may_work: bool
    most_cases: int  # of the one who carries more, before this case
    above_the_ceiling: bool = False  # the supervisor said that they take one more all the same


@dataclass(frozen=True)
class Opening:
    """What is asked before a case is opened."""

    on: date
    may_open: bool
    has_one: bool
    is_merged: bool
    supervises: bool


def what_blocks_pair(pair: Pair) -> tuple[Block, ...]:
    """Return everything against giving a case to a pair."""
    stands = {
        Block.SAME_TWICE: pair.are_the_same,
        Block.NOT_A_WORKER: not pair.all_may_work,
        Block.TOO_MANY: pair.most_cases >= CEILING and not pair.above_the_ceiling,
    }
    return tuple(block for block, true in stands.items() if true and pair.people)


def what_blocks_opening(facts: Opening, *, today: date) -> tuple[Block, ...]:
    """Return everything but the permission and the pair that stands against opening a case."""
    stands = {
        Block.NOT_ALLOWED: not facts.may_open,
        Block.HAS_ONE: facts.has_one,
        Block.MERGED: facts.is_merged,
        Block.AHEAD: facts.on > today,
        Block.NOT_A_SUPERVISOR: not facts.supervises,
    }
    return tuple(block for block, true in stands.items() if true)
