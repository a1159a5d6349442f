"""May a report be prepared, signed, withdrawn? Facts in, all the reasons against out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.accountability.vocabulary import Block, ReportState

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class PreparingFacts:
    """What the rule of preparing looks at."""

    year: int
    as_of_on: date
    on: date
    has_strategy: bool
    one_waits: bool
    one_is_signed: bool
    same_as_signed: bool
    has_remark: bool


@dataclass(frozen=True)
class SigningFacts:
    """What the rule of signing looks at; `same_today`: made again now, it gives the same figures."""

    state: str
    by_same_person: bool
    content_whole: bool
    same_today: bool


def what_blocks_preparing(facts: PreparingFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way of a report; an empty answer means it may be prepared."""
    ahead = facts.year > facts.on.year
    stands = {
        Block.YEAR_AHEAD: ahead,
        Block.DAY_OUTSIDE: not ahead and (facts.as_of_on.year != facts.year or facts.as_of_on > facts.on),
        Block.NO_STRATEGY: not facts.has_strategy,
        Block.ONE_WAITS: facts.one_waits,
        Block.SAME_AS_SIGNED: facts.same_as_signed,
        Block.NO_REASON: facts.one_is_signed and not facts.has_remark,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_signing(facts: SigningFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way of the second signature."""
    stands = {
        Block.NOT_PREPARED: facts.state != ReportState.PREPARED,
        Block.SAME_PERSON: facts.by_same_person,
        Block.CONTENT_CHANGED: not facts.content_whole,
        Block.FIGURES_CHANGED: not facts.same_today,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_withdrawing(state: str, *, has_why: bool) -> tuple[Block, ...]:
    """Return everything that stands in the way of taking a report back."""
    stands = {
        Block.NOT_STANDING: state not in (ReportState.PREPARED, ReportState.SIGNED),
        Block.NO_WHY: not has_why,
    }
    return tuple(block for block, true in stands.items() if true)
