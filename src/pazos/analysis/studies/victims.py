"""Who dies? Victims by age, sex and weapon, and the ages that hold most of them.

It speaks of victims only. Nothing here may be turned round to say who kills, or to mark a
young person for their age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.disclosing import MINIMUM, released
from pazos.analysis.reckoning.victims import bands_of
from pazos.analysis.studies.keeping import keep
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    import pandas as pd

    from pazos.analysis.disclosing import Released
    from pazos.analysis.studies.material import Material
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

BANDS = tuple(range(0, 80, 5))
OLDEST = 80
PLACE_BANDS = ((0, 13), (14, 29), (30, 44), (45, None))
YOUNG = (14, 29)  # the ages that PAZOS has served since its first designation
AGE_BANDS = ((0, 13), (14, 17), (18, 23), (24, 29), (30, 44), (45, 59), (60, None))


def study_victims(material: Material, *, by: Staff | None) -> Run:
    """Keep the victims by five-year age and sex, by weapon and year, with what is not known."""
    return keep(
        "victims",
        lambda: {**describe(material.deaths), "places": by_place(material.deaths)},
        material=material,
        by=by,
    )


def by_place(deaths: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return victims by wide age band and sex of each place that has enough, small cells left out (null).

    A run is open to whoever sees areas, so these tables go through the gate before they are kept.
    A place whose every cell would be left out is not among them.
    """
    known = deaths[deaths["place"].notna() & deaths["age"].notna() & (deaths["sex"] != "")]
    starts = np.array([first for first, _ in PLACE_BANDS])
    band = np.searchsorted(starts, known["age"].to_numpy(dtype=int), side="right") - 1
    counted = known.assign(band=band.astype(str)).groupby(["place", "band", "sex"])["victims"].sum()
    tables: dict[str, list[dict[str, Any]]] = {}
    for place, cells in counted.groupby(level="place"):
        if cells.sum() < 2 * MINIMUM:
            continue
        pairs = zip(cells.index.to_list(), cells.to_list(), strict=True)
        counts = {(str(band), str(sex)): int(n) for (_, band, sex), n in pairs}
        bands = [str(number) for number in range(len(PLACE_BANDS))]
        rows = _shown(released(counts, rows=bands, columns=["f", "m"], to=Permission.SEE_AREAS))
        if any(row["f"] or row["m"] for row in rows[:-1]):
            tables[str(place)] = rows
    return tables


def _shown(table: Released) -> list[dict[str, Any]]:
    return [
        {"age_from": first, "age_to": last, **dict(zip(("f", "m", "total"), counts, strict=True))}
        for (first, last), counts in zip([*PLACE_BANDS, (None, None)], table.cells, strict=True)
    ]


def describe(deaths: pd.DataFrame) -> dict[str, Any]:
    """Return the tables of the victims; each has its own count of the unknown, never shared out."""
    ages = _single_ages(deaths)
    return {
        "pyramid": _pyramid(deaths),
        "unknown_age": _unknown(deaths, deaths["age"].isna()),
        "unknown_sex": _unknown(deaths, deaths["sex"] == ""),
        "unknown_weapon": _unknown(deaths, deaths["weapon"] == ""),
        "weapons": _sums(deaths, "weapon"),
        "sexes": _sums(deaths, "sex"),
        "single_ages": ages,
        **bands_of(ages, AGE_BANDS, young=YOUNG),
    }


def _pyramid(deaths: pd.DataFrame) -> list[dict[str, Any]]:
    known = deaths[deaths["age"].notna() & (deaths["sex"] != "")]
    start = np.minimum(known["age"].to_numpy(dtype=int) // 5 * 5, OLDEST)
    table = known.assign(start=start).pivot_table(
        index="start", columns="sex", values="victims", aggfunc="sum", fill_value=0
    )
    table = table.reindex(index=[*BANDS, OLDEST], columns=["f", "m"], fill_value=0)
    return [
        {
            "age_from": int(first),
            "age_to": None if first == OLDEST else int(first) + 4,
            "f": int(f),
            "m": int(m),
        }
        for first, (f, m) in zip([*BANDS, OLDEST], table.to_numpy(), strict=True)
    ]


def _single_ages(deaths: pd.DataFrame) -> dict[str, int]:
    sums = deaths[deaths["age"].notna()].groupby("age")["victims"].sum()
    return {str(age): int(victims) for age, victims in sums.items()}


def _sums(deaths: pd.DataFrame, column: str) -> dict[str, int]:
    sums = deaths.groupby(column)["victims"].sum().sort_values(ascending=False)
    return {str(value): int(victims) for value, victims in sums.items()}


def _unknown(deaths: pd.DataFrame, rows: pd.Series) -> int:
    return int(deaths.loc[rows, "victims"].sum())
