"""The neighbours' committee of a venue: how it meets, what it took upon itself, and whether that was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.venues.models import NeighboursCommittee
from pazos.domain.venues.rules import days_silent
from pazos.domain.venues.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.venues.models import CommitteePromise, Venue


@dataclass(frozen=True)
class Neighbours:
    """A committee on a day; `silent` are the days for which it has not met, where that is long."""

    committee: NeighboursCommittee
    promises: tuple[CommitteePromise, ...]
    kept: int
    broken: int
    late: int  # open, and their day is over
    silent: int | None


def neighbours(venues: Iterable[Venue], *, on: date) -> dict[int, Neighbours]:
    """Return the committee that meets in each venue, by the number of the venue; those without one are left out."""
    rows = NeighboursCommittee.objects.filter(
        venue__in=[one.pk for one in venues], ended_on__isnull=True
    ).prefetch_related("promises")
    return {row.venue_id: _known(row, on=on) for row in rows}


def _known(row: NeighboursCommittee, *, on: date) -> Neighbours:
    promises = tuple(row.promises.all())
    heard = row.last_met_on or row.since_on
    return Neighbours(
        committee=row,
        promises=promises,
        kept=sum(one.outcome == Outcome.KEPT for one in promises),
        broken=sum(one.outcome == Outcome.BROKEN for one in promises),
        late=sum(one.outcome == Outcome.OPEN and one.due_on < on for one in promises),
        silent=days_silent(row.rhythm, heard_on=heard, today=on) if heard else None,
    )
