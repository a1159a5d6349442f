"""Do rates, counts and people agree, and do the people grow as people do?

A count and its rate imply a population. Rounding of the rate leaves it a range; a step from one year to
the next that even the ends of the ranges do not bring down to a plausible growth is told with both
figures. People come and go faster than a few per cent a year only in war and disaster; mostly it is a
new census, another denominator, or a slip of the pen.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.quality.panel import PER_YEAR, Flag, Panel

if TYPE_CHECKING:
    from pazos.science.quality.chance import Floats, Places

PER = 100_000
# The change of a population in a year beyond its usual growth that is still believed.
PLAUSIBLE_CHANGE = 0.03
_FASTEST = 0.08
_MISMATCH = 0.01


def implied_population(panel: Panel) -> tuple[Floats, Floats, Floats]:
    """Return count / rate x 100,000 and its lowest and highest value by the rounding of the rate.

    Missing where the count or the rate is zero or unknown.
    """
    rates, counts = _rates(panel), panel.counts
    half = 0.5 * 10.0 ** -_decimals(panel)
    known = (counts > 0) & (rates > 0)
    answer = np.full((3, *counts.shape), np.nan)
    for place, value in enumerate((rates, rates + half, rates - half)):
        usable = known & (value > 0)
        answer[place][usable] = counts[usable] / value[usable] * PER
        answer[place][known & (value <= 0)] = np.inf
    return answer[0], answer[1], answer[2]


def implied_jumps(panel: Panel, *, plausible: float = PLAUSIBLE_CHANGE) -> list[Flag]:
    """Return the steps of the population that counts and rates imply."""
    middle, low, high = implied_population(panel)
    return _jumps(panel, "implied_population", (middle, low, high), plausible)


def population_jumps(panel: Panel, *, plausible: float = PLAUSIBLE_CHANGE) -> list[Flag]:
    """Return the steps of the population column itself (a new census, another denominator)."""
    if panel.population is None:
        return []
    people = np.where(panel.population > 0, panel.population, np.nan)
    return _jumps(panel, "population", (people, people, people), plausible)


def _jumps(panel: Panel, check: str, people: tuple[Floats, Floats, Floats], plausible: float) -> list[Flag]:
    return [
        flag for row in range(len(panel.places)) for flag in _jumps_of(panel, check, (row, people), plausible)
    ]


def _jumps_of(
    panel: Panel, check: str, where: tuple[int, tuple[Floats, Floats, Floats]], plausible: float
) -> list[Flag]:
    row, people = where
    middle, low, high = (each[row] for each in people)
    at = np.flatnonzero(np.isfinite(middle))
    if len(at) < 2:
        return []
    growth, unsteady = _usual_growth(middle[at], at, panel.unit)
    plausible = max(plausible, unsteady)
    flags, reference, place = [], 0, 1
    while place < len(at):
        step = _step(at[reference], at[place], (low, high), panel.unit, growth)
        if abs(step) <= plausible * max(1.0, (at[place] - at[reference]) / PER_YEAR[panel.unit]):
            reference, place = place, place + 1
            continue
        first_is_odd = (
            reference == 0 and place == 1 and _goes_on(at, (1, 2, 3), (low, high), panel.unit, growth)
        )
        back = _goes_on(at, (reference, place + 1), (low, high), panel.unit, growth, plausible)
        odd, other = (reference, place) if first_is_odd and not back else (place, reference)
        flags.append(_jump(panel, check, (row, int(at[odd]), int(at[other])), people, growth))
        # A single wrong year is left out, so that the return from it is not called a jump as well.
        reference, place = (reference, place + 1) if back else (place, place + 1)
    return flags


def _goes_on(
    at: Places,
    places: tuple[int, ...],
    ends: tuple[Floats, Floats],
    unit: str,
    growth: float,
    plausible: float = PLAUSIBLE_CHANGE,
) -> bool:
    """Return whether the people of these places follow on from one another plausibly."""
    if places[-1] >= len(at):
        return False
    steps = [
        (abs(_step(at[a], at[b], ends, unit, growth)), (at[b] - at[a]) / PER_YEAR[unit])
        for a, b in pairwise(places)
    ]
    return all(step <= plausible * max(1.0, years) for step, years in steps)


def _usual_growth(people: Floats, at: Places, unit: str) -> tuple[float, float]:
    """Return the median growth a year (logarithm, bounded), and three times its usual spread.

    Over whole years: files of months often repeat one figure throughout the year.
    """
    years = at // PER_YEAR[unit]
    if unit != "Y":
        each = np.unique(years)
        people, years = np.array([np.median(people[years == year]) for year in each]), each
    if len(people) < 4:
        return 0.0, 0.0
    steps = np.diff(np.log(people)) / np.diff(years)
    middle = float(np.median(steps))
    spread = 3 * 1.4826 * float(np.median(np.abs(steps - middle))) if len(steps) >= 6 else 0.0
    return float(np.clip(middle, -_FASTEST, _FASTEST)), spread


def _step(a: int, b: int, ends: tuple[Floats, Floats], unit: str, growth: float) -> float:
    """Return the smallest growth (logarithm) from a to b, beyond the usual, that the ranges allow.

    A file of months that holds one figure a year makes the whole year's growth in one month.
    """
    low, high = ends
    years = (b - a) / PER_YEAR[unit]
    usual = (growth * years, growth * max(years, 1.0), 0.0)
    least = np.log(low[b] / high[a]) - max(usual) if np.isfinite(high[a]) else -np.inf
    most = np.log(high[b] / low[a]) - min(usual) if np.isfinite(high[b]) else np.inf
    return float(max(least, 0.0) if least > 0 else min(most, 0.0))


def _jump(
    panel: Panel,
    check: str,
    where: tuple[int, int, int],
    people: tuple[Floats, Floats, Floats],
    growth: float,
) -> Flag:
    row, odd, other = where
    value, before = float(people[0][row, odd]), float(people[0][row, other])
    facts = {
        "other": panel.label(other),
        "change": value / before - 1,
        "usual_growth": float(np.exp(growth) - 1),
        "low": float(people[1][row, odd]),
        "high": float(people[2][row, odd]),
    }
    if panel.rates is not None and check == "implied_population":
        facts |= {"count": float(panel.counts[row, odd]), "rate": float(panel.rates[row, odd])}
    return Flag(check, "implausible", panel.places[row], panel.label(odd), value, before, None, facts)


def rate_mismatches(panel: Panel) -> list[Flag]:
    """Return the rates that are not count / population x 100,000, beyond rounding and 1%.

    Where all rates stand in one other proportion (per 1,000, or by other people), that is told once and
    each is compared with that proportion.
    """
    if panel.rates is None or panel.population is None:
        return []
    usable = np.isfinite(panel.counts) & np.isfinite(panel.rates) & (np.nan_to_num(panel.population) > 0)
    expected = np.full(panel.counts.shape, np.nan)
    expected[usable] = panel.counts[usable] / panel.population[usable] * PER
    both = usable & (np.nan_to_num(expected) > 0) & (panel.rates > 0)
    proportion = float(np.median(panel.rates[both] / expected[both])) if both.any() else 1.0
    flags = []
    if abs(proportion - 1) > 2 * _MISMATCH and both.sum() >= 3:
        facts = {"proportion": proportion, "rows": int(both.sum())}
        flags.append(Flag("rate_scale", "notable", value=proportion, expected=1.0, facts=facts))
        expected = expected * proportion
    unit = 10.0 ** -_decimals(panel)
    wrong = usable & (np.abs(panel.rates - expected) > np.maximum(unit, _MISMATCH * np.nan_to_num(expected)))
    return flags + [_mismatch(panel, int(row), int(at), expected) for row, at in np.argwhere(wrong)]


def _mismatch(panel: Panel, row: int, at: int, expected: Floats) -> Flag:
    people = float(panel.population[row, at]) if panel.population is not None else np.nan
    rate = float(panel.rates[row, at]) if panel.rates is not None else np.nan
    facts = {"count": float(panel.counts[row, at]), "population": people}
    return Flag(
        "rate_mismatch",
        "impossible",
        panel.places[row],
        panel.label(at),
        rate,
        float(expected[row, at]),
        None,
        facts,
    )


def _rates(panel: Panel) -> Floats:
    return np.full(panel.counts.shape, np.nan) if panel.rates is None else panel.rates


def _decimals(panel: Panel) -> Floats:
    """Return how many decimals each rate is rounded to.

    Files drop zeros at the end (32.0 becomes 32): up to two decimals the most that any rate has is
    taken for all; where most are written in full, a short one is a rounded one.
    """
    if panel.decimals is None:
        return np.full(panel.counts.shape, 12.0)
    own = panel.decimals.astype(float)
    most = float(own.max()) if own.size else 0.0
    return np.full(own.shape, most) if most <= 2 else np.maximum(own, 1.0)
