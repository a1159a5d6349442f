"""A deed on money that was refused: every reason at once, with days and amounts, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.budget.rules import Breach


class MoneyRefusedError(InputProblem):
    """Something stands in the way; `breaches` says all of it."""

    def __init__(self, breaches: Iterable[Breach], field: str = "amount") -> None:
        self.breaches = tuple(breaches)
        super().__init__(N_("It cannot be done. {reasons}"), reasons=_Reasons(self.breaches), field=field)

    def __reduce__(self) -> tuple[object, ...]:
        return (MoneyRefusedError, (self.breaches, self.facts["field"]))


class _Reasons:
    """The reasons as one text, put into words only when somebody reads them."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        self.breaches = breaches

    def __str__(self) -> str:
        return " ".join(str(breach) for breach in self.breaches)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def refuse(breaches: Iterable[Breach], *, field: str = "amount") -> None:
    """Raise MoneyRefusedError where anything stands in the way."""
    if stands := tuple(breaches):
        raise MoneyRefusedError(stands, field)
