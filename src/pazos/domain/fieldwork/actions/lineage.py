"""Writing the versions of a record: what changed, from what to what, by which sending.

The versions of a record, replayed, give the record as it stands. A page writes no version; what
it changed is caught up, without an author, when the next sending about that record is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.fieldwork.models import Version
from pazos.domain.fieldwork.tracing import STANDS, Snapshot, last_number, replayed, snapshot

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.fieldwork.models import Submission


def catch_up(kind: str, key: UUID, *, at: datetime) -> Snapshot | None:
    """Return a record as it stands; what was changed past the phones becomes a version of nobody's."""
    present = snapshot(kind, key)
    known, number = replayed(key)
    # A record that is about to be made has neither; most sendings make one.
    _write(kind, key, _difference(known, present), number=number + 1, at=at)
    return present


def note(
    kind: str,
    key: UUID,
    before: Snapshot | None,
    *,
    submission: Submission,
    by: int | None,
    at: datetime,
) -> int:
    """Write what a sending changed in a record; return the number of its newest version."""
    changes = _difference(before, snapshot(kind, key))
    number = last_number(key)
    if not changes:
        return number
    _write(kind, key, changes, number=number + 1, at=at, submission=submission, by=by)
    return number + 1


def _difference(before: Snapshot | None, after: Snapshot | None) -> Snapshot:
    old, new = before or {STANDS: False}, after or {STANDS: False}
    if not new[STANDS]:
        return {STANDS: [True, False]} if old[STANDS] else {}
    return {
        name: [old.get(name), value] for name, value in new.items() if name not in old or old[name] != value
    }


def _write(
    kind: str,
    key: UUID,
    changes: Snapshot,
    *,
    number: int,
    at: datetime,
    submission: Submission | None = None,
    by: int | None = None,
) -> None:
    if changes:
        Version.objects.create(
            kind=kind, record=key, number=number, submission=submission, changes=changes, at=at, by_id=by
        )
