"""The compiled loops of the scan: circles from near to far, replicates through them, the best of each.

All of it in one file: code kept on disk is made anew when its own file changes, never when another does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pazos.science.patterns.scan.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.patterns.scan.windows import Floats, Integers

# The places of a ring are added this many at a time; the last step is filled up with no place.
STEP = 4
# Replicates that go through the circles together: their counts in one place are two lines of the
# processor's memory, their table of needs stays near it.
WIDTH = 128
LEVEL_STEP = 0.25
# Buckets for each place; where most places share a few buckets, moving them one by one is given up.
BUCKETS = 4
MOVES = 16
# Leaves room for rounding.
ALMOST = 1 - 1e-9


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


class Sought(NamedTuple):
    """What all replicates have in common: expectations `until` (N + 1, T + 1), `intervals` (I, 2), the
    `total` and `minimum` of cases, and `table` (levels, roots), the counts that reach a level.
    """

    until: Floats
    intervals: Integers
    total: int
    minimum: int
    table: NDArray[Any]


class Group(NamedTuple):
    """Replicates that go together: `counts` (N + 1, T, WIDTH) added up over time, of which four add up
    without overflow; `needs` (roots, WIDTH), the counts that may beat each one's best so far; and
    that best: its ratio, its count and its expectation (WIDTH,).
    """

    counts: NDArray[Any]
    needs: NDArray[Any]
    best: Floats
    observed: Integers
    expected: Floats


class Seen(NamedTuple):
    """What was seen and expected and what is `taken` already (N + 1, T + 1), each added up over time; the
    `intervals` (I, 2), the `total` and the `minimum` of cases.
    """

    cases: Integers
    until: Floats
    taken: Integers
    intervals: Integers
    total: int
    minimum: int


@compiled
def lay_out(circles: Circles, where: Places, bounds: Bounds) -> None:
    """Fill `circles` in, centre by centre."""
    keys = np.empty(len(where.points), dtype=np.uint64)
    order = np.empty_like(keys)
    starts = np.empty(BUCKETS * len(keys) + 2, dtype=np.int32)
    for number in range(len(where.centres)):
        _keys_of(where.points, where.centres[number], keys)
        stops = _spread(keys, order, starts)
        known = _sort(order, stops, where.until, bounds.limit)
        _cut(circles, where, bounds, number, order[:known])


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
def _spread(
    keys: NDArray[np.uint64], into: NDArray[np.uint64], starts: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Write keys into buckets in ascending order, by their leading bits; return where each bucket stops.

    The leading bits are the logarithm of a distance: a place far from all others does not crowd the rest.
    """
    bits = _bits_of(len(keys))
    low, high = np.uint64(2**64 - 1), np.uint64(0)
    for key in keys:
        high = max(high, key)
        low = min(low, key if key >> bits else low)
    low = min(low, high)
    shift = np.uint64(0)
    while (high - low) >> shift > BUCKETS * len(keys) - 1:
        shift += np.uint64(1)
    for bucket in range(len(starts)):
        starts[bucket] = 0
    for key in keys:
        starts[((max(key, low) - low) >> shift) + np.uint64(1)] += 1
    for bucket in range(1, len(starts)):
        starts[bucket] += starts[bucket - 1]
    for key in keys:
        bucket = (max(key, low) - low) >> shift
        into[starts[bucket]] = key
        starts[bucket] += 1
    return starts


@compiled
def _sort(keys: NDArray[np.uint64], stops: NDArray[np.int32], until: Floats, limit: float) -> int:
    """Sort the keys whose places are needed to pass `limit`, bucket by bucket; return how many those are."""
    bits = _bits_of(len(keys))
    mask = (np.uint64(1) << bits) - np.uint64(1)
    known, held = 0, 0.0
    while known < len(keys) and held <= limit * (1 + 1e-9):
        held += until[keys[known] & mask, -1]
        known += 1
    bucket = 0
    while stops[bucket] < known:
        bucket += 1
    known = int(stops[bucket])
    if not _insert(keys[:known], 1, MOVES * known):
        gap = known
        while gap > 1:
            gap = max(gap // 3, 1)
            _insert(keys[:known], gap, known * known)
    return known


@compiled
def _insert(keys: NDArray[np.uint64], gap: int, moves: int) -> bool:
    """Sort keys that are `gap` apart by insertion (Shell 1959); false if it was given up after some moves."""
    for at in range(gap, len(keys)):
        key, to = keys[at], at
        while to >= gap and keys[to - gap] > key:
            keys[to] = keys[to - gap]
            to -= gap
        keys[to] = key
        moves -= (at - to) // gap
        if moves < 0:
            return False
    return True


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
        for time in range(len(held)):
            held[time] += where.until[place, time]
        circles.places[at] = place
        at += 1
        # Neighbouring values count as equal, which also ties places that rounding alone holds apart.
        if rank + 1 == len(keys) or (keys[rank + 1] >> bits) - (keys[rank] >> bits) > 1:
            circles.closes[at - 1] = True
            closed = at
    # After the last circle there may be places that share their distance with one beyond the limit.
    for entry in range(closed, at):
        circles.places[entry] = len(where.points)
    if closed > begun:
        ring += 1
        circles.start[ring] = _whole_steps(begun, closed)
    circles.of[number + 1] = max(ring, circles.of[number])


@compiled
def _whole_steps(begun: int, at: int) -> int:
    return begun + (at - begun + STEP - 1) // STEP * STEP


@compiled
def _begin(
    circles: Circles, where: Places, root_step: float, ring: tuple[int, int, int], held: Floats
) -> None:
    """Note where a ring begins, and what is expected before it and with its first place."""
    number, start, place = ring
    circles.start[number] = start
    for time in range(len(held)):
        circles.before[number, time] = held[time]
    for interval in range(len(where.intervals)):
        first, last = where.intervals[interval, 0], where.intervals[interval, 1] + 1
        expected = held[last] + where.until[place, last] - held[first] - where.until[place, first]
        circles.root[number, interval] = int(math.sqrt(max(expected, 0.0)) / root_step)


@compiled
def search(circles: Circles, sought: Sought, group: Group) -> None:
    """Raise the best of each replicate by what the circles hold."""
    # Arrays by name: one that is taken out of its tuple again and again costs more than adding up does.
    places, start, of, root = circles.places, circles.start, circles.of, circles.root
    counts, needs, intervals = group.counts, group.needs, sought.intervals
    # Counts within the ring before, and within this one; added up over time.
    before = np.zeros((counts.shape[1] + 1, WIDTH), dtype=needs.dtype)
    inside = np.zeros_like(before)
    for number in range(len(of) - 1):
        _clear(inside)
        for ring in range(of[number], of[number + 1]):
            _copy(before, inside)
            _add(places, counts, inside, start[ring], start[ring + 1])
            for interval in range(len(intervals)):
                first, after = intervals[interval, 0], intervals[interval, 1] + 1
                if _reached(inside, needs, first, after, root[ring, interval]):
                    _look_closely(circles, sought, group, (ring, interval), (before, inside))


@compiled
def _clear(inside: NDArray[Any]) -> None:
    for time in range(len(inside)):
        for r in range(WIDTH):
            inside[time, r] = 0


@compiled
def _copy(into: NDArray[Any], inside: NDArray[Any]) -> None:
    for time in range(len(inside)):
        for r in range(WIDTH):
            into[time, r] = inside[time, r]


@compiled
def _add(
    places: NDArray[np.uint32], counts: NDArray[Any], inside: NDArray[Any], start: int, stop: int
) -> None:
    """Add up the counts of places, four at a time."""
    narrow, wide = counts.dtype.type, inside.dtype.type
    # Unsigned, so that no number is asked whether it counts from the end.
    periods, one = np.uint64(counts.shape[1]), np.uint64(1)
    for at in range(np.uint64(start), np.uint64(stop), np.uint64(STEP)):
        a, b = np.uint64(places[at]), np.uint64(places[at + one])
        c, d = np.uint64(places[at + one + one]), np.uint64(places[at + one + one + one])
        for t in range(periods):
            for r in range(WIDTH):
                two = narrow(counts[a, t, r] + counts[b, t, r])
                four = narrow(two + narrow(counts[c, t, r] + counts[d, t, r]))
                inside[t + one, r] = wide(inside[t + one, r] + wide(four))


@compiled
def _reached(inside: NDArray[Any], needs: NDArray[Any], first: int, after: int, root: int) -> bool:
    """Say whether any replicate has as much in an interval as the smallest circle of a ring would need."""
    wide = needs.dtype.type
    begin, end, row = np.uint64(first), np.uint64(after), np.uint64(root)
    # What is lacking is below 0 and has the sign bit, which stays only if all lack something.
    lacking = wide(-1)
    for r in range(np.uint64(needs.shape[1])):
        lacking &= wide(wide(inside[end, r] - inside[begin, r]) - needs[row, r])
    return bool(lacking >= 0)


@compiled
def _look_closely(
    circles: Circles,
    sought: Sought,
    group: Group,
    window: tuple[int, int],
    inside: tuple[NDArray[Any], NDArray[Any]],
) -> None:
    """Try every circle of a ring in the replicates that reached what is needed."""
    ring, interval = window
    before, now = inside
    row, first = circles.root[ring, interval], sought.intervals[interval, 0]
    after = sought.intervals[interval, 1] + 1
    for r in range(WIDTH):
        if now[after, r] - now[first, r] >= group.needs[row, r]:
            level = int(group.best[r] / LEVEL_STEP)
            held = int(before[after, r]) - int(before[first, r])
            _try_circles(circles, sought, group, (ring, first, after, r), held)
            if int(group.best[r] / LEVEL_STEP) > level:
                level = min(int(group.best[r] / LEVEL_STEP), len(sought.table) - 1)
                for root in range(len(group.needs)):
                    group.needs[root, r] = sought.table[level, root]


@compiled
def _try_circles(
    circles: Circles, sought: Sought, group: Group, window: tuple[int, int, int, int], count: int
) -> None:
    """Raise the best of one replicate by the circles of one ring, beyond `count` cases within it."""
    ring, first, after, r = window
    until_first, until_after = circles.before[ring, first], circles.before[ring, after]
    for at in range(circles.start[ring], circles.start[ring + 1]):
        place = circles.places[at]
        until_first += sought.until[place, first]
        until_after += sought.until[place, after]
        count += group.counts[place, after - 1, r]
        if first:
            count -= group.counts[place, first - 1, r]
        if not circles.closes[at] or count < sought.minimum:
            continue
        expected = until_after - until_first
        ratio = _ratio_at_least(count, expected, sought.total, group.best[r])
        # Of windows with the same ratio one is remembered, whichever comes first.
        if ratio > group.best[r] or (ratio == group.best[r] and expected < group.expected[r]):
            group.best[r], group.observed[r], group.expected[r] = ratio, count, expected


@compiled
def best_of(circles: Circles, seen: Seen) -> tuple[Floats, Integers, Integers]:
    """Return the largest ratio on each centre (M,), how many entries reach it, and its interval."""
    centres = len(circles.of) - 1
    best, reach = np.zeros(centres), np.zeros(centres, dtype=np.int64)
    within = np.zeros(centres, dtype=np.int64)
    for number in range(centres):
        start, stop = circles.start[circles.of[number]], circles.start[circles.of[number + 1]]
        for interval in range(len(seen.intervals)):
            ratio, at = _best_in(circles, seen, (start, stop), interval, best[number])
            if at >= 0:
                best[number], reach[number], within[number] = ratio, at + 1 - start, interval
    return best, reach, within


@compiled
def _best_in(
    circles: Circles, seen: Seen, span: tuple[int, int], interval: int, best: float
) -> tuple[float, int]:
    """Return the largest ratio above `best` of one centre in one interval, and its last entry (or -1)."""
    first, after = seen.intervals[interval, 0], seen.intervals[interval, 1] + 1
    count, until_first, until_after, where = 0, 0.0, 0.0, -1
    for at in range(span[0], span[1]):
        place = circles.places[at]
        if seen.taken[place, after] > seen.taken[place, first]:
            break
        count += seen.cases[place, after] - seen.cases[place, first]
        until_first += seen.until[place, first]
        until_after += seen.until[place, after]
        if circles.closes[at] and count >= seen.minimum:
            ratio = _ratio_at_least(count, until_after - until_first, seen.total, best)
            if ratio > best:
                best, where = ratio, at
    return best, where


@compiled
def _ratio_at_least(count: int, expected: float, total: float, best: float) -> float:
    """Return the log likelihood ratio if it may be `best` or more, else -1; high rates only.

    The ratio is at most excess^2 (1 / 2E + 1 / (total - E)), as x ln x - x + 1 is below (x - 1)^2 / 2
    above 1 and below (x - 1)^2 under it: few logarithms are worth taking.
    """
    excess = count - expected
    inside, outside = expected, total - expected
    if excess <= 0 or excess * excess * (total + expected) < best * ALMOST * 2 * inside * outside:
        return -1.0
    ratio = count * math.log(count / inside)
    if count < total:
        ratio += (total - count) * math.log((total - count) / outside)
    return ratio
