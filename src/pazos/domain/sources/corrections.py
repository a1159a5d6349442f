"""Deeds on many rejected rows at once, and taking such deeds back.

Rows that are decided on together share the moment of the decision, so that it can be taken
back whole. A row that somebody decided on meanwhile is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from pazos.domain.sources.bulk import take_out
from pazos.domain.sources.models import Delivery, Record, RejectedRow
from pazos.domain.sources.queries import AT_ONCE, records_of, successor_on, successors
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

_DECIDED = ("state", "correction", "note", "decided_by", "decided_at")


@dataclass(frozen=True)
class Corrected:
    """A rejected row (its id), its corrected texts by heading, and the records it gives."""

    row: int
    values: dict[str, str]
    records: Sequence[Mapping[str, Any]]


@transaction.atomic
def accept_many(delivery: Delivery, corrected: Sequence[Corrected], *, by: Staff | None) -> datetime:
    """Make corrected rows records of their delivery; return the moment that all of them share."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    now, taken, made, later = timezone.now(), 0, [], successors(delivery)
    for some in _blocks(corrected):
        rows = RejectedRow.objects.select_for_update().filter(delivery=delivery, state=RejectedRow.State.OPEN)
        found = rows.in_bulk([one.row for one in some])
        for one in some:
            if row := found.get(one.row):
                row.state, row.correction = RejectedRow.State.CORRECTED, one.values
                row.decided_by, row.decided_at = by, now
                common = {"delivery": delivery, "source_id": delivery.source_id, "row_number": row.row_number}
                made += [
                    Record(
                        **common, **{**record, "superseded_by_id": successor_on(later, record["occurred_on"])}
                    )
                    for record in one.records
                ]
        RejectedRow.objects.bulk_update(found.values(), _DECIDED, batch_size=100)
        taken += len(found)
    Record.objects.bulk_create(made, batch_size=AT_ONCE)
    _count(delivery, rows=taken, records=made, sign=1)
    audit.record("rejected_rows.corrected", delivery, by=by, rows=taken, at=now.isoformat())
    return now


@transaction.atomic
def leave_out_many(
    delivery: Delivery, rows: QuerySet[RejectedRow], *, note: str, by: Staff | None
) -> tuple[int, datetime]:
    """Note that open rows of a delivery are no records; return how many, and their common moment."""
    now = timezone.now()
    left = rows.filter(delivery=delivery, state=RejectedRow.State.OPEN).update(
        state=RejectedRow.State.LEFT_OUT, note=note[:300], decided_by=by, decided_at=now
    )
    audit.record("rejected_rows.left_out", delivery, by=by, rows=left, at=now.isoformat())
    return left, now


@transaction.atomic
def reopen(delivery: Delivery, rows: QuerySet[RejectedRow], *, by: Staff | None) -> int:
    """Let rows that were corrected or left out wait again; the records they gave are taken back."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    settled = rows.filter(delivery=delivery).exclude(state=RejectedRow.State.OPEN)
    corrected = list(settled.filter(state=RejectedRow.State.CORRECTED).values_list("row_number", flat=True))
    gone: list[Record] = []
    for some in _blocks(corrected):
        records = records_of(delivery).filter(row_number__in=some)
        gone += records
        take_out(records)
    opened = settled.update(
        state=RejectedRow.State.OPEN, correction=None, note="", decided_by=None, decided_at=None
    )
    _count(delivery, rows=len(corrected), records=gone, sign=-1)
    audit.record("rejected_rows.reopened", delivery, by=by, rows=opened)
    return opened


def _blocks(every: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _count(delivery: Delivery, *, rows: int, records: Iterable[Record], sign: int) -> None:
    """Bring a delivery's figures in line with rows and records that came in (1) or went (-1)."""
    records = list(records)
    delivery.accepted += sign * rows
    delivery.rejected -= sign * rows
    delivery.victims += sign * sum(record.victims for record in records)
    delivery.victims_in_city += sign * sum(record.victims for record in records if record.in_city)
    days = [record.occurred_on for record in records]
    ends = {delivery.first_on, delivery.last_on}
    if sign > 0:
        delivery.first_on = min((*filter(None, [delivery.first_on]), *days), default=None)
        delivery.last_on = max((*filter(None, [delivery.last_on]), *days), default=None)
    elif ends & set(days):
        left = records_of(delivery)
        delivery.first_on, delivery.last_on = left.aggregate(
            first=Min("occurred_on"), last=Max("occurred_on")
        ).values()
    delivery.save()
