"""What did it cost for each person reached, or for each result?

The cost is what was paid (or obliged) for a programme or a component in a period, over the people it
reached directly in that period, each counted once. Money paid in a period and people met in it are not
the same money and people to the last; over a year they nearly are, over a month they are not.

The interval is no confidence interval: it is the ratio at the ends of what is not known. Money lies
between the bounds that somebody stated for shared lines, people between the bounds of a count that was
suppressed or is in part unknown. There is never a number for fewer people than the minimum of the gate:
it would tell who they are by what they cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from pazos.analysis.disclosing import MINIMUM
from pazos.domain.budget.queries import Sought, Spent, spent
from pazos.domain.budget.vocabulary import Step
from pazos.domain.money import CENT
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pazos.domain.people.models import Staff

METHOD = N_(
    "What was paid in the period for the lines of the programme or component, each with its share, divided by the "
    "people reached directly in it, each counted once. The interval goes from the least money over the most people to "
    "the most money over the fewest; it holds what is not known, not chance."
)


class WhyNot(StrEnum):
    """Why there is no cost; the value is the sentence (English key)."""

    FEW = N_("too few people, or their number is hidden")
    NO_MONEY = N_("nothing was paid in the period")
    UNKNOWN = N_("how many people is not known")


@dataclass(frozen=True)
class Count:
    """How many people or results: the number, or between which numbers it lies. None: not known."""

    known: int | None
    at_least: int | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        bounds = [one for one in (self.at_least, self.known, self.at_most) if one is not None]
        if bounds != sorted(bounds) or any(one < 0 for one in bounds):
            raise InputProblem(
                N_("A count lies between its bounds: {least}, {known}, {most} do not."),
                least=self.at_least,
                known=self.known,
                most=self.at_most,
            )

    @property
    def fewest(self) -> int | None:
        """The fewest that it can be."""
        return self.at_least if self.at_least is not None else self.known

    @property
    def most(self) -> int | None:
        """The most that it can be."""
        return self.at_most if self.at_most is not None else self.known


@dataclass(frozen=True)
class UnitCost:
    """A cost for each person or result with its interval; without a value, `why_not` says why."""

    spent: Spent
    count: Count
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    why_not: WhyNot | None = None


def unit_cost(money: Spent, count: Count, *, minimum: int = MINIMUM) -> UnitCost:
    """Return what each of `count` cost; never for fewer than `minimum`, whatever else is known.

    Args:
        money: what was spent, with the bounds of shared lines.
        count: people reached directly, or results.
        minimum: the fewest for whom there is a number.
    """
    if count.fewest is None or count.most is None:
        return UnitCost(money, count, why_not=WhyNot.UNKNOWN)
    if count.fewest < minimum or count.fewest == 0:
        return UnitCost(money, count, why_not=WhyNot.FEW)
    if money.amount <= 0:
        return UnitCost(money, count, why_not=WhyNot.NO_MONEY)
    value = None if count.known is None else _each(money.amount, count.known)
    return UnitCost(money, count, value, _each(money.low, count.most), _each(money.high, count.fewest))


def cost_of(
    asked: Sought,
    *,
    first: date,
    last: date,
    people: Callable[[Sought, date, date], Count],
    seen_by: Staff,
    step: Step = Step.PAYMENT,
    minimum: int = MINIMUM,
) -> UnitCost:
    """Return what each person cost between two days for the lines that a question finds.

    `people` counts those whom the same question reached between the same days, as its reader may know it.
    """
    if step not in (Step.OBLIGATION, Step.PAYMENT):
        raise InputProblem(N_("A cost is reckoned from obligations or payments, not from promises of them."))
    if last < first:
        raise InputProblem(N_("The period ends before it begins."), field="last")
    money = spent(asked, step=step, first=first, last=last, seen_by=seen_by)
    return unit_cost(money, people(asked, first, last), minimum=minimum)


def _each(amount: Decimal, count: int) -> Decimal:
    return (amount / count).quantize(CENT, rounding=ROUND_HALF_EVEN)
