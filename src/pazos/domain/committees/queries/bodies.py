"""Committees, their seats and their sessions, as pages show them to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from pazos.domain.committees.facts import committee_facts, day_of, seat_facts, standing_on
from pazos.domain.committees.models import Committee, Seat, Session
from pazos.domain.committees.queries.commitments import Tally, tallied_by_committee
from pazos.domain.committees.queries.reach import (
    commitments_seen,
    committees_seen,
    sessions_seen,
    sits_in,
)
from pazos.domain.committees.rules.sessions import missed_since, next_day
from pazos.domain.committees.vocabulary import SessionState
from pazos.domain.rights.queries.days import working_days
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.committees.rules.constituting import CommitteeFacts
    from pazos.domain.people.models import Staff

MET = (SessionState.HELD, SessionState.SIGNED)


@dataclass(frozen=True)
class Body:
    """A committee as the list shows it."""

    key: int
    code: str
    name: str
    kind: str
    kind_words: str
    component: str
    dissolved_on: date | None
    seats: int
    votes: int
    quorum: int
    sessions: int
    last_at: datetime | None
    next_at: datetime | None
    unsigned: int
    missed_days: int
    tally: Tally


@dataclass(frozen=True)
class Card:
    """One committee with its seats of today and before, and its sessions within reach."""

    committee: Committee
    facts: CommitteeFacts
    seats: tuple[Seat, ...]
    former: tuple[Seat, ...]
    sessions: QuerySet[Session]
    tally: Tally
    proposed_on: date | None
    missed_days: int
    reaches_all: bool

    @property
    def votes(self) -> int:
        """How many seats vote today."""
        return sum(seat.has_vote for seat in self.seats)

    @property
    def held_votes(self) -> int:
        """How many of them somebody holds."""
        return sum(seat.has_vote and seat.holder_id is not None for seat in self.seats)


def bodies(*, seen_by: Staff, on: date, kind: str = "", text: str = "", ended: bool = False) -> list[Body]:
    """Return the committees within reach, those that stand unless `ended` is asked for too."""
    rows = committees_seen(seen_by).select_related("component")
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__iexact=text))
    if not ended:
        rows = rows.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=on))
    keys = list(rows.values_list("pk", flat=True))
    seats = _counted_seats(keys, on)
    sessions = _counted_sessions(sessions_seen(seen_by).filter(committee__in=keys))
    tallies = tallied_by_committee(commitments_seen(seen_by).filter(committee__in=keys), on=on)
    return [
        _body(one, seats.get(one.pk, (0, 0)), sessions.get(one.pk, {}), tallies.get(one.pk, Tally()), on)
        for one in rows
    ]


def _counted_seats(keys: list[int], on: date) -> dict[int, tuple[int, int]]:
    rows = Seat.objects.filter(standing_on(on), committee__in=keys).order_by().values("committee")
    counted = rows.annotate(n=Count("pk"), votes=Count("pk", filter=Q(has_vote=True)))
    return {key: (n, votes) for key, n, votes in counted.values_list("committee", "n", "votes")}


def _counted_sessions(rows: QuerySet[Session]) -> dict[int, dict[str, object]]:
    met, called = Q(state__in=MET), Q(state=SessionState.CALLED)
    counted = (
        rows.order_by()
        .values("committee")
        .annotate(
            met=Count("pk", filter=met),
            last=Max("called_for", filter=met),
            next=Min("called_for", filter=called),
            unsigned=Count("pk", filter=Q(state=SessionState.HELD)),
        )
    )
    return {row["committee"]: dict(row) for row in counted}


def _body(one: Committee, seats: tuple[int, int], met: dict[str, object], tally: Tally, on: date) -> Body:
    last: datetime | None = met.get("last")  # type: ignore[assignment]
    upcoming: datetime | None = met.get("next")  # type: ignore[assignment]
    return Body(
        key=one.pk,
        code=one.code,
        name=one.name,
        kind=one.kind,
        kind_words=str(one.get_kind_display()),
        component=one.component.name if one.component else "",
        dissolved_on=one.dissolved_on,
        seats=seats[0],
        votes=seats[1],
        quorum=one.quorum,
        sessions=int(str(met.get("met", 0))),
        last_at=last,
        next_at=upcoming,
        unsigned=int(str(met.get("unsigned", 0))),
        missed_days=_missed(one, last, on),
        tally=tally,
    )


def _missed(one: Committee, last: datetime | None, on: date) -> int:
    if one.dissolved_on is not None:
        return 0
    last_on = timezone.localtime(last).date() if last else None
    return missed_since(
        last_on=last_on, constituted_on=one.constituted_on, every_months=one.every_months, on=on
    )


def card(key: int, *, seen_by: Staff, on: date) -> Card | None:
    """Return one committee within reach; None hides that it exists."""
    related = ("component", "act", "strategy")
    one = committees_seen(seen_by).select_related(*related).filter(pk=key).first()
    if one is None:
        return None
    seats = list(one.seats.select_related("holder", "organisation"))
    sessions = sessions_seen(seen_by).filter(committee=one)
    last = one.sessions.filter(state__in=MET).aggregate(last=Max("called_for"))["last"]
    tallies = tallied_by_committee(commitments_seen(seen_by).filter(committee=one), on=on)
    return Card(
        committee=one,
        facts=committee_facts(one),
        seats=tuple(seat for seat in seats if seat_facts(seat).stands_on(on)),
        former=tuple(seat for seat in seats if not seat_facts(seat).stands_on(on)),
        sessions=sessions.annotate(decided=Count("decisions", distinct=True)).order_by("-called_for", "-id"),
        tally=tallies.get(one.pk, Tally()),
        proposed_on=None if one.dissolved_on else proposed_day(one, on=on),
        missed_days=_missed(one, last, on),
        reaches_all=sits_in(one, seen_by),
    )


def proposed_day(committee: Committee, *, on: date) -> date:
    """Return the day of the next session that the committee's rhythm proposes."""
    used = committee.sessions.exclude(state=SessionState.CANCELLED)
    last = used.order_by("-called_for").first()
    return next_day(
        last_on=day_of(last) if last else None,
        constituted_on=committee.constituted_on,
        every_months=committee.every_months,
        on=on,
        days=working_days(),
    )


def session(key: int, *, seen_by: Staff) -> Session | None:
    """Return one session within reach; None hides that it exists."""
    related = ("committee__component", "committee__strategy")
    return sessions_seen(seen_by).select_related(*related).filter(pk=key).first()


@dataclass(frozen=True)
class Stood:
    """When and where a session was called for before it was moved."""

    called_for: datetime
    place: str


def moves_of(session: Session) -> list[Stood]:
    """Return what a session was called for before each time it was moved, the first one first."""
    when, place, found = session.called_for, session.place, []
    for one in changes_of(session).filter(is_making=False):
        if not {"called_for", "place"} & set(one.fields):
            continue
        before = one.fields.get("called_for")
        when = datetime.fromisoformat(before[0]) if before else when
        place = one.fields.get("place", [place])[0]
        found.append(Stood(when, place))
    return found[::-1]
