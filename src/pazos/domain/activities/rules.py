"""Judgement on activities: facts in, every reason against out; an empty answer means yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pazos.domain.activities.vocabulary import Block, State

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Span:
    """From a day to a day; None is open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day falls within."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Plan:
    """What is planned, and what it stands on."""

    starts_on: date
    ends_on: date
    programme: Span = Span()
    programme_ended: bool = False
    responsible_until: date | None = None
    cluster: Span | None = None
    is_in_cluster: bool = True
    partner_is_responsible: bool = False


@dataclass(frozen=True)
class Standing:
    """How an activity stands."""

    state: str
    starts_on: date
    ends_on: date
    people: int = 0  # written down by name
    counted: bool = False  # somebody said how many came


def what_blocks_planning(plan: Plan) -> tuple[Block, ...]:
    """Return everything that stands in the way of planning or moving an activity."""
    until = plan.responsible_until
    stands = {
        Block.ENDS_BEFORE_IT_BEGINS: plan.ends_on < plan.starts_on,
        Block.TOO_LONG: plan.ends_on - plan.starts_on > LONGEST,
        Block.PROGRAMME_ENDED: plan.programme_ended,
        Block.OUTSIDE_PROGRAMME: not (
            plan.programme.holds(plan.starts_on) and plan.programme.holds(plan.ends_on)
        ),
        Block.ORGANISATION_ENDED: until is not None and until < plan.starts_on,
        Block.CLUSTER_CLOSED: plan.cluster is not None and not plan.cluster.holds(plan.starts_on),
        Block.NOT_IN_CLUSTER: not plan.is_in_cluster,
        Block.PARTNER_IS_RESPONSIBLE: plan.partner_is_responsible,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_changing(standing: Standing) -> tuple[Block, ...]:
    """Return what stands in the way of changing its plan."""
    return (Block.CANCELLED,) if standing.state == State.CANCELLED else ()


def what_blocks_moving(standing: Standing, *, attended: Span) -> tuple[Block, ...]:
    """Return what stands in the way of other days: who came, came on a day of it."""
    kept = Span(standing.starts_on, standing.ends_on)
    days = [day for day in (attended.first, attended.last) if day is not None]
    return () if all(kept.holds(day) for day in days) else (Block.HAS_PEOPLE,)


def what_blocks_done(standing: Standing, *, on: date) -> tuple[Block, ...]:
    """Return what stands in the way of saying that it was done."""
    stands = {
        Block.CANCELLED: standing.state == State.CANCELLED,
        Block.NOT_BEGUN: standing.starts_on > on,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_cancelling(standing: Standing, *, why: str) -> tuple[Block, ...]:
    """Return what stands in the way of cancelling: nothing may be lost that somebody wrote down."""
    stands = {
        Block.IS_DONE: standing.state == State.DONE,
        Block.HAS_PEOPLE: standing.people > 0,
        Block.HAS_COUNTS: standing.counted,
        Block.NO_REASON: not why.strip(),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_planning_again(standing: Standing) -> tuple[Block, ...]:
    """Return what stands in the way of taking "done" or "cancelled" back."""
    done = standing.state == State.DONE
    stands = {
        Block.HAS_PEOPLE: done and standing.people > 0,
        Block.HAS_COUNTS: done and standing.counted,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_counting(standing: Standing, *, on: date) -> tuple[Block, ...]:
    """Return what stands in the way of saying how many came."""
    return what_blocks_done(standing, on=on)


def what_blocks_attending(standing: Standing, *, day: date, on: date) -> tuple[Block, ...]:
    """Return what stands in the way of writing down that somebody came on `day`."""
    stands = {
        Block.CANCELLED: standing.state == State.CANCELLED,
        Block.NOT_ON_THAT_DAY: not Span(standing.starts_on, standing.ends_on).holds(day),
        Block.DAY_AHEAD: day > on,
    }
    return tuple(block for block, true in stands.items() if true)
