"""Where and when do deaths cluster? The studies behind the map and the patterns page.

Counts and rates are tested apart, because they disagree and both must be shown.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from pazos.analysis.reckoning.calendar import calendar_of
from pazos.analysis.reckoning.patterns import SEED, concentration_of, hot_spots_of, scan_of, series_of
from pazos.analysis.studies.keeping import keep
from pazos.foundation.words import N_
from pazos.science.patterns.near_repeat import near_repeat
from pazos.science.places import local_plane
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

SPACE_BREAKS = (0, 1, 201, 401, 601, 801, 1001)
TIME_BREAKS = (0, 8, 15, 22, 29)


def study_hot_spots(material: Material, *, by: Staff | None, of: Literal["count", "rate"]) -> Run:
    """Keep Getis-Ord Gi* of each place, by count or by rate, with and without false-discovery control."""
    return keep(
        f"hotspots_{of}",
        lambda: hot_spots_of(material, of),
        material=material,
        by=by,
        parameters={"statistic": "gi-star", "alternative": "two-sided", "of": of},
        seed=SEED,
    )


def study_scan(material: Material, *, by: Staff | None) -> Run:
    """Keep Kulldorff's spatial scan over the places whose point and people are known."""
    return keep(
        "scan",
        lambda: scan_of(material),
        material=material,
        by=by,
        parameters={"max_share": 0.5, "replicates": 999},
        seed=SEED,
    )


def study_concentration(material: Material, *, by: Staff | None) -> Run:
    """Keep how unevenly the deaths fall on the places."""
    return keep(
        "concentration",
        lambda: concentration_of(material),
        material=material,
        by=by,
        parameters={"share": 0.5},
        seed=SEED,
    )


def study_series(material: Material, *, by: Staff | None) -> Run:
    """Keep the monthly series with its season, trend and level changes."""
    return keep("series", lambda: series_of(material), material=material, by=by, seed=SEED)


def study_calendar(material: Material, *, by: Staff | None) -> Run:
    """Keep the table of weekday by hour, with the deaths whose hour nobody wrote down."""
    return keep("calendar", lambda: _calendar(material), material=material, by=by, seed=SEED)


def _calendar(material: Material) -> dict[str, Any]:
    exact = material.deaths[material.deaths["precision"] == "day"]
    each = exact.loc[exact.index.repeat(exact["victims"])].reset_index(drop=True)
    each["hour"] = each["minute_of_day"] // 60
    return calendar_of(each.rename(columns={"occurred_on": "day"}))


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
    east, north = local_plane(points["lon"].to_numpy(), points["lat"].to_numpy())
    plane = pd.DataFrame({"x": east, "y": north, "day": points["occurred_on"].to_numpy()})
    found = near_repeat(
        plane, x="x", y="y", day="day", space_breaks=SPACE_BREAKS, time_breaks=TIME_BREAKS, seed=SEED
    )
    return asdict(found)
