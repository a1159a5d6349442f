"""A series of counts as every check reads it: places in rows, periods in columns.

A count that is not known is missing (nan), never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.science.quality.chance import Floats

Severity = Literal["impossible", "implausible", "notable"]
RANK = {"impossible": 0, "implausible": 1, "notable": 2}
PER_YEAR = {"M": 12, "Q": 4, "Y": 1}


@dataclass(frozen=True)
class Flag:
    """One thing that can hardly be so: what check found it, where, and what it lets expect.

    `severity`: "impossible" (a contradiction), "implausible" (chance hardly makes it), "notable"
    (rare by chance, but life can do it). `p_value` is corrected for the number of tests, None where
    none was made. `facts` are what a sentence about it needs, and nothing personal.
    """

    check: str
    severity: Severity
    place: str | None = None
    time: str | None = None
    value: float | None = None
    expected: float | None = None
    p_value: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ran:
    """Whether a check could be made: `why` is a short code where it could not."""

    check: str
    ran: bool
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """Counts, and where given people and rates, of `places` (rows) in `periods` (columns, no gap).

    `unit` is "M", "Q" or "Y". `place` None stands for the whole. `decimals` is how many the file
    writes for each rate.
    """

    places: tuple[str | None, ...]
    periods: pd.PeriodIndex
    unit: str
    counts: Floats
    population: Floats | None = None
    rates: Floats | None = None
    decimals: NDArray[np.int64] | None = None

    def label(self, column: int) -> str:
        """Return a period as people write it: `2012` or `2020-08`."""
        return period_label(self.periods[column], self.unit)

    def with_counts(self, counts: Floats) -> Panel:
        """Return the panel with other counts."""
        return replace(self, counts=counts)

    def whole(self) -> Panel:
        """Return the sum of all places, where each has a figure."""
        return Panel((None,), self.periods, self.unit, self.counts.sum(axis=0, keepdims=True))


def period_label(period: Any, unit: str) -> str:
    """Return `2012` for a year and `2020-08` for a month (of a quarter, its first)."""
    return str(period.year) if unit == "Y" else f"{period.start_time.year}-{period.start_time.month:02d}"


def panel_of(
    frame: pd.DataFrame, *, unit: str, columns: Sequence[str] = (), absent_is_zero: bool = False
) -> Panel:
    """Return the panel of a long frame.

    Parameters
    ----------
    frame: columns `place` (text, or None for the whole), `time` (periods of `unit`), `count` and those
        of `columns` among population, rate, decimals; at most one row a place and time.
    absent_is_zero: a place and time without a row had no deaths (lists of deaths; files without zeros).
    """
    periods = pd.period_range(frame["time"].min(), frame["time"].max(), freq=unit)
    column = np.asarray(frame["time"].array.asi8) - periods[0].ordinal
    codes, places = pd.factorize(frame["place"], use_na_sentinel=False)
    shape = (len(places), len(periods))

    def spread(values: pd.Series, empty: float) -> Floats:
        cells = np.full(shape, empty)
        cells[codes, column] = values.to_numpy(dtype=float, na_value=np.nan)
        return cells

    extra = {name: spread(frame[name], np.nan) for name in columns}
    decimals = extra.get("decimals")
    return Panel(
        tuple(None if pd.isna(place) else str(place) for place in places),
        periods,
        unit,
        spread(frame["count"], 0.0 if absent_is_zero else np.nan),
        extra.get("population"),
        extra.get("rate"),
        None if decimals is None else np.nan_to_num(decimals).astype(np.int64),
    )
