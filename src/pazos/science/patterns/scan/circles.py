"""Which places does each circle hold, from near to far, and where do its rings begin?

A ring joins neighbouring circles of one centre whose expectations differ little. If the count
within a ring is below what its smallest circle would need, no circle in it can matter: counts grow
outwards and so do the counts needed. So most circles are never looked at one by one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pazos.science.patterns.scan.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Floats, Integers, Study

# Rings per square root of the expected count: the noise of a count is its root, and a ring should
# be thinner than the noise. Fewer make more circles to look at, more make more sums.
RINGS_PER_ROOT = 2.5
# The places of a ring are added this many at a time; the last step is filled up with no place.
STEP = 4
# Expectations are told apart by their roots, in this many classes at most.
ROOTS = 1000
ROOT_STEP = 0.05
FEW = 32


class Circles(NamedTuple):
    """The circles on M centres, laid flat: C places in B rings.

    The rings of centre number m are those from `of[m]` to `of[m + 1]`; the places of ring b are
    `places` from `start[b]` to `start[b + 1]`, a whole number of steps, where the number after the
    last place means none. `closes` (C,) is true where a circle ends. `before` (B, T + 1) is what is
    expected in the places before a ring, added up over time, and `root` (B, I) the class of the
    expectation with the ring's first place, in each interval.
    """

    of: Integers
    start: Integers
    places: NDArray[np.uint32]
    closes: NDArray[np.bool_]
    before: Floats
    root: NDArray[np.uint16]


def root_step(study: Study) -> float:
    """Return how far apart the classes of expectations are, in their square roots."""
    return max(ROOT_STEP, math.sqrt(study.limit) / ROOTS)


def rings_at_most(study: Study) -> int:
    """Return a bound on the number of rings of one centre."""
    return min(study.places, int(_rings_per_root(study) * math.sqrt(study.limit * 1.01)) + 2)


def _rings_per_root(study: Study) -> float:
    """Count rings by the root of what all periods expect, so that those of the widest interval are thin."""
    return RINGS_PER_ROOT * math.sqrt(study.longest / study.total)


def circles_on(study: Study, centres: Integers) -> Circles:
    """Return the circles on `centres`, cut at the study's limit."""
    rings = rings_at_most(study) * len(centres)
    room = study.places * len(centres) + (STEP - 1) * rings
    circles = Circles(
        of=np.zeros(len(centres) + 1, dtype=np.int64),
        start=np.zeros(rings + 1, dtype=np.int64),
        places=np.full(room, study.places, dtype=np.uint32),
        closes=np.zeros(room, dtype=np.bool_),
        before=np.zeros((rings, study.until.shape[1])),
        root=np.zeros((rings, len(study.intervals)), dtype=np.uint16),
    )
    bounds = Bounds(study.limit * (1 + 1e-12), _rings_per_root(study), root_step(study))
    lay_out(circles, Places(centres, np.ascontiguousarray(study.points), study.until, study.intervals), bounds)
    used = circles.of[-1]
    room = circles.start[used]
    return Circles(
        circles.of,
        circles.start[: used + 1].copy(),
        circles.places[:room].copy(),
        circles.closes[:room].copy(),
        circles.before[:used].copy(),
        circles.root[:used].copy(),
    )


class Places(NamedTuple):
    """The `centres` (M,) to stand on, all `points` (N, D), expectations `until` (N + 1, T + 1), `intervals`."""

    centres: Integers
    points: Floats
    until: Floats
    intervals: Integers


class Bounds(NamedTuple):
    """A circle's largest expectation, the rings per root of its expectation, the step between classes."""

    limit: float
    rings_per_root: float
    root_step: float


@compiled
def lay_out(circles: Circles, where: Places, bounds: Bounds) -> None:
    """Fill `circles` in, centre by centre."""
    keys = np.empty(len(where.points), dtype=np.uint64)
    spare = np.empty_like(keys)
    for number in range(len(where.centres)):
        _keys_of(where.points, where.centres[number], keys)
        known = _sort(keys, spare, where.until[:, -1], bounds.limit)
        _cut(circles, where, bounds, number, spare[:known])


@compiled
def _keys_of(points: Floats, centre: int, keys: NDArray[np.uint64]) -> None:
    """Write whole numbers that grow with the distance from `centre`, with the place in the lowest bits.

    At least 32 bits of the squared distance's fraction are left.
    """
    squared = np.zeros(len(points))
    for axis in range(points.shape[1]):
        for place in range(len(points)):
            step = points[centre, axis] - points[place, axis]
            squared[place] += step * step
    bits = _bits_of(len(points))
    whole = squared.view(np.uint64)
    for place in range(len(points)):
        keys[place] = (whole[place] >> bits << bits) | np.uint64(place)


@compiled
def _bits_of(places: int) -> np.uint64:
    bits = 1
    while places - 1 >> bits:
        bits += 1
    return np.uint64(bits)


@compiled
def _sort(
    keys: NDArray[np.uint64], into: NDArray[np.uint64], expected: Floats, limit: float
) -> int:
    """Write the keys in order until their places hold more than `limit`; return how many are in order.

    Keys go into some four buckets each by their leading bits, which are the logarithm of a distance,
    and only the buckets within the limit are sorted.
    """
    bits = _bits_of(len(keys))
    low, high = np.uint64(2**64 - 1), np.uint64(0)
    for key in keys:
        high = max(high, key)
        if key >> bits:
            low = min(low, key)
    low = min(low, high)
    shift = np.uint64(0)
    while (high - low) >> shift > 4 * len(keys):
        shift += np.uint64(1)
    start = np.zeros(((high - low) >> shift) + np.uint64(2), dtype=np.int64)
    for key in keys:
        start[((max(key, low) - low) >> shift) + np.uint64(1)] += 1
    for bucket in range(1, len(start)):
        start[bucket] += start[bucket - 1]
    for key in keys:
        bucket = (max(key, low) - low) >> shift
        into[start[bucket]] = key
        start[bucket] += 1
    return _sort_buckets(into, start, expected, limit)


@compiled
def _sort_buckets(keys: NDArray[np.uint64], stop: Integers, expected: Floats, limit: float) -> int:
    mask = (np.uint64(1) << _bits_of(len(keys))) - np.uint64(1)
    first, held = 0, 0.0
    for last in stop:
        if last - first > FEW:
            keys[first:last].sort()
        else:
            for at in range(first + 1, last):
                key, to = keys[at], at
                while to > first and keys[to - 1] > key:
                    keys[to] = keys[to - 1]
                    to -= 1
                keys[to] = key
        for at in range(first, last):
            held += expected[keys[at] & mask]
        first = last
        if held > limit * (1 + 1e-9):
            break
    return first


@compiled
def _cut(circles: Circles, where: Places, bounds: Bounds, number: int, keys: NDArray[np.uint64]) -> None:
    """Lay the circles of one centre out in rings; a ring ends with a circle."""
    bits = _bits_of(len(where.points))
    mask = (np.uint64(1) << bits) - np.uint64(1)
    held = np.zeros(where.until.shape[1])
    ring = circles.of[number] - 1
    begun = closed = at = circles.start[ring + 1]
    level = -1
    for rank in range(len(keys)):
        place = keys[rank] & mask
        total = held[-1] + where.until[place, -1]
        if total > bounds.limit:
            break
        own = int(math.sqrt(total) * bounds.rings_per_root)
        if own != level and closed == at:
            ring, level = ring + 1, own
            begun = closed = at = _whole_steps(begun, at)
            _begin(circles, where, bounds.root_step, (ring, begun, place), held)
        held += where.until[place]
        circles.places[at] = place
        at += 1
        # Neighbouring values count as equal, which also ties places that rounding alone holds apart.
        if rank + 1 == len(keys) or (keys[rank + 1] >> bits) - (keys[rank] >> bits) > 1:
            circles.closes[at - 1] = True
            closed = at
    # After the last circle there may be places that share their distance with one beyond the limit.
    circles.places[closed:at] = len(where.points)
    if closed > begun:
        ring += 1
        circles.start[ring] = _whole_steps(begun, closed)
    circles.of[number + 1] = max(ring, circles.of[number])


@compiled
def _whole_steps(begun: int, at: int) -> int:
    return begun + (at - begun + STEP - 1) // STEP * STEP


@compiled
def _begin(circles: Circles, where: Places, root_step: float, ring: tuple[int, int, int], held: Floats) -> None:
    """Note where a ring begins, and what is expected before it and with its first place."""
    number, start, place = ring
    circles.start[number] = start
    circles.before[number] = held
    for interval in range(len(where.intervals)):
        first, last = where.intervals[interval, 0], where.intervals[interval, 1] + 1
        expected = held[last] + where.until[place, last] - held[first] - where.until[place, first]
        circles.root[number, interval] = int(math.sqrt(max(expected, 0.0)) / root_step)
