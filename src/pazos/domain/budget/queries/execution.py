"""How far did the money of each line come by a day? Two questions to the database, however many lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from pazos.domain.budget.models import BudgetLine, Movement
from pazos.domain.budget.queries.seeing import Sought, sought
from pazos.domain.budget.queries.steps import Steps
from pazos.domain.budget.vocabulary import Fund
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal
    from typing import Any

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class LineRow:
    """One line with how far its money came."""

    key: int
    year: int
    rubro: str
    name: str
    bpin: str
    fund: Fund
    department: str
    department_key: int
    programme: str
    programme_key: int | None
    component_key: int | None  # of its programme
    steps: Steps


ORDERS: dict[str, Callable[[LineRow], Any]] = {
    "rubro": lambda row: (row.department, row.rubro),
    "largest": lambda row: (-row.steps.appropriation, row.rubro),
    "least_paid": lambda row: (
        row.steps.payment / row.steps.appropriation if row.steps.appropriation else 2,
        -row.steps.appropriation,
    ),
    "most_left": lambda row: (row.steps.payment - row.steps.appropriation, row.rubro),
}
_FIELDS = (
    *("pk", "year", "rubro", "name", "bpin", "fund", "department__name", "department_id"),
    *("programme__name", "programme_id", "programme__component_id"),
)


def execution(asked: Sought, *, on: date, seen_by: Staff, order: str = "rubro") -> list[LineRow]:
    """Return every line that a question finds, with its sums at the end of a day."""
    rows = sought(asked, seen_by=seen_by)
    sums = steps_of(rows, on=on)
    found = [
        LineRow(
            key=key,
            year=year,
            rubro=rubro,
            name=name,
            bpin=bpin,
            fund=Fund(fund),
            department=department,
            department_key=department_key,
            programme=programme or "",
            programme_key=programme_key,
            component_key=component_key,
            steps=sums.get(key, Steps()),
        )
        for key, year, rubro, name, bpin, fund, department, department_key, programme, programme_key, component_key in rows.values_list(
            *_FIELDS
        )
    ]
    return sorted(found, key=ORDERS.get(order, ORDERS["rubro"]))


def steps_of(lines: QuerySet[BudgetLine], *, on: date) -> dict[int, Steps]:
    """Return the sums of lines at the end of a day by their number; a line without movement is not there."""
    moved = Movement.objects.filter(line__in=lines.values("pk"), on__lte=on).order_by()
    sums: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for key, step, amount in moved.values_list("line", "step").annotate(Sum("amount")):
        sums[key][step] = amount
    return {key: Steps.of(found) for key, found in sums.items()}


def totals(asked: Sought, *, on: date, seen_by: Staff) -> Steps:
    """Return the sums of all lines that a question finds, at the end of a day."""
    return Steps.total(steps_of(sought(asked, seen_by=seen_by), on=on).values())


def line(number: int, *, seen_by: Staff) -> BudgetLine | None:
    """Return one line, None where it is not this person's to see."""
    reach = reach_of(seen_by, Permission.SEE_BUDGET)
    rows = BudgetLine.objects.filter(reach.belonging(organisation="department"), pk=number)
    return rows.select_related("department", "programme__component").first()


def years(*, seen_by: Staff) -> list[int]:
    """Return the years that have lines within reach, the newest first."""
    reached = sought(Sought(), seen_by=seen_by)
    return sorted(reached.values_list("year", flat=True).distinct(), reverse=True)
