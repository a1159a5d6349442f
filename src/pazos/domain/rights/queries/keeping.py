"""How long is everything kept, what is due to go, and what is known of one person?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.rights.models import Erasure, KeepingPeriod, RetentionRun
from pazos.domain.rights.registry import holdings
from pazos.domain.rights.rules.clock import months_after
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.domain.rights.registry import Holding, Kept, Subject

COUNTED = 10_000  # more than so many due records are told as "10,000 or more"


@dataclass(frozen=True)
class Period:
    """How long one holding is kept: `months` is None for as long as its reason holds."""

    holding: Holding
    months: int | None
    own: KeepingPeriod | None  # the city's own, where it set one

    def before(self, on: date) -> date | None:
        """Return the day before which a clock must have begun for its record to be due."""
        return None if self.months is None else months_after(on, -self.months)


@dataclass(frozen=True)
class Due:
    """How many records of a holding are due to go on a day."""

    period: Period
    records: int


@dataclass(frozen=True)
class Gathered:
    """What one holding keeps about a subject."""

    holding: Holding
    kept: tuple[Kept, ...]


def period_of(holding: Holding, own: Mapping[str, KeepingPeriod] | None = None) -> Period:
    """Return how long a holding is kept here: the city's own period, else the one that Pazos ships."""
    mine = own_periods() if own is None else own
    set_here = mine.get(holding.name) if holding.due else None
    return Period(holding, set_here.months if set_here else holding.months, set_here)


def own_periods() -> dict[str, KeepingPeriod]:
    """Return the periods that the city set itself, by holding."""
    return {row.holding: row for row in KeepingPeriod.objects.select_related("set_by")}


def periods() -> list[Period]:
    """Return how long every holding is kept, in the order of the apps."""
    own = own_periods()
    return [period_of(one, own) for one in holdings().values()]


def due(on: date | None = None) -> list[Due]:
    """Return what is due to go on a day, holding by holding; nothing is erased."""
    today = on or timezone.localdate()
    return [Due(period, len(keys_due(period, on=today, most=COUNTED))) for period in periods()]


def keys_due(period: Period, *, on: date, most: int) -> list[str]:
    """Return at most so many keys of one holding whose time is over."""
    before = period.before(on)
    return period.holding.due(before, most) if period.holding.due and before else []


def gather(subject: Subject, *, seen_by: Staff) -> list[Gathered]:
    """Return everything that is kept about a subject, told by codes and days, for those who answer requests."""
    if reach_of(seen_by, Permission.HANDLE_REQUESTS).is_nothing:
        return []
    found = (Gathered(one, tuple(one.find(subject))) for one in holdings().values())
    return [one for one in found if one.kept]


def erasures(*, seen_by: Staff) -> QuerySet[Erasure]:
    """Return what was erased: holding, ground and day; never what it said."""
    found = Erasure.objects.select_related("by", "request")
    return found.none() if reach_of(seen_by, Permission.HANDLE_REQUESTS).is_nothing else found


def retention_runs(*, most: int = 20) -> list[RetentionRun]:
    """Return the last times that what was due was erased."""
    return list(RetentionRun.objects.select_related("by")[:most])
