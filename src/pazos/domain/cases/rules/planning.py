"""Judgement on a life plan: goals in the person's words, steps somebody does, and how each ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.vocabulary import GoalState

if TYPE_CHECKING:
    from datetime import date

ENDS = (GoalState.DONE, GoalState.DROPPED)


class Block(models.TextChoices):
    """A reason why a deed on a plan is refused."""

    NO_WORDS = "no_words", _("Write it in the person's own words.")
    DUE_BEFORE = "due_before", _("It cannot be due before it was set.")
    ENDED = "ended", _("This ended already. Set it back to open first.")
    NOT_ENDED = "not_ended", _("This is still open.")
    NO_END = "no_end", _("Say whether it was reached or let go.")
    CHANGED_SINCE = "changed_since", _("Somebody changed this goal meanwhile. Read it again, then change it.")
    GOAL_ENDED = "goal_ended", _("The goal of this step ended. Set the goal back to open first.")


@dataclass(frozen=True)
class Written:
    """A goal or a step as somebody wants to have it."""

    words: str
    set_on: date
    due_on: date | None


def what_blocks_writing(written: Written) -> tuple[Block, ...]:
    """Return everything against a goal or step."""
    return _true(
        {
            Block.NO_WORDS: not written.words.strip(),
            Block.DUE_BEFORE: written.due_on is not None and written.due_on < written.set_on,
        }
    )


def what_blocks_changing(state: str, *, version: int, expected: int) -> tuple[Block, ...]:
    """Return everything against changing a goal that was read in the version `expected`."""
    return _true({Block.ENDED: state != GoalState.OPEN, Block.CHANGED_SINCE: version != expected})


def what_blocks_ending(state: str, *, end: str) -> tuple[Block, ...]:
    """Return everything against saying how a goal or step ended."""
    return _true({Block.ENDED: state != GoalState.OPEN, Block.NO_END: end not in ENDS})


def what_blocks_opening_again(state: str, *, goal: str = GoalState.OPEN) -> tuple[Block, ...]:
    """Return everything against setting a goal or step back to open; `goal` is how a step's goal stands."""
    return _true({Block.NOT_ENDED: state == GoalState.OPEN, Block.GOAL_ENDED: goal != GoalState.OPEN})


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
