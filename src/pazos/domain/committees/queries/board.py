"""What is due and what is stuck in the committees, for the board of the strategy's lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils import timezone

from pazos.domain.committees.facts import standing_on
from pazos.domain.committees.models import Seat
from pazos.domain.committees.queries.reach import commitments_seen, committees_seen, sessions_seen
from pazos.domain.committees.rules.sessions import missed_since
from pazos.domain.committees.vocabulary import CommitmentState, SessionState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pazos.domain.people.models import Staff

WITHIN = timedelta(days=14)
LONG_LATE = timedelta(days=30)
UNSIGNED_FOR = timedelta(days=15)


class What(StrEnum):
    """What a line of the board is about; each leads to the address of its name with the slot `number`."""

    COMMITMENT_DUE = "commitment_due"
    COMMITMENT_LATE = "commitment_late"
    SESSION_DUE = "session_due"
    COMMITMENT_LONG_LATE = "commitment_long_late"
    WAITS_TO_BE_ACCEPTED = "waits_to_be_accepted"
    MINUTES_UNSIGNED = "minutes_unsigned"
    RHYTHM_MISSED = "rhythm_missed"
    QUORUM_IMPOSSIBLE = "quorum_impossible"


ADDRESS_OF = {
    What.COMMITMENT_DUE: "commitment",
    What.COMMITMENT_LATE: "commitment",
    What.COMMITMENT_LONG_LATE: "commitment",
    What.WAITS_TO_BE_ACCEPTED: "commitment",
    What.SESSION_DUE: "committee_session",
    What.MINUTES_UNSIGNED: "committee_session",
    What.RHYTHM_MISSED: "committee",
    What.QUORUM_IMPOSSIBLE: "committee",
}


@dataclass(frozen=True)
class Item:
    """One line for the board. `days` counts from `on` to today: above zero it is over."""

    what: What
    key: int
    title: str
    committee: str
    on: date
    days: int

    @property
    def address(self) -> str:
        """The name of the address that shows it; its slot is `number`."""
        return ADDRESS_OF[self.what]


def due(*, on: date, seen_by: Staff) -> list[Item]:
    """Return what falls due in two weeks, and what is late, the most urgent first."""
    rows = commitments_seen(seen_by).filter(state=CommitmentState.OPEN, due_on__lte=on + WITHIN)
    found = [
        Item(
            What.COMMITMENT_LATE if one.due_on < on else What.COMMITMENT_DUE,
            one.pk,
            f"{one.code} {one.text}",
            one.committee.name,
            one.due_on,
            (on - one.due_on).days,
        )
        for one in rows.select_related("committee")
    ]
    last = on + WITHIN
    called = sessions_seen(seen_by).filter(state=SessionState.CALLED, called_for__date__lte=last)
    for session in called.select_related("committee"):
        day = timezone.localtime(session.called_for).date()
        found.append(
            Item(
                What.SESSION_DUE,
                session.pk,
                str(session.number),
                session.committee.name,
                day,
                (on - day).days,
            )
        )
    return sorted(found, key=lambda one: (one.on, one.what, one.key))


def blocked(*, on: date, seen_by: Staff) -> list[Item]:
    """Return what does not move: long late, waiting to be accepted, unsigned, sessions that did not meet."""
    found = [*_stuck_commitments(on, seen_by), *_unsigned(on, seen_by), *_committees(on, seen_by)]
    return sorted(found, key=lambda one: (-one.days, one.what, one.key))


def _stuck_commitments(on: date, seen_by: Staff) -> Iterator[Item]:
    late = Q(state=CommitmentState.OPEN, due_on__lt=on - LONG_LATE)
    waits = Q(state=CommitmentState.SAID_DONE, ended_on__lt=on - UNSIGNED_FOR)
    for one in commitments_seen(seen_by).filter(late | waits).select_related("committee"):
        is_late = one.state == CommitmentState.OPEN
        since = one.due_on if is_late else one.ended_on or one.due_on
        what = What.COMMITMENT_LONG_LATE if is_late else What.WAITS_TO_BE_ACCEPTED
        yield Item(what, one.pk, f"{one.code} {one.text}", one.committee.name, since, (on - since).days)


def _unsigned(on: date, seen_by: Staff) -> Iterator[Item]:
    before = on - UNSIGNED_FOR
    rows = sessions_seen(seen_by).filter(state=SessionState.HELD, called_for__date__lt=before)
    for one in rows.select_related("committee"):
        day = timezone.localtime(one.called_for).date()
        yield Item(What.MINUTES_UNSIGNED, one.pk, str(one.number), one.committee.name, day, (on - day).days)


def _committees(on: date, seen_by: Staff) -> Iterator[Item]:
    met = Q(sessions__state__in=[SessionState.HELD, SessionState.SIGNED])
    rows = committees_seen(seen_by).filter(dissolved_on__isnull=True)
    held = (
        Seat.objects.filter(standing_on(on), has_vote=True, holder__isnull=False)
        .values("committee")
        .order_by()
        .annotate(n=Count("pk"))
    )
    votes = dict(held.values_list("committee", "n"))
    for one in rows.annotate(last=Max("sessions__called_for", filter=met)):
        last = timezone.localtime(one.last).date() if one.last else None
        missed = missed_since(
            last_on=last, constituted_on=one.constituted_on, every_months=one.every_months, on=on
        )
        if missed:
            since = on - timedelta(days=missed)
            yield Item(What.RHYTHM_MISSED, one.pk, one.name, one.name, since, missed)
        if votes.get(one.pk, 0) < one.quorum:
            yield Item(What.QUORUM_IMPOSSIBLE, one.pk, one.name, one.name, on, 0)
