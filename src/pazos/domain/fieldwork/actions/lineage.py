"""Records in hand: locked, as they stand before a sending is taken, and the versions written after it.

The versions of a record, replayed, give the record as it stands. A page writes no version; what
it changed is caught up, without an author, when the next sending changes that record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.actions.taking import NotHereError
from pazos.domain.fieldwork.models import Version
from pazos.domain.fieldwork.tracing import (
    STANDS,
    TRACED,
    Snapshot,
    last_number,
    replayed,
    rows_of,
    snapshot,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from pazos.domain.fieldwork.models import Submission


@dataclass
class InHand:
    """The records that a sending may change: their kinds, their locked rows, and how they stood before."""

    kinds: dict[UUID, str] = field(default_factory=dict)
    rows: dict[UUID, Model] = field(default_factory=dict)
    before: dict[UUID, Snapshot] = field(default_factory=dict)

    def disputes(self) -> list[Dispute]:
        """Return the disputes among them."""
        return [row for row in self.rows.values() if isinstance(row, Dispute)]


def take_in_hand(
    about: str, record: UUID, references: Iterable[tuple[str, UUID]], *, is_change: bool
) -> InHand:
    """Lock the records that a sending names, always in the same order: disputes first, then by number.

    A record that it refers to and that is not here raises NotHereError; its own may be missing.
    """
    named = {key: kind for kind, key in references}
    if is_change:
        named[record] = about
        named.update(dict.fromkeys(_parents(about, record), "dispute"))
    held = InHand(kinds={record: about})
    for key, kind in sorted(named.items(), key=lambda one: (one[1], one[0].hex)):
        row = rows_of(kind).select_for_update(of=("self",)).filter(pk=key).first()
        held.kinds[key] = kind
        if row is not None:
            held.rows[key] = row
            if kind in TRACED:
                held.before[key] = values_of(row, kind)
        elif key != record:
            raise NotHereError(key)
    return held


def _parents(kind: str, key: UUID) -> list[UUID]:
    traced = TRACED[kind]
    if "dispute_id" not in traced.fields:
        return []
    return list(traced.model._default_manager.filter(pk=key).values_list("dispute_id", flat=True))


def write_versions(
    held: InHand, *, made: object, submission: Submission, by: int | None, at: datetime
) -> None:
    """Write a version of every record in hand that is other than it was; `made` is the row that was made."""
    for key, kind in held.kinds.items():
        if kind not in TRACED:
            continue
        is_made = isinstance(made, TRACED[kind].model) and made.pk == key
        after = values_of(made, kind) if is_made else snapshot(kind, key)
        if after != held.before.get(key):
            note(
                kind,
                key,
                before=held.before.get(key),
                after=after,
                submission=submission,
                by=by,
                at=at,
            )


def note(
    kind: str,
    key: UUID,
    *,
    before: Snapshot | None,
    after: Snapshot | None,
    submission: Submission,
    by: int | None,
    at: datetime,
) -> None:
    """Write what a sending changed in a record, and before it what was changed past the phones."""
    known, number = (None, last_number(key)) if before is None else replayed(key)
    if before is not None and (past := _difference(known, before)):
        number += 1
        Version.objects.create(kind=kind, record=key, number=number, changes=past, at=at)
    if before is None and number:  # it stood here once, and was taken out
        before = replayed(key)[0]
    changes = _difference(before, after)
    if changes:
        Version.objects.create(
            kind=kind,
            record=key,
            number=number + 1,
            submission=submission,
            changes=changes,
            at=at,
            by_id=by,
        )


def _difference(before: Snapshot | None, after: Snapshot | None) -> Snapshot:
    old, new = before or {STANDS: False}, after or {STANDS: False}
    if not new[STANDS]:
        return {STANDS: [True, False]} if old[STANDS] else {}
    return {
        name: [old.get(name), value] for name, value in new.items() if name not in old or old[name] != value
    }
