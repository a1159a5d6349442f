"""Which disputes are there? A list narrowed by codes; words that a person wrote are never searched or read.

A dispute is told on paper and by telephone by its short number, the first letters of its key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from pazos.domain.disputes.models import Dispute, FollowUp
from pazos.domain.disputes.reaching import reached
from pazos.domain.disputes.vocabulary import Kind, Risk, State
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

PER_PAGE = 50
OPEN, MINE, NOBODY, NO_CLUSTER = "open", "me", "nobody", 0
_NUMBER = re.compile(r"^[0-9a-f]{4,8}$")


@dataclass(frozen=True)
class Sought:
    """Which disputes; what is empty narrows nothing."""

    text: str = ""  # a short number, or a part of a neighbourhood's name
    kind: str = ""
    risk: int | None = None
    state: str = OPEN
    cluster: int | None = None
    holder: str = ""  # an account's number, `me` or `nobody`
    older_than_days: int | None = None
    order: str = "risk"

    @property
    def is_usual(self) -> bool:
        """Whether nothing was narrowed."""
        return self == Sought(order=self.order)


@dataclass(frozen=True)
class Line:
    """One dispute in a list."""

    key: UUID
    number: str
    kind: Kind
    state: State
    risk: Risk
    risk_raised: bool
    neighbourhood: str
    cluster: str
    began_on: date
    age_days: int  # since the alert
    holder: str
    is_mine: bool
    is_offered_to_me: bool
    next_due_on: date | None


@dataclass(frozen=True)
class Part:
    """A part of a list."""

    lines: tuple[Line, ...]
    page: Page[Any]


def number_of(key: UUID) -> str:
    """Return the short number of a dispute, as people say it."""
    return key.hex[:8].upper()


def listed(asked: Sought, *, seen_by: Staff, page: str | int | None = 1) -> Part:
    """Return the disputes that a question finds among those within reach."""
    waiting = FollowUp.objects.filter(dispute=OuterRef("pk"), done_on__isnull=True, dropped="")
    next_due = waiting.order_by().values("dispute").annotate(first=Min("due_on")).values("first")
    rows = (
        sought(asked, seen_by=seen_by)
        .annotate(next_due_on=Subquery(next_due))
        .select_related("neighbourhood", "cluster", "holder")
        .only(*_SHOWN)
        .order_by(*_ORDERS.get(asked.order, _ORDERS["risk"]))
    )
    found = Paginator(rows, PER_PAGE).get_page(page)
    on = timezone.localdate()
    return Part(tuple(_line(row, seen_by=seen_by, on=on) for row in found), found)


def sought(asked: Sought, *, seen_by: Staff) -> QuerySet[Dispute]:
    """Return the rows that a question finds among those within reach, in no order."""
    rows = Dispute.objects.filter(reached(seen_by, Permission.SEE_DISPUTES)).order_by()
    rows = rows.filter(_about(asked.text)) if asked.text else rows
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    rows = rows.filter(risk=asked.risk) if asked.risk else rows
    if asked.state == OPEN:
        rows = rows.exclude(state=State.CLOSED)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.cluster is not None:
        rows = rows.filter(cluster=asked.cluster or None)
    if asked.older_than_days is not None:
        rows = rows.filter(written_at__lt=timezone.now() - timedelta(days=asked.older_than_days))
    return rows.filter(_held(asked.holder, seen_by)) if asked.holder else rows


def holders(*, seen_by: Staff) -> list[tuple[int, str]]:
    """Return number and name of everybody who holds an open dispute within reach."""
    rows = sought(Sought(), seen_by=seen_by).filter(holder__isnull=False)
    return list(rows.values_list("holder", "holder__name").distinct().order_by("holder__name"))


def by_number(text: str, *, seen_by: Staff) -> UUID | None:
    """Return the one dispute within reach that a short number names, or None."""
    if not _NUMBER.match(text.strip().lower()):
        return None
    rows = Dispute.objects.filter(reached(seen_by, Permission.SEE_DISPUTES), _numbered(text.strip().lower()))
    keys = list(rows.values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


_SHOWN = (
    "kind",
    "state",
    "risk",
    "risk_raised",
    "began_on",
    "written_at",
    "neighbourhood__name",
    "cluster__name",
    "holder__name",
    "offered_to",
)
_ORDERS = {
    "risk": ("-risk", "written_at", "pk"),
    "oldest": ("written_at", "pk"),
    "newest": ("-written_at", "pk"),
    "due": (F("next_due_on").asc(nulls_last=True), "-risk", "pk"),
}


def _about(text: str) -> Q:
    text = text.strip()
    named = Q(neighbourhood__name__icontains=text) | Q(neighbourhood__code=text)
    return named | _numbered(text.lower()) if _NUMBER.match(text.lower()) else named


def _numbered(digits: str) -> Q:
    return Q(pk__gte=UUID(digits.ljust(32, "0")), pk__lte=UUID(digits.ljust(32, "f")))


def _held(holder: str, seen_by: Staff) -> Q:
    if holder == NOBODY:
        return Q(holder__isnull=True)
    if holder == MINE:
        return Q(holder=seen_by.pk) | Q(offered_to=seen_by.pk)
    return Q(holder=int(holder)) if holder.isdecimal() and len(holder) < 10 else Q()


def _line(row: Any, *, seen_by: Staff, on: date) -> Line:
    return Line(
        key=row.pk,
        number=number_of(row.pk),
        kind=Kind(row.kind),
        state=State(row.state),
        risk=Risk(row.risk),
        risk_raised=row.risk_raised,
        neighbourhood=row.neighbourhood.name,
        cluster=row.cluster.name if row.cluster else "",
        began_on=row.began_on,
        age_days=max(0, (on - timezone.localdate(row.written_at)).days),
        holder=row.holder.name if row.holder else "",
        is_mine=row.holder_id == seen_by.pk,
        is_offered_to_me=row.offered_to_id == seen_by.pk,
        next_due_on=row.next_due_on,
    )
