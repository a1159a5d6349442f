"""What does each claim say, as the linkage reads it? Claims that are withdrawn say nothing.

A place is a spelling's text and, where it was recognised, a neighbourhood's code. Only a day that is
known to the day is a date: a claim of a month is not held against the first of it. Where a list
states days of death only, the others are compared with it by theirs, if they state them: a list
without places has little else, and one with a place and an hour needs its day the least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from django.db.models import F
from django.db.models.functions import Coalesce

from pazos.domain.register.actions.bulk import batches
from pazos.domain.register.models import Claim
from pazos.domain.sources.vocabulary import DatedBy, Precision

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

# A list with more than this share of its rows dated by death alone has no days of the fact.
MOSTLY = 0.5
# What the linkage compares: a claim is compared anew when any of these changes.
COMPARED = ("list", "date", "age", "sex", "place", "place_code", "weapon", "hour", "lon", "lat")
_COLUMNS = (
    *(
        "claim",
        "list",
        "record",
        "day",
        "died",
        "dated_by",
        "precision",
        "minute",
        "age",
        "sex",
        "place",
        "place_code",
    ),
    *("weapon", "lon", "lat", "compared_as", "death", "duplicate"),
)
_FIELDS = (
    *(
        "pk",
        "source__slug",
        "record_id",
        "record__occurred_on",
        "record__died_on",
        "record__dated_by",
        "record__precision",
        "record__minute_of_day",
    ),
    *("record__age", "record__sex", "record__spelling__text", "code", "record__weapon", "record__lon"),
    *("record__lat", "compared_as", "death_id", "duplicate"),
)


def claims_frame(numbers: Collection[int] | None = None) -> pd.DataFrame:
    """Return one row a claim that stands, of all or of these.

    The columns of a claim that `science.linkage` reads, and: record, day (the record's, whatever its
    precision), compared_as, death, duplicate, and `says`, the hash of what is compared.
    """
    standing = Claim.objects.filter(withdrawn_at__isnull=True)
    if numbers is None:
        return _frame(list(_rows(standing)))
    return _frame([row for batch in batches(sorted(numbers)) for row in _rows(standing.filter(pk__in=batch))])


def _rows(claims: QuerySet[Claim]) -> QuerySet[Claim, tuple[object, ...]]:
    code = Coalesce(F("record__neighbourhood__code"), F("record__spelling__neighbourhood__code"))
    return claims.annotate(code=code).order_by("pk").values_list(*_FIELDS)


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    columns = dict(zip(_COLUMNS, zip(*rows, strict=True) if rows else [()] * len(_COLUMNS), strict=True))
    # A hash beside None would pass through a float and lose its last digits.
    whole = {name: pd.array(columns.pop(name), dtype="Int64") for name in ("compared_as", "death")}
    frame = pd.DataFrame(columns).assign(**whole)
    frame["date"] = _dates(frame)
    frame["hour"] = frame["minute"].astype("float64") / 60
    for column in ("lon", "lat", "age"):
        frame[column] = frame[column].astype("float64")
    for column in ("list", "sex", "weapon", "place", "place_code"):
        frame[column] = frame[column].astype("str").fillna("")
    hashes = pd.util.hash_pandas_object(frame[list(COMPARED)], index=False)
    return frame.drop(columns=["died", "dated_by", "precision", "minute"]).assign(
        says=hashes.to_numpy().view("int64")
    )


def _dates(frame: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the day that the lists share: the day of death where one of them has no other."""
    days = pd.to_datetime(frame["day"]).where(frame["precision"] == Precision.DAY)
    by_death = frame["dated_by"] == DatedBy.DEATH
    if by_death.groupby(frame["list"]).mean().gt(MOSTLY).any():
        return pd.to_datetime(frame["died"]).fillna(days)
    return days
