"""Judgement on safety plans, in the six parts of Stanley and Brown (2012), Cognitive and Behavioral Practice 19, 256-264."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LONGEST = 90  # days until a plan is looked at again


class Part(models.TextChoices):
    """The parts of a safety plan, in their order."""

    SIGNS = "signs", _("Signs that tell me it is getting hard")
    ALONE = "alone", _("What I can do by myself to get through")
    AROUND = "around", _("People and places that take my mind off it")
    HELP = "help", _("People I can ask for help")
    PROFESSIONALS = "professionals", _("Professionals and lines I can call")
    MEANS = "means", _("How we make the place where I am safe")
    REASONS = "reasons", _("What matters most to me")


NEEDED = (Part.SIGNS, Part.ALONE, Part.PROFESSIONALS)


class Block(models.TextChoices):
    """A reason why a deed on a safety plan is refused."""

    PARTS_MISSING = (
        "parts_missing",
        _("A plan has signs, something to do alone and somebody professional to call, at least."),
    )
    REVIEW_TOO_LATE = "review_too_late", _("Look at it again within 90 days.")
    REVIEW_BEFORE = "review_before", _("It cannot be looked at again before it was written.")
    CLOSED = "closed", _("A newer plan took its place.")
    APPROVED = "approved", _("This plan was approved already.")
    NOT_SUPERVISOR = "not_supervisor", _("Only the supervisor approves a safety plan.")
    OWN = "own", _("Whoever wrote a plan does not approve it.")


@dataclass(frozen=True)
class Approving:
    """Who wants to approve a plan, and how it stands."""

    is_closed: bool
    is_approved: bool
    supervises: bool
    wrote_it: bool


def what_blocks_writing(parts: Mapping[str, str], *, on: date, review_on: date) -> tuple[Block, ...]:
    """Return everything against a plan."""
    return _true(
        {
            Block.PARTS_MISSING: any(not parts.get(one, "").strip() for one in NEEDED),
            **_when(on, review_on),
        }
    )


def what_blocks_reviewing(*, is_closed: bool, on: date, review_on: date) -> tuple[Block, ...]:
    """Return everything against saying that a plan was looked at again and holds."""
    return _true({Block.CLOSED: is_closed, **_when(on, review_on)})


def what_blocks_approving(facts: Approving) -> tuple[Block, ...]:
    """Return everything against approving a plan."""
    return _true(
        {
            Block.CLOSED: facts.is_closed,
            Block.APPROVED: facts.is_approved,
            Block.NOT_SUPERVISOR: not facts.supervises,
            Block.OWN: facts.wrote_it,
        }
    )


def _when(on: date, review_on: date) -> dict[Block, bool]:
    return {
        Block.REVIEW_BEFORE: review_on <= on,
        Block.REVIEW_TOO_LATE: (review_on - on).days > LONGEST,
    }


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
