"""The rows of committees as the small facts that rules and queries reckon with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.committees.rules.commitments import CommitmentFacts
from pazos.domain.committees.rules.constituting import CommitteeFacts, SeatFacts
from pazos.domain.committees.rules.minutes import PresentSeat
from pazos.domain.committees.rules.sessions import CAME, SessionFacts, Tally, tally

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.committees.models import Commitment, Committee, Seat, Session
    from pazos.domain.people.models import Staff


def committee_facts(committee: Committee) -> CommitteeFacts:
    """Return what rules look at of a committee."""
    return CommitteeFacts(committee.constituted_on, committee.dissolved_on, committee.quorum)


def seat_facts(seat: Seat) -> SeatFacts:
    """Return what rules look at of a seat."""
    return SeatFacts(
        key=seat.pk,
        office=seat.office,
        holder=seat.holder_id,
        has_vote=seat.has_vote,
        is_chair=seat.is_chair,
        is_secretary=seat.is_secretary,
        from_on=seat.from_on,
        until_on=seat.until_on,
    )


def standing_on(day: date) -> Q:
    """Return the condition on seats that stand on a day."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day))


def seats_on(committee: Committee, day: date) -> QuerySet[Seat]:
    """Return the seats of a committee on a day."""
    return committee.seats.filter(standing_on(day))


def day_of(session: Session) -> date:
    """Return the day of a session in the city's own time."""
    return timezone.localtime(session.called_for).date()


def count_of(session: Session) -> Tally:
    """Return how many voting seats came to a session."""
    seats = [seat_facts(one) for one in seats_on(session.committee, day_of(session))]
    presence = dict(session.attendance.values_list("seat", "presence"))
    return tally(committee_facts(session.committee), seats, presence)


def session_facts(session: Session) -> SessionFacts:
    """Return what rules look at of a session."""
    present = session.attendance.filter(seat__has_vote=True, presence__in=CAME).count()
    return SessionFacts(session.state, day_of(session), session.had_quorum, present)


def present_seats(session: Session) -> list[PresentSeat]:
    """Return the seats that came, themselves or through a delegate."""
    came = session.attendance.filter(presence__in=CAME).select_related("seat").order_by("seat_id")
    return [
        PresentSeat(one.seat_id, one.seat.has_vote, one.seat.is_chair, one.seat.is_secretary) for one in came
    ]


def commitment_facts(one: Commitment, *, has_evidence: bool = False) -> CommitmentFacts:
    """Return what rules look at of a commitment."""
    return CommitmentFacts(one.state, one.made_on, one.due_on, one.ended_on, one.is_public, has_evidence)


def holds_seat(staff: Staff, seats: Iterable[Seat], *, on: date) -> bool:
    """Return whether somebody holds one of these seats on a day."""
    return any(one.holder_id == staff.pk and seat_facts(one).stands_on(on) for one in seats)
