"""The claims held against the records in use: what has no claim yet, what no longer has its record.

Every question is one query whatever the number of rows; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from pazos.analysis.register.carrying import Row, Rows
from pazos.domain.register.flags import StatedFacts, flags_of
from pazos.domain.register.models import Claim
from pazos.domain.sources.models import Delivery, Record
from pazos.domain.sources.vocabulary import DatedBy, DeliveryState, Manner, Precision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

# Where a record keeps what a row says, where it is not under the same name.
_KEPT = {
    "record": "id",
    "source": "source_id",
    "delivery": "delivery_id",
    "replaced_by": "superseded_by_id",
    "key": "source_key",
    "place": "spelling__text",
}
_OF_CLAIM = ("ordinal", "death_id", "flags")  # the first of a row's fields
_OF_RECORD = tuple(_KEPT.get(name, name) for name in Row._fields[len(_OF_CLAIM) :])
_FLAGGED = ("manner", "cause_code", "municipality_code", "died_in_code", "conflict_related", "delivery_id")


@dataclass(frozen=True)
class Reading:
    """Claims by number, and victims without a claim by a running number, with what their records say.

    `lost`: its record is not in use. `back`: withdrawn, and its own record is in use again.
    `withdrawn`: other withdrawn claims of the sources of `fresh`. `fresh`: victims without a claim.
    """

    lost: Rows
    back: Rows
    withdrawn: Rows
    fresh: Rows


def in_use(city: str, at: str = "") -> Q:
    """Return the records that count today of facts in the city, or of deaths there."""
    inside = Q(**{f"{at}in_city": True})
    if city:
        inside |= Q(**{f"{at}died_in_code": city})
    return inside & Q(**{f"{at}superseded_by__isnull": True, f"{at}delivery__state": DeliveryState.CURRENT})


def _claimable(city: str, at: str = "") -> Q:
    """Return the records in use that say whose death they are of: a day, and a person who died."""
    return in_use(city, at) & Q(**{f"{at}precision": Precision.DAY}) & ~Q(**{f"{at}manner": Manner.SURVIVED})


def read(city: str) -> Reading:
    """Return the claims against the records in use."""
    stands = _claimable(city, "record__") & Q(ordinal__lte=F("record__victims"))
    withdrawn = Claim.objects.filter(withdrawn_at__isnull=False)
    fresh = _fresh(city)
    sources = sorted({row.source for row in fresh.values()})
    return Reading(
        lost=_claims(Claim.objects.filter(withdrawn_at__isnull=True).exclude(stands)),
        back=_claims(withdrawn.filter(stands)),
        withdrawn=_claims(withdrawn.exclude(stands).filter(source__in=sources)) if sources else {},
        fresh=fresh,
    )


def _claims(claims: QuerySet[Claim]) -> Rows:
    columns = (*_OF_CLAIM, *(f"record__{name}" for name in _OF_RECORD))
    order = ("record__delivery_id", "record__row_number", "record__occurred_on", "ordinal")
    found = claims.order_by(*order).values_list("pk", *columns)
    return {claim: Row._make(values) for claim, *values in found.iterator(chunk_size=10_000)}


def _fresh(city: str) -> Rows:
    """Return a row a victim for whom there is no claim."""
    counted = Record.objects.filter(_claimable(city)).annotate(claims=Count("claim"))
    short = counted.filter(claims__lt=F("victims")).values("pk")
    rows = Record.objects.filter(pk__in=short).order_by("delivery_id", "row_number", "occurred_on")
    records = list(rows.values_list("victims", *_OF_RECORD))
    some = Claim.objects.filter(record__in=short) if records else Claim.objects.none()
    claimed = set(some.values_list("record_id", "ordinal"))
    found: Rows = {}
    for victims, record, *said in records:
        for ordinal in range(1, victims + 1):
            if (record, ordinal) not in claimed:
                found[len(found)] = Row._make((ordinal, None, None, record, *said))
    return found


class Flags:
    """What rows state, as flags, in this city: each distinct statement is judged once."""

    def __init__(self, city: str) -> None:
        self._of_death = set(
            Delivery.objects.filter(mapping__municipality_of=DatedBy.DEATH.value).values_list("pk", flat=True)
        )
        self._city = city
        self._judged = cache(self._judge)

    def of(self, row: Row) -> dict[str, bool]:
        """Return the flags that a row states."""
        facts = (row.manner, row.cause_code, row.municipality_code, row.died_in_code, row.conflict_related)
        return self._judged(*facts, row.delivery in self._of_death)

    def of_facts(self, facts: Iterable[Any]) -> dict[str, bool]:
        """Return the flags of manner, cause, municipality, that of death, conflict, and a delivery."""
        *said, delivery = facts
        return self._judged(*said, delivery in self._of_death)

    def _judge(self, *facts: Any) -> dict[str, bool]:
        manner, cause, code, died_in, conflict, of_death = facts
        # A municipality of death says nothing of where the person was hurt.
        hurt_in = "" if of_death else code
        return flags_of(StatedFacts(manner, cause, hurt_in, died_in, conflict, self._city))


def restated(flags: Flags, *, but: Collection[int]) -> list[tuple[int, dict[str, bool]]]:
    """Return the standing claims whose flags read otherwise today, and those flags; not of `but`."""
    columns = ["flags", *(f"record__{name}" for name in _FLAGGED)]
    standing = Claim.objects.filter(withdrawn_at__isnull=True).order_by()
    kinds = standing.values_list(*columns).distinct()
    if all(said == flags.of_facts(facts) for said, *facts in kinds):
        return []
    found = [
        (claim, said, flags.of_facts(facts))
        for claim, said, *facts in standing.order_by("pk").values_list("pk", *columns)
        if claim not in but
    ]
    return [(claim, today) for claim, said, today in found if said != today]
