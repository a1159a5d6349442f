"""What may be written down of a resource, and what stands against it?

The order: on every day each stage, added up, is at most the nearest stage before it that was recorded
at all. A gift in kind may arrive without a pledge, a pledge may be kept without a commitment; but
nothing is spent that was not disbursed, recorded or not. What was taken back on its own day counts
as never written; what was taken back later counted in between, and its stage stays recorded.

Amounts are compared in the currency of the resource and never converted: a rate that moved must not
make a partner look as if it had given more than it promised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pazos.domain.cooperation.vocabulary import ORDER, Block, Form, Stage
from pazos.domain.money import HOME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RATE_HOLDS = timedelta(days=10)  # how old the newest rate may be
_CURRENCY, _PURPOSE = re.compile("[A-Z]{3}"), re.compile("[0-9]{5}")
_TOO_MUCH = {
    Stage.PLEDGE: Block.MORE_THAN_PLEDGED,
    Stage.COMMITMENT: Block.MORE_THAN_COMMITTED,
    Stage.DISBURSEMENT: Block.MORE_THAN_DISBURSED,
}
NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Step:
    """One movement: its stage, day and amount, and which one it takes back (both by number)."""

    stage: Stage
    on: date
    amount: Decimal
    number: int | None = None
    takes_back: int | None = None


@dataclass(frozen=True)
class ResourceFacts:
    """What is asked of a resource before it is kept."""

    form: str
    valuation: str
    valuation_words: str
    currency: str
    purpose_code: str
    starts_on: date
    ends_on: date | None
    partner: int
    component: int
    agreement_partner: int | None = None
    programme_component: int | None = None


def counted(steps: Iterable[Step]) -> list[Step]:
    """Return the steps that count: without pairs of a movement and what took it back on the same day."""
    steps = list(steps)
    days = {step.number: step.on for step in steps if step.number is not None}
    pairs = [
        (step.number, step.takes_back)
        for step in steps
        if step.takes_back is not None and days.get(step.takes_back) == step.on
    ]
    gone = {number for pair in pairs for number in pair if number is not None}
    return [step for step in steps if step.number is None or step.number not in gone]


def recorded(steps: Iterable[Step]) -> tuple[Stage, ...]:
    """Return the stages of which anything counts, in their order."""
    there = {step.stage for step in counted(steps)}
    return tuple(stage for stage in ORDER if stage in there)


def first_stage(steps: Iterable[Step]) -> Stage | None:
    """Return the earliest stage that was recorded: what was promised, or else what came."""
    return next(iter(recorded(steps)), None)


def what_breaks_order(steps: Iterable[Step]) -> tuple[Block, ...]:
    """Return everything by which these movements together break the order on some day; empty means none."""
    steps = counted(steps)
    limits = _limits(recorded(steps))
    total = dict.fromkeys(ORDER, NOUGHT)
    found: set[Block] = set()
    for day in sorted({step.on for step in steps}):
        for step in (one for one in steps if one.on == day):
            total[step.stage] += step.amount
        found |= {Block.BELOW_NOUGHT for amount in total.values() if amount < 0}
        found |= {_TOO_MUCH[before] for after, before in limits if total[after] > total[before]}
    return tuple(block for block in Block if block in found)


def _limits(stages: Sequence[Stage]) -> set[tuple[Stage, Stage]]:
    """Return which stage may not exceed which: its nearest recorded one, and spending never the disbursed."""
    limits = set(zip(stages[1:], stages, strict=False))
    return limits | {(Stage.EXPENDITURE, Stage.DISBURSEMENT)}


def what_blocks_moving(
    steps: Sequence[Step], new: Step, *, note: str, has_rate: bool, today: date
) -> tuple[Block, ...]:
    """Return everything against one more movement of a resource that has moved by `steps`."""
    stands = {
        Block.FUTURE: new.on > today,
        Block.NOTHING: new.amount == 0,
        Block.NO_RATE: not has_rate,
        Block.SAYS_NOT_WHY: new.amount < 0 and not note.strip(),
    }
    said = tuple(block for block, true in stands.items() if true)
    return said + tuple(block for block in what_breaks_order([*steps, new]) if block not in said)


def what_blocks_taking_back(steps: Sequence[Step], of: Step, *, on: date, today: date) -> tuple[Block, ...]:
    """Return everything against taking `of` back on a day."""
    stands = {
        Block.TAKEN_BACK: any(step.takes_back == of.number for step in steps),
        Block.IS_TAKING_BACK: of.takes_back is not None,
        Block.BEFORE_IT_MOVED: on < of.on,
        Block.FUTURE: on > today,
    }
    if said := tuple(block for block, true in stands.items() if true):
        return said
    return what_breaks_order([*steps, Step(of.stage, on, -of.amount, number=-1, takes_back=of.number)])


def what_blocks_resource(facts: ResourceFacts) -> tuple[Block, ...]:
    """Return everything against keeping a resource as it is described."""
    in_kind = facts.form == Form.IN_KIND
    stands = {
        Block.NOT_VALUED: in_kind and not (facts.valuation and facts.valuation_words.strip()),
        Block.VALUED_MONEY: not in_kind and bool(facts.valuation),
        Block.ENDS_BEFORE: facts.ends_on is not None and facts.ends_on < facts.starts_on,
        Block.AGREEMENT_OF_ANOTHER: facts.agreement_partner not in (None, facts.partner),
        Block.PROGRAMME_ELSEWHERE: facts.programme_component not in (None, facts.component),
        Block.NO_CURRENCY: not is_currency(facts.currency),
        Block.NO_PURPOSE: not _PURPOSE.fullmatch(facts.purpose_code),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_rate(*, currency: str, on: date, is_used: bool, today: date) -> tuple[Block, ...]:
    """Return everything against keeping a rate of a day."""
    stands = {
        Block.NO_CURRENCY: not is_currency(currency),
        Block.HOME_CURRENCY: currency == HOME,
        Block.FUTURE: on > today,
        Block.RATE_IN_USE: is_used,
    }
    return tuple(block for block, true in stands.items() if true)


def is_currency(code: str) -> bool:
    """Return whether this has the form of a currency's code (ISO 4217)."""
    return bool(_CURRENCY.fullmatch(code))


def holds_on(rate_on: date, *, on: date) -> bool:
    """Return whether a rate of one day may be used on another: not before it, and no longer than ten days."""
    return timedelta(0) <= on - rate_on <= RATE_HOLDS
