"""What a source says by year, and how much of it each record states, from its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.reckoning.rates import rule_of
from pazos.domain.register.definitions import definition_from

if TYPE_CHECKING:
    from collections.abc import Mapping

JANUARY, DECEMBER = 1, 12


def source_of(sums: Mapping[str, Any]) -> dict[str, Any]:
    """Return one source as the pages show it.

    `sums`: `source`, `name`, `says`, `definitions`, `records`, `first` and `last` (2012-01 or
    2012-01-31), `years` (year and deaths, pairs) and `known` (records that state a field, by field).
    """
    definitions = tuple(definition_from(one) for one in sums["definitions"])
    first, last, records = sums["first"], sums["last"], sums["records"]
    return {
        **{name: sums[name] for name in ("source", "name", "says", "definitions", "records")},
        "deaths": sum(deaths for _, deaths in sums["years"]),
        "first": first,
        "last": last,
        "by_year": [
            {
                "year": year,
                "deaths": deaths,
                "complete": is_complete(year, first=first, last=last),
                "rule": rule_of(definitions, year),
            }
            for year, deaths in sums["years"]
        ],
        "stated": {name: known / records for name, known in sums["known"].items()},
    }


def is_complete(year: int, *, first: str, last: str) -> bool:
    """Return whether a source has the whole year, as far as its first and last record tell."""
    begun = year > int(first[:4]) or int(first[5:7]) == JANUARY
    return begun and (year < int(last[:4]) or int(last[5:7]) == DECEMBER)
