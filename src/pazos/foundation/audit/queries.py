"""Reading the trail: who did what and when, and does the chain still hold?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.foundation.audit.actions import hash_of
from pazos.foundation.audit.models import AuditEvent

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def first_broken_link() -> AuditEvent | None:
    """Return the first event whose hash or predecessor does not fit, or None."""
    previous = "0" * 64
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous_hash != previous or event.event_hash != hash_of(event):
            return event
        previous = event.event_hash
    return None


@dataclass(frozen=True)
class Chain:
    """The state of the whole trail: how many events, its last hash, and the first that does not fit."""

    events: int
    last_hash: str
    broken: AuditEvent | None


def chain() -> Chain:
    """Walk the trail from its first event to its last."""
    last = AuditEvent.objects.order_by("-id").values_list("event_hash", flat=True).first()
    return Chain(AuditEvent.objects.count(), last or "", first_broken_link())


def events(*, verb: str, person: str, first: date | None, last: date | None) -> QuerySet[AuditEvent]:
    """Return events, newest first; `person` is an account's number, or "system" for nobody's deeds."""
    found = AuditEvent.objects.select_related("by").order_by("-id")
    if verb:
        found = found.filter(verb=verb)
    if person:
        found = found.filter(by__isnull=True) if person == "system" else found.filter(by=int(person))
    if first:
        found = found.filter(at__date__gte=first)
    return found.filter(at__date__lte=last) if last else found


def verbs() -> list[str]:
    """Return every verb of the trail."""
    return list(AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct())


def people() -> list[tuple[int, str]]:
    """Return number and name of everybody who did something."""
    rows = AuditEvent.objects.filter(by__isnull=False).order_by("by__name")
    return list(rows.values_list("by", "by__name").distinct())
