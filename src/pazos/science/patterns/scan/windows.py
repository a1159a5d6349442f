"""Which places does each circle hold, and how much of the study's expectation?

Circles stand on every place and grow to the next nearest one, until they hold the largest
share allowed. Places at the same distance enter together; places on one spot are one place.
The windows depend on places and population alone: never on where the cases fell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

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
    share: Shares = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "share", Shares.of(self.expected))

    @property
    def total(self) -> int:
        """All cases of the study."""
        return int(self.cases.sum())

    @property
    def places(self) -> int:
        """The number of places."""
        return len(self.points)


@dataclass(frozen=True)
class Circles:
    """The circles on some centres: `order` (M, K) places from near to far, `closed` (M, K) true where
    a circle ends, `held` (M, K) its expectation over all periods, `share` how that is cut by time.
    """

    centres: Integers
    order: NDArray[np.int32]
    closed: NDArray[np.bool_]
    held: Floats
    share: Shares

    def expected(self, first: int, last: int) -> Floats:
        """Return the expectation of each circle in the periods from `first` to `last`: (M, K)."""
        if self.share.profile is not None:
            part = float(self.share.profile[last + 1] - self.share.profile[first])
            return self.held * part
        own = self.share.cumulated[:, last + 1] - self.share.cumulated[:, first]
        expected: Floats = np.cumsum(own[self.order], axis=1)
        return expected


@dataclass(frozen=True)
class Shares:
    """Expectations added up over time, (N, T + 1); `profile` (T + 1,) if all places share one course."""

    cumulated: Floats
    profile: Floats | None

    @classmethod
    def of(cls, expected: Floats) -> Shares:
        """Add up expectations (N, T) and see whether the places differ in their course."""
        cumulated = np.concatenate((np.zeros((len(expected), 1)), np.cumsum(expected, axis=1)), axis=1)
        profile = cumulated.sum(axis=0) / expected.sum()
        if expected.shape[1] == 1:
            profile = np.array([0.0, 1.0])
        same = np.allclose(cumulated, cumulated[:, -1:] * profile, rtol=1e-12, atol=0)
        return cls(cumulated, profile if same else None)


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


def circles_on(study: Study, centres: Integers) -> Circles:
    """Return the circles on `centres`, ordered and cut at the study's limit."""
    order, keys = _nearest_first(study.points, centres)
    held = np.cumsum(study.share.cumulated[:, -1][order], axis=1)
    sizes = (held <= study.limit * (1 + 1e-12)).sum(axis=1)
    widest = max(int(sizes.max()), 1)
    closed = np.arange(widest) < sizes[:, None]
    # Neighbouring values count as equal, which also ties places that rounding alone holds apart.
    inner = min(widest, study.places - 1)
    closed[:, :inner] &= (keys[:, 1 : inner + 1] - keys[:, :inner]) > 1
    return Circles(centres, np.ascontiguousarray(order[:, :widest]), closed, held[:, :widest], study.share)


def _nearest_first(points: Floats, centres: Integers) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Return places from near to far for each centre, and whole numbers that grow with distance.

    Distance and place share one 64-bit key, because sorting numbers is several times faster than
    sorting their places. At least 32 bits of the squared distance's fraction are left.
    """
    squared = np.zeros((len(centres), len(points)))
    for axis in points.T:
        step = axis[centres, None] - axis
        step *= step
        squared += step
    bits = np.uint64(max(len(points) - 1, 1).bit_length())
    keys = squared.view(np.uint64)
    keys >>= bits
    keys <<= bits
    keys |= np.arange(len(points), dtype=np.uint64)
    keys.sort(axis=1)
    order = (keys & np.uint64((1 << int(bits)) - 1)).astype(np.int32)
    keys >>= bits
    return order, keys
