"""Calling a session, holding it, and writing down what it said and decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from pazos.domain.committees.facts import (
    committee_facts,
    day_of,
    seat_facts,
    seats_on,
    session_facts,
)
from pazos.domain.committees.models import Committee, Decision, Session, SessionAttendance
from pazos.domain.committees.rules import sessions as rules
from pazos.domain.committees.vocabulary import Occasion, Presence, SessionState
from pazos.domain.refusing import refuse
from pazos.domain.rights.queries.days import working_days
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pazos.domain.committees.models import AgendaItem, Seat
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class AgendaPoint:
    """One point of an agenda as it is written; `key` is that of a point that stands already."""

    title: str
    presented_by: str = ""
    documents: tuple[Document, ...] = ()
    key: int | None = None


@dataclass(frozen=True)
class Came:
    """Whether a seat came; of a delegate, the office it comes from."""

    presence: str
    delegate_office: str = ""


@transaction.atomic
def call(
    committee: Committee,
    *,
    called_for: datetime,
    place: str,
    agenda: Sequence[AgendaPoint],
    by: Staff,
) -> Session:
    """Call a session: its number is the next of its committee."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    refuse(
        rules.what_blocks_calling(
            committee_facts(committee),
            kind=committee.kind,
            day=timezone.localtime(called_for).date(),
            agenda=[point.title for point in agenda],
            seats=[seat_facts(one) for one in committee.seats.all()],
            days=working_days(),
        )
    )
    last = committee.sessions.aggregate(last=Max("number"))["last"] or 0
    session = committee.sessions.create(
        number=last + 1, called_for=called_for, place=place.strip(), called_by=by
    )
    _put_agenda(session, agenda, by=by)
    made(session, by=by)
    audit.record("session.called", session, by=by, number=session.number, at=called_for.isoformat())
    return session


@transaction.atomic
def change_agenda(session: Session, *, agenda: Sequence[AgendaPoint], by: Staff) -> None:
    """Put another agenda in place of the one before, in the order given."""
    refuse(rules.what_blocks_changing_agenda(session_facts(session), agenda=[one.title for one in agenda]))
    keys = {one.key for one in agenda if one.key is not None}
    if not keys <= set(session.agenda.values_list("pk", flat=True)):
        raise InputProblem(N_("A point of the agenda is another session's."), field="agenda")
    session.agenda.exclude(pk__in=keys).delete()
    _put_agenda(session, agenda, by=by)
    audit.record("session.agenda_changed", session, by=by, points=len(agenda))


def _put_agenda(session: Session, agenda: Sequence[AgendaPoint], *, by: Staff) -> None:
    written = [point for point in agenda if point.title.strip()]
    for position, point in enumerate(written, start=1):
        values = {"position": position, "title": point.title.strip(), "presented_by": point.presented_by}
        item: AgendaItem
        if point.key is None:
            item = session.agenda.create(**values)
            made(item, by=by)
        else:
            item = session.agenda.get(pk=point.key)
            change(item, by=by, **values)
        if point.documents:
            item.documents.add(*point.documents)


@transaction.atomic
def move(session: Session, *, called_for: datetime, place: str, why: str, by: Staff) -> None:
    """Give a called session another day, hour or place, with the reason; its members are told by mail."""
    session = Session.objects.select_for_update().select_related("committee").get(pk=session.pk)
    committee, day, today = session.committee, timezone.localtime(called_for).date(), timezone.localdate()
    calling = rules.what_blocks_calling(
        committee_facts(committee),
        kind=committee.kind,
        day=day,
        agenda=(),
        seats=[seat_facts(one) for one in committee.seats.all()],
        days=working_days(),
    )
    is_same = (called_for, place.strip()) == (session.called_for, session.place)
    facts = session_facts(session)
    refuse(rules.what_blocks_moving(facts, calling, day=day, on=today, is_same=is_same, why=why))
    days = (day - facts.day).days
    why = why.strip()[:300]
    change(session, by=by, called_for=called_for, place=place.strip(), why_moved=why, moved_on=today)
    # Moved twice within a day it is told twice.
    session.reminders.filter(occasion=Occasion.MOVED, about_on=day).delete()
    audit.record("session.moved", session, by=by, days=days, at=called_for.isoformat())


@transaction.atomic
def cancel(session: Session, *, why: str, by: Staff) -> None:
    """Cancel a session that was not held, with the reason; its number is not given again."""
    refuse(rules.what_blocks_cancelling(session_facts(session), why=why))
    change(session, by=by, state=SessionState.CANCELLED, why_cancelled=why.strip()[:300])
    audit.record("session.cancelled", session, by=by)


@transaction.atomic
def hold(session: Session, *, attendance: Mapping[int, Came], by: Staff) -> rules.Tally:
    """Write down who of the seats came, and return the count; a seat that is not named was absent.

    It may be done again to correct it, as long as every decision keeps its votes.
    """
    session.refresh_from_db()
    day = day_of(session)
    seats = list(seats_on(session.committee, day))
    facts = [seat_facts(one) for one in seats]
    presence = {key: came.presence for key, came in attendance.items()}
    counted = rules.tally(committee_facts(session.committee), facts, presence)
    refuse(
        rules.what_blocks_holding(
            session_facts(session),
            on=timezone.localdate(),
            seats=facts,
            presence=presence,
            unnamed_delegates=any(
                came.presence == Presence.DELEGATE and not came.delegate_office.strip()
                for came in attendance.values()
            ),
            counted=counted,
            most_votes_cast=_most_votes(session),
        )
    )
    _put_attendance(session, seats, attendance)
    change(session, by=by, state=SessionState.HELD, had_quorum=counted.has_quorum)
    audit.record(
        "session.held", session, by=by, votes=counted.votes, seats=counted.seats, quorum=counted.quorum
    )
    return counted


def _most_votes(session: Session) -> int:
    cast = F("votes_for") + F("votes_against") + F("abstentions")
    return session.decisions.aggregate(most=Max(cast))["most"] or 0


def _put_attendance(session: Session, seats: Sequence[Seat], attendance: Mapping[int, Came]) -> None:
    session.attendance.all().delete()
    absent = Came(Presence.ABSENT)
    rows = []
    for seat in seats:
        came = attendance.get(seat.pk, absent)
        delegate = came.delegate_office.strip() if came.presence == Presence.DELEGATE else ""
        rows.append(
            SessionAttendance(session=session, seat=seat, presence=came.presence, delegate_office=delegate)
        )
    SessionAttendance.objects.bulk_create(rows)


@transaction.atomic
def write_down(
    session: Session, *, discussions: Mapping[int, str], by: Staff, notes: str | None = None
) -> None:
    """Write down what was said on points of the agenda, and other notes."""
    refuse(rules.what_blocks_writing(session_facts(session)))
    items = {item.pk: item for item in session.agenda.all()}
    if not set(discussions) <= set(items):
        raise InputProblem(N_("A point of the agenda is another session's."), field="agenda")
    for key, text in discussions.items():
        change(items[key], by=by, discussion=text.strip())
    if notes is not None:
        change(session, by=by, notes=notes.strip())
    audit.record("session.written_down", session, by=by, points=len(discussions))


@transaction.atomic
def decide(
    session: Session,
    *,
    text: str,
    by: Staff,
    votes_for: int = 0,
    votes_against: int = 0,
    abstentions: int = 0,
    item: AgendaItem | None = None,
    is_recommendation: bool = False,
) -> Decision:
    """Write a decision down with its votes, or a recommendation where there was no quorum."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    votes = rules.Votes(votes_for, votes_against, abstentions)
    refuse(
        rules.what_blocks_deciding(
            session_facts(session), text=text, votes=votes, is_recommendation=is_recommendation
        )
    )
    if item is not None and item.session_id != session.pk:
        raise InputProblem(N_("A point of the agenda is another session's."), field="item")
    last = session.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = session.decisions.create(
        item=item,
        number=last + 1,
        text=text.strip(),
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        is_recommendation=is_recommendation,
    )
    made(decision, by=by)
    audit.record("decision.taken", decision, by=by, number=decision.number, votes=votes.cast)
    return decision


@transaction.atomic
def withdraw_decision(decision: Decision, *, by: Staff) -> None:
    """Take out a decision that was written down wrongly, while nothing is signed and nothing hangs on it."""
    blocks = rules.what_blocks_writing(session_facts(decision.session))
    if decision.commitments.exists():
        blocks = (*blocks, rules.Block.PROMISES_HANG_ON_IT)
    refuse(blocks)
    audit.record("decision.withdrawn", decision, by=by, number=decision.number)
    decision.delete()
