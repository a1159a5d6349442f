"""Which phones are there, whose, and how are they?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from pazos.domain.fieldwork.actions.devices import hash_of
from pazos.domain.fieldwork.clocks import WRONG_CLOCK
from pazos.domain.fieldwork.models import Device
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class PhoneView:
    """One phone as a list shows it; `holds` counts the records that were given to it."""

    id: UUID
    name: str
    owner: str
    made_at: datetime
    seen_at: datetime | None
    expires_at: datetime
    waiting: int
    holds: int
    clock_ahead_seconds: int | None
    revoked_at: datetime | None
    emptied_at: datetime | None
    has_left: bool
    is_of_cases: bool  # what it holds are cases, and not disputes

    @property
    def is_over(self) -> bool:
        """Whether it may receive nothing any more."""
        return self.revoked_at is not None or self.emptied_at is not None or self.expires_at <= timezone.now()

    @property
    def is_wrong(self) -> bool:
        """Whether its clock shows other days than the city's."""
        return (
            self.clock_ahead_seconds is not None
            and abs(self.clock_ahead_seconds) >= WRONG_CLOCK.total_seconds()
        )

    @property
    def days_ahead(self) -> int:
        """By how many days its clock is ahead, in whole days; negative is behind."""
        return round((self.clock_ahead_seconds or 0) / 86_400)


def device_of(token: str) -> Device | None:
    """Return the phone that a key belongs to, whatever became of it."""
    return Device.objects.select_related("staff").filter(token_hash=hash_of(token)).first()


def own(*, seen_by: Staff) -> list[PhoneView]:
    """Return a person's own phones, the newest first."""
    return [view(row) for row in _counted(Device.objects.filter(staff=seen_by))]


def everybodys(*, seen_by: Staff, current: bool = True) -> QuerySet[Device]:
    """Return the phones of all gestores to whoever runs the street work: those in use, or those that are over."""
    if not seen_by.may(Permission.RUN_OUTREACH):
        return Device.objects.none()
    in_use = Q(revoked_at=None, emptied_at=None, expires_at__gt=timezone.now())
    rows = Device.objects.filter(in_use if current else ~in_use)
    return _counted(rows).order_by("staff__name", "-made_at")


def one(key: UUID, *, seen_by: Staff) -> Device | None:
    """Return a phone that this person may revoke: their own, or any to whoever runs the street work."""
    rows = Device.objects.select_related("staff")
    if not seen_by.may(Permission.RUN_OUTREACH):
        rows = rows.filter(staff=seen_by)
    return rows.filter(pk=key).first()


def _counted(rows: QuerySet[Device]) -> QuerySet[Device]:
    return rows.select_related("staff").annotate(held=Count("holdings", filter=~Q(holdings__digest="")))


def view(row: Device) -> PhoneView:
    """Return a phone as a list shows it."""
    return PhoneView(
        id=row.pk,
        name=str(row),
        owner=row.staff.name,
        made_at=row.made_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        waiting=row.waiting,
        holds=getattr(row, "held", 0),
        clock_ahead_seconds=row.clock_ahead_seconds,
        revoked_at=row.revoked_at,
        emptied_at=row.emptied_at,
        has_left=not row.staff.has_access_on(timezone.localdate()),
        is_of_cases=not row.staff.may(Permission.USE_FIELD),
    )
