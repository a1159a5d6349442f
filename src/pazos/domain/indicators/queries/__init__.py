"""Questions about indicators: how they stand, one of them whole, what is due from whom, what waits."""

from pazos.domain.indicators.queries.due import Due, due, waiting
from pazos.domain.indicators.queries.one import Shown, indicator, shown, value_of
from pazos.domain.indicators.queries.reading import is_reported
from pazos.domain.indicators.queries.standing import Sought, Standing, series_of, standings

__all__ = [
    "Due",
    "Shown",
    "Sought",
    "Standing",
    "due",
    "indicator",
    "is_reported",
    "series_of",
    "shown",
    "standings",
    "value_of",
    "waiting",
]
