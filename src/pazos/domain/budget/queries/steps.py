"""How far money came: five amounts, each part of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from pazos.domain.budget.vocabulary import ORDER, Step
from pazos.domain.money import shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NOUGHT = Decimal("0.00")


@dataclass(frozen=True)
class Steps:
    """The sums of one line, or of many, at the end of a day."""

    appropriation: Decimal = NOUGHT
    cdp: Decimal = NOUGHT
    rp: Decimal = NOUGHT
    obligation: Decimal = NOUGHT
    payment: Decimal = NOUGHT

    @classmethod
    def of(cls, sums: Mapping[str, Decimal]) -> Steps:
        """Return the steps of sums by the step's code."""
        return cls(*(sums.get(step.value, NOUGHT) for step in ORDER))

    @classmethod
    def total(cls, several: Iterable[Steps]) -> Steps:
        """Return the sum of several."""
        columns = list(zip(*(one.amounts for one in several), strict=True))
        return cls(*(sum(column, NOUGHT) for column in columns)) if columns else cls()

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The five amounts in their order."""
        return (self.appropriation, self.cdp, self.rp, self.obligation, self.payment)

    def at(self, step: Step) -> Decimal:
        """Return the amount of one step."""
        return self.amounts[ORDER.index(step)]

    def share(self, step: Step) -> float | None:
        """Return which part of the appropriation came to a step, None where nothing was appropriated."""
        return float(self.at(step) / self.appropriation) if self.appropriation else None

    @property
    def paid(self) -> float | None:
        """Which part of the appropriation was paid."""
        return self.share(Step.PAYMENT)

    def waiting(self) -> dict[Step, Decimal]:
        """Return how much waits at each step for the next one."""
        return {step: self.at(step) - self.at(after) for step, after in pairwise(ORDER)}

    def dealt(self, parts: Sequence[int]) -> list[Steps]:
        """Return the amounts dealt out by parts of any size: each step's add up to it, to the cent."""
        weights = [Decimal(part) for part in parts]
        columns = [shared(amount, weights) for amount in self.amounts]
        return [Steps(*row) for row in zip(*columns, strict=True)]
