"""The demands of authorities: the whole of them for the desk, and for the public only how many.

The public counts are of institutions' papers, not of people: they are shown as they are, also where
they are small. They tell no authority from another, so that no single case can be told by its year.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.rights.models import LegalRequest
from pazos.domain.rights.vocabulary import Decision
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class YearOfDemands:
    """How many demands came in a year, and what became of those."""

    year: int
    received: int
    answered: int
    partly: int
    refused: int

    @property
    def waiting(self) -> int:
        """How many of them have no decision yet."""
        return self.received - self.answered - self.partly - self.refused


def demands(*, seen_by: Staff) -> QuerySet[LegalRequest]:
    """Return the demands that somebody may see, the newest first."""
    found = LegalRequest.objects.select_related("decided_by", "written_by")
    return found.none() if reach_of(seen_by, Permission.HANDLE_REQUESTS).is_nothing else found


def public_counts() -> list[YearOfDemands]:
    """Return the counts of every year, the latest first; years between without a demand are told as zero."""
    rows = list(LegalRequest.objects.order_by().values_list("received_on__year", "decision"))
    counted = Counter(rows)
    years = [year for year, _ in rows]
    if not years:
        return []
    return [
        YearOfDemands(
            year=year,
            received=sum(n for (of, _), n in counted.items() if of == year),
            answered=counted[year, Decision.ANSWERED.value],
            partly=counted[year, Decision.PARTLY.value],
            refused=counted[year, Decision.REFUSED.value],
        )
        for year in range(max(years), min(years) - 1, -1)
    ]
