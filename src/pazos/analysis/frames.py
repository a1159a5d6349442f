"""Rows to frames: the records in force, and how many fell in each place and year.

Only records of deliveries in use, inside the city and not superseded, are counted. A death
whose place is not known is never given one: it is counted apart, as unplaced.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from django.db.models import F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from pazos.domain.sources.models import Record, Source
from pazos.domain.sources.vocabulary import DeliveryState, Manner
from pazos.domain.territory.models import Population
from pazos.foundation.runs.actions import Input
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from pazos.analysis.basis import Basis

FIELDS = (
    "place",
    "occurred_on",
    "precision",
    "minute_of_day",
    "victims",
    "age",
    "sex",
    "weapon",
    "lon",
    "lat",
)


def in_force(source: str | None = None) -> QuerySet[Record]:
    """Return the records that count today, of one source or of all: nobody in them lived."""
    records = Record.objects.filter(
        in_city=True, superseded_by__isnull=True, delivery__state=DeliveryState.CURRENT
    ).exclude(manner=Manner.SURVIVED)
    return records.filter(source__slug=source) if source else records


def deaths(basis: Basis) -> pd.DataFrame:
    """Return one row a record: FIELDS, plus `year` and `month`; `place` is a code or missing."""
    records = in_force(basis.source).filter(occurred_on__range=(basis.start, basis.end))
    if basis.age_from is not None:
        records = records.filter(age__gte=basis.age_from)
    if basis.age_to is not None:
        records = records.filter(age__lte=basis.age_to)
    if basis.sex:
        records = records.filter(sex=basis.sex)
    place = Coalesce(F("neighbourhood__code"), F("spelling__neighbourhood__code"))
    rows = records.annotate(place=place).order_by("delivery_id", "row_number").values_list(*FIELDS)
    frame = pd.DataFrame.from_records(list(rows), columns=FIELDS)
    frame["occurred_on"] = pd.to_datetime(frame["occurred_on"])
    for column in ("minute_of_day", "age", "victims"):
        frame[column] = frame[column].astype("Int64")
    frame["year"] = frame["occurred_on"].dt.year
    frame["month"] = frame["occurred_on"].dt.to_period("M").astype(str)
    return frame


def placed_by_year(frame: pd.DataFrame, places: pd.Series, *, basis: Basis) -> pd.DataFrame:
    """Return victims per place (rows in the order of `places`) and year (columns), zeros filled in."""
    years = range(basis.first_year, basis.last_year + 1)
    known = frame[frame["place"].notna()]
    table = known.pivot_table(index="place", columns="year", values="victims", aggfunc="sum", fill_value=0)
    return table.reindex(index=places, columns=years, fill_value=0).astype(np.int64)


def periods() -> dict[str, tuple[date, date]]:
    """Return the first and last day that each source has records for."""
    spans = (
        in_force()
        .values("source__slug")
        .annotate(first=Min("occurred_on"), last=Max("occurred_on"))
        .order_by()
    )
    return {row["source__slug"]: (row["first"], row["last"]) for row in spans}


def main_source(asked: str | None = None) -> Source:
    """Return the source asked for, or the one with places for most of its victims."""
    if asked:
        source = Source.objects.filter(slug=asked).first()
        if source is None:
            known = ", ".join(Source.objects.values_list("slug", flat=True)) or "-"
            raise InputProblem(
                N_("There is no source {asked}; there are: {known}."), asked=asked, known=known
            )
        return source
    placed = Q(neighbourhood__isnull=False) | Q(spelling__neighbourhood__isnull=False)
    best = (
        in_force()
        .values("source_id")
        .annotate(n=Sum("victims", filter=placed, default=0))
        .order_by("-n")
        .first()
    )
    if best is None:
        raise InputProblem(
            N_("There are no records yet. Bring in a file with: pazos ingest FILE --source NAME")
        )
    return Source.objects.get(pk=best["source_id"])


def fingerprint(name: str, frame: pd.DataFrame) -> Input:
    """Return the frame as an input of a run: its name, the hash of its content, its rows.

    The hash does not depend on the order of the rows, nor on identifiers of the database.
    """
    text = frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d", float_format="%.12g")
    lines = sorted(text.splitlines()[1:])
    digest = hashlib.sha256("\n".join([",".join(map(str, frame.columns)), *lines]).encode())
    return Input(name=name, sha256=digest.hexdigest(), rows=len(frame))


def municipal_population(year: int) -> float | None:
    """Return the city's people in a year: its own figure, else the sum of its places, else None."""
    everyone = Population.objects.filter(year=year)
    whole = everyone.filter(neighbourhood__isnull=True)
    for figures in (whole, everyone.filter(neighbourhood__isnull=False)):
        total = figures.filter(sex="", age_from__isnull=True).aggregate(n=Sum("persons"))["n"]
        if total is None:
            total = figures.aggregate(n=Sum("persons"))["n"]
        if total is not None:
            return float(total)
    return None
