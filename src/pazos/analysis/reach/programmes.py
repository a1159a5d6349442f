"""Each programme beside the others: what it did, whom it reached, from where and of which age.

People of programmes are not added up: many are in several. Two tables of the same people open one
another, so a programme whose number one of them hides is hidden in both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pazos.analysis.disclosing import released, released_list
from pazos.analysis.reach.counting import Met
from pazos.analysis.reach.slices import activities_in
from pazos.analysis.reach.targeting import STANDS, Share, from_places, of_ages, stands
from pazos.domain.activities.models import HeadCount
from pazos.domain.strategy.models import Programme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.disclosing import Released
    from pazos.analysis.reach.held import Held
    from pazos.analysis.reach.slices import Chosen, Slice
    from pazos.analysis.reach.targeting import Targeted
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Permission


class Heads(NamedTuple):
    """A number that somebody reported for an activity."""

    activity: int
    sex: str
    band: str
    people: int


@dataclass(frozen=True)
class OfProgramme:
    """One programme's own figures; None is hidden from this reader."""

    number: int
    name: str
    component: str
    activities: int
    people: int | None
    reported: int | None
    living: Share | None
    aged: Share | None


def heads_of(activities: Chosen, asked: Slice, *, seen_by: Staff) -> list[Heads]:
    """Return what was reported of these activities of a slice."""
    rows = activities_in(asked, seen_by=seen_by).filter(starts_on__range=(asked.first, asked.last))
    found = HeadCount.objects.filter(activity__in=rows.values("pk")).order_by()
    known = set(activities.number.tolist())
    every = (Heads(*row) for row in found.values_list("activity", "sex", "age_band", "people"))
    return [one for one in every if one.activity in known]


def programmes(
    each: Mapping[int, Met],
    *,
    of: Held,
    targeted: Targeted,
    activities: Chosen,
    heads: Sequence[Heads],
    to: Permission,
) -> tuple[OfProgramme, ...]:
    """Return every programme that did something in a slice, in the order of the strategy."""
    owner = dict(zip(activities.number.tolist(), activities.programme.tolist(), strict=True))
    rows = list(Programme.objects.filter(pk__in={*each, *owner.values()}).select_related("component"))
    if not rows:
        return ()
    done = Counter(activities.programme[activities.done == 1].tolist())
    told: Counter[int] = Counter()
    for one in heads:
        told[owner[one.activity]] += one.people
    nobody = Met(of.people.sex[:0], of.people.sex[:0], 0)
    met = {row.pk: each.get(row.pk, nobody) for row in rows}
    living = {key: from_places(of.people, one, targeted.places) for key, one in met.items()}
    ages = {"first": targeted.first_age, "last": targeted.last_age}
    aged = {key: of_ages(of.people, one, **ages) for key, one in met.items()}
    tables = [_released(one, to) for one in (living, aged)]
    reported = released_list({str(key): told[key] for key in met}, to=to)
    return tuple(
        OfProgramme(
            number=row.pk,
            name=row.name,
            component=row.component.name,
            activities=done[row.pk],
            people=len(met[row.pk]) if _is_told(row.pk, tables) else None,
            reported=reported[str(row.pk)],
            living=living[row.pk] if _is_open(row.pk, tables) else None,
            aged=aged[row.pk] if _is_open(row.pk, tables) else None,
        )
        for row in rows
    )


def _released(shares: Mapping[int, Share], to: Permission) -> Released:
    cells = {(str(key), name): n for key, one in shares.items() for name, n in stands(one).items()}
    return released(cells, rows=[str(key) for key in shares], columns=STANDS, to=to)


def _is_told(key: int, tables: Sequence[Released]) -> bool:
    return all(table.count(str(key)) is not None for table in tables)


def _is_open(key: int, tables: Sequence[Released]) -> bool:
    cells = [table.count(str(key), name) for table in tables for name in STANDS]
    return _is_told(key, tables) and None not in cells
