"""Is a period too high or too low against its place's own neighbours, or does the level leap from one on?

A single period is set against the six months (three years) on either side; a leap compares up to fourteen
months (four years) before with as much after, and must already show in the few periods nearest to it, so that a
slow fall is not called a leap. The strongest of all is taken, its period set aside (or the series parted
there), and the search begins anew. p-values are corrected for all periods tried (Bonferroni) and for all
places (false discovery rate).

A sudden change is not an error: a truce, a massacre, a curfew make one. It must never be called a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from pazos.science.quality.chance import discoveries, split_deviation, tails_of_count
from pazos.science.quality.panel import PER_YEAR, Flag, Panel
from pazos.science.quality.spread import dispersion, exposures

if TYPE_CHECKING:
    from pazos.science.quality.chance import Floats, Mask, Places

FALSE_DISCOVERIES = 0.05  # of the places named
FALSE_ALARM = 0.03  # of one series alone
_SIDE = {"M": 6, "Q": 4, "Y": 3}
_LEVEL = {"M": 14, "Q": 6, "Y": 4}
_SHORTEST = {"M": 4, "Q": 3, "Y": 2}
_NEAREST = {"M": 3, "Q": 2, "Y": 2}
FEWEST = {"M": 10, "Q": 6, "Y": 4}
_MOST = 6  # changes told of one place
_LEAST_RATIO = 1.3
_SUDDEN = 0.6  # the share of a leap that the nearest periods must show
_NOTHING = 2.0  # a deviation below this is no leap however it is corrected
# Tests per period that are corrected for. Leaps at neighbouring periods share most of their deaths.
_TRIED_SINGLES, _TRIED_LEVELS = 1.5, 0.75
_BESIDE = 2  # periods on either side from which a single one must stand out
_WIDEST = 2.5
_WIDE = 0.6745  # median of |z|


@dataclass(frozen=True)
class Change:
    """A change at column `at`: `kind` "single" or "level"; `value` against `expected` a period."""

    kind: str
    at: int
    value: float
    expected: float
    p_value: float
    until: int


@dataclass(frozen=True)
class _Series:
    """The known periods of one place: columns, counts, exposures, and the stretch each stands in."""

    at: Places
    counts: Floats
    exposure: Floats
    stretch: Places
    unit: str


def sudden_changes(panel: Panel, *, rate: float | None = None, skip: Mask | None = None) -> list[Flag]:
    """Return the periods and leaps that stand out.

    Parameters
    ----------
    rate: the share of places named wrongly that is borne (of one series: the chance of any flag); by
        default 5% of several places, 3% of one series.
    skip: places x periods that are not to be looked at (already explained).
    """
    share = exposures(panel)
    known = np.isfinite(panel.counts) if skip is None else np.isfinite(panel.counts) & ~skip
    series = [_series(panel, row, known[row], share) for row in range(len(panel.places))]
    rows = [row for row, one in enumerate(series) if one is not None]
    firsts = [_strongest(one) for one in series if one is not None]
    found = np.array([1.0 if first is None else first.p_value for first in firsts])
    chosen, limit = discoveries(found, rate=rate or (FALSE_DISCOVERIES if len(rows) > 1 else FALSE_ALARM))
    flags = []
    for row, take in zip(rows, chosen, strict=True):
        if take:
            one = series[row]
            flags += [_flag(panel, row, change) for change in _all(one, limit)] if one is not None else []
    return flags


def changes_of(counts: Floats, exposure: Floats, *, unit: str, limit: float = FALSE_ALARM) -> list[Change]:
    """Return the changes of one series without gaps; `exposure` weighs its periods (ones if all alike)."""
    number = len(counts)
    series = _Series(np.arange(number), counts, exposure, np.zeros(number, dtype=np.intp), unit)
    return _all(series, limit)


def _series(panel: Panel, row: int, known: Mask, share: Floats) -> _Series | None:
    at = np.flatnonzero(known)
    counts = panel.counts[row, at]
    if len(at) < FEWEST[panel.unit] or not counts.any():
        return None
    return _Series(at, counts, share[at], np.zeros(len(at), dtype=np.intp), panel.unit)


def _all(series: _Series, limit: float) -> list[Change]:
    changes: list[Change] = []
    while len(changes) < _MOST and len(series.at) >= FEWEST[series.unit]:
        change = _strongest(series)
        if change is None or change.p_value > limit:
            break
        changes.append(change)
        series = _without(series, change)
    return sorted(changes, key=lambda change: change.at)


def _without(series: _Series, change: Change) -> _Series:
    if change.kind == "single":
        left = series.at != change.at
        return _Series(
            series.at[left], series.counts[left], series.exposure[left], series.stretch[left], series.unit
        )
    later = series.stretch + (series.at >= change.at)
    return _Series(series.at, series.counts, series.exposure, later, series.unit)


def _strongest(series: _Series) -> Change | None:
    """Return the change with the smallest p-value, corrected for the periods tried."""
    number = len(series.at)
    singles, expected, spread = _singles(series)
    levels, before, after = _levels(series, spread)
    place, leap = int(np.argmin(singles)), int(np.argmin(levels))
    if min(singles[place], levels[leap]) >= 1:
        return None
    single_p = float(singles[place]) * number * _TRIED_SINGLES
    level_p = float(levels[leap]) * number * _TRIED_LEVELS
    if single_p <= level_p:
        at = int(series.at[place])
        p_value = min(1.0, single_p)
        return Change("single", at, float(series.counts[place]), float(expected[place]), p_value, at)
    p_value = min(1.0, level_p)
    until = int(series.at[series.stretch == series.stretch[leap]][-1])
    return Change("level", int(series.at[leap]), float(after[leap]), float(before[leap]), p_value, until)


def _singles(series: _Series) -> tuple[Floats, Floats, tuple[Floats, float]]:
    """Return the p-value (both sides) of each period alone, what was expected, and the spread."""
    deaths, weight = _windows(series, _SIDE[series.unit])
    expected = series.exposure * (deaths + 0.5) / np.maximum(weight, 1e-9)
    spread = dispersion(series.counts, series.exposure, unit=series.unit)
    usual = expected * (1 + series.exposure / np.maximum(weight, 1e-9))
    ratio = spread.ratio
    if len(series.at) < 3 * PER_YEAR[series.unit] and series.unit != "Y":
        # Too short for its season to be known: what the season does counts as spread.
        ratio = np.maximum(ratio, _left_out_mean((series.counts - expected) ** 2 / usual, ratio))
    variance = ratio * usual
    fewer, more = tails_of_count(series.counts, mean=expected, variance=variance, freedom=spread.freedom)
    p_value = np.where((weight > 0) & _alone(series, expected), 2 * np.minimum(fewer, more), 1.0)
    return np.minimum(p_value, 1.0), expected, (ratio, spread.freedom)


def _alone(series: _Series, expected: Floats) -> Mask:
    """Return which periods stand out from the nearest ones on either side; the edge of a leap does not."""
    off = series.counts - expected
    answer = np.ones(len(off), dtype=bool)
    place = np.arange(len(off))
    first, last = _bounds(series)
    for low, high in (
        (np.maximum(place - _BESIDE, first), place),
        (place + 1, np.minimum(place + 1 + _BESIDE, last)),
    ):
        deaths, weight = _sums(series, low, high)
        beside = series.counts - deaths / np.maximum(weight, 1e-9) * series.exposure
        answer &= (weight <= 0) | (beside * np.sign(off) >= 0.5 * np.abs(off))
    return answer


def _left_out_mean(rest: Floats, ratio: Floats) -> Floats:
    """Return the mean of squared residuals without each one's own, cut so that one cannot rule."""
    cut = np.minimum(rest, 9 * np.maximum(ratio, np.median(rest) / 0.455))
    answer: Floats = (cut.sum() - cut) / max(len(cut) - 1, 1)
    return answer


def _levels(series: _Series, spread: tuple[Floats, float]) -> tuple[Floats, Floats, Floats]:
    """Return the p-value of a leap at each period, and the levels before and after it."""
    ratio, freedom = spread
    wide, short = _LEVEL[series.unit], _NEAREST[series.unit]
    before, before_weight, number_before = _side(series, wide, after=False)
    after, after_weight, number_after = _side(series, wide, after=True)
    deviation = split_deviation(
        after, total=before + after, share=after_weight / np.maximum(after_weight + before_weight, 1e-9)
    ) / np.sqrt(ratio)
    leap = _log_ratio(after, before, after_weight, before_weight)
    near = _log_ratio(*_nearest(series, short))
    fit = (np.minimum(number_before, number_after) >= _SHORTEST[series.unit]) & (
        np.abs(leap) >= np.log(_LEAST_RATIO)
    )
    fit &= near * np.sign(leap) >= _SUDDEN * np.abs(leap)
    fit &= np.abs(deviation) > _NOTHING
    # Only the largest leap is weighed: corrected by its own surroundings a lesser one beside it could seem larger.
    largest = int(np.argmax(np.where(fit, np.abs(deviation), 0.0)))
    fit &= np.arange(len(fit)) == largest
    width = _own_width(deviation, wide, largest)
    p_value = 2 * special.stdtr(freedom, -np.abs(deviation) / width)
    return (
        np.where(fit, p_value, 1.0),
        before / np.maximum(before_weight, 1e-9),
        after / np.maximum(after_weight, 1e-9),
    )


def _nearest(series: _Series, number: int) -> tuple[Floats, Floats, Floats, Floats]:
    after, after_weight, _ = _side(series, number, after=True)
    before, before_weight, _ = _side(series, number, after=False)
    return after, before, after_weight, before_weight


def _log_ratio(after: Floats, before: Floats, after_weight: Floats, before_weight: Floats) -> Floats:
    answer: Floats = np.log(
        (after + 0.5) / np.maximum(after_weight, 1e-9) * np.maximum(before_weight, 1e-9) / (before + 0.5)
    )
    return answer


def _own_width(deviation: Floats, wide: int, place: int) -> float:
    """Return how much wider than chance this series' levels usually drift, away from one period.

    Where a level wanders all the time, only a leap larger than its usual ones counts.
    """
    size = np.abs(deviation)
    elsewhere = np.concatenate([size[1 : max(place - wide, 1)], size[place + wide + 1 :]])
    if len(elsewhere) < wide:
        return 1.0
    return float(np.clip(np.median(elsewhere) / _WIDE, 1.0, _WIDEST))


def _bounds(series: _Series) -> tuple[Places, Places]:
    first = np.searchsorted(series.stretch, series.stretch, side="left")
    last = np.searchsorted(series.stretch, series.stretch, side="right")
    return first, last


def _side(series: _Series, most: int, *, after: bool) -> tuple[Floats, Floats, Places]:
    """Return deaths, exposure and number of the up to `most` periods before, or from, each one on."""
    place = np.arange(len(series.at))
    first, last = _bounds(series)
    low = place if after else np.maximum(place - most, first)
    high = np.minimum(place + most, last) if after else place
    deaths, weight = _sums(series, low, high)
    return deaths, weight, high - low


def _sums(series: _Series, low: Places, high: Places) -> tuple[Floats, Floats]:
    deaths = np.concatenate([[0.0], np.cumsum(series.counts)])
    weight = np.concatenate([[0.0], np.cumsum(series.exposure)])
    return deaths[high] - deaths[low], weight[high] - weight[low]


def _windows(series: _Series, side: int) -> tuple[Floats, Floats]:
    before, before_weight, _ = _side(series, side, after=False)
    after, after_weight, _ = _side(series, side + 1, after=True)
    return before + after - series.counts, before_weight + after_weight - series.exposure


def _flag(panel: Panel, row: int, change: Change) -> Flag:
    single = change.kind == "single"
    return Flag(
        check="sudden_value" if single else "sudden_level",
        severity="notable",
        place=panel.places[row],
        time=panel.label(change.at),
        value=change.value,
        expected=change.expected,
        p_value=change.p_value,
        facts={
            "ratio": (change.value + 0.5) / (change.expected + 0.5),
            **({} if single else {"until": panel.label(change.until)}),
        },
    )
