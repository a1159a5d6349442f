"""How much was obliged or paid for a programme or a component in a period, and between which bounds?

The bounds come only from the shares of lines that somebody stated with a lower and an upper one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from pazos.domain.budget.models import LineShare, Movement
from pazos.domain.budget.queries.seeing import sought
from pazos.domain.budget.queries.steps import NOUGHT
from pazos.domain.budget.vocabulary import WHOLE, Step
from pazos.domain.money import CENT, shared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.budget.queries.seeing import Sought
    from pazos.domain.people.models import Staff

Bounds = dict[int, dict[int, tuple[int, int, int]]]  # by line, by component: lower, stated, upper


@dataclass(frozen=True)
class Spent:
    """An amount with its bounds: they are the amount itself where every share is exact."""

    amount: Decimal = NOUGHT
    low: Decimal = NOUGHT
    high: Decimal = NOUGHT
    lines: int = 0


def spent(asked: Sought, *, step: Step, first: date, last: date, seen_by: Staff) -> Spent:
    """Return what came to a step between two days, both included, on the lines that a question finds."""
    rows = sought(asked, seen_by=seen_by)
    moved = Movement.objects.filter(line__in=rows.values("pk"), step=step, on__range=(first, last)).order_by()
    by_line = dict(moved.values_list("line").annotate(Sum("amount")))
    if asked.component is None:
        total = sum(by_line.values(), NOUGHT)
        return Spent(total, total, total, len(by_line))
    bounds = _bounds(list(by_line))
    found = [_of_line(amount, bounds.get(line, {}), asked.component) for line, amount in by_line.items()]
    return Spent(
        sum((one.amount for one in found), NOUGHT),
        sum((one.low for one in found), NOUGHT),
        sum((one.high for one in found), NOUGHT),
        len(found),
    )


def _bounds(lines: list[int]) -> Bounds:
    found: Bounds = defaultdict(dict)
    fields = ("line", "component", "at_least", "ten_thousandths", "at_most")
    for line, component, least, part, most in (
        LineShare.objects.filter(line__in=lines).order_by("pk").values_list(*fields)
    ):
        found[line][component] = (part if least is None else least, part, part if most is None else most)
    return found


def _of_line(amount: Decimal, shares: Mapping[int, tuple[int, int, int]], component: int) -> Spent:
    if not shares:
        return Spent(amount, amount, amount)
    dealt = shared(amount, [Decimal(part) for _low, part, _high in shares.values()])
    mine = dealt[list(shares).index(component)]
    least, part, most = shares[component]
    low = mine if least == part else (amount * least / WHOLE).quantize(CENT)
    high = mine if most == part else (amount * most / WHOLE).quantize(CENT)
    return Spent(mine, min(low, high), max(low, high))
