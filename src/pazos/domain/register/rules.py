"""Judgement on deeds of the register: everything that stands in the way, said at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """A reason why a deed on pairs, differences or technical tables is refused."""

    PAIR_DECIDED = "pair_decided", _("A person decided on this pair before. Take that back first.")
    PAIR_NOT_DECIDED = "pair_not_decided", _("Nobody decided on this pair, so there is nothing to take back.")
    ONE_ROW = "one_row", _("Both are victims of one row of one file, so they cannot be one death.")
    BOUND_APART = (
        "bound_apart",
        _("By way of other claims these are two deaths: people decided so, or one row counts them apart."),
    )
    BOUND_TOGETHER = (
        "bound_together",
        _("People decided before that these are one death, by way of other claims."),
    )
    THRESHOLDS_CROSSED = "thresholds_crossed", _("The lower threshold lies above the upper one.")
    BELOW_KEPT = "below_kept", _("Pairs of so low a weight are not kept, so nobody could look at them.")
    CAUSE_MISSING = "cause_missing", _("It does not say why the sources differ. Choose a cause.")
    NOT_OPEN = "not_open", _("A difference among these is decided or gone. Reopen it first.")
    NOT_DECIDED = "not_decided", _("The difference is not decided, so it need not be reopened.")
    DEATH_JOINED = "death_joined", _("A death among these was joined to another. Decide on that one.")
    NOT_A_VALUE = "not_a_value", _("The value to adopt is not one that this kind of difference can take.")
    SEVERAL_KINDS = "several_kinds", _("One value cannot be adopted for differences of several kinds.")
    TABLE_CLOSED = "table_closed", _("The technical table is closed and its minutes are written.")
    OTHER_TABLE = "other_table", _("A difference among these is on another table that is still open.")
    NOTHING_TAKEN = "nothing_taken", _("The technical table has taken no differences.")
    NOBODY_ATTENDED = "nobody_attended", _("It does not say which institutions attended.")


@dataclass(frozen=True)
class PairFacts:
    """What the rule looks at: earlier decisions on the pair and on what binds its claims."""

    decided: bool
    one_row: bool
    bound_together: bool  # by decisions "the same" on a way from one claim to the other
    bound_apart: bool  # by a decision "two deaths" between what is bound to either


def what_blocks_deciding(facts: PairFacts, *, same: bool) -> tuple[Block, ...]:
    """Return everything against a person's word on a pair."""
    stands = {
        Block.PAIR_DECIDED: facts.decided,
        Block.ONE_ROW: same and facts.one_row,
        Block.BOUND_APART: same and facts.bound_apart,
        Block.BOUND_TOGETHER: not same and facts.bound_together,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_thresholds(*, lower: float, upper: float, kept_from: float) -> tuple[Block, ...]:
    """Return everything against two thresholds; all are weights, base 2."""
    stands = {Block.THRESHOLDS_CROSSED: lower > upper, Block.BELOW_KEPT: lower < kept_from}
    return tuple(block for block, true in stands.items() if true)


@dataclass(frozen=True)
class BatchFacts:
    """What the rule looks at of several differences decided or taken at once."""

    all_open: bool
    death_joined: bool
    on_another_table: bool
    table_closed: bool
    kinds: int = 1


def what_blocks_taking(facts: BatchFacts) -> tuple[Block, ...]:
    """Return everything against a technical table's taking a batch of differences."""
    stands = {
        Block.TABLE_CLOSED: facts.table_closed,
        Block.NOT_OPEN: not facts.all_open,
        Block.OTHER_TABLE: facts.on_another_table,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_decision(
    facts: BatchFacts, *, cause: str, adopts: bool, adopted_fits: bool
) -> tuple[Block, ...]:
    """Return everything against deciding a batch of differences with one cause and one value."""
    stands = {
        Block.CAUSE_MISSING: not cause,
        Block.NOT_OPEN: not facts.all_open,
        Block.DEATH_JOINED: facts.death_joined,
        Block.TABLE_CLOSED: facts.table_closed,
        Block.OTHER_TABLE: facts.on_another_table,
        Block.SEVERAL_KINDS: adopts and facts.kinds > 1,
        Block.NOT_A_VALUE: adopts and facts.kinds == 1 and not adopted_fits,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_ending(*, closed: bool, differences: int, institutions: int) -> tuple[Block, ...]:
    """Return everything against ending a technical table."""
    stands = {
        Block.TABLE_CLOSED: closed,
        Block.NOTHING_TAKEN: differences == 0,
        Block.NOBODY_ATTENDED: institutions == 0,
    }
    return tuple(block for block, true in stands.items() if true)
