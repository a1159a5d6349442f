"""Where the points of an indicator's series stand on the page: the small line of a list, the chart of a page.

Geometry only, drawn by a template in the page's own colours. No line goes through a gap or over a
break, and whatever is drawn stands in the table beside it too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pazos.interfaces.components.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pazos.domain.indicators.lights import Reading
    from pazos.domain.indicators.periods import Period

WIDTH, HEIGHT = 720.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 26.0, 34.0
SPARK = (120.0, 30.0, 3.0)  # width, height, margin
MOST_LABELS = 12


@dataclass(frozen=True)
class Spark:
    """A small line: its parts as points of polylines, single points, and the last point."""

    lines: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    last: tuple[str, str] | None


@dataclass(frozen=True)
class Dot:
    """One value: where it stands, the ends of its interval, and what it says."""

    x: str
    y: str
    low: str
    high: str
    words: str


@dataclass(frozen=True)
class Mark:
    """A tick, a target or a break: where it is drawn, and its words."""

    x: str
    y: str
    to_x: str
    to_y: str
    words: str


@dataclass(frozen=True)
class Chart:
    """Everything that the chart of one indicator draws; every coordinate is text with a decimal point."""

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    levels: tuple[Mark, ...]  # of the upright axis
    years: tuple[Mark, ...]
    targets: tuple[Mark, ...]
    breaks: tuple[Mark, ...]
    width: str = f"{WIDTH:.0f}"
    height: str = f"{HEIGHT:.0f}"


@dataclass(frozen=True)
class _Frame:
    """What turns days and values into places."""

    first: int
    last: int
    low: float
    high: float

    def x(self, day: date) -> float:
        span = max(1, self.last - self.first)
        return LEFT + (day.toordinal() - self.first) / span * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return HEIGHT - BOTTOM - (value - self.low) / span * (HEIGHT - TOP - BOTTOM)


def spark(series: Sequence[Reading]) -> Spark | None:
    """Return the small line of a series; None where it has no value."""
    known = [(place, one.value) for place, one in enumerate(series) if one.value is not None]
    if not known:
        return None
    width, height, margin = SPARK
    low, high = min(value for _, value in known), max(value for _, value in known)
    step = (width - 2 * margin) / max(1, len(series) - 1)

    def at(place: int, value: float) -> tuple[str, str]:
        level = (value - low) / (high - low) if high > low else 0.5
        return f"{margin + place * step:.1f}", f"{height - margin - level * (height - 2 * margin):.1f}"

    parts = [[at(place, float(series[place].value or 0)) for place in run] for run in _runs(series)]
    return Spark(
        lines=tuple(_points(part) for part in parts if len(part) > 1),
        dots=tuple(part[0] for part in parts if len(part) == 1),
        last=at(*known[-1]),
    )


def chart(
    series: Sequence[Reading],
    *,
    targets: Mapping[int, float],
    breaks: Iterable[date],
    words: Mapping[Period, str],
) -> Chart | None:
    """Return the chart of a series with the targets of its years; None where nothing can be drawn.

    `words` says each period's value in full; targets are drawn over their year.
    """
    known = [one for one in series if one.value is not None]
    if not known:
        return None
    frame = _frame(known, series, targets)
    first, last = series[0].period.starts_on, series[-1].period.ends_on
    return Chart(
        lines=tuple(
            _points([_place(frame, series[place]) for place in run]) for run in _runs(series) if len(run) > 1
        ),
        dots=tuple(_dot(frame, one, words.get(one.period, "")) for one in known),
        levels=tuple(_levels(frame)),
        years=tuple(_years(frame, first.year, last.year)),
        targets=tuple(
            _target(frame, year, value) for year, value in targets.items() if first.year <= year <= last.year
        ),
        breaks=tuple(_upright(frame, on) for on in breaks if first < on <= last),
    )


def _frame(known: Sequence[Reading], series: Sequence[Reading], targets: Mapping[int, float]) -> _Frame:
    years = {one.period.year for one in series}
    values = [end for one in known for end in (one.value, one.low, one.high) if end is not None]
    values += [value for year, value in targets.items() if year in years]
    low, high = min(0.0, *values), max(values)
    step = _step((high - low) or 1.0)
    first, last = series[0].period.starts_on, series[-1].period.ends_on
    return _Frame(
        first.replace(month=1, day=1).toordinal(),
        last.replace(month=12, day=31).toordinal(),
        math.floor(low / step) * step,
        math.ceil(high / step) * step or step,
    )


def _step(span: float) -> float:
    """Return the distance of ticks that gives about five: 1, 2 or 5 times a power of ten."""
    rough = span / 5
    power = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= rough)


def _runs(series: Sequence[Reading]) -> Iterator[list[int]]:
    """Yield the places that one line may join: neighbours with a value, in one stretch."""
    run: list[int] = []
    for place, one in enumerate(series):
        joined = bool(run) and run[-1] == place - 1 and series[run[-1]].stretch == one.stretch
        if run and (one.value is None or not joined):
            yield run
            run = []
        if one.value is not None:
            run.append(place)
    if run:
        yield run


def _middle(period: Period) -> date:
    return period.starts_on + (period.ends_on - period.starts_on) / 2


def _place(frame: _Frame, one: Reading) -> tuple[str, str]:
    return f"{frame.x(_middle(one.period)):.1f}", f"{frame.y(float(one.value or 0)):.1f}"


def _points(places: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)


def _dot(frame: _Frame, one: Reading, words: str) -> Dot:
    x, y = _place(frame, one)
    ends = (
        ("", "")
        if one.low is None or one.high is None
        else (f"{frame.y(one.low):.1f}", f"{frame.y(one.high):.1f}")
    )
    return Dot(x, y, *ends, words)


def _levels(frame: _Frame) -> Iterator[Mark]:
    step = _step(frame.high - frame.low)
    places = max(0, -math.floor(math.log10(step)))
    for count in range(round((frame.high - frame.low) / step) + 1):
        value = frame.low + count * step
        y = f"{frame.y(value):.1f}"
        yield Mark(f"{LEFT:.1f}", y, f"{WIDTH - RIGHT:.1f}", y, number(value, places))


def _years(frame: _Frame, first: int, last: int) -> Iterator[Mark]:
    every = math.ceil((last - first + 1) / MOST_LABELS)
    y = f"{HEIGHT - BOTTOM:.1f}"
    for year in range(first, last + 1, every):
        begins = f"{frame.x(date(year, 1, 1)):.1f}"
        middle = f"{frame.x(date(year, 7, 1)):.1f}"
        yield Mark(begins, y, middle, f"{HEIGHT - 12:.1f}", str(year))


def _target(frame: _Frame, year: int, value: float) -> Mark:
    y = f"{frame.y(value):.1f}"
    begins, ends = frame.x(date(year, 1, 1)), frame.x(date(year, 12, 31))
    return Mark(f"{begins:.1f}", y, f"{ends:.1f}", y, str(year))


def _upright(frame: _Frame, on: date) -> Mark:
    x = f"{frame.x(on):.1f}"
    return Mark(x, f"{TOP - 10:.1f}", x, f"{HEIGHT - BOTTOM:.1f}", f"{on:%Y-%m-%d}")
