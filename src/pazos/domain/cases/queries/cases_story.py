"""What happened in one case, the newest first: one page of it, in as many questions as there are kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Value
from django.db.models.functions import TruncDate

from pazos.domain.cases.models import (
    Assessment,
    CaseReview,
    CaseSession,
    CaseTurn,
    Crisis,
    FollowUp,
    Goal,
    Incentive,
    SafetyPlan,
    ServiceReferral,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import Model, QuerySet

    from pazos.domain.cases.models import Case

# What happened, by the day on which it did.
KINDS: dict[str, tuple[type[Model], str]] = {
    "session": (CaseSession, "on"),
    "turn": (CaseTurn, "on"),
    "review": (CaseReview, "on"),
    "service": (ServiceReferral, "sent_on"),
    "incentive": (Incentive, "given_on"),
    "follow_up": (FollowUp, "done_on"),
    "assessment": (Assessment, "on"),
    "goal": (Goal, "set_on"),
    "safety_plan": (SafetyPlan, "on"),
    "crisis": (Crisis, "known_at"),
}
WITHOUT_AUTHOR = ("goal",)


@dataclass(frozen=True)
class Happened:
    """One line of the story: which kind, on which day, and the row itself."""

    kind: str
    on: date
    row: Any


def story(case: Case) -> QuerySet[Any, Any]:
    """Return kind, number and day of everything that happened, to be paged; the caller may see the case."""
    first, *others = (_of(kind, case) for kind in KINDS)
    return first.union(*others, all=True).order_by("-line_day", "line_kind", "line_key")


def told(lines: Iterable[tuple[str, UUID, date]]) -> list[Happened]:
    """Return the rows of one page of a story, in its order."""
    page = list(lines)
    rows: dict[tuple[str, UUID], Any] = {}
    for kind in {kind for kind, _number, _day in page}:
        model, _day_field = KINDS[kind]
        found = model._default_manager.filter(pk__in=[number for one, number, _day in page if one == kind])
        if kind not in WITHOUT_AUTHOR:
            found = found.select_related("by")
        if kind == "turn":
            found = found.select_related("first_worker", "second_worker", "asked_by")
        rows |= {(kind, row.pk): row for row in found}
    return [Happened(kind, day, rows[kind, number]) for kind, number, day in page if (kind, number) in rows]


def _of(kind: str, case: Case) -> QuerySet[Any, Any]:
    model, day = KINDS[kind]
    rows: QuerySet[Any, Any] = model._default_manager.filter(case=case).order_by()
    if kind == "follow_up":
        rows = rows.filter(done_on__isnull=False)
    when = TruncDate(day) if kind == "crisis" else F(day)
    lines: QuerySet[Any, Any] = rows.annotate(
        line_kind=Value(kind, output_field=CharField()), line_key=F("pk"), line_day=when
    ).values_list("line_kind", "line_key", "line_day")
    return lines
