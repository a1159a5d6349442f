"""How did the money of a year come along, month by month, against what was planned to be paid?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from pazos.domain.budget.models import Movement, PlannedPayment
from pazos.domain.budget.queries.grouping import parts_of
from pazos.domain.budget.queries.seeing import sought
from pazos.domain.budget.queries.steps import NOUGHT, Steps
from pazos.domain.money import shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.budget.queries.seeing import Sought
    from pazos.domain.people.models import Staff

Moved = dict[int, dict[date, dict[str, Decimal]]]  # by line (0: all), month and step
Planned = dict[int, dict[date, Decimal]]


@dataclass(frozen=True)
class Month:
    """The sums from the year's beginning to the end of a month; `steps` is None for what has not come."""

    first_on: date
    steps: Steps | None
    planned: Decimal | None  # None where nothing at all is planned

    @property
    def last_on(self) -> date:
        """The last day of the month."""
        return _after(self.first_on) - timedelta(days=1)


@dataclass(frozen=True)
class Curve:
    """The months of a budget year, and those after it in which reserves were paid."""

    year: int
    months: tuple[Month, ...]
    on: date

    @property
    def now(self) -> Steps:
        """The sums of the last month that has begun."""
        known = [month.steps for month in self.months if month.steps is not None]
        return known[-1] if known else Steps()

    @property
    def behind(self) -> Decimal | None:
        """How much less was paid than planned to the end of the last month that is over (below nought: more)."""
        over = [one for one in self.months if one.steps is not None and one.last_on <= self.on]
        if not over or over[-1].planned is None or over[-1].steps is None:
            return None
        return over[-1].planned - over[-1].steps.payment


def curve(asked: Sought, *, year: int, on: date, seen_by: Staff) -> Curve:
    """Return the months of the lines of a year; of one component, its share of each line to the cent."""
    asked = replace(asked, year=year)
    by_line = asked.component is not None
    parts = parts_of(asked, seen_by=seen_by) if by_line else {}
    moved = _moved(asked, on, seen_by, by_line=by_line)
    planned = _planned(asked, seen_by, by_line=by_line)
    months = _months(year, on, moved)
    steps = [
        [_part(one, parts.get(line), asked.component) for one in _running(by_month, months)]
        for line, by_month in moved.items()
    ]
    plans = [
        [_part_of_amount(one, parts.get(line), asked.component) for one in _running_plan(by_month, months)]
        for line, by_month in planned.items()
    ]
    return Curve(year, _summed(months, on, steps, plans), on)


def _summed(
    months: list[date], on: date, steps: list[list[Steps]], plans: list[list[Decimal]]
) -> tuple[Month, ...]:
    return tuple(
        Month(
            first,
            Steps.total(row[place] for row in steps) if first <= on else None,
            sum((row[place] for row in plans), NOUGHT) if plans else None,
        )
        for place, first in enumerate(months)
    )


def _moved(asked: Sought, on: date, seen_by: Staff, *, by_line: bool) -> Moved:
    # Grouped by day and added up by month here: the database would cut each day of each row to its month.
    rows = Movement.objects.filter(line__in=sought(asked, seen_by=seen_by).values("pk"), on__lte=on)
    found: Moved = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    fields = ("line", "on", "step") if by_line else ("on", "step")
    for *line, day, step, amount in rows.order_by().values_list(*fields).annotate(Sum("amount")):
        found[line[0] if line else 0][day.replace(day=1)][step] += amount
    return found


def _planned(asked: Sought, seen_by: Staff, *, by_line: bool) -> Planned:
    rows = PlannedPayment.objects.filter(line__in=sought(asked, seen_by=seen_by).values("pk")).order_by()
    fields = ("line", "month") if by_line else ("month",)
    found: Planned = defaultdict(dict)
    for *line, month, amount in rows.values_list(*fields).annotate(Sum("amount")):
        found[line[0] if line else 0][month] = amount
    return found


def _months(year: int, on: date, moved: Moved) -> list[date]:
    """Return the months of the year, and those after it up to the last one in which money moved."""
    december = date(year, 12, 1)
    last = max((month for by_month in moved.values() for month in by_month), default=december)
    months = [date(year, 1, 1)]
    while months[-1] < max(december, min(last, on)):
        months.append(_after(months[-1]))
    return months


def _after(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _running(by_month: Mapping[date, Mapping[str, Decimal]], months: list[date]) -> list[Steps]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    found = []
    for month in months:
        for step, amount in by_month.get(month, {}).items():
            sums[step] += amount
        found.append(Steps.of(sums))
    return found


def _running_plan(by_month: Mapping[date, Decimal], months: list[date]) -> list[Decimal]:
    sums, found = NOUGHT, []
    for month in months:
        sums += by_month.get(month, NOUGHT)
        found.append(sums)
    return found


def _part(steps: Steps, parts: Mapping[int, int] | None, component: int | None) -> Steps:
    if not parts or component is None:
        return steps
    return steps.dealt(list(parts.values()))[list(parts).index(component)]


def _part_of_amount(amount: Decimal, parts: Mapping[int, int] | None, component: int | None) -> Decimal:
    if not parts or component is None:
        return amount
    return shared(amount, [Decimal(part) for part in parts.values()])[list(parts).index(component)]
