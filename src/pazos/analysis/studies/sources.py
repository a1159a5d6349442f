"""What does each source say, year by year, by which definition, and how complete are its rows?

Sources disagree, and the disagreement is shown: nothing here averages them or picks one, nor joins
what one source counted by two definitions.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import ExtractYear

from pazos.analysis import frames
from pazos.analysis.defining import as_input, definitions_by_source
from pazos.analysis.reckoning.sources import source_of
from pazos.analysis.studies.keeping import keep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.domain.register.definitions import Definition
    from pazos.foundation.runs.models import Run

KNOWN = {
    "place": Q(neighbourhood__isnull=False) | Q(spelling__neighbourhood__isnull=False),
    "age": Q(age__isnull=False),
    "sex": ~Q(sex=""),
    "hour": Q(minute_of_day__isnull=False),
    "weapon": ~Q(weapon=""),
    "day": Q(precision="day"),
}


def study_sources(material: Material, *, by: Staff | None) -> Run:
    """Keep what every source says of every year it has, whatever the basis of the other studies."""
    rows = yearly()
    counted_by = definitions_by_source(_spans(rows))
    every = [one for slug in sorted(counted_by) for one in counted_by[slug]]
    # Its inputs are all sources, not the one source of the material.
    return keep(
        "sources",
        lambda: describe(rows, counted_by),
        by=by,
        inputs=(frames.fingerprint("records", rows), as_input(every)),
        material=material,
    )


def _spans(rows: pd.DataFrame) -> dict[str, tuple[date, date]]:
    """Return the whole years that each source has records of, as first and last day."""
    return {
        str(slug): (date(int(years.min()), 1, 1), date(int(years.max()), 12, 31))
        for slug, years in rows.groupby("source")["year"]
    }


def yearly() -> pd.DataFrame:
    """Return a row a source and year: source, name, says, year, records, deaths, first, last, with_KNOWN."""
    columns = ("year", "records", "deaths", "first", "last", *(f"with_{name}" for name in KNOWN))
    counted = (
        frames.in_force()
        .values("source__slug", "source__name", "source__definition", year=ExtractYear("occurred_on"))
        .annotate(
            records=Count("pk"),
            deaths=Sum("victims"),
            first=Min("occurred_on"),
            last=Max("occurred_on"),
            **{f"with_{name}": Count("pk", filter=known) for name, known in KNOWN.items()},
        )
        .order_by("source__slug", "year")
    )
    rows = list(counted.values_list("source__slug", "source__name", "source__definition", *columns))
    return pd.DataFrame.from_records(rows, columns=["source", "name", "says", *columns])


def describe(rows: pd.DataFrame, counted_by: Mapping[str, tuple[Definition, ...]]) -> dict[str, Any]:
    """Return the years of each source, what it counts by, and the share of its records that state each field."""
    return {
        "sources": [
            _one(str(slug), table, counted_by[str(slug)]) for slug, table in rows.groupby("source", sort=True)
        ]
    }


def _one(slug: str, table: pd.DataFrame, definitions: tuple[Definition, ...]) -> dict[str, Any]:
    first, last = table["first"].min(), table["last"].max()
    return source_of(
        {
            "source": slug,
            "name": table["name"].iloc[0],
            "says": table["says"].iloc[0],
            "definitions": [one.stored() for one in definitions],
            "records": int(table["records"].sum()),
            "first": first.isoformat(),
            "last": last.isoformat(),
            "years": table[["year", "deaths"]].to_numpy().tolist(),
            "known": {name: int(table[f"with_{name}"].sum()) for name in KNOWN},
        }
    )
