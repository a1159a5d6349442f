"""What does the register hold of a month? Every death, as canonical text, kept under its hash.

The copy is written once and read back only when its hash still fits: a copy that was touched is
never read. Freezing changes nothing in the register.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from pazos.analysis.ingest.keeping import open_kept, place_of
from pazos.analysis.register.reading import CHUNK, decided_manners
from pazos.domain.register.frozen import FORM, digest_of, last_day, month_name, text_of
from pazos.domain.register.models import Claim, Death
from pazos.domain.register.queries.closing import months_between
from pazos.foundation.privacy.files import write_sealed
from pazos.foundation.privacy.problems import DoesNotOpen

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet

    from pazos.domain.register.frozen import Frozen

_OF_DEATH = {
    "number": "pk",
    "occurred_on": "occurred_on",
    "died_on": "died_on",
    "minute_of_day": "minute_of_day",
    "age": "age",
    "sex": "sex",
    "weapon": "weapon",
    "neighbourhood": "neighbourhood__code",
    "adopted": "adopted",
}
_OF_CLAIM = {
    "source": "source__slug",
    "kind": "source__kind",
    "flags": "flags",
    "occurred_on": "record__occurred_on",
    "died_on": "record__died_on",
    "age": "record__age",
    "sex": "record__sex",
    "weapon": "record__weapon",
    "duplicate": "duplicate",
}


class DamagedCopyError(Exception):
    """A frozen copy is missing, or its content does not have the hash it is kept under."""


def freeze(month: date) -> Frozen:
    """Return what the register holds of a month today."""
    return freeze_months(month, last_day(month))[month]


def freeze_months(first: date, last: date) -> dict[date, Frozen]:
    """Return what the register holds today of each month of a span: three questions to the database."""
    months: dict[date, list[dict[str, Any]]] = {month: [] for month in months_between(first, last)}
    deaths = _deaths(first, last)
    claims, manners = _claims(deaths), decided_manners()
    rows = deaths.order_by("pk").values_list(*_OF_DEATH.values())
    for row in rows.iterator(chunk_size=CHUNK):
        found = dict(zip(_OF_DEATH, row, strict=True))
        number = found["number"]
        days = {
            found["occurred_on"].replace(day=1),
            (found["died_on"] or found["occurred_on"]).replace(day=1),
        }
        death = _plain(found) | {"claims": claims.get(number, []), "manner": manners.get(number)}
        for month in days & months.keys():
            months[month].append(death)
    return {
        month: {"form": FORM, "month": month_name(month), "deaths": found} for month, found in months.items()
    }


def _deaths(first: date, last: date) -> QuerySet[Death]:
    span = (first, last)
    found = Death.objects.filter(merged_into__isnull=True)
    return found.filter(Q(occurred_on__range=span) | Q(died_on__range=span))


def _claims(deaths: QuerySet[Death]) -> dict[int, list[dict[str, Any]]]:
    """Return the claims in force of each death, in an order that does not depend on how they came."""
    found = Claim.objects.filter(death__in=deaths, withdrawn_at__isnull=True).order_by()
    by_death: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for death, *row in found.values_list("death_id", *_OF_CLAIM.values()).iterator(chunk_size=CHUNK):
        by_death[death].append(_plain(dict(zip(_OF_CLAIM, row, strict=True))))
    for claims in by_death.values():
        claims.sort(key=lambda claim: (claim["source"], json.dumps(claim, sort_keys=True)))
    return by_death


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def keep_frozen(frozen: Frozen) -> str:
    """Write a frozen month into the city's files, whole or not at all, and return its hash."""
    text = text_of(frozen)
    digest = digest_of(text)
    place = frozen_place(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_sealed(place, gzip.compress(text, mtime=0))
    return digest


def frozen_place(digest: str) -> Path:
    """Return where the copy of a hash is kept: unpacked, its SHA-256 is its name."""
    return place_of(digest).with_name(f"{digest}.json.gz")


def read_frozen(digest: str) -> Frozen:
    """Return a frozen month as it was kept. Raises DamagedCopyError unless its content has this hash."""
    try:
        with open_kept(frozen_place(digest)) as kept:
            text = gzip.decompress(kept.read())
    except (OSError, EOFError, zlib.error, DoesNotOpen) as error:
        raise DamagedCopyError(digest) from error
    if digest_of(text) != digest:
        raise DamagedCopyError(digest)
    found: Frozen = json.loads(text)
    return found
