"""How do deaths move from month to month: season, trend, and changes of level?

A month that the file does not hold is unknown, and stays so: it is never a month of peace.
"""

from __future__ import annotations

from pazos.science.series.calendar import Calendar, by_calendar
from pazos.science.series.changes import Change, changes_at, find_changes
from pazos.science.series.model import Ratio, SeriesModel, season_and_trend
from pazos.science.series.months import monthly_series, recognised_columns

__all__ = [
    "Calendar",
    "Change",
    "Ratio",
    "SeriesModel",
    "by_calendar",
    "changes_at",
    "find_changes",
    "monthly_series",
    "recognised_columns",
    "season_and_trend",
]
