"""Neighbourhoods and their people as frames.

A year without figures gives an empty frame: no year is ever filled in from another.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas
import pandas as pd
import shapely
from django.utils import timezone

from pazos.domain.territory import queries

if TYPE_CHECKING:
    from datetime import date

PLACE = ("id", "code", "name", "kind", "zone", "comuna", "located", "lon", "lat")
CELL = ("id", "code", "sex", "age_from", "age_to", "persons")
WGS84 = "EPSG:4326"


def areas_frame(on: date | None = None) -> geopandas.GeoDataFrame:
    """Return the neighbourhoods in force on a day (default: today), by code.

    Columns: id, code, name, kind, zone, comuna (its name, "" if none), located ("polygon",
    "point", "name"), lon, lat (degrees, missing if unknown), geometry (WGS84, None without outline).
    """
    fields = ("pk", "code", "name", "kind", "zone", "comuna__name", "located", "lon", "lat")
    rows = queries.in_force(on or timezone.localdate()).order_by("code").values_list(*fields)
    frame = pd.DataFrame.from_records(list(rows), columns=list(PLACE))
    frame["comuna"] = frame["comuna"].fillna("").astype(str)
    frame[["lon", "lat"]] = frame[["lon", "lat"]].astype(float)
    known = queries.outlines(on=on or timezone.localdate())
    shapes = shapely.from_geojson([known.get(place) for place in frame["id"].tolist()])
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs=WGS84)


def population_cells(year: int) -> pd.DataFrame:
    """Return people by neighbourhood, sex and age as stored: CELL; `sex` "" is both, no age is every age."""
    fields = ("neighbourhood_id", "neighbourhood__code", "sex", "age_from", "age_to", "persons")
    rows = queries.population(year).order_by("neighbourhood__code", "sex", "age_from").values_list(*fields)
    frame = pd.DataFrame.from_records(list(rows), columns=list(CELL))
    return frame.astype({"age_from": "Int64", "age_to": "Int64", "persons": float})


def population_frame(year: int) -> pd.DataFrame:
    """Return everyone in each neighbourhood in a year: id, code, persons; no row where not known.

    A figure for everyone counts before the sum of a neighbourhood's sexes and ages.
    """
    cells = population_cells(year)
    whole = (cells["sex"] == "") & cells["age_from"].isna()
    stated = cells[whole]
    parts = cells[~whole & ~cells["id"].isin(stated["id"])]
    counted = pd.concat([stated, _finest(parts)])
    sums: pd.DataFrame = counted.groupby(["id", "code"])[["persons"]].sum().reset_index()
    return sums.sort_values("code", ignore_index=True)


def _finest(parts: pd.DataFrame) -> pd.DataFrame:
    """Keep one division of each place: by sex and age, else by age, else by sex."""
    sexes, ages = parts["sex"] != "", parts["age_from"].notna()
    rank = sexes.astype(int) + 2 * ages.astype(int)
    return parts[rank == rank.groupby(parts["id"]).transform("max")]


def municipal_outline() -> shapely.Geometry | None:
    """Return the municipality's outline (WGS84), or None where none was brought in."""
    city = queries.municipality()
    return shapely.from_geojson(json.dumps(city.outline)) if city.outline else None
