"""What must a coordinator know this morning? Everything of the board, reckoned from few queries.

Counts and days only; no word that a person wrote is read for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from pazos.domain.disputes.models import Dispute, FollowUp, Turn
from pazos.domain.disputes.queries.listing import number_of
from pazos.domain.disputes.reaching import reached
from pazos.domain.disputes.vocabulary import Kind, Outcome, Reason, Risk, State
from pazos.domain.teams.queries import still_working
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pazos.domain.people.models import Staff

AGES = (2, 7, 30)  # days: up to two, up to a week, up to a month, more
RESPONSES = timedelta(days=90)
ENDED = timedelta(days=365)
FIRST = 8  # how many of a list the board shows


class OpenRow(NamedTuple):
    """An open dispute in codes."""

    key: UUID
    kind: str
    state: str
    risk: int
    written_at: datetime
    holder: int | None
    holder_name: str | None
    offered_to: int | None
    offered_name: str | None
    cluster: int | None
    cluster_name: str | None
    neighbourhood: str


@dataclass(frozen=True)
class Load:
    """What one gestor carries."""

    holder: int
    name: str
    disputes: int
    high: int  # of high or imminent risk
    overdue: int
    works_here: bool  # False: somebody who left or moved still holds them


@dataclass(frozen=True)
class Response:
    """How long alerts waited: the median of hours, of how many, and how many still wait."""

    cluster: str
    hours: float | None
    answered: int
    waiting: int


@dataclass(frozen=True)
class Waiting:
    """A dispute that somebody must look at: an alert that nobody took, or a hand-over without an answer."""

    key: UUID
    number: str
    kind: Kind
    risk: Risk
    neighbourhood: str
    cluster: str
    holder: str
    offered_to: str
    hours: float


@dataclass(frozen=True)
class Ended:
    """How disputes of one risk ended in a year: of how many, and how many in violence."""

    risk: Risk
    closed: int
    violence: int


@dataclass(frozen=True)
class Board:
    """Everything on the coordinator's board that is of disputes."""

    disputes: int
    by_risk_and_age: tuple[tuple[Risk, tuple[int, ...]], ...]
    alerts: tuple[Waiting, ...]
    alerts_in_all: int
    offers: tuple[Waiting, ...]
    loads: tuple[Load, ...]
    responses: tuple[Response, ...]
    due_today: int
    overdue: int
    due_this_week: int
    ended: tuple[Ended, ...]


def board(*, seen_by: Staff) -> Board:
    """Return the board of everything within reach."""
    now = timezone.now()
    today = timezone.localdate(now)
    rows = _open_rows(seen_by)
    follow_ups = _open_follow_ups(seen_by, until=today + timedelta(days=7))
    alerts = [_waiting(row, now) for row in rows if row.state == State.ALERT]
    return Board(
        disputes=len(rows),
        by_risk_and_age=_by_risk_and_age(rows, now),
        alerts=tuple(sorted(alerts, key=lambda one: (-one.risk, -one.hours))[:FIRST]),
        alerts_in_all=len(alerts),
        offers=tuple(_waiting(row, now) for row in rows if row.offered_to is not None),
        loads=_loads(rows, overdue=Counter(who for who, day in follow_ups if day < today), today=today),
        responses=_responses(seen_by, rows, since=now - RESPONSES),
        due_today=sum(day == today for _, day in follow_ups),
        overdue=sum(day < today for _, day in follow_ups),
        due_this_week=sum(day > today for _, day in follow_ups),
        ended=_ended(seen_by, since=now - ENDED),
    )


def _open_rows(seen_by: Staff) -> list[OpenRow]:
    rows = Dispute.objects.filter(reached(seen_by, Permission.SEE_DISPUTES)).exclude(state=State.CLOSED)
    fields = ("pk", "kind", "state", "risk", "written_at", "holder", "holder__name", "offered_to")
    more = ("offered_to__name", "cluster", "cluster__name", "neighbourhood__name")
    return [OpenRow(*row) for row in rows.order_by("-risk", "written_at").values_list(*fields, *more)]


def _open_follow_ups(seen_by: Staff, *, until: date) -> list[tuple[int | None, date]]:
    rows = FollowUp.objects.filter(
        reached(seen_by, Permission.SEE_DISPUTES, through="dispute__"),
        done_on__isnull=True,
        dropped="",
        due_on__lte=until,
    )
    found = rows.order_by().values_list("assigned_to", "dispute__holder", "due_on")
    return [(assigned or holder, day) for assigned, holder, day in found]


def _by_risk_and_age(rows: Iterable[OpenRow], now: datetime) -> tuple[tuple[Risk, tuple[int, ...]], ...]:
    counted = Counter((row.risk, _band(now - row.written_at)) for row in rows)
    bands = range(len(AGES) + 1)
    return tuple((risk, tuple(counted[risk, band] for band in bands)) for risk in reversed(Risk))


def _band(age: timedelta) -> int:
    return sum(age > timedelta(days=most) for most in AGES)


def _loads(rows: Iterable[OpenRow], *, overdue: Counter[int | None], today: date) -> tuple[Load, ...]:
    held: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.holder is not None:
            held[row.holder, row.holder_name or ""].append(row.risk)
    working = still_working((holder for holder, _ in held), on=today)
    loads = [
        Load(
            holder=holder,
            name=name,
            disputes=len(risks),
            high=sum(risk >= Risk.HIGH for risk in risks),
            overdue=overdue[holder],
            works_here=holder in working,
        )
        for (holder, name), risks in held.items()
    ]
    return tuple(sorted(loads, key=lambda one: (one.works_here, -one.disputes, one.name)))


def _responses(seen_by: Staff, rows: Iterable[OpenRow], *, since: datetime) -> tuple[Response, ...]:
    """Return how long alerts of some months waited, by cluster and for all (named "")."""
    waiting = Counter(row.cluster_name or "–" for row in rows if row.state == State.ALERT)
    hours = _hours_waited(seen_by, since=since)
    clusters = sorted({*waiting, *hours})
    every = [hour for many in hours.values() for hour in many]
    total = Response("", median(every) if every else None, len(every), waiting.total())
    return (total, *(_response(name, hours.get(name, []), waiting[name]) for name in clusters))


def _response(name: str, hours: list[float], waiting: int) -> Response:
    return Response(name, median(hours) if hours else None, len(hours), waiting)


def _hours_waited(seen_by: Staff, *, since: datetime) -> dict[str, list[float]]:
    deeds = (Turn.Deed.CLAIMED, Turn.Deed.REOPENED)
    turns = Turn.objects.filter(
        reached(seen_by, Permission.SEE_DISPUTES, through="dispute__"), deed__in=deeds
    )
    found = turns.filter(dispute__turns__written_at__gte=since).distinct().order_by("dispute", "written_at")
    fields = ("dispute", "deed", "written_at", "dispute__written_at", "dispute__cluster__name")
    hours: dict[str, list[float]] = defaultdict(list)
    reopened: dict[UUID, datetime] = {}
    for dispute, deed, at, opened_at, cluster in found.values_list(*fields):
        if deed == Turn.Deed.REOPENED:
            reopened[dispute] = at
        elif at >= since:
            waited = at - reopened.pop(dispute, opened_at)
            hours[cluster or "–"].append(max(0.0, waited.total_seconds() / 3600))
    return hours


def _waiting(row: OpenRow, now: datetime) -> Waiting:
    return Waiting(
        key=row.key,
        number=number_of(row.key),
        kind=Kind(row.kind),
        risk=Risk(row.risk),
        neighbourhood=row.neighbourhood,
        cluster=row.cluster_name or "",
        holder=row.holder_name or "",
        offered_to=row.offered_name or "",
        hours=(now - row.written_at).total_seconds() / 3600,
    )


def _ended(seen_by: Staff, *, since: datetime) -> tuple[Ended, ...]:
    rows = Dispute.objects.filter(
        reached(seen_by, Permission.SEE_DISPUTES), state=State.CLOSED, closed_at__gte=since
    )
    wrong = Turn.objects.filter(deed=Turn.Deed.CLOSED, reason=Reason.WRONG).values("dispute")
    found = Counter(rows.exclude(pk__in=wrong).values_list("risk", "outcome").order_by())
    closed: Counter[int] = Counter()
    for (risk, _), number in found.items():
        closed[risk] += number
    return tuple(
        Ended(risk, closed[risk], found[risk.value, Outcome.VIOLENCE.value])
        for risk in reversed(Risk)
        if closed[risk]
    )
