"""What money is stuck, at which step, and since when?

Money that came first to a step leaves it first. What is left of a step on a day began to wait on
the first day from which the sums of that step never fell back to what has left it since. It is
stuck when it has waited longer than the step usually takes.

What was not committed when its year ended is over, and no longer waits: of an earlier year only
reserves (RP) and accounts payable (obligations) of the year before count.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from pazos.domain.budget.models import Movement
from pazos.domain.budget.queries.seeing import Sought, sought
from pazos.domain.budget.queries.steps import NOUGHT
from pazos.domain.budget.vocabulary import ORDER, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from pazos.domain.budget.models import BudgetLine
    from pazos.domain.people.models import Staff

# Days that a step may take before its money counts as stuck. The law sets none but for payments (30 days of an
# invoice is usual); these are the product's own and can be asked for otherwise.
PATIENCE: Mapping[Step, int] = {Step.APPROPRIATION: 120, Step.CDP: 60, Step.RP: 120, Step.OBLIGATION: 30}
LEAST_SHARE = 100  # less than a hundredth of the line's appropriation is dust
Flow = tuple["date", "Decimal"]


@dataclass(frozen=True)
class Waiting:
    """Money of a line that waits at a step for the next one."""

    line: int
    year: int
    rubro: str
    name: str
    department: str
    step: Step
    next_step: Step
    amount: Decimal
    since_on: date
    days: int
    appropriation: Decimal

    @property
    def part(self) -> float | None:
        """Which part of the line's appropriation it is."""
        return float(self.amount / self.appropriation) if self.appropriation else None


def stuck(
    *,
    on: date,
    seen_by: Staff,
    asked: Sought | None = None,
    patience: Mapping[Step, int] = PATIENCE,
) -> list[Waiting]:
    """Return what is stuck on a day among the lines within reach, the largest amounts first."""
    alive = Q(year=on.year) | Q(year=on.year - 1)
    rows = sought(asked or Sought(), seen_by=seen_by).filter(alive)
    flows = _flows(rows, on)
    found = [
        waiting
        for key, year, rubro, name, department in rows.values_list(
            "pk", "year", "rubro", "name", "department__name"
        )
        for waiting in _of_line(flows.get(key, {}), on, (key, year, rubro, name, department), patience)
    ]
    return sorted(found, key=lambda one: (-one.amount, one.since_on, one.rubro))


def _flows(rows: QuerySet[BudgetLine], on: date) -> dict[int, dict[str, list[Flow]]]:
    """Return what entered each step of each line, day by day."""
    moved = Movement.objects.filter(line__in=rows.values("pk"), on__lte=on).order_by("line", "step", "on")
    found: dict[int, dict[str, list[Flow]]] = defaultdict(dict)
    every = moved.values_list("line", "step", "on").annotate(Sum("amount"))
    for (line, step), days in groupby(every, key=lambda row: row[:2]):
        found[line][step] = [(day, amount) for _line, _step, day, amount in days]
    return found


def _of_line(
    flows: Mapping[str, Sequence[Flow]],
    on: date,
    called: tuple[int, int, str, str, str],
    patience: Mapping[Step, int],
) -> Iterator[Waiting]:
    key, year, rubro, name, department = called
    appropriation = _sum(flows.get(Step.APPROPRIATION, ()))
    for step, after in pairwise(ORDER):
        if year < on.year and step in (Step.APPROPRIATION, Step.CDP):
            continue
        entered = flows.get(step, ())
        left = _sum(flows.get(after, ()))
        amount = _sum(entered) - left
        since = waiting_since(entered, left=left)
        days = (on - since).days if since else 0
        if since and days > patience[step] and amount * LEAST_SHARE >= appropriation:
            yield Waiting(
                line=key,
                year=year,
                rubro=rubro,
                name=name,
                department=department,
                step=step,
                next_step=after,
                amount=amount,
                since_on=since,
                days=days,
                appropriation=appropriation,
            )


def _sum(flow: Iterable[Flow]) -> Decimal:
    return sum((amount for _day, amount in flow), NOUGHT)


def waiting_since(entered: Iterable[Flow], *, left: Decimal) -> date | None:
    """Return since which day something waits: `entered` day by day in order, of which `left` has gone on."""
    sums, since = NOUGHT, None
    for day, amount in entered:
        sums += amount
        if sums <= left:
            since = None
        elif since is None:
            since = day
    return since
