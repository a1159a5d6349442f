"""What does every source claim today? Its records in use become claims, one a victim.

A later file that says the same again takes the claim over: the claim moves to the new record, what
was edited is noted with the old value beside the new one, what the file no longer holds is withdrawn,
and may come back. A claim is never deleted: what people decided about it stays with it.

Records dated to a month or a year are no claims, for nobody can tell whose death they are of; nor are
people who lived. Both are counted.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q

from pazos.analysis.ingest.take import here
from pazos.analysis.register.carrying import EDITABLE, Row, carried
from pazos.analysis.register.claiming import Flags, Reading, in_use, read, restated
from pazos.domain.register.actions import claims as actions
from pazos.domain.register.actions.claims import Carried, ClaimsFound, NewClaim, Noticed
from pazos.domain.register.vocabulary import ChangeKind
from pazos.domain.sources.models import Record
from pazos.domain.sources.vocabulary import Manner, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pazos.analysis.register.carrying import Pairs
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class ClaimsUpdate:
    """What an update changed, in claims; `coarse` and `survived` are records that are no claims.

    `moved` is every claim whose record is another one now, edited or not. `deaths_touched` are the
    deaths of claims that were edited, withdrawn or came back.
    """

    new: int
    moved: int
    edited: int
    withdrawn: int
    returned: int
    renumbered: int
    deaths_touched: frozenset[int]
    coarse: int
    survived: int


@transaction.atomic
def update_claims(*, by: Staff | None) -> ClaimsUpdate:
    """Bring the claims in line with the records in use; a second call changes nothing."""
    actions.one_at_a_time()
    city = here().code
    reading, flags = read(city), Flags(city)
    pairs = carried(reading.lost, reading.withdrawn, reading.fresh)
    gone = sorted(reading.lost.keys() - set(pairs.values()))
    found = ClaimsFound(
        new=[
            NewClaim(row.source, row.record, row.ordinal, flags.of(row))
            for number, row in reading.fresh.items()
            if number not in pairs
        ],
        carried=[Carried(claim, row.record, row.ordinal) for claim, _, row in _said_again(reading, pairs)],
        withdrawn=gone,
        noticed=[
            *_changes(reading, pairs),
            *_returns(reading, pairs),
            *(_withdrawal(claim, reading.lost[claim]) for claim in gone),
        ],
        restated=[
            *_restated(reading, pairs, flags),
            *restated(flags, but=reading.lost.keys()),
        ],
    )
    update = _update(found, reading, moved=len(pairs), city=city)
    counts = {name: count for name, count in asdict(update).items() if name != "deaths_touched"}
    actions.write(found, by=by, **counts)
    return update


def _said_again(reading: Reading, pairs: Pairs) -> Iterator[tuple[int, Row, Row]]:
    """Yield what a claim said and what it says now: by another record, or by its own in use again."""
    for number, claim in pairs.items():
        yield claim, reading.lost.get(claim) or reading.withdrawn[claim], reading.fresh[number]
    for claim, row in reading.back.items():
        yield claim, row, row


def _changes(reading: Reading, pairs: Pairs) -> Iterator[Noticed]:
    """Yield what was edited and what was given another number, the old value beside the new one."""
    first = Row._fields.index(EDITABLE[0])
    for claim, before, after in _said_again(reading, pairs):
        was, now = before[first:], after[first:]
        for name, old, new in zip(EDITABLE, was, now, strict=True) if was != now else ():
            if old != new:
                kind, values = ChangeKind.EDITED, (_plain(old), _plain(new))
                yield Noticed(claim, after.delivery, kind, name, *values)
        if before.key != after.key:
            kind, values = ChangeKind.RENUMBERED, (before.key, after.key)
            yield Noticed(claim, after.delivery, kind, "source_key", *values)


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _returns(reading: Reading, pairs: Pairs) -> Iterator[Noticed]:
    for claim, _, row in _said_again(reading, pairs):
        if claim not in reading.lost:
            yield Noticed(claim, row.delivery, ChangeKind.RETURNED)


def _restated(reading: Reading, pairs: Pairs, flags: Flags) -> Iterator[tuple[int, dict[str, bool]]]:
    for claim, before, after in _said_again(reading, pairs):
        today = flags.of(after)
        if today != before.flags:
            yield claim, today


def _withdrawal(claim: int, row: Row) -> Noticed:
    """A claim is withdrawn by the file in its record's place; without one, its own was set aside."""
    return Noticed(claim, row.replaced_by or row.delivery, ChangeKind.WITHDRAWN)


def _update(found: ClaimsFound, reading: Reading, *, moved: int, city: str) -> ClaimsUpdate:
    by_kind: dict[ChangeKind, set[int]] = {kind: set() for kind in ChangeKind}
    for one in found.noticed:
        by_kind[one.kind].add(one.claim)
    touched = {claim for kind, claims in by_kind.items() if kind != ChangeKind.RENUMBERED for claim in claims}
    left_out = Record.objects.filter(in_use(city)).aggregate(
        coarse=Count("pk", filter=~Q(precision=Precision.DAY) & ~Q(manner=Manner.SURVIVED)),
        survived=Count("pk", filter=Q(manner=Manner.SURVIVED)),
    )
    return ClaimsUpdate(
        new=len(found.new),
        moved=moved,
        edited=len(by_kind[ChangeKind.EDITED]),
        withdrawn=len(found.withdrawn),
        returned=len(by_kind[ChangeKind.RETURNED]),
        renumbered=len(by_kind[ChangeKind.RENUMBERED]),
        deaths_touched=frozenset(_deaths(reading, touched)),
        **left_out,
    )


def _deaths(reading: Reading, claims: Iterable[int]) -> Iterator[int]:
    for claim in claims:
        row = reading.lost.get(claim) or reading.back.get(claim) or reading.withdrawn[claim]
        if row.death is not None:
            yield row.death
