"""In what the sources of a death do not agree: the open differences, the decided, the tables that took them.

Values are what sources state of a person: only addresses that need SEE_RECORDS may ask. Nothing
here decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from pazos.domain.register.models import Difference, TechnicalTable
from pazos.domain.register.queries.slices import PER_PAGE, Cursor, Slice, part
from pazos.domain.register.vocabulary import DifferenceKind, DifferenceState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Sought:
    """Which differences; `sources` are short names that all have a say in it."""

    state: str = DifferenceState.OPEN
    kind: str = ""
    cause: str = ""
    sources: tuple[str, ...] = ()
    month: date | None = None  # its first day
    table: int | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing but the state narrows the list."""
        return self == Sought(state=self.state)


def sought(asked: Sought) -> QuerySet[Difference]:
    """Return the differences that a question means, in no order."""
    found = Difference.objects.filter(state=asked.state) if asked.state else Difference.objects.all()
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.cause:
        found = found.filter(cause=asked.cause)
    for slug in asked.sources:
        found = found.filter(values__has_key=slug)
    if asked.month:
        found = found.filter(death__occurred_on__range=(asked.month, _last_day(asked.month)))
    return found.filter(table=asked.table) if asked.table is not None else found


def _last_day(month: date) -> date:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def listed(asked: Sought, *, cursor: Cursor | None = None, size: int = PER_PAGE) -> Slice:
    """Return a part of the list, with the death of each."""
    found = sought(asked).select_related("death__neighbourhood", "decided_by", "table")
    found = found.defer("death__neighbourhood__outline", "table__minutes")
    return part(found, ("id",), cursor=cursor, size=size)


def blocks(asked: Sought, *, at_once: int = 500) -> Iterator[list[Difference]]:
    """Return all that a question finds, some hundreds at a time: what a file holds."""
    cursor = Cursor()
    while True:
        cut = listed(asked, cursor=cursor, size=at_once)
        yield cut.rows
        if not cut.after:
            return
        cursor = Cursor(after=cut.after)


def by_state() -> dict[str, int]:
    """Return how many differences stand in each state."""
    counted = dict(Difference.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in DifferenceState.values}


def by_kind(asked: Sought) -> list[tuple[DifferenceKind, int]]:
    """Return how many differences of each kind a question finds, whatever kind it asks for."""
    of_any_kind = Sought(asked.state, "", asked.cause, asked.sources, asked.month, asked.table)
    counted = dict(sought(of_any_kind).order_by().values_list("kind").annotate(Count("pk")))
    return [(kind, counted[kind]) for kind in DifferenceKind if counted.get(kind)]


def chosen(numbers: Sequence[int]) -> list[Difference]:
    """Return differences by their numbers, in order."""
    return list(Difference.objects.filter(pk__in=numbers).select_related("death", "table").order_by("pk"))


def tables() -> QuerySet[TechnicalTable]:
    """Return the technical tables, the latest first, with how many differences each took and settled."""
    return (
        TechnicalTable.objects.select_related("opened_by", "closed_by")
        .defer("minutes")
        .annotate(
            taken=Count("differences"),
            settled=Count("differences", filter=Q(differences__state=DifferenceState.DECIDED)),
        )
    )


def open_tables() -> list[TechnicalTable]:
    """Return the technical tables that have not ended."""
    return list(TechnicalTable.objects.filter(closed_at__isnull=True).defer("minutes"))


def table(number: int) -> TechnicalTable | None:
    """Return a technical table."""
    return TechnicalTable.objects.select_related("opened_by", "closed_by").filter(pk=number).first()


def on_table(number: int) -> dict[str, int]:
    """Return how many differences of a technical table stand in each state."""
    taken = Difference.objects.filter(table=number).order_by()
    return dict(taken.values_list("state").annotate(Count("pk")))
