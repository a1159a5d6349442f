"""What keeps somebody safe, as they wrote it last and each time before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.cases.models import SafetyPlan
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.rules.safety import Part
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class PlanLine:
    """One writing of a plan, its parts in their order."""

    plan: SafetyPlan
    parts: tuple[tuple[Part, str], ...]

    @property
    def holds(self) -> bool:
        """Whether it is the one that holds."""
        return self.plan.closed_on is None

    @property
    def is_approved(self) -> bool:
        """Whether the supervisor approved it."""
        return self.plan.approved_at is not None

    def is_due(self, on: date) -> bool:
        """Return whether it must be looked at again."""
        return self.holds and self.plan.review_on <= on


def safety_plans(case: Case, *, seen_by: Staff) -> list[PlanLine]:
    """Return every writing of a case's plan, the newest first; the caller notes the look."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    rows = SafetyPlan.objects.filter(condition, case=case).select_related("by", "approved_by")
    # Two writings of one day: the one that holds is the newer.
    return sorted((_line(row) for row in rows), key=lambda one: (one.holds, one.plan.on), reverse=True)


def safety_plan(key: UUID, *, seen_by: Staff) -> SafetyPlan | None:
    """Return one plan, None where there is none within reach."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    return SafetyPlan.objects.filter(condition).select_related("case").filter(pk=key).first()


def _line(row: SafetyPlan) -> PlanLine:
    return PlanLine(row, tuple((part, row.parts[part]) for part in Part if row.parts.get(part)))
