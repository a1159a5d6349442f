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
from datetime import timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import BigIntegerField, Q, Sum
from django.db.models.functions import Cast

from pazos.domain.budget.models import Movement
from pazos.domain.budget.queries.seeing import Sought, sought
from pazos.domain.budget.vocabulary import ORDER, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.budget.models import BudgetLine
    from pazos.domain.people.models import Staff

# Days that a step may take before its money counts as stuck. The law sets none but for payments (30 days of an
# invoice is usual); these are the product's own and can be asked for otherwise.
PATIENCE: Mapping[Step, int] = {Step.APPROPRIATION: 120, Step.CDP: 60, Step.RP: 120, Step.OBLIGATION: 30}
LEAST_SHARE = 100  # less than a hundredth of the line's appropriation is dust
Flow = tuple["date", int]  # a day and the hundredths that came


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


class Sums(NamedTuple):
    """Hundredths that came to a step by a day, and those of them that are older than its patience."""

    every: int = 0
    old: int = 0


class Wait(NamedTuple):
    """Hundredths that are at a step of a line and of which some may have waited too long."""

    line: int
    step: Step
    next_step: Step
    amount: int
    left: int
    appropriation: int


NONE = Sums()


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
    called = {row[0]: row for row in rows.values_list("pk", "year", "rubro", "name", "department__name")}
    waits = list(_waits(_sums(rows, on, patience), {key: row[1] for key, row in called.items()}, on.year))
    entered = _entered(waits, on)
    found = [
        _told(wait, called[wait.line], since=since, on=on)
        for wait in waits
        if (since := waiting_since(entered[wait.line, wait.step], left=wait.left))
        and (on - since).days > patience[wait.step]
    ]
    return sorted(found, key=lambda one: (-one.amount, one.since_on, one.rubro))


def _sums(rows: QuerySet[BudgetLine], on: date, patience: Mapping[Step, int]) -> dict[int, dict[str, Sums]]:
    """Return what came to each step of each line by a day, and by the day that its patience began: one query."""
    old = Q()
    for step, days in patience.items():
        old |= Q(step=step, on__lt=on - timedelta(days=days))
    moved = Movement.objects.filter(line__in=rows.values("pk"), on__lte=on).order_by()
    cents = Cast("amount", BigIntegerField())
    every = moved.values_list("line", "step").annotate(
        every=Sum(cents), old=Sum(cents, filter=old, default=0)
    )
    found: dict[int, dict[str, Sums]] = defaultdict(dict)
    for line, step, *sums in every:
        found[line][step] = Sums(*sums)
    return found


def _waits(sums: Mapping[int, Mapping[str, Sums]], years: Mapping[int, int], year: int) -> Iterator[Wait]:
    """Yield the steps at which old money may wait: more came by the old day than has ever left."""
    for line, of_line in sums.items():
        appropriation = of_line.get(Step.APPROPRIATION, NONE).every
        for step, after in pairwise(ORDER):
            if years[line] < year and step in (Step.APPROPRIATION, Step.CDP):
                continue
            here, left = of_line.get(step, NONE), of_line.get(after, NONE).every
            amount = here.every - left
            if here.old > left and amount > 0 and amount * LEAST_SHARE >= appropriation:
                yield Wait(line, step, after, amount, left, appropriation)


def _entered(waits: Sequence[Wait], on: date) -> dict[tuple[int, str], list[Flow]]:
    """Return what entered the steps at which something may wait, day by day: one query."""
    lines, steps = {wait.line for wait in waits}, {wait.step for wait in waits}
    moved = Movement.objects.filter(line__in=lines, step__in=steps, on__lte=on).order_by("line", "step", "on")
    every = moved.values_list("line", "step", "on").annotate(cents=Sum(Cast("amount", BigIntegerField())))
    return {key: [row[2:] for row in days] for key, days in groupby(every, key=itemgetter(0, 1))}


def _told(wait: Wait, called: tuple[int, int, str, str, str], *, since: date, on: date) -> Waiting:
    _key, year, rubro, name, department = called
    return Waiting(
        line=wait.line,
        year=year,
        rubro=rubro,
        name=name,
        department=department,
        step=wait.step,
        next_step=wait.next_step,
        amount=Decimal(wait.amount).scaleb(-2),
        since_on=since,
        days=(on - since).days,
        appropriation=Decimal(wait.appropriation).scaleb(-2),
    )


def waiting_since(entered: Iterable[Flow], *, left: int) -> date | None:
    """Return since which day something waits: `entered` day by day in order, of which `left` has gone on."""
    sums, since = 0, None
    for day, amount in entered:
        sums += amount
        if sums <= left:
            since = None
        elif since is None:
            since = day
    return since
