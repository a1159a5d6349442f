"""Writing the trail. Actions of every app call `record` inside their own transaction."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from pazos.foundation.audit.models import AuditEvent

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import Model

TRAIL = 0x70617A6F73  # "pazos": what writers of one trail wait at in PostgreSQL, in each database apart


def record(verb: str, subject: Model, *, by: AbstractBaseUser | None, **facts: Any) -> AuditEvent:
    """Write one event. `by` is None only for what the system does of itself."""
    with transaction.atomic():
        last = _last()
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


def hold() -> None:
    """Keep everybody else from writing the trail until this transaction ends.

    Of what is written down there and may be done once only, the second looks when the first has ended, and finds it.
    """
    if connection.vendor == "postgresql":  # the embedded database lets one write at a time
        with connection.cursor() as cursor:
            # No row of the trail would do: the first two events of all would find none to wait at.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL])


def _last() -> AuditEvent | None:
    """Return the newest event, with everybody else kept from writing one until this transaction ends.

    Locking the newest itself would not do: whoever waited for it would still get that one, although
    another stands behind it by then, and two events would be bound to the same.
    """
    hold()
    return AuditEvent.objects.order_by("-id").first()


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
