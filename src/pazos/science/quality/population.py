"""Do rates, counts and people agree, and do the people grow as people do?

A count and its rate imply a population. Rounding of the rate leaves it a range; a step from one year to
the next that even the ends of the ranges do not bring down to a plausible growth is told with both
figures. People come and go faster than a few per cent a year only in war and disaster; mostly it is a
new census, another denominator, or a slip of the pen.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class _People:
    """The people of one place at the known periods `at`: the figure, and the range that rounding leaves."""

    at: Places
    middle: Floats
    low: Floats
    high: Floats
    unit: str
    growth: float
    plausible: float

    def years(self, one: int, other: int) -> float:
        """Return the years from one known period to another."""
        return float(self.at[other] - self.at[one]) / PER_YEAR[self.unit]

    def step(self, one: int, other: int) -> float:
        """Return the smallest growth (logarithm) between two, beyond the usual, that the ranges allow.

        A file of months that holds one figure a year makes the whole year's growth in one month.
        """
        years = self.years(one, other)
        usual = (self.growth * years, self.growth * max(years, 1.0), 0.0)
        least = (
            np.log(self.low[other] / self.high[one]) - max(usual) if np.isfinite(self.high[one]) else -np.inf
        )
        most = (
            np.log(self.high[other] / self.low[one]) - min(usual) if np.isfinite(self.high[other]) else np.inf
        )
        return float(max(least, 0.0) if least > 0 else min(most, 0.0))

    def follow(self, *places: int) -> bool:
        """Return whether the people of these places go on from one another plausibly."""
        if places[-1] >= len(self.at):
            return False
        return all(
            abs(self.step(one, other)) <= self.plausible * max(1.0, self.years(one, other))
            for one, other in pairwise(places)
        )


def _jumps(panel: Panel, check: str, people: tuple[Floats, Floats, Floats], plausible: float) -> list[Flag]:
    flags = []
    for row in range(len(panel.places)):
        middle, low, high = (each[row] for each in people)
        at = np.flatnonzero(np.isfinite(middle))
        if len(at) >= 2:
            growth, unsteady = _usual_growth(middle[at], at, panel.unit)
            most = max(plausible, unsteady)
            one = _People(at, middle[at], low[at], high[at], panel.unit, growth, most)
            flags += [_jump(panel, check, row, one, pair) for pair in _odd_pairs(one)]
    return flags


def _odd_pairs(people: _People) -> list[tuple[int, int]]:
    """Return (the odd place, the one it is compared with) of each step that is not plausible."""
    found = []
    reference, place = 0, 1
    while place < len(people.at):
        if people.follow(reference, place):
            reference, place = place, place + 1
            continue
        back = people.follow(reference, place + 1)
        first_is_odd = not back and (reference, place) == (0, 1) and people.follow(1, 2, 3)
        found.append((reference, place) if first_is_odd else (place, reference))
        # A single wrong year is left out, so that the return from it is not called a jump as well.
        reference, place = (reference, place + 1) if back else (place, place + 1)
    return found


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


def _jump(panel: Panel, check: str, row: int, people: _People, pair: tuple[int, int]) -> Flag:
    odd, other = pair
    at = int(people.at[odd])
    value, before = float(people.middle[odd]), float(people.middle[other])
    facts = {
        "other": panel.label(int(people.at[other])),
        "change": value / before - 1,
        "usual_growth": float(np.exp(people.growth) - 1),
        "low": float(people.low[odd]),
        "high": float(people.high[odd]),
    }
    if panel.rates is not None and check == "implied_population":
        facts |= {"count": float(panel.counts[row, at]), "rate": float(panel.rates[row, at])}
    return Flag(check, "implausible", panel.places[row], panel.label(at), value, before, None, facts)


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
