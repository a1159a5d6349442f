"""What does an effect mean: how many deaths were averted, how many years of life, at what cost each?

Figures follow from the effect and its interval alone, so they are never surer than it. Where the interval holds
nought, nobody can say what a death averted cost: the answer has no upper end, and says so (Fieller 1954).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel


@dataclass(frozen=True)
class Amount:
    """A figure between its bounds; NaN where there is none, infinity where a bound has no end."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class LifeTable:
    """Years of life that are left at an age, in a population that is given as the standard."""

    name: str
    source: str
    ages: tuple[int, ...]
    years: tuple[float, ...]


_AGES = (0, 1, *range(5, 100, 5))
LIFE_TABLES = {
    "who_ghe": LifeTable(
        "WHO Global Health Estimates",
        "WHO methods and data sources for global burden of disease estimates 2000-2015 (WHO/HIS/IER/GHE/2017.1): the "
        "projected frontier life expectancy of 2050, both sexes",
        _AGES,
        (
            *(91.94, 91.00, 87.02, 82.03, 77.04, 72.06, 67.08),
            *(62.11, 57.15, 52.20, 47.27, 42.36, 37.49, 32.65),
            *(27.86, 23.15, 18.62, 14.41, 10.70, 7.60, 5.13),
        ),
    ),
    "gbd_2010": LifeTable(
        "Global Burden of Disease 2010",
        "Murray and others (2012), GBD 2010: design, definitions, and metrics, Lancet 380: the lowest death rates seen "
        "anywhere, both sexes",
        _AGES,
        (
            *(86.02, 85.21, 81.25, 76.27, 71.29, 66.35, 61.40),
            *(56.46, 51.53, 46.64, 41.80, 37.05, 32.38, 27.81),
            *(23.29, 18.93, 14.80, 10.99, 7.64, 5.05, 3.31),
        ),
    ),
}


def averted(effect: Effect, panel: Panel) -> Amount:
    """Return how many fewer there were where and while it was treated than there would have been.

    Of the deaths that were seen: a difference is by unit and time, a log ratio is of the expected to the seen. Both
    turn the effect's own interval into deaths without another approximation. Below nought: there were more.
    """
    if effect.unit == "log_ratio":
        seen = float(panel.outcome[panel.treated].sum())
        return Amount(
            seen * math.expm1(-effect.estimate), seen * _grown(effect.high), seen * _grown(effect.low)
        )
    cells = float(panel.treated.sum())
    return Amount(-effect.estimate * cells, -effect.high * cells, -effect.low * cells)


def _grown(value: float) -> float:
    return math.inf if value == -math.inf else math.expm1(-value)


def years_left(age: float, table: LifeTable) -> float:
    """Return the years of life left at an age, on a straight line between the ages of the table."""
    return float(np.interp(age, table.ages, table.years))


def ages_between(ages: Mapping[int, int], youngest: int | None, oldest: int | None) -> dict[int, int]:
    """Return the victims (age: how many) from one age to another, both included; None: no end."""
    least, most = 0 if youngest is None else youngest, math.inf if oldest is None else oldest
    return {age: number for age, number in ages.items() if least <= age <= most}


def mean_years_left(ages: Mapping[int, int], table: LifeTable) -> float:
    """Return the mean years of life that victims of these ages (age: how many) lost.

    Raises:
        InputProblem: there is nobody of a known age.
    """
    victims = sum(ages.values())
    if not victims:
        raise InputProblem("The age of no victim is known, so that years of life cannot be reckoned.")
    return sum(years_left(age + 0.5, table) * number for age, number in ages.items()) / victims


def years_of_life(deaths: Amount, mean_years: float) -> Amount:
    """Return the years of life of deaths averted, when those averted would have been of the ages of those seen."""
    return Amount(deaths.estimate * mean_years, deaths.low * mean_years, deaths.high * mean_years)


def cost_each(cost: Amount, deaths: Amount) -> Amount:
    """Return what each death averted cost: the positive part of Fieller's set, for a cost that is no draw of chance.

    The cost's bounds are what is not known of the money and are taken at their ends. With nought inside the
    interval of the deaths there is no upper bound; with all of it at nought or below there is no cost at all (NaN).
    """
    if math.isnan(deaths.high) or deaths.high <= 0:
        return Amount(math.nan, math.nan, math.nan)
    return Amount(
        cost.estimate / deaths.estimate if deaths.estimate > 0 else math.nan,
        cost.low / deaths.high,
        cost.high / deaths.low if deaths.low > 0 else math.inf,
    )
