"""What institutions decide on the differences of their sources, and the minutes of their meeting.

A decision names its cause; a value it adopts becomes the register's own at once and is kept
against every later reckoning. The minutes of a technical table are frozen when it ends.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.refusing import RefusedError, refuse
from pazos.domain.register.actions.bulk import batches
from pazos.domain.register.actions.values import places_named, reckon_here
from pazos.domain.register.models import Difference, TechnicalTable
from pazos.domain.register.rules import (
    BatchFacts,
    Block,
    what_blocks_decision,
    what_blocks_ending,
    what_blocks_taking,
)
from pazos.domain.register.vocabulary import Cause, DifferenceKind, DifferenceState
from pazos.domain.sources.vocabulary import Manner, Sex, Weapon
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.canonical import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pazos.domain.people.models import Staff

OLDEST = 120
_WORDS: dict[str, frozenset[str]] = {
    DifferenceKind.SEX: frozenset(Sex.values) - {""},
    DifferenceKind.WEAPON: frozenset(Weapon.values) - {""},
    DifferenceKind.MANNER: frozenset(Manner.values),
}


@transaction.atomic
def decide(
    differences: Iterable[Difference],
    *,
    cause: str,
    adopted: Any = None,
    note: str = "",
    by: Staff | None,
    table: TechnicalTable | None = None,
) -> list[Difference]:
    """Say why the sources of these differ, and which value the register adopts from now on (None: its usual one).

    `adopted` is a date as text, a neighbourhood's code, an age, or a word of the vocabulary.
    """
    held = _held(differences)
    facts = _facts(held, table)
    fits = bool(held) and may_be_adopted(held[0].kind, adopted)
    known = cause if cause in Cause.values else ""
    refuse(what_blocks_decision(facts, cause=known, adopts=adopted is not None, adopted_fits=fits))
    at = timezone.now()
    for one in held:
        one.state, one.cause, one.adopted, one.note = DifferenceState.DECIDED, known, adopted, note[:500]
        one.decided_at, one.decided_by = at, by
        one.table = table or one.table
        one.save(update_fields=["state", "cause", "adopted", "note", "decided_at", "decided_by", "table"])
        audit.record("difference.decided", one, by=by, kind=one.kind, cause=known, adopts=adopted is not None)
    reckon_here({one.death_id for one in held})
    return held


@transaction.atomic
def reopen(difference: Difference, *, by: Staff | None) -> Difference:
    """Take a decision back: the register's usual order of sources holds again."""
    held = _held([difference])[0]
    if held.decided_at is None:
        raise RefusedError((Block.NOT_DECIDED,))
    held.state, held.cause, held.adopted, held.note = DifferenceState.OPEN, "", None, ""
    held.decided_at, held.decided_by = None, None
    if held.table is not None and held.table.closed_at is not None:
        held.table = None
    held.save(update_fields=["state", "cause", "adopted", "note", "decided_at", "decided_by", "table"])
    audit.record("difference.reopened", held, by=by, kind=held.kind)
    reckon_here({held.death_id})
    held.refresh_from_db()
    return held


def may_be_adopted(kind: str, value: Any) -> bool:
    """Return whether a value is one that a difference of this kind can adopt."""
    if kind == DifferenceKind.DATE:
        return isinstance(value, str) and _is_day(value)
    if kind == DifferenceKind.AGE:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= OLDEST
    if kind == DifferenceKind.PLACE:
        return isinstance(value, str) and bool(places_named([value]))
    return isinstance(value, str) and value in _WORDS.get(kind, frozenset())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _held(differences: Iterable[Difference]) -> list[Difference]:
    numbers = sorted({one.pk for one in differences})
    rows = Difference.objects.select_for_update(of=("self",)).select_related("death", "table")
    return [one for batch in batches(numbers) for one in rows.filter(pk__in=batch).order_by("pk")]


def _facts(held: Sequence[Difference], table: TechnicalTable | None) -> BatchFacts:
    closed = table is not None and TechnicalTable.objects.get(pk=table.pk).closed_at is not None
    return BatchFacts(
        all_open=bool(held) and all(one.state == DifferenceState.OPEN for one in held),
        death_joined=any(one.death.merged_into_id is not None for one in held),
        on_another_table=any(
            one.table is not None and one.table.closed_at is None and one.table != table for one in held
        ),
        table_closed=closed,
        kinds=len({one.kind for one in held}),
    )


@transaction.atomic
def open_table(
    *,
    title: str,
    held_on: date,
    place: str = "",
    institutions: Sequence[Mapping[str, str]] = (),
    remarks: str = "",
    by: Staff | None,
) -> TechnicalTable:
    """Open a meeting of the institutions; `institutions` are {"institution", "delegate"}."""
    table = TechnicalTable.objects.create(
        title=title[:160],
        held_on=held_on,
        place=place[:160],
        institutions=[dict(one) for one in institutions],
        remarks=remarks,
        opened_at=timezone.now(),
        opened_by=by,
    )
    audit.record("table.opened", table, by=by, held_on=held_on.isoformat())
    return table


@transaction.atomic
def describe_table(
    table: TechnicalTable, *, institutions: Sequence[Mapping[str, str]], remarks: str, by: Staff | None
) -> TechnicalTable:
    """Write down who attended an open meeting, and what was remarked."""
    held = _open(table)
    held.institutions, held.remarks = [dict(one) for one in institutions], remarks
    held.save(update_fields=["institutions", "remarks"])
    audit.record("table.described", held, by=by, institutions=len(held.institutions))
    return held


@transaction.atomic
def take_batch(table: TechnicalTable, differences: Iterable[Difference], *, by: Staff | None) -> int:
    """Put open differences on the meeting's table; return how many it now holds."""
    held = _held(differences)
    refuse(what_blocks_taking(_facts(held, table)))
    for batch in batches(one.pk for one in held):
        Difference.objects.filter(pk__in=batch).update(table=table)
    audit.record("table.took_differences", table, by=by, differences=len(held))
    return Difference.objects.filter(table=table).count()


@transaction.atomic
def close_table(table: TechnicalTable, *, by: Staff | None) -> TechnicalTable:
    """End the meeting: its minutes are frozen and hashed; what it did not decide can go to another."""
    held = TechnicalTable.objects.select_for_update().get(pk=table.pk)
    taken = Difference.objects.filter(table=held).select_related("decided_by").order_by("death", "kind")
    rows = list(taken)
    refuse(
        what_blocks_ending(
            closed=held.closed_at is not None, differences=len(rows), institutions=len(held.institutions)
        )
    )
    held.closed_at, held.closed_by = timezone.now(), by
    held.minutes = minutes_of(held, rows)
    held.minutes_hash = minutes_hash(held.minutes)
    held.save(update_fields=["closed_at", "closed_by", "minutes", "minutes_hash"])
    taken.filter(state=DifferenceState.OPEN).update(table=None)
    audit.record("table.closed", held, by=by, minutes=held.minutes_hash, differences=len(rows))
    return held


def minutes_of(table: TechnicalTable, rows: Sequence[Difference]) -> dict[str, Any]:
    """Return a meeting's minutes as plain values: attendance, every difference, how many by cause."""
    decided = [one for one in rows if one.state == DifferenceState.DECIDED]
    return {
        "title": table.title,
        "held_on": table.held_on.isoformat(),
        "place": table.place,
        "institutions": table.institutions,
        "remarks": table.remarks,
        "closed_at": table.closed_at.isoformat() if table.closed_at else None,
        "closed_by": table.closed_by.name if table.closed_by else None,
        "differences": [_minuted(one) for one in rows],
        "decided": len(decided),
        "left_open": len(rows) - len(decided),
        "by_cause": dict(sorted(Counter(one.cause for one in decided).items())),
        "by_kind": dict(sorted(Counter(one.kind for one in rows).items())),
    }


def minutes_hash(minutes: Mapping[str, Any]) -> str:
    """Return the hash of minutes: equal minutes have equal hashes, on any machine."""
    return hashlib.sha256(letters(minutes).encode()).hexdigest()


def _minuted(one: Difference) -> dict[str, Any]:
    return {
        "difference": one.pk,
        "death": one.death_id,
        "kind": one.kind,
        "values": one.values,
        "state": one.state,
        "cause": one.cause,
        "adopted": one.adopted,
        "note": one.note,
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "decided_by": one.decided_by.name if one.decided_by else None,
    }


def _open(table: TechnicalTable) -> TechnicalTable:
    held = TechnicalTable.objects.select_for_update().get(pk=table.pk)
    if held.closed_at is not None:
        raise RefusedError((Block.TABLE_CLOSED,))
    return held
