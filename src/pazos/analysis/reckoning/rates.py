"""The rates of the places and of the city, from what was read: crude, smoothed, with intervals."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.domain.register.definitions import alike, of_year
from pazos.science.rates import compare, crude_rate, rates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.reckoning.material import Material
    from pazos.domain.register.definitions import Definition
    from pazos.science.rates import Rate

COLUMNS = ("rate", "low", "high", "smoothed", "smoothed_low", "smoothed_high")


def rates_of(material: Material, people: Mapping[int, float | None]) -> dict[str, Any]:
    """Return the rates of places and city; `people`: of the whole city in each year."""
    return {"areas": by_place(material), "city": of_the_city(material, people)}


def by_place(material: Material) -> list[dict[str, Any]]:
    """Return each place with its deaths, people and rate a year (null where no people are known)."""
    table = material.table
    # Deaths in a place with no residents (a market, an industrial park) have no rate, but stay deaths.
    people = table["people"].where(table["people"] > 0)
    frame = table.assign(people=people).set_index("code")
    if people.notna().any():
        answer = rates(frame, count="deaths", population="people", years=material.basis.years)
        frame[list(COLUMNS)] = answer[list(COLUMNS)]
    else:
        frame[list(COLUMNS)] = np.nan
    kept = frame.reset_index()[["code", "name", "zone", "deaths", "people", *COLUMNS]]
    years = material.counts.to_numpy().tolist()
    return [
        {**dict(zip(kept.columns, row, strict=True)), "by_year": deaths}
        for row, deaths in zip(kept.itertuples(index=False, name=None), years, strict=True)
    ]


def of_the_city(material: Material, people: Mapping[int, float | None]) -> dict[str, Any]:
    """Return the city's victims, how many are placed, and its rate in every year."""
    by_year = material.deaths.groupby("year")["victims"].sum()
    years = [
        _one_year(year, int(by_year.get(year, 0)), people[year])
        | {"rule": rule_of(material.basis.counted_by, year)}
        for year in range(material.basis.first_year, material.basis.last_year + 1)
    ]
    return {
        "deaths": material.victims,
        "placed": material.placed,
        "unplaced": material.victims - material.placed,
        "by_year": _with_change(years),
    }


def rule_of(definitions: Sequence[Definition], year: int) -> str | None:
    """Return the rule that the source counts a year by ("": its own words); None for a year of two."""
    found = of_year(definitions, year)
    return found.rule if found else None


def _with_change(years: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to each year its rate over the year before, with the exact interval.

    There is none where either rate is not known, nor where the two years are counted by two
    definitions: such a ratio would measure the change of definition.
    """
    rated = [crude_rate(year["deaths"], year["people"]) if year["people"] else None for year in years]
    changes = [
        _change(now, before) if alike(years[place]["rule"], years[place + 1]["rule"]) else None
        for place, (before, now) in enumerate(pairwise(rated))
    ]
    return [{**year, "change": change} for year, change in zip(years, [None, *changes], strict=True)]


def _change(now: Rate | None, before: Rate | None) -> dict[str, Any] | None:
    if now is None or before is None or not (now.deaths or before.deaths):
        return None
    found = compare(now, before)
    return {"ratio": found.ratio, "low": found.low, "high": found.high, "p_value": found.p_value}


def _one_year(year: int, deaths: int, people: float | None) -> dict[str, Any]:
    if not people:
        return {"year": year, "deaths": deaths, "people": None, "rate": None, "low": None, "high": None}
    rate = crude_rate(deaths, people)
    return {
        "year": year,
        "deaths": deaths,
        "people": people,
        "rate": rate.rate,
        "low": rate.low,
        "high": rate.high,
    }
