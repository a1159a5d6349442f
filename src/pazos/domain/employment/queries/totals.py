"""How many got a job, and how many still had it at each mark? Counts of the whole city, without a person.

They are true counts and small ones point at somebody: nothing here leaves before it passed
`analysis/disclosing`. A mark counts only once it is due, whoever answered before: those who left
early are known at once, and counting them before those who stayed could be asked would lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum

from pazos.domain.employment.models import Business, FormerPlacement, Placement, RetentionCheck
from pazos.domain.employment.vocabulary import Mark
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Retained:
    """One mark: jobs for which it is due, those of whom something is known, and those that last."""

    mark: Mark
    due: int
    known: int
    lasting: int

    @property
    def share(self) -> float | None:
        """The share that lasts among those of whom it is known; None where nobody is."""
        return self.lasting / self.known if self.known else None


def retention(*, began_from: date, began_until: date, on: date, seen_by: Staff) -> list[Retained]:
    """Return each mark of the jobs that began within two days, as far as it is due `on` a day.

    Erased jobs stay counted by the year in which they began, where the whole year is asked for.
    """
    if not _sees_totals(seen_by):
        return []
    rows = RetentionCheck.objects.filter(
        placement__began_on__range=(began_from, began_until), due_on__lte=on
    ).values("mark")
    is_known = Q(done_on__isnull=False)
    counted = rows.order_by().annotate(
        due=Count("pk"),
        known=Count("pk", filter=is_known),
        lasting=Count("pk", filter=is_known & Q(still_there=True)),
    )
    found = {row["mark"]: (row["due"], row["known"], row["lasting"]) for row in counted}
    former = _former(began_from, began_until)
    return [Retained(mark, *_added(found.get(mark), former.get(mark))) for mark in Mark]


def _added(one: tuple[int, int, int] | None, other: tuple[int, int, int] | None) -> tuple[int, int, int]:
    a, b = one or (0, 0, 0), other or (0, 0, 0)
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _former(first: date, last: date) -> dict[int, tuple[int, int, int]]:
    from_year = first.year if (first.month, first.day) == (1, 1) else first.year + 1
    until_year = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    rows = FormerPlacement.objects.filter(year__range=(from_year, until_year)).values("mark").order_by()
    summed = rows.annotate(p=Sum("placements"), k=Sum("known"), n=Sum("lasting"))
    return {row["mark"]: (row["p"], row["k"], row["n"]) for row in summed}


@dataclass(frozen=True)
class Placed:
    """Jobs that began within two days: all, formal ones, people; businesses opened and those open today."""

    jobs: int
    formal: int
    people: int
    businesses_opened: int
    businesses_open: int
    capital: Decimal | None


def placed(*, began_from: date, began_until: date, seen_by: Staff) -> Placed | None:
    """Return how many jobs and businesses began; None for whoever may not see totals."""
    if not _sees_totals(seen_by):
        return None
    days = (began_from, began_until)
    jobs = Placement.objects.filter(began_on__range=days).aggregate(
        jobs=Count("pk"),
        formal=Count("pk", filter=Q(is_formal=True)),
        people=Count(F("case__participant"), distinct=True),
    )
    own = Business.objects.aggregate(
        opened=Count("pk", filter=Q(opened_on__range=days)),
        open=Count("pk", filter=Q(opened_on__range=days, state="open")),
        capital=Sum("capital", filter=Q(funded_on__range=days)),
    )
    return Placed(
        **jobs, businesses_opened=own["opened"], businesses_open=own["open"], capital=own["capital"]
    )


def _sees_totals(staff: Staff) -> bool:
    return reach_of(staff, Permission.SEE_PROGRAMME_TOTALS).scope is Scope.CITY
