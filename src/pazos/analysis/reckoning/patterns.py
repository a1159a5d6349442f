"""Hot spots, the scan, concentration and the monthly series, from what was read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from pazos.analysis.notices import plain_facts
from pazos.domain.register.frozen import last_day
from pazos.foundation.words import N_
from pazos.science.patterns.concentration import concentration
from pazos.science.patterns.hotspots import hot_spots
from pazos.science.patterns.scan import spatial_scan
from pazos.science.problems import InputProblem
from pazos.science.series import find_changes, monthly_series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.reckoning.material import Material
    from pazos.domain.register.definitions import Definition

SEED = 1


def hot_spots_of(material: Material, of: Literal["count", "rate"]) -> dict[str, Any]:
    """Return Getis-Ord Gi* of each place that is known to touch another."""
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


def scan_of(material: Material) -> dict[str, Any]:
    """Return Kulldorff's spatial scan over the places whose point and people are known."""
    table = material.table
    known = table[table["lon"].notna() & (table["people"] > 0)].set_index("code")
    if len(known) < 2:
        raise InputProblem(
            N_("The scan needs the place and the people of at least two neighbourhoods; {known} have both."),
            known=len(known),
        )
    found = spatial_scan(known, count="deaths", population="people", lon="lon", lat="lat", seed=SEED)
    return {"clusters": [asdict(cluster) for cluster in found.clusters], "settings": found.settings}


def concentration_of(material: Material) -> dict[str, Any]:
    """Return how unevenly the deaths fall on the places."""
    return asdict(concentration(material.table["deaths"].to_numpy(dtype=float), seed=SEED))


def series_of(material: Material) -> dict[str, Any]:
    """Return the monthly series; season, trend and changes of level are those of each definition by itself.

    Every month of the basis stands in `months` with its `rule` (None: a month of two definitions).
    `stretches` says of each definition what was found in its months, or why nothing could be.
    """
    if (material.deaths["precision"] == "year").any():
        raise InputProblem(N_("Some records give only the year, so there is no monthly series."))
    sums = material.deaths.groupby("month")["victims"].sum()
    months = pd.period_range(material.basis.start, material.basis.end, freq="M").astype(str).tolist()
    # Inside a period of whole years a month without records is a month without deaths.
    counts = {month: int(sums.get(month, 0)) for month in months}
    found = [_stretch(counts, one) for one in material.basis.counted_by]
    if all(one.refused for one in found):
        raise next(one.refused for one in found if one.refused)
    rows = {row["month"]: row for one in found for row in one.months}
    return {
        "months": [rows.get(month) or _unmodelled(month, counts[month], None) for month in months],
        "changes": [change for one in found for change in one.changes],
        "stretches": [one.facts for one in found],
    }


@dataclass(frozen=True)
class _Stretch:
    """What was found in the months of one definition."""

    facts: dict[str, Any]
    months: Sequence[Mapping[Any, Any]]
    changes: list[dict[str, Any]]
    refused: InputProblem | None = None


def _stretch(counts: Mapping[str, int], definition: Definition) -> _Stretch:
    inside = {month: deaths for month, deaths in counts.items() if definition.covers(*_days(month))}
    counted = pd.DataFrame({"month": list(inside), "count": list(inside.values())})
    try:
        series = monthly_series(counted, month="month", count="count")
        model, changes = find_changes(series, seed=SEED)
    except InputProblem as problem:
        rows = [_unmodelled(month, deaths, definition.rule) for month, deaths in inside.items()]
        cannot = {"template": problem.template, "facts": plain_facts(problem.facts)}
        return _Stretch(definition.stored() | {"cannot": cannot}, rows, [], refused=problem)
    table = model.months.drop(columns="absent").rename(index=str).rename_axis("month").reset_index()
    facts = {
        "cannot": None,
        "season": [asdict(ratio) for ratio in model.season],
        "season_kind": model.season_kind,
        "season_p_value": model.season_p_value,
        "trend": asdict(model.trend) if model.trend else None,
        "dispersion": model.dispersion,
        "autocorrelation": model.autocorrelation,
    }
    return _Stretch(
        definition.stored() | facts,
        table.assign(rule=definition.rule).to_dict("records"),
        [{**asdict(change), "rule": definition.rule} for change in changes],
    )


def _days(month: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{month}-01")
    return first, last_day(first)


def _unmodelled(month: str, deaths: int, rule: str | None) -> dict[str, Any]:
    """Return a month of which nothing is expected: its count alone."""
    unknown = dict.fromkeys(("expected", "low", "high", "adjusted", "moving_sum"))
    return {"month": month, "count": deaths, **unknown, "rule": rule}
