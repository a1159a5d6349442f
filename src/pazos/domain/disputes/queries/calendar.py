"""Who goes back where, and when? Days that are due or ahead, of disputes within reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils import timezone

from pazos.domain.disputes.models import FollowUp
from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.disputes.reaching import reached
from pazos.domain.disputes.vocabulary import Kind, Occasion, Risk, State
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.paginator import Page

    from pazos.domain.people.models import Staff

PER_PAGE = 60
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DaysSought:
    """Which days: `when` is due (to today), week (the next seven days too), ahead (all) or done."""

    when: str = "week"
    only_mine: bool = False
    cluster: int | None = None


@dataclass(frozen=True)
class DueLine:
    """One follow-up in the calendar."""

    key: UUID
    dispute: UUID
    number: str
    occasion: Occasion
    due_on: date
    days_over: int  # after the day it was due; negative: still ahead
    kind: Kind
    state: State
    risk: Risk
    neighbourhood: str
    cluster: str
    who: str  # whom it was given to, else who holds the dispute
    is_mine: bool
    done_on: date | None
    is_calm: bool | None


@dataclass(frozen=True)
class DuePart:
    """A part of the calendar."""

    lines: tuple[DueLine, ...]
    page: Page[FollowUp]


def due(asked: DaysSought, *, seen_by: Staff, page: str | int | None = 1) -> DuePart:
    """Return the follow-ups that a question finds."""
    today = timezone.localdate()
    rows = FollowUp.objects.filter(reached(seen_by, Permission.SEE_DISPUTES, through="dispute__"))
    rows = rows.filter(_when(asked.when, today))
    if asked.only_mine:
        unassigned = Q(assigned_to__isnull=True, dispute__holder=seen_by.pk)
        rows = rows.filter(Q(assigned_to=seen_by.pk) | unassigned)
    if asked.cluster is not None:
        rows = rows.filter(dispute__cluster=asked.cluster or None)
    related = ("dispute__neighbourhood", "dispute__cluster", "dispute__holder", "assigned_to")
    rows = rows.select_related(*related).only(*_SHOWN)
    order = "-done_on" if asked.when == "done" else "due_on"
    found = Paginator(rows.order_by(order, "-dispute__risk", "pk"), PER_PAGE).get_page(page)
    return DuePart(tuple(_line(one, seen_by=seen_by, on=today) for one in found), found)


def follow_up(key: UUID, *, seen_by: Staff) -> FollowUp | None:
    """Return one follow-up within reach for an action."""
    rows = FollowUp.objects.filter(reached(seen_by, Permission.SEE_DISPUTES, through="dispute__"), pk=key)
    return rows.select_related("dispute").first()


_SHOWN = (
    "occasion",
    "due_on",
    "done_on",
    "is_calm",
    "assigned_to__name",
    "dispute__kind",
    "dispute__state",
    "dispute__risk",
    "dispute__neighbourhood__name",
    "dispute__cluster__name",
    "dispute__holder__name",
)


def _when(when: str, today: date) -> Q:
    if when == "done":
        return Q(done_on__isnull=False)
    waiting = Q(done_on__isnull=True, dropped="")
    if when == "due":
        return waiting & Q(due_on__lte=today)
    return waiting if when == "ahead" else waiting & Q(due_on__lte=today + WEEK)


def _line(one: FollowUp, *, seen_by: Staff, on: date) -> DueLine:
    dispute = one.dispute
    who = one.assigned_to or dispute.holder
    return DueLine(
        key=one.pk,
        dispute=dispute.pk,
        number=number_of(dispute.pk),
        occasion=Occasion(one.occasion),
        due_on=one.due_on,
        days_over=(on - one.due_on).days,
        kind=Kind(dispute.kind),
        state=State(dispute.state),
        risk=Risk(dispute.risk),
        neighbourhood=dispute.neighbourhood.name,
        cluster=dispute.cluster.name if dispute.cluster else "",
        who=who.name if who else "",
        is_mine=who is not None and who.pk == seen_by.pk,
        done_on=one.done_on,
        is_calm=one.is_calm,
    )
