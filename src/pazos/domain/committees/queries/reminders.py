"""Which reminders are due today and were not sent yet, and to whom?

A reminder says that something is due and where to read it; it holds nothing of the matter itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.committees.facts import day_of, seats_on
from pazos.domain.committees.models import Commitment, MailLanguage, Reminder, Session
from pazos.domain.committees.vocabulary import CommitmentState, Occasion, SessionState
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

WEEK = 7


@dataclass(frozen=True)
class ToSend:
    """One thing that one person is reminded of."""

    to: int
    occasion: Occasion
    about_on: date
    committee: str
    commitment: int | None = None
    session: int | None = None

    @property
    def mark(self) -> tuple[int, int | None, int | None, str, date]:
        """What may be sent once only."""
        return self.to, self.commitment, self.session, str(self.occasion), self.about_on


def occasion_of(day: date, *, on: date, with_late: bool) -> Occasion | None:
    """Return why somebody is reminded today of a day, or None. A day that was missed is made up for."""
    left = (day - on).days
    if left < 0:
        return Occasion.LATE if with_late else None
    if left <= 1:
        return Occasion.DAY_BEFORE
    return Occasion.WEEK_BEFORE if left <= WEEK else None


def to_send(*, on: date) -> dict[Staff, list[ToSend]]:
    """Return what each person is to be reminded of today, in the order of the days."""
    every = [*_of_commitments(on), *_of_sessions(on)]
    sent = {
        (one.to_id, one.commitment_id, one.session_id, one.occasion, one.about_on)
        for one in Reminder.objects.filter(about_on__in={one.about_on for one in every})
    }
    people = Staff.objects.in_bulk({one.to for one in every})
    found: dict[Staff, list[ToSend]] = defaultdict(list)
    for one in sorted(every, key=lambda one: (one.about_on, one.commitment or 0, one.session or 0)):
        if one.mark not in sent and people[one.to].has_access_on(on):
            found[people[one.to]].append(one)
    return dict(found)


def _of_commitments(on: date) -> Iterator[ToSend]:
    rows = Commitment.objects.filter(state=CommitmentState.OPEN, made_on__lt=on)
    answering = _who_answers()
    for one in rows.select_related("committee"):
        occasion = occasion_of(one.due_on, on=on, with_late=True)
        if occasion is None:
            continue
        owners = [one.owner_id] if one.owner_id else answering.get(one.organisation_id, [])
        for to in owners:
            yield ToSend(to, occasion, one.due_on, one.committee.name, commitment=one.pk)


def _who_answers() -> dict[int | None, list[int]]:
    """Return by organisation those who are told of what it owes: whoever sees committees there."""
    found: dict[int | None, list[int]] = defaultdict(list)
    for staff in Staff.objects.filter(organisation__isnull=False, is_active=True).order_by("pk"):
        if staff.may(Permission.SEE_COMMITTEES):
            found[staff.organisation_id].append(staff.pk)
    return found


def _of_sessions(on: date) -> Iterator[ToSend]:
    rows = Session.objects.filter(state=SessionState.CALLED).select_related("committee")
    for one in rows:
        day = day_of(one)
        occasions = _occasions_of(one, day, on)
        if not occasions:
            continue
        for to in seats_on(one.committee, day).filter(holder__isnull=False).values_list("holder", flat=True):
            if to is not None:
                for occasion in occasions:
                    yield ToSend(to, occasion, day, one.committee.name, session=one.pk)


def _occasions_of(session: Session, day: date, on: date) -> list[Occasion]:
    """Return why the members of a called session are written to: that it was moved goes before how near it is."""
    if session.moved_on == on and day >= on:
        return [Occasion.MOVED]
    near = occasion_of(day, on=on, with_late=False)
    moved = session.moved_on is not None and day >= on
    return [*([Occasion.MOVED] if moved else []), *([near] if near else [])]


def language_of(staff: Staff, *, usual: str) -> str:
    """Return the language somebody chose for reminders, or the city's."""
    chosen = MailLanguage.objects.filter(staff=staff).values_list("language", flat=True).first()
    return chosen or usual


def today() -> date:
    """Return the city's own day."""
    return timezone.localdate()
