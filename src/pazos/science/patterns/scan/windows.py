"""What is scanned: places, counts and expectations over time, and the bounds of a window.

Circles stand on every place and grow to the next nearest one, until they hold the largest
share allowed. Places at the same distance enter together; places on one spot are one place.
The windows depend on places and population alone: never on where the cases fell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
EARTH_RADIUS_METRES = 6_367_000.0


@dataclass(frozen=True)
class Study:
    """What is scanned: N places, T periods, and the I stretches of time that a window may have.

    `points` (N, 2 or 3) are Cartesian; `cases` (N, T) and `expected` (N, T) have the same sum,
    `total`; `intervals` (I, 2) are first and last period; a circle's expectation is at most
    `limit`, a cluster holds at least `minimum` cases.
    """

    points: Floats
    cases: Integers
    expected: Floats
    intervals: Integers
    limit: float
    minimum: int

    @cached_property
    def total(self) -> int:
        """All cases of the study."""
        return int(self.cases.sum())

    @property
    def places(self) -> int:
        """The number of places."""
        return len(self.points)

    @cached_property
    def until(self) -> Floats:
        """Expectations added up over time (N + 1, T + 1): none before the first period, none in no place."""
        return added_up(self.expected)

    @cached_property
    def cases_until(self) -> Integers:
        """Cases added up over time (N + 1, T + 1), as `until`."""
        return added_up(self.cases)

    @cached_property
    def longest(self) -> float:
        """The largest expectation of all places in one interval."""
        course = self.until.sum(axis=0)
        return float((course[self.intervals[:, 1] + 1] - course[self.intervals[:, 0]]).max())


def added_up(cells: NDArray[Any]) -> NDArray[Any]:
    """Return cells (N, T) added up over time, with nothing before the first period and in one place more."""
    added = np.zeros((len(cells) + 1, cells.shape[1] + 1), dtype=cells.dtype)
    np.cumsum(cells, axis=1, out=added[:-1, 1:])
    return added


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Return places in degrees as points in space, metres; nearer there is nearer on the globe."""
    east, north = np.radians(lon), np.radians(lat)
    around = np.cos(north)
    return EARTH_RADIUS_METRES * np.column_stack(
        (around * np.cos(east), around * np.sin(east), np.sin(north))
    )


def great_circle(chord: float) -> float:
    """Return the way over the globe between points that are `chord` metres apart through it."""
    return 2 * EARTH_RADIUS_METRES * math.asin(min(chord / (2 * EARTH_RADIUS_METRES), 1.0))
