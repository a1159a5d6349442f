"""What in the series of the database can hardly be so? Each source's months, places and people.

A flag says what is odd, never why. Months that were not delivered are unknown, not zero. Flags of one
neighbourhood are kept apart from those of the city: they are not for everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.analysis.frames import municipal_population
from pazos.analysis.register.measuring import as_days
from pazos.analysis.territory import population_frame
from pazos.science.quality.plausibility import Findings, check_deaths, check_series

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pazos.analysis.register.measuring import Rows
    from pazos.science.quality.panel import Flag

CITY, PLACE, PEOPLE = "city", "place", "people"
MOST = 30  # flags of one check that are kept


def flags_of(rows: Rows, months: Sequence[str], delivered: Collection[str]) -> list[dict[str, Any]]:
    """Return the flags of one subject: its months, its neighbourhoods' months, and how its rows are told."""
    if not len(rows.frame):
        return []
    found = [(CITY, check_series(_by_month(rows, months, delivered), unit="M", most=MOST))]
    if (rows.frame["place"] != "").any():
        found.append((PLACE, check_series(_by_place(rows, months, delivered), unit="M", most=MOST)))
    found.append((CITY, check_deaths(_told(rows.frame), most=MOST)))
    return _plain(found)


def _plain(found: Sequence[tuple[str, Findings]]) -> list[dict[str, Any]]:
    return [
        _stored(flag, level) for level, findings in found for flag in findings.flags if _speaks(flag, level)
    ]


def _speaks(flag: Flag, level: str) -> bool:
    """A change of the sum of all places is the city's own series, checked as such."""
    return level != PLACE or flag.place is not None


def _stored(flag: Flag, level: str) -> dict[str, Any]:
    names = ("check", "severity", "place", "time", "value", "expected", "p_value", "facts")
    return {"level": level, **{name: getattr(flag, name) for name in names}}


def _victims(frame: pd.DataFrame) -> pd.Series:
    return frame["quantity"] if "quantity" in frame.columns else pd.Series(1, index=frame.index)


def _by_month(rows: Rows, months: Sequence[str], delivered: Collection[str]) -> pd.DataFrame:
    sums = _victims(rows.frame).groupby(rows.frame["month"]).sum()
    counts = [
        float(sums.get(month, 0)) if month in delivered or month in sums else np.nan for month in months
    ]
    return _series([None] * len(months), months, counts)


def _by_place(rows: Rows, months: Sequence[str], delivered: Collection[str]) -> pd.DataFrame:
    """Return the months of every neighbourhood that has deaths, zeros where the source delivered."""
    placed = rows.frame[rows.frame["place"] != ""]
    table = placed.assign(victims=_victims(placed)).pivot_table(
        index="place", columns="month", values="victims", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=list(months), fill_value=0).astype(float)
    silent = [month for month in months if month not in delivered and not table[month].any()]
    table[silent] = np.nan
    places = np.repeat(table.index.to_numpy(), len(months)).tolist()
    return _series(places, list(months) * len(table), table.to_numpy().ravel().tolist())


def _series(places: list[Any], months: Sequence[str], counts: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place": pd.Series(places, dtype=object),
            "time": pd.PeriodIndex(list(months), freq="M"),
            "row": range(len(counts)),
            "count": counts,
            "count_text": [f"{count:g}" for count in counts],
        }
    )


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"day": as_days(frame), "minute": frame["minute"], "age": frame["age"]})


def flags_of_people(years: Sequence[int]) -> list[dict[str, Any]]:
    """Return the flags of the people on whom rates stand: of the city, and of each neighbourhood."""
    whole = [(None, year, people) for year in years if (people := municipal_population(year)) is not None]
    places = [
        (code, year, persons)
        for year in years
        for code, persons in population_frame(year)[["code", "persons"]].itertuples(index=False, name=None)
    ]
    found = [
        (level, check_series(_people(rows), unit="Y", most=MOST))
        for level, rows in ((CITY, whole), (PLACE, places))
        if len({year for _, year, _ in rows}) > 1
    ]
    return [{**flag, "subject": PEOPLE} for flag in _plain(found)]


def _people(rows: list[tuple[Any, int, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place": pd.Series([place for place, _, _ in rows], dtype=object),
            "time": pd.PeriodIndex([str(year) for _, year, _ in rows], freq="Y"),
            "row": range(len(rows)),
            "count": np.nan,
            "count_text": "",
            "population": [float(people) for _, _, people in rows],
        }
    )
