"""Which execution reports were handed in, and which ways to read them are saved?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.budget.models import ExecutionFile, LineMapping
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


def reports(*, seen_by: Staff) -> QuerySet[ExecutionFile]:
    """Return the reports of the books that a person keeps, the newest first."""
    reach = reach_of(seen_by, Permission.KEEP_BUDGET)
    rows = ExecutionFile.objects.filter(reach.belonging(organisation="department"))
    return rows.select_related("department", "loaded_by", "document")


def report(number: int, *, seen_by: Staff) -> ExecutionFile | None:
    """Return one report, None where it is not of books that this person keeps."""
    return reports(seen_by=seen_by).filter(pk=number).first()


def mappings(*, seen_by: Staff) -> list[LineMapping]:
    """Return the saved ways to read reports, the newest first."""
    if reach_of(seen_by, Permission.KEEP_BUDGET).is_nothing:
        return []
    return list(LineMapping.objects.order_by("-made_at"))
