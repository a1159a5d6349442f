"""Taking a line in hand: whoever changes its money must be allowed to, and alone with it until done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from pazos.domain.budget.models import BudgetLine
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from collections.abc import Collection

    from pazos.domain.people.models import Organisation, Staff


def refuse_anothers(department: Organisation | int, by: Staff) -> None:
    """Raise PermissionDenied where a person does not keep the books of a department."""
    reach = reach_of(by, Permission.KEEP_BUDGET)
    number = department if isinstance(department, int) else department.pk
    own = reach.scope is not None and reach.scope >= Scope.ORGANISATION and reach.organisation == number
    if reach.scope is not Scope.CITY and not own:
        raise PermissionDenied


def hold(lines: Collection[BudgetLine], *, by: Staff) -> dict[int, BudgetLine]:
    """Return lines by number, read anew and locked to the end of the transaction, in one order."""
    found = BudgetLine.objects.select_for_update().filter(pk__in=[line.pk for line in lines])
    held = {line.pk: line for line in found.order_by("pk")}
    for department in {line.department_id for line in held.values()}:
        refuse_anothers(department, by)
    return held
