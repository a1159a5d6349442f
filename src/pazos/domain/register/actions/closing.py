"""Closing a month: prepared by one person, signed by another, revised in the open, never rewritten.

Only people close a month, and only here. No file can: not even one that says so of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from pazos.domain.register.closing_rules import Block
from pazos.domain.register.frozen import month_name
from pazos.domain.register.models import Closing, NonDelivery
from pazos.domain.register.vocabulary import ClosingState
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from pazos.domain.people.models import Staff
    from pazos.domain.sources.models import Source


class NotClosedError(Exception):
    """A deed on a month that was refused, with every reason."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks
        super().__init__(", ".join(blocks))


def prepare(month: date, *, frozen: Mapping[str, Any], by: Staff) -> Closing:
    """Write down what a month holds, to be signed by another. `frozen`: the fields of the closing."""
    try:
        with transaction.atomic():
            last = Closing.objects.filter(month=month, state=ClosingState.CLOSED).aggregate(n=Max("number"))[
                "n"
            ]
            closing = Closing.objects.create(
                month=month,
                number=0 if last is None else last + 1,
                prepared_at=timezone.now(),
                prepared_by=by,
                **frozen,
            )
            audit.record("month.prepared", closing, by=by, **_said(closing))
    except IntegrityError as twice:
        # Two people prepared the month at the same moment; the first one stands.
        if Closing.objects.filter(month=month, state=ClosingState.PREPARED).exists():
            raise NotClosedError((Block.WAITS_FOR_SIGNATURE,)) from twice
        raise
    return closing


@transaction.atomic
def sign(closing: Closing, *, by: Staff) -> Closing:
    """Close a month. Whoever prepared it cannot; what was signed is never changed."""
    row = _waiting(closing)
    if row.prepared_by_id == by.pk:
        raise NotClosedError((Block.SAME_PERSON,))
    row.state, row.signed_at, row.signed_by = ClosingState.CLOSED, timezone.now(), by
    row.save(update_fields=["state", "signed_at", "signed_by"])
    audit.record("month.closed" if row.number == 0 else "month.revised", row, by=by, **_said(row))
    return row


@transaction.atomic
def withdraw(closing: Closing, *, by: Staff) -> Closing:
    """Take a prepared month back before it is signed. It is kept, and counts for nothing."""
    row = _waiting(closing)
    row.state = ClosingState.WITHDRAWN
    row.save(update_fields=["state"])
    audit.record("month.withdrawn", row, by=by, month=month_name(row.month), number=row.number)
    return row


def _waiting(closing: Closing) -> Closing:
    """Return the row as it stands now, held until the deed is done; one that does not wait is refused."""
    row = Closing.objects.select_for_update().get(pk=closing.pk)
    if row.state != ClosingState.PREPARED:
        raise NotClosedError((Block.NOT_PREPARED,))
    return row


def _said(closing: Closing) -> dict[str, Any]:
    return {
        "month": month_name(closing.month),
        "number": closing.number,
        "frozen": closing.frozen_hash,
        "counts": closing.counts,
    }


@transaction.atomic
def record_non_delivery(
    sources: Sequence[Source], *, month: date, by: Staff, said_none: bool = False, note: str = ""
) -> list[NonDelivery]:
    """Record that no row came of these sources for a month, or that they said they know of no death.

    A source of which it stands recorded already is left as it is.
    """
    standing = NonDelivery.objects.filter(month=month, ended_at__isnull=True, source__in=sources)
    known = set(standing.values_list("source_id", flat=True))
    made = [
        NonDelivery.objects.create(
            source=source,
            month=month,
            said_none=said_none,
            note=note,
            recorded_at=timezone.now(),
            recorded_by=by,
        )
        for source in sources
        if source.pk not in known
    ]
    verb = "month.source_said_none" if said_none else "month.source_did_not_deliver"
    for one in made:
        audit.record(verb, one, by=by, source=one.source.slug, month=month_name(month))
    return made


@transaction.atomic
def end_non_delivery(record: NonDelivery, *, by: Staff) -> None:
    """Say that it no longer holds: the source delivered after all, or the note was an error."""
    ended = NonDelivery.objects.filter(pk=record.pk, ended_at__isnull=True).update(ended_at=timezone.now())
    if ended:
        source = record.source.slug
        audit.record("month.non_delivery_ended", record, by=by, source=source, month=month_name(record.month))
