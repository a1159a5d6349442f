"""Which lines are asked for, of those that this person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from pazos.domain.budget.models import BudgetLine, LineShare
from pazos.domain.money import HOME
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Sought:
    """Which lines; what is empty narrows nothing. Amounts of one currency only are ever added up."""

    year: int | None = None
    department: int | None = None
    programme: int | None = None
    component: int | None = None
    fund: str = ""
    text: str = ""  # the beginning of a rubro or BPIN, or part of a name
    currency: str = HOME
    line: int | None = None  # one line alone


def sought(asked: Sought, *, seen_by: Staff) -> QuerySet[BudgetLine]:
    """Return the lines that a question finds among those within reach, in no order."""
    reach = reach_of(seen_by, Permission.SEE_BUDGET)
    rows = BudgetLine.objects.filter(reach.belonging(organisation="department"), currency=asked.currency)
    rows = rows.filter(year=asked.year) if asked.year is not None else rows
    rows = rows.filter(department=asked.department) if asked.department is not None else rows
    rows = rows.filter(programme=asked.programme) if asked.programme is not None else rows
    rows = rows.filter(fund=asked.fund) if asked.fund else rows
    rows = rows.filter(pk=asked.line) if asked.line is not None else rows
    if asked.component is not None:
        rows = rows.filter(_serving(asked.component))
    if asked.text:
        text = asked.text.strip()
        rows = rows.filter(Q(rubro__istartswith=text) | Q(bpin__startswith=text) | Q(name__icontains=text))
    return rows.order_by()


def _serving(component: int) -> Q:
    """Return the condition that a line serves a component: by its shares, or else by its programme."""
    shares = LineShare.objects.filter(line=OuterRef("pk"))
    mine = Q(Exists(shares.filter(component=component)))
    return mine | (Q(programme__component=component) & ~Q(Exists(shares)))


def sees_city(staff: Staff) -> bool:
    """Return whether a person sees the money of every department."""
    return reach_of(staff, Permission.SEE_BUDGET).scope is Scope.CITY


def other_currencies(asked: Sought, *, seen_by: Staff) -> list[str]:
    """Return the currencies of lines within reach, of the year asked for, that are not added up here."""
    reach = reach_of(seen_by, Permission.SEE_BUDGET)
    rows = BudgetLine.objects.filter(reach.belonging(organisation="department"))
    rows = rows.filter(year=asked.year) if asked.year is not None else rows
    found = rows.exclude(currency=asked.currency).order_by().values_list("currency", flat=True)
    return sorted(found.distinct())
