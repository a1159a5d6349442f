"""Is a value on target, and did it change? Only as far as its interval says so.

Green, amber and red are given to what holds at either end of the interval; where the interval
straddles the target, or a change may be chance alone, the answer is grey. Values on the two sides
of a break of the series are never held against each other, and neither is a running year against
the target of a whole one: periods that add up are held against as much of the target as their part
of the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.indicators.vocabulary import Accrual, Direction, Interval, Light, Measure, Trend
from pazos.science.intervals import counts_differ, poisson_interval, shares_differ, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pazos.domain.indicators.periods import Period

NEAR = 0.10  # of the target: how far beside it is still near


@dataclass(frozen=True)
class Reading:
    """One value of one period as it is judged. `stretch`: readings of another one are not comparable."""

    period: Period
    value: float | None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    stretch: int = 0


@dataclass(frozen=True)
class Rule:
    """What of a sheet the judgement needs."""

    direction: str
    interval: str
    measure: str
    accrual: str = Accrual.LAST
    factor: int = 1


def interval_of(
    interval: str, *, value: float | None, numerator: float | None, denominator: float | None, factor: float
) -> tuple[float | None, float | None]:
    """Return the 95% interval of a value, (None, None) where its sheet gives none or the numbers lack.

    A count or rate is exact Poisson on its numerator, a bare count on its value; a share is Wilson's.
    """
    if interval == Interval.POISSON:
        if numerator is None:
            return _poisson(value, None, 1)
        return _poisson(numerator, denominator, factor)
    if interval == Interval.WILSON and numerator is not None and denominator:
        if not 0 <= numerator <= denominator:
            return None, None
        low, high = wilson_interval(numerator, denominator)
        return low * factor, high * factor
    return None, None


def _poisson(
    count: float | None, denominator: float | None, factor: float
) -> tuple[float | None, float | None]:
    if count is None or count < 0 or count != int(count):
        return None, None
    low, high = poisson_interval(count)
    unit = factor / denominator if denominator else 1.0
    return low * unit, high * unit


def light(reading: Reading | None, target: float | None, *, rule: Rule) -> Light:
    """Return how a reading stands against a target.

    Met: even the worse end of its interval meets it. Near or far: even the better end misses it, by
    at most a tenth of the target, or by more. Noise: the interval holds the target.
    """
    if reading is None or reading.value is None:
        return Light.NO_DATA
    if target is None:
        return Light.NO_TARGET
    if reading.low is None or reading.high is None:
        if rule.interval != Interval.NONE:
            return Light.NOISE  # nobody knows how sure it is
        best = worst = reading.value
    else:
        ends = reading.low, reading.high
        best, worst = ends if rule.direction == Direction.DOWN else ends[::-1]
    if not _misses(worst, target, rule):
        return Light.MET
    if not _misses(best, target, rule):
        return Light.NOISE
    return Light.NEAR if abs(best - target) <= NEAR * abs(target) else Light.FAR


def _misses(value: float, target: float, rule: Rule) -> bool:
    return value > target if rule.direction == Direction.DOWN else value < target


def trend(now: Reading | None, before: Reading | None, *, rule: Rule) -> Trend:
    """Return whether a reading is better or worse than another beyond what chance makes."""
    if now is None or before is None or now.value is None or before.value is None:
        return Trend.UNKNOWN
    if now.stretch != before.stretch:
        return Trend.BROKEN
    if now.value == before.value:
        return Trend.SAME
    if rule.interval != Interval.NONE and not _differ(now, before, rule):
        return Trend.NOISE
    is_down = now.value < before.value
    return Trend.BETTER if is_down == (rule.direction == Direction.DOWN) else Trend.WORSE


def _differ(now: Reading, before: Reading, rule: Rule) -> bool:
    """Say whether two readings differ beyond 95%; without the numbers behind them, whether their intervals part."""
    if rule.interval == Interval.WILSON and _has_share(now) and _has_share(before):
        return shares_differ(_pair(now), _pair(before))
    if rule.interval == Interval.POISSON and _has_count(now, rule) and _has_count(before, rule):
        return counts_differ(_lived(now, rule), _lived(before, rule))
    ends = now.low, now.high, before.low, before.high
    if None in ends:
        return False
    low, high, other_low, other_high = (float(end or 0.0) for end in ends)
    return low > other_high or high < other_low


def _has_share(one: Reading) -> bool:
    return one.numerator is not None and bool(one.denominator) and one.numerator <= (one.denominator or 0)


def _pair(one: Reading) -> tuple[float, float]:
    return float(one.numerator or 0), float(one.denominator or 0)


def _has_count(one: Reading, rule: Rule) -> bool:
    count = one.numerator if rule.measure == Measure.RATE else one.value
    whole = count is not None and count >= 0 and count == int(count)
    return whole and (rule.measure != Measure.RATE or bool(one.denominator))


def _lived(one: Reading, rule: Rule) -> tuple[float, float]:
    """Return a count and the time or people it was counted over; bare counts by the months of their period."""
    if rule.measure == Measure.RATE:
        return _pair(one)
    return float(one.value or 0), float(one.period.months)


def of_year(readings: Sequence[Reading], year: int, *, rule: Rule) -> Reading | None:
    """Return what stands for a year so far: its last reading, or its readings added up.

    Readings that add up need every period since January, and of one stretch: a gap or a break is
    no sum.
    """
    own = [one for one in readings if one.period.year == year]
    if not own or rule.accrual == Accrual.LAST:
        return own[-1] if own else None
    months = sum(one.period.months for one in own)
    values = [one.value for one in own if one.value is not None]
    whole = months == own[-1].period.ends_on.month and len(values) == len(own)
    if not whole or len({one.stretch for one in own}) > 1:
        return None
    total = sum(values)
    count = total if rule.measure == Measure.COUNT else None
    low, high = interval_of(rule.interval, value=count, numerator=None, denominator=None, factor=1)
    return Reading(own[-1].period, total, low, high, stretch=own[-1].stretch)


def yardstick(target: float | None, period: Period, *, rule: Rule) -> float | None:
    """Return how much of a year's target should be there when a period ends."""
    if target is None or rule.accrual == Accrual.LAST:
        return target
    return target * period.part


def stretches(periods: Sequence[Period], *, breaks: Iterable[date]) -> list[int]:
    """Return for each period, in order of time, in which stretch it lies.

    A period that holds a break in its midst is a stretch of its own: it is of neither side.
    """
    days = sorted(set(breaks))
    found, place = [], 0
    mixed = False
    last: Period | None = None
    for period in periods:
        begun = any((last is None or last.starts_on < day) and day <= period.starts_on for day in days)
        inside = any(period.starts_on < day <= period.ends_on for day in days)
        if last is not None and (begun or inside or mixed):
            place += 1
        found.append(place)
        mixed, last = inside, period
    return found
