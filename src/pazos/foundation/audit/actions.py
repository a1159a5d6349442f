"""Writing the trail. Actions of every app call `record` inside their own transaction."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.foundation.audit.models import AuditEvent

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import Model


def record(verb: str, subject: Model, *, by: AbstractBaseUser | None, **facts: Any) -> AuditEvent:
    """Write one event. `by` is None only for what the system does of itself."""
    with transaction.atomic():
        last = AuditEvent.objects.select_for_update().order_by("-id").first()
        event = AuditEvent(
            at=timezone.now(),
            by_id=by.pk if by else None,
            verb=verb,
            subject=f"{subject._meta.label_lower}:{subject.pk}",
            facts=facts,
            previous_hash=last.event_hash if last else "0" * 64,
        )
        event.event_hash = hash_of(event)
        event.save(force_insert=True)
    return event


def hash_of(event: AuditEvent) -> str:
    """Return the hash that binds an event to its content and to the event before it."""
    content = [
        event.previous_hash,
        event.at.isoformat(),
        event.by_id,
        event.verb,
        event.subject,
        event.facts,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
