"""What each source claims: the record behind a claim, whole, as it stands in the source's file.

Nothing is compared or adopted here; a value a source does not state is None or "".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from pazos.domain.register.models import Claim


@dataclass(frozen=True)
class ClaimFacts:
    """One claim: whose it is, where it stands, and what its record states."""

    id: int
    death: int | None
    source: str  # short name
    source_name: str
    kind: str
    flags: dict[str, bool]
    withdrawn_at: datetime | None
    duplicate: bool
    ordinal: int
    victims: int
    delivery: int
    file_name: str
    row: int
    values: dict[str, Any]


# Field of a claim: where its record keeps it. The order is that of the page.
FIELDS = {
    "occurred_on": "record__occurred_on",
    "precision": "record__precision",
    "dated_by": "record__dated_by",
    "died_on": "record__died_on",
    "registered_on": "record__registered_on",
    "minute_of_day": "record__minute_of_day",
    "age": "record__age",
    "age_group": "record__age_group",
    "sex": "record__sex",
    "weapon": "record__weapon",
    "manner": "record__manner",
    "cause_code": "record__cause_code",
    "place": "place",
    "place_text": "record__spelling__text",
    "zone": "record__zone",
    "municipality_code": "record__municipality_code",
    "died_in_code": "record__died_in_code",
    "source_key": "record__source_key",
}
_OWN = {
    "id": "id",
    "death": "death_id",
    "source": "source__slug",
    "source_name": "source__name",
    "kind": "source__kind",
    "flags": "flags",
    "withdrawn_at": "withdrawn_at",
    "duplicate": "duplicate",
    "ordinal": "ordinal",
    "victims": "record__victims",
    "delivery": "record__delivery_id",
    "file_name": "record__delivery__file_name",
    "row": "record__row_number",
}


def stated(claims: QuerySet[Claim]) -> list[ClaimFacts]:
    """Return claims with what their records state, by source, those in force first: one query."""
    columns = [*_OWN.values(), *FIELDS.values()]
    place = Coalesce(F("record__neighbourhood__name"), F("record__spelling__neighbourhood__name"))
    rows = claims.annotate(place=place).order_by(
        F("withdrawn_at").asc(nulls_first=True), "source__slug", "id"
    )
    found = []
    for row in rows.values_list(*columns):
        own = dict(zip(_OWN, row, strict=False))
        values = dict(zip(FIELDS, row[len(_OWN) :], strict=True))
        found.append(ClaimFacts(**own, values=values))
    return found


def day_of(claim: ClaimFacts) -> date:
    """Return the day that a claim's record gives."""
    day: date = claim.values["occurred_on"]
    return day
