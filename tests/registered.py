"""A small register: sources that delivered, deaths that they claim, straight into the tables.

Tests of counts and closings ask what is made of a register, not how it came to be.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

from pazos.domain.register.flags import StatedFacts, flags_of
from pazos.domain.register.models import Claim, Death, Pair
from pazos.domain.register.vocabulary import PairState
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.sources.vocabulary import DeliveryState, Manner, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

RECEIVED = datetime(2024, 1, 15, 9, 0, tzinfo=UTC)
MAY = date(2023, 5, 1)
_rows = count(2)


def source(kind: SourceKind, *, first: date = date(2022, 1, 1), last: date = date(2023, 6, 30)) -> Source:
    """Return a source of which one file is in use, covering a span."""
    made = Source.objects.create(slug=kind.value, name=f"Fuente {kind.value}", kind=kind, mapping={})
    deliver(made, first=first, last=last)
    return made


def deliver(of: Source, *, first: date, last: date) -> Delivery:
    """Return a file of a source that is in use."""
    return Delivery.objects.create(
        source=of,
        file_name=f"{of.slug}-{first:%Y-%m}.csv",
        file_hash=f"{of.slug}{first:%Y%m%d}{last:%Y%m%d}".ljust(64, "0"),
        file_bytes=10,
        mapping={},
        state=DeliveryState.CURRENT,
        received_at=RECEIVED,
        first_on=first,
        last_on=last,
    )


def death(day: date, claims: Mapping[Source, str | dict[str, bool]], *, died_on: date | None = None) -> Death:
    """Return a death of a day: for each source the manner that it states, or its flags."""
    made = Death.objects.create(
        occurred_on=day,
        died_on=died_on,
        sources=len(claims),
        opened_at=RECEIVED,
        adopted={"occurred_on": next(iter(claims)).slug} if claims else {},
    )
    for of, said in claims.items():
        claim(made, of, said)
    return made


def claim(of_death: Death, of: Source, said: str | dict[str, bool] = Manner.HOMICIDE) -> Claim:
    """Return what a source states of a death."""
    record = Record.objects.create(
        delivery=Delivery.objects.filter(source=of).latest("pk"),
        source=of,
        row_number=next(_rows),
        occurred_on=of_death.occurred_on,
        died_on=of_death.died_on,
        manner=said if isinstance(said, str) else Manner.HOMICIDE,
    )
    return Claim.objects.create(source=of, record=record, death=of_death, flags=flags(said))


def flags(said: str | dict[str, bool]) -> dict[str, bool]:
    if isinstance(said, dict):
        return said
    return flags_of(StatedFacts(said, "", "", "", conflict_related=None, here=""))


def wait(first: Death, second: Death) -> Pair:
    """Return a pair of claims of two deaths that waits for a person."""
    ends = sorted((first.claims.get().pk, second.claims.get().pk))
    return Pair.objects.create(
        first_id=ends[0], second_id=ends[1], weight=2.0, probability=0.8, state=PairState.WAITING
    )
