"""How are the gestores, what threatened them, and who is calling for help now? Within one's reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.outreach.models import Distress, SafetyIncident, WellbeingCheck
from pazos.domain.outreach.reaching import called, told_to
from pazos.domain.outreach.vocabulary import IncidentKind

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff

LOW = 2  # of five: somebody should ask
RECENT = 100


@dataclass(frozen=True)
class CheckLine:
    """How one gestor said they are."""

    key: UUID
    gestor: int
    name: str
    cluster: str
    on: date
    mood: int
    sleep: int
    safe: int
    wants_to_talk: bool
    note: str
    answered_at: datetime | None
    answered_by: str
    is_mine: bool

    @property
    def calls_for_somebody(self) -> bool:
        """Whether somebody should talk with them."""
        return self.wants_to_talk or min(self.mood, self.sleep, self.safe) <= LOW


@dataclass(frozen=True)
class IncidentLine:
    """Something that put a gestor at risk."""

    key: UUID
    gestor: int
    name: str
    cluster: str
    kind: IncidentKind
    on: date
    shift: str
    neighbourhood: str
    note: str
    measures: str
    attended_by: str
    ended_on: date | None
    is_mine: bool


@dataclass(frozen=True)
class Call:
    """A call for help."""

    key: UUID
    gestor: int
    name: str
    cluster: str
    neighbourhood: str
    pressed_at: datetime
    arrived_at: datetime
    answered_at: datetime | None
    answered_by: str
    ended_at: datetime | None
    was_false_alarm: bool | None
    note: str
    is_mine: bool


def calling(*, seen_by: Staff) -> list[Call]:
    """Return the calls for help that have not ended and reach a person now, the unanswered first."""
    open_now = Distress.objects.filter(ended_at__isnull=True)
    if not open_now.exists():  # as on nearly every page: whom a call would reach need not be asked
        return []
    rows = open_now.filter(called(seen_by, at=timezone.now()))
    calls = [_call(row, seen_by) for row in rows.select_related(*_OF_CALL).defer("neighbourhood__outline")]
    return sorted(calls, key=lambda one: (one.answered_at is not None, one.pressed_at))


def calls_ended(*, seen_by: Staff) -> list[Call]:
    """Return the latest calls that have ended."""
    rows = Distress.objects.filter(told_to(seen_by), ended_at__isnull=False).select_related(*_OF_CALL)
    return [_call(row, seen_by) for row in rows.defer("neighbourhood__outline")[:RECENT]]


def call(key: UUID, *, seen_by: Staff) -> Distress | None:
    """Return one call within reach for an action."""
    return Distress.objects.filter(called(seen_by, at=timezone.now()), pk=key).first()


def checks(*, seen_by: Staff, unanswered: bool) -> list[CheckLine]:
    """Return what gestores said of themselves, the latest first; unanswered: only where somebody should ask."""
    rows = WellbeingCheck.objects.filter(told_to(seen_by), answered_at__isnull=unanswered)
    related = rows.select_related("gestor", "cluster", "answered_by")
    lines = [_check(row, seen_by) for row in related[:RECENT]]
    return sorted(lines, key=lambda one: not one.calls_for_somebody) if unanswered else lines


def check(key: UUID, *, seen_by: Staff) -> WellbeingCheck | None:
    """Return one check-in within reach for an action."""
    return WellbeingCheck.objects.filter(told_to(seen_by), pk=key).first()


def incidents(*, seen_by: Staff, ended: bool) -> list[IncidentLine]:
    """Return what threatened gestores, the latest first."""
    rows = SafetyIncident.objects.filter(told_to(seen_by), ended_on__isnull=not ended)
    related = rows.select_related("gestor", "cluster", "neighbourhood", "attended_by")
    return [_incident(row, seen_by) for row in related.defer("neighbourhood__outline")[:RECENT]]


def incident(key: UUID, *, seen_by: Staff) -> SafetyIncident | None:
    """Return one incident within reach for an action."""
    return SafetyIncident.objects.filter(told_to(seen_by), pk=key).first()


_OF_CALL = ("gestor", "cluster", "neighbourhood", "answered_by")


def _call(row: Distress, seen_by: Staff) -> Call:
    return Call(
        key=row.pk,
        gestor=row.gestor_id,
        name=row.gestor.name,
        cluster=row.cluster.name if row.cluster else "",
        neighbourhood=row.neighbourhood.name if row.neighbourhood else "",
        pressed_at=row.pressed_at,
        arrived_at=row.written_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
        ended_at=row.ended_at,
        was_false_alarm=row.was_false_alarm,
        note=row.note,
        is_mine=row.gestor_id == seen_by.pk,
    )


def _check(row: WellbeingCheck, seen_by: Staff) -> CheckLine:
    return CheckLine(
        key=row.pk,
        gestor=row.gestor_id,
        name=row.gestor.name,
        cluster=row.cluster.name if row.cluster else "",
        on=row.on,
        mood=row.mood,
        sleep=row.sleep,
        safe=row.safe,
        wants_to_talk=row.wants_to_talk,
        note=row.note,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
        is_mine=row.gestor_id == seen_by.pk,
    )


def _incident(row: SafetyIncident, seen_by: Staff) -> IncidentLine:
    return IncidentLine(
        key=row.pk,
        gestor=row.gestor_id,
        name=row.gestor.name,
        cluster=row.cluster.name if row.cluster else "",
        kind=IncidentKind(row.kind),
        on=row.on,
        shift=row.get_shift_display(),
        neighbourhood=row.neighbourhood.name if row.neighbourhood else "",
        note=row.note,
        measures=row.measures,
        attended_by=row.attended_by.name if row.attended_by else "",
        ended_on=row.ended_on,
        is_mine=row.gestor_id == seen_by.pk,
    )
