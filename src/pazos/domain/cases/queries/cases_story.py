"""What happened in one case, the newest first: one page of it, in as many questions as there are kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, TruncDate

from pazos.domain.activities.models import Attendance
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

    from django.db.models import Model, QuerySet

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

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
    "workshop": (Attendance, "on"),
}
AUTHORS = {"goal": "", "workshop": "entered_by"}  # everything else keeps who wrote it as `by`
WITH = {"turn": ("first_worker", "second_worker", "asked_by"), "workshop": ("activity",)}


@dataclass(frozen=True)
class Happened:
    """One line of the story: which kind, on which day, and the row itself."""

    kind: str
    on: date
    row: Any

    @property
    def by(self) -> Staff | None:
        """Who wrote it down, None where that is not kept or nobody did."""
        author = AUTHORS.get(self.kind, "by")
        return getattr(self.row, author) if author else None


def story(case: Case) -> QuerySet[Any, Any]:
    """Return kind, number and day of everything that happened, to be paged; the caller may see the case."""
    first, *others = (_of(kind, case) for kind in KINDS)
    return first.union(*others, all=True).order_by("-line_day", "line_kind", "line_key")


def told(lines: Iterable[tuple[str, str, date]]) -> list[Happened]:
    """Return the rows of one page of a story, in its order."""
    page = list(lines)
    rows: dict[tuple[str, Any], Any] = {}
    for kind in {kind for kind, _number, _day in page}:
        model, _day_field = KINDS[kind]
        found = model._default_manager.filter(pk__in=[number for one, number, _day in page if one == kind])
        shown = [name for name in (AUTHORS.get(kind, "by"), *WITH.get(kind, ())) if name]
        rows |= {(kind, row.pk): row for row in (found.select_related(*shown) if shown else found)}
    found_rows = ((kind, day, rows.get((kind, _number(kind, key)))) for kind, key, day in page)
    return [Happened(kind, day, row) for kind, day, row in found_rows if row is not None]


def _number(kind: str, key: str) -> Any:
    """Return the number of a row of a kind: databases write one and the same in more than one way."""
    model, _day_field = KINDS[kind]
    return model._meta.pk.to_python(key)


def _of(kind: str, case: Case) -> QuerySet[Any, Any]:
    model, day = KINDS[kind]
    rows: QuerySet[Any, Any] = model._default_manager.filter(_whose(kind, case)).order_by()
    if kind == "follow_up":
        rows = rows.filter(done_on__isnull=False)
    when = TruncDate(day) if kind == "crisis" else F(day)
    lines: QuerySet[Any, Any] = rows.annotate(
        line_kind=Value(kind, output_field=CharField()), line_key=Cast("pk", CharField()), line_day=when
    ).values_list("line_kind", "line_key", "line_day")
    return lines


def _whose(kind: str, case: Case) -> Q:
    """Return the condition on what belongs to a case: of workshops those to which they came while it was open."""
    if kind != "workshop":
        return Q(case=case)
    came = Q(participant=case.participant_id, on__gte=case.opened_on)
    return came & Q(on__lte=case.ended_on) if case.ended_on else came
