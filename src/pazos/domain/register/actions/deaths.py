"""Claims moved among deaths, and the register's own values of each. Nothing here judges; it writes.

A death is never deleted: one that was joined to another says so and can stand again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.register.actions.bulk import batches, rewrite
from pazos.domain.register.models import Claim, Death
from pazos.domain.register.numbering import Joined, Numbering
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from pazos.domain.people.models import Staff

SAID_ONE_BY_ONE = 20  # deaths joined or parted in one deed; beyond, their number is enough


@dataclass(frozen=True)
class Grouped:
    """Claims as they belong together. `now`: each claim's death and whether it is a duplicate."""

    groups: Sequence[Sequence[int]]
    duplicates: frozenset[int]
    now: Mapping[int, tuple[int | None, bool]]
    days: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Regrouped:
    """What came of it: deaths whose claims changed, and how many were opened, joined, reopened."""

    touched: frozenset[int] = frozenset()
    opened: int = 0
    joined: int = 0
    reopened: int = 0


def joined_into(deaths: Iterable[int] | None = None) -> dict[int, Joined]:
    """Return the deaths joined into these, directly or through others, and those of these that are
    joined themselves; None asks for all."""
    every = Death.objects.filter(merged_into__isnull=False).order_by("pk")
    if deaths is None:
        return _joined(every.values_list("pk", "merged_into", "held"))
    edge = set(deaths)
    found: dict[int, Joined] = {}
    for batch in batches(sorted(edge)):
        found |= _joined(every.filter(pk__in=batch).values_list("pk", "merged_into", "held"))
    while edge:
        next_edge: dict[int, Joined] = {}
        for batch in batches(sorted(edge)):
            next_edge |= _joined(every.filter(merged_into__in=batch).values_list("pk", "merged_into", "held"))
        found |= next_edge
        edge = set(next_edge)
    return found


def _joined(rows: Iterable[tuple[int, int | None, list[int]]]) -> dict[int, Joined]:
    return {pk: Joined(into, frozenset(held)) for pk, into, held in rows if into is not None}


@transaction.atomic
def regroup(grouped: Grouped, numbering: Numbering, *, by: Staff | None) -> Regrouped:
    """Put claims into the deaths that `numbering` gives their groups; write only what changes."""
    stood = {claim: death for claim, (death, _) in grouped.now.items()}
    numbers, opened = _numbers(grouped, numbering)
    there = {claim: numbers[place] for place, group in enumerate(grouped.groups) for claim in group}
    moved = [
        (claim, death, claim in grouped.duplicates)
        for claim, death in there.items()
        if grouped.now[claim] != (death, claim in grouped.duplicates)
    ]
    _join(numbering, numbers, stood, by=by)
    _reopen(numbering.reopened, by=by)
    rewrite(Claim, ["death", "duplicate"], moved)
    ends = {death for claim, death, _ in moved} | {stood[claim] for claim, _, _ in moved}
    return Regrouped(
        touched=frozenset(death for death in ends if death is not None),
        opened=opened,
        joined=len(numbering.joined),
        reopened=len(numbering.reopened),
    )


def _numbers(grouped: Grouped, numbering: Numbering) -> tuple[list[int], int]:
    """Return each group's death; those without one are opened, in the order of their first claims."""
    fresh = [place for place, number in enumerate(numbering.numbers) if number is None]
    fresh.sort(key=lambda place: min(grouped.groups[place]))
    opened_at = timezone.now()
    made = Death.objects.bulk_create(
        (
            Death(occurred_on=min(grouped.days[c] for c in grouped.groups[place]), opened_at=opened_at)
            for place in fresh
        ),
        batch_size=1000,
    )
    given = dict(zip(fresh, (death.pk for death in made), strict=True))
    numbers = [number or given[place] for place, number in enumerate(numbering.numbers)]
    return numbers, len(fresh)


def _join(
    numbering: Numbering, numbers: Sequence[int], stood: Mapping[int, int | None], *, by: Staff | None
) -> None:
    held: dict[int, list[int]] = {death: [] for death in numbering.joined}
    for claim, death in sorted(stood.items()):
        if death in held:
            held[death].append(claim)
    rows = [(death, numbers[place], held[death]) for death, place in numbering.joined.items()]
    rewrite(Death, ["merged_into", "held"], rows)
    if len(rows) <= SAID_ONE_BY_ONE:
        for death, into, claims in rows:
            audit.record("death.joined", Death(pk=death), by=by, into=into, claims=claims)


def _reopen(deaths: Collection[int], *, by: Staff | None) -> None:
    rewrite(Death, ["merged_into", "held"], ((death, None, []) for death in sorted(deaths)))
    if len(deaths) <= SAID_ONE_BY_ONE:
        for death in sorted(deaths):
            audit.record("death.reopened", Death(pk=death), by=by)


VALUES = (
    *("occurred_on", "died_on", "minute_of_day", "age", "sex", "weapon", "neighbourhood", "adopted"),
    "sources",
)


def keep_values(values: Mapping[int, Sequence[Any]]) -> int:
    """Write the register's own values of deaths, in the order of VALUES; return how many changed."""
    names = [f"{name}_id" if name == "neighbourhood" else name for name in VALUES]
    changed = []
    for batch in batches(values):
        before = Death.objects.filter(pk__in=batch).values_list("pk", *names)
        changed += [(pk, *values[pk]) for pk, *old in before if old != list(values[pk])]
    rewrite(Death, VALUES, changed)
    return len(changed)
