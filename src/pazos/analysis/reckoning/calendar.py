"""Weekday by hour, from the days and hours of the deaths or from their table alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from pazos.science.series import by_calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

SEED = 1
WEEK = 7


def calendar_of(deaths: pd.DataFrame) -> dict[str, Any]:
    """Return the table, the deaths without an hour and the tests; `deaths`: a row each, `day` and `hour`."""
    found = by_calendar(deaths, day="day", hour="hour", seed=SEED)
    tests = {"weekdays": found.weekdays, "hours": found.hours, "together": found.together}
    return {
        "table": found.table.to_numpy(),
        "unknown_hour": found.unknown_hour.to_numpy(),
        "known_hour": int(found.table.to_numpy().sum()),
        "tests": {name: asdict(test) if test else None for name, test in tests.items()},
    }


def from_table(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same from the table: `first` and `last` day, `table` by weekday and hour, `unknown_hour`.

    Only the weekday of a death matters, and between which days all fell: any day of that weekday will do.
    """
    first, last = (date.fromisoformat(frozen[name]) for name in ("first", "last"))
    week = [first + timedelta(days=(weekday - first.weekday()) % WEEK) for weekday in range(WEEK)]
    rows = [
        [
            [week[weekday], hour]
            for hour, deaths in [
                *enumerate(frozen["table"][weekday]),
                (None, frozen["unknown_hour"][weekday]),
            ]
            for _ in range(deaths)
        ]
        for weekday in range(WEEK)
    ]
    rows[last.weekday()][-1][0] = last
    frame = pd.DataFrame([row for one in rows for row in one], columns=["day", "hour"])
    return calendar_of(frame.astype({"day": "datetime64[us]", "hour": "Int64"}))
