"""Reading the trail: does the chain still hold?"""

from __future__ import annotations

from pazos.foundation.audit.actions import hash_of
from pazos.foundation.audit.models import AuditEvent


def first_broken_link() -> AuditEvent | None:
    """Return the first event whose hash or predecessor does not fit, or None."""
    previous = "0" * 64
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous_hash != previous or event.event_hash != hash_of(event):
            return event
        previous = event.event_hash
    return None
