"""Judgement on crises: what may be done, argued, signed off, and everything that stands in the way.

A duty of the law cannot be argued away, and nothing is signed off while one is open.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

SHORTEST = 10  # letters that a reason takes


class Block(models.TextChoices):
    """A reason why a deed on a crisis is refused."""

    OPEN_ALREADY = "open_already", _("A crisis of this kind is open in this case already. Follow that one.")
    AHEAD = "ahead", _("That moment has not come yet.")
    TOO_EARLY = "too_early", _("It cannot have been done before the crisis was known.")
    CLOSED = "closed", _("This crisis was signed off.")
    DONE_ALREADY = "done_already", _("Somebody wrote down already that this was done, or why not.")
    NOT_DONE = "not_done", _("Nothing was written of this yet.")
    NUMBER_MISSING = (
        "number_missing",
        _("Write the number of the report or call, or the institution and who answered."),
    )
    WHY_MISSING = "why_missing", _("Say why, in a sentence.")
    DUTY_STAYS = (
        "duty_stays",
        _("The law asks for this: it cannot be left out. Do it, or ask the supervisor to do it with you."),
    )
    NOT_SUPERVISOR = "not_supervisor", _("Only the supervisor signs a crisis off.")
    IN_THE_PAIR = "in_the_pair", _("Whoever is in the pair of a case does not sign its crisis off.")
    DUTY_OPEN = "duty_open", _("A duty of the law is still open. It must be done first.")
    ITEM_OPEN = "item_open", _("An item is neither done nor argued. Do it, or say why not.")


@dataclass(frozen=True)
class ItemFacts:
    """One item of the checklist, as it stands."""

    is_duty: bool
    is_settled: bool  # done, or argued
    is_done: bool = False
    asks_number: bool = False


@dataclass(frozen=True)
class Signing:
    """Who wants to sign a crisis off, and of what."""

    is_closed: bool
    supervises: bool
    in_the_pair: bool
    items: tuple[ItemFacts, ...]


def what_blocks_doing(item: ItemFacts, *, is_closed: bool, proof: str) -> tuple[Block, ...]:
    """Return everything against writing that an item was done."""
    return _true(
        {
            Block.CLOSED: is_closed,
            Block.DONE_ALREADY: item.is_settled,
            Block.NUMBER_MISSING: item.asks_number and not proof.strip(),
        }
    )


def what_blocks_arguing(item: ItemFacts, *, is_closed: bool, why: str) -> tuple[Block, ...]:
    """Return everything against writing why an item was not done."""
    return _true(
        {
            Block.CLOSED: is_closed,
            Block.DONE_ALREADY: item.is_settled,
            Block.DUTY_STAYS: item.is_duty,
            Block.WHY_MISSING: len(why.strip()) < SHORTEST,
        }
    )


def what_blocks_taking_back(item: ItemFacts, *, is_closed: bool) -> tuple[Block, ...]:
    """Return everything against taking back what was written of an item."""
    return _true({Block.CLOSED: is_closed, Block.NOT_DONE: not item.is_settled})


def what_blocks_signing(signing: Signing) -> tuple[Block, ...]:
    """Return everything against signing a crisis off: every duty done, everything else done or argued."""
    return _true(
        {
            **_who_signs(signing),
            Block.DUTY_OPEN: any(one.is_duty and not one.is_done for one in signing.items),
            Block.ITEM_OPEN: any(not one.is_duty and not one.is_settled for one in signing.items),
        }
    )


def what_blocks_calling_it_none(signing: Signing, *, why: str) -> tuple[Block, ...]:
    """Return everything against saying that a crisis was opened by mistake."""
    return _true({**_who_signs(signing), Block.WHY_MISSING: len(why.strip()) < SHORTEST})


def _who_signs(signing: Signing) -> dict[Block, bool]:
    return {
        Block.CLOSED: signing.is_closed,
        Block.NOT_SUPERVISOR: not signing.supervises,
        Block.IN_THE_PAIR: signing.in_the_pair,
    }


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
