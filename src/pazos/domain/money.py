"""Money that loses no cent: exact decimals in a currency, kept as whole cents.

SQLite would add decimals as floating-point numbers, so an amount stands in the database as a
whole number of hundredths and is read and added as a Decimal. Nothing here rounds in silence:
what has more than two decimals is refused, and sharing gives the parts back to the last cent.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    # What it is read and written as; only the database sees a whole number.
    _Whole = models.DecimalField[Any, Any]
else:
    _Whole = models.BigIntegerField

CENT = Decimal("0.01")
MOST = Decimal(10) ** 15  # a thousand million millions: beyond it somebody typed a number twice
HOME = "COP"


class AmountField(_Whole):
    """An amount of money with two decimals, added exactly by every database."""

    description = "An amount of money, kept in hundredths"

    def from_db_value(
        self, value: int | None, _expression: object, _connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        """Return the amount as a Decimal with two decimals."""
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def to_python(self, value: Any) -> Any:
        """Return the amount that a person or a fixture wrote."""
        return None if value in (None, "") else exact(value)

    def get_prep_value(self, value: Any) -> int | None:
        """Return the hundredths to keep."""
        return None if value is None else int(exact(value).scaleb(2))


def exact(value: Decimal | int | str) -> Decimal:
    """Return an amount with two decimals.

    Raises:
        InputProblem: it has more decimals, is no number, or is impossibly large.
    """
    try:
        amount = Decimal(value)
        cents = amount.quantize(CENT)
    except ArithmeticError as wrong:
        raise InputProblem(N_("{value} is not an amount of money."), value=str(value)[:40]) from wrong
    if cents != amount:
        raise InputProblem(N_("{value} has more than two decimals."), value=str(value)[:40])
    if abs(cents) >= MOST:
        raise InputProblem(N_("{value} is too large for an amount of money."), value=str(value)[:40])
    return cents


def converted(amount: Decimal, rate: Decimal) -> Decimal:
    """Return `amount` at `rate` home units for one, rounded half to even to the cent."""
    return (amount * rate).quantize(CENT, rounding=ROUND_HALF_EVEN)


def shared(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return `amount` dealt out by weights (largest remainders first): the parts add up to it exactly.

    Raises:
        InputProblem: no weight is above nought, or one is below.
    """
    total = sum(weights, Decimal(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise InputProblem(N_("Shares must be nought or more, and one of them more than nought."))
    sign = -1 if amount < 0 else 1
    cents = int(abs(exact(amount)).scaleb(2))
    wholes = [int(cents * weight // total) for weight in weights]
    rests = [cents * weight % total for weight in weights]
    largest = sorted(range(len(weights)), key=lambda part: (-rests[part], part))
    for part in largest[: cents - sum(wholes)]:
        wholes[part] += 1
    return [Decimal(sign * whole).scaleb(-2) for whole in wholes]
