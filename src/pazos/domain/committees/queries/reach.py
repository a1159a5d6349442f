"""Which committees, sessions and commitments does somebody reach?

Whoever keeps the books of the city reaches all. A member reaches the committees where they hold a seat
today, and the sessions that met while they held one. Everybody reaches what they owe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from pazos.domain.committees.facts import standing_on
from pazos.domain.committees.models import Commitment, Committee, Minutes, Seat, Session
from pazos.domain.committees.vocabulary import Kind
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


def _scope(seen_by: Staff) -> Scope | None:
    return seen_by.scope(Permission.SEE_COMMITTEES)


def _sits_today(seen_by: Staff, committee: str) -> Exists:
    seats = Seat.objects.filter(standing_on(timezone.localdate()), holder=seen_by.pk)
    return Exists(seats.filter(committee=OuterRef(committee)))


def _sat_then(seen_by: Staff, committee: str, moment: str) -> Exists:
    seats = Seat.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=OuterRef(f"{moment}__date")),
        holder=seen_by.pk,
        committee=OuterRef(committee),
        from_on__lte=OuterRef(f"{moment}__date"),
    )
    return Exists(seats)


def committees_seen(seen_by: Staff) -> QuerySet[Committee]:
    """Return the committees within reach, those that somebody once sat in among them."""
    scope = _scope(seen_by)
    if scope is None:
        return Committee.objects.none()
    if scope is Scope.CITY:
        return Committee.objects.all()
    ever = Seat.objects.filter(holder=seen_by.pk, committee=OuterRef("pk"), from_on__lte=timezone.localdate())
    return Committee.objects.filter(Exists(ever))


def sits_in(committee: Committee, seen_by: Staff) -> bool:
    """Return whether somebody reaches all of a committee: through a seat today, or as who keeps the books."""
    if _scope(seen_by) is Scope.CITY:
        return True
    return committee.seats.filter(standing_on(timezone.localdate()), holder=seen_by).exists()


def sessions_seen(seen_by: Staff) -> QuerySet[Session]:
    """Return the sessions within reach."""
    scope = _scope(seen_by)
    if scope is None:
        return Session.objects.none()
    if scope is Scope.CITY:
        return Session.objects.all()
    return Session.objects.filter(
        _sits_today(seen_by, "committee") | _sat_then(seen_by, "committee", "called_for")
    )


def minutes_seen(seen_by: Staff) -> QuerySet[Minutes]:
    """Return the minutes of the sessions within reach."""
    return Minutes.objects.filter(session__in=sessions_seen(seen_by))


def owed_by(staff: Staff) -> Q:
    """Return the condition on commitments that somebody owes, by name or for their organisation."""
    owed = Q(owner=staff.pk)
    if staff.organisation_id is not None and staff.may(Permission.SEE_COMMITTEES):
        owed |= Q(owner__isnull=True, organisation=staff.organisation_id)
    return owed


def commitments_seen(seen_by: Staff) -> QuerySet[Commitment]:
    """Return the commitments within reach: of one's committees and sessions, and what one owes."""
    scope = _scope(seen_by)
    if scope is Scope.CITY:
        return Commitment.objects.all()
    owed = owed_by(seen_by) if seen_by.may(Permission.OWE_COMMITMENTS) else Q(pk__in=[])
    if scope is None:
        return Commitment.objects.filter(owed)
    return Commitment.objects.filter(
        owed | Q(_sits_today(seen_by, "committee")) | Q(session__in=sessions_seen(seen_by).values("pk"))
    )


def councils_of(seen_by: Staff) -> QuerySet[Committee]:
    """Return the citizens' councils where somebody holds a seat today and may judge for."""
    if not seen_by.may(Permission.FOLLOW_CITY):
        return Committee.objects.none()
    return Committee.objects.filter(_sits_today(seen_by, "pk"), kind=Kind.COUNCIL, dissolved_on__isnull=True)


def commitments_followed(seen_by: Staff) -> QuerySet[Commitment]:
    """Return what a council may judge: the public commitments of every committee but the councils' own."""
    if not councils_of(seen_by).exists():
        return Commitment.objects.none()
    return Commitment.objects.filter(is_public=True).exclude(committee__kind=Kind.COUNCIL)
