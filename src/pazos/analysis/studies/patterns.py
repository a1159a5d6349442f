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
from pazos.science.places import local_plane
from pazos.science.problems import InputProblem
from pazos.science.series import by_calendar, find_changes, monthly_series

if TYPE_CHECKING:
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

SEED = 1
SPACE_BREAKS = (0, 1, 201, 401, 601, 801, 1001)
TIME_BREAKS = (0, 8, 15, 22, 29)


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
    if of == "rate":
        # Deaths where nobody is known to live have no rate; they stay on the map of counts.
        # Person-years, so that the value tested is the rate a year that the pages show.
        table["people"] = (table["people"] * material.basis.years).where(table["people"] > 0)
        if table["people"].notna().sum() == 0:
            raise InputProblem(N_("Rates need people: no neighbourhood's population is known."))
        table["deaths"] = table["deaths"].where(table["people"].notna())
    found = hot_spots(
        table,
        material.links[linked][:, linked],
        count="deaths",
        population="people" if of == "rate" else None,
        seed=SEED,
    )
    rows = found.areas.assign(bin_controlled=found.controlled).reset_index(names="code")
    return {
        "areas": rows.to_dict("records"),
        "settings": found.settings,
        "contiguity": material.contiguity,
        "touching": _touching(material),
    }


def _touching(material: Material) -> dict[str, list[str]]:
    codes = material.areas["code"].to_numpy()
    links = material.links
    ends = zip(links.indptr[:-1], links.indptr[1:], strict=True)
    return {
        str(code): codes[links.indices[start:stop]].tolist()
        for code, (start, stop) in zip(codes, ends, strict=True)
    }


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
    return {"clusters": [asdict(cluster) for cluster in found.clusters], "settings": found.settings}


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
    sums = material.deaths.groupby("month")["victims"].sum()
    months = pd.period_range(material.basis.start, material.basis.end, freq="M").astype(str)
    # Inside a period of whole years a month without records is a month without deaths.
    counted = sums.reindex(months, fill_value=0).rename_axis("month").rename("count").reset_index()
    series = monthly_series(counted, month="month", count="count")
    model, changes = find_changes(series, seed=SEED)
    rows = model.months.drop(columns="absent").rename(index=str).rename_axis("month").reset_index()
    return {
        "months": rows.to_dict("records"),
        "season": [asdict(ratio) for ratio in model.season],
        "season_kind": model.season_kind,
        "season_p_value": model.season_p_value,
        "trend": asdict(model.trend) if model.trend else None,
        "changes": [asdict(change) for change in changes],
        "dispersion": model.dispersion,
        "autocorrelation": model.autocorrelation,
    }


def study_calendar(material: Material, *, by: Staff | None) -> Run:
    """Keep the table of weekday by hour, with the deaths whose hour nobody wrote down."""
    return keep("calendar", lambda: _calendar(material), material=material, by=by, seed=SEED)


def _calendar(material: Material) -> dict[str, Any]:
    exact = material.deaths[material.deaths["precision"] == "day"]
    each = exact.loc[exact.index.repeat(exact["victims"])].reset_index(drop=True)
    each["hour"] = each["minute_of_day"] // 60
    found = by_calendar(each, day="occurred_on", hour="hour", seed=SEED)
    tests = {"weekdays": found.weekdays, "hours": found.hours, "together": found.together}
    return {
        "table": found.table.to_numpy(),
        "unknown_hour": found.unknown_hour.to_numpy(),
        "known_hour": int(found.table.to_numpy().sum()),
        "tests": {name: asdict(test) if test else None for name, test in tests.items()},
    }


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
