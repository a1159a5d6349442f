"""Where and when do deaths cluster? The studies behind the map and the patterns page.

Counts and rates are tested apart, because they disagree and both must be shown.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from pazos.analysis.studies.keeping import keep
from pazos.foundation.words import N_
from pazos.science.patterns.concentration import concentration
from pazos.science.patterns.hotspots import hot_spots
from pazos.science.patterns.near_repeat import near_repeat
from pazos.science.patterns.scan import spatial_scan
from pazos.science.problems import InputProblem
from pazos.science.series import by_calendar, monthly_series

if TYPE_CHECKING:
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

SEED = 1
SPACE_BREAKS = (0, 1, 201, 401, 601, 801, 1001)
TIME_BREAKS = (0, 8, 15, 22, 29)
EARTH_METRES = 6_371_000.0


def study_hot_spots(material: Material, *, by: Staff | None, of: Literal["count", "rate"]) -> Run:
    """Keep Getis-Ord Gi* of each place, by count or by rate, with and without false-discovery control."""
    return keep(
        f"hotspots_{of}",
        lambda: _hot_spots(material, of),
        material=material,
        by=by,
        parameters={"statistic": "gi-star", "alternative": "two-sided", "of": of},
        seed=SEED,
    )


def _hot_spots(material: Material, of: Literal["count", "rate"]) -> dict[str, Any]:
    linked = np.flatnonzero(np.diff(material.links.indptr))
    if not len(linked):
        raise InputProblem(N_("No neighbourhood's place is known, so nobody can say which of them touch."))
    table = material.table.iloc[linked].set_index("code")
    table["people"] = table["people"].where(table["people"] > 0)
    found = hot_spots(
        table.assign(deaths=table["deaths"].where(table["people"].notna() | (of == "count"))),
        material.links[linked][:, linked],
        count="deaths",
        population="people" if of == "rate" else None,
        false_discovery=False,
        seed=SEED,
    )
    controlled = hot_spots(
        table.assign(deaths=table["deaths"].where(table["people"].notna() | (of == "count"))),
        material.links[linked][:, linked],
        count="deaths",
        population="people" if of == "rate" else None,
        false_discovery=True,
        seed=SEED,
    )
    rows = found.areas.assign(bin_controlled=controlled.areas["bin"].to_numpy()).reset_index(names="code")
    return {"areas": rows.to_dict("records"), "settings": found.settings}


def study_scan(material: Material, *, by: Staff | None) -> Run:
    """Keep Kulldorff's spatial scan over the places whose point and people are known."""
    return keep(
        "scan",
        lambda: _scan(material),
        material=material,
        by=by,
        parameters={"max_share": 0.5, "replicates": 999},
        seed=SEED,
    )


def _scan(material: Material) -> dict[str, Any]:
    table = material.table
    known = table[table["lon"].notna() & (table["people"] > 0)].set_index("code")
    if len(known) < 2:
        raise InputProblem(
            N_("The scan needs the place and the people of at least two neighbourhoods; {known} have both."),
            known=len(known),
        )
    found = spatial_scan(known, count="deaths", population="people", lon="lon", lat="lat", seed=SEED)
    return asdict(found)


def study_concentration(material: Material, *, by: Staff | None) -> Run:
    """Keep how unevenly the deaths fall on the places."""
    return keep(
        "concentration",
        lambda: asdict(concentration(material.table["deaths"].to_numpy(dtype=float), seed=SEED)),
        material=material,
        by=by,
        parameters={"share": 0.5},
        seed=SEED,
    )


def study_series(material: Material, *, by: Staff | None) -> Run:
    """Keep the monthly series with its season, trend and level changes."""
    return keep("series", lambda: _series(material), material=material, by=by, seed=SEED)


def _series(material: Material) -> dict[str, Any]:
    if (material.deaths["precision"] == "year").any():
        raise InputProblem(N_("Some records give only the year, so there is no monthly series."))
    monthly = material.deaths.groupby("month", as_index=False)["victims"].sum()
    months = pd.period_range(material.basis.start, material.basis.end, freq="M").astype(str)
    # A month in which the source has records around it and none inside is a month without deaths.
    counted = monthly.set_index("month").reindex(months, fill_value=0).rename_axis("month").reset_index()
    return asdict(monthly_series(counted, month="month", count="victims", seed=SEED))


def study_calendar(material: Material, *, by: Staff | None) -> Run:
    """Keep the table of weekday by hour, with the deaths whose hour nobody wrote down."""
    return keep("calendar", lambda: asdict(by_calendar(_moments(material))), material=material, by=by, seed=SEED)


def _moments(material: Material) -> pd.DataFrame:
    exact = material.deaths[material.deaths["precision"] == "day"]
    return exact[["occurred_on", "minute_of_day", "victims"]]


def study_near_repeat(material: Material, *, by: Staff | None) -> Run:
    """Keep Knox's table of pairs close in space and time, where the records carry points."""
    return keep(
        "near_repeat",
        lambda: _near_repeat(material),
        material=material,
        by=by,
        parameters={"space_breaks": SPACE_BREAKS, "time_breaks": TIME_BREAKS},
        seed=SEED,
    )


def _near_repeat(material: Material) -> dict[str, Any]:
    points = material.deaths[material.deaths["lon"].notna() & (material.deaths["precision"] == "day")]
    if len(points) < 20:
        raise InputProblem(
            N_("Near repeats need records with a point; {points} of {records} have one."),
            points=len(points),
            records=len(material.deaths),
        )
    lon, lat = np.radians(points["lon"].to_numpy()), np.radians(points["lat"].to_numpy())
    # Over one city a plane tangent at its middle is true to a few centimetres a kilometre.
    plane = pd.DataFrame(
        {
            "x": EARTH_METRES * np.cos(lat.mean()) * (lon - lon.mean()),
            "y": EARTH_METRES * (lat - lat.mean()),
            "day": points["occurred_on"].to_numpy(),
        }
    )
    found = near_repeat(
        plane, x="x", y="y", day="day", space_breaks=SPACE_BREAKS, time_breaks=TIME_BREAKS, seed=SEED
    )
    return asdict(found)
