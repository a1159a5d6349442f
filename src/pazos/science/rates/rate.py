"""One rate with all that it stands on, and two rates side by side.

Intervals are exact: they must never be narrower than they claim, however few the deaths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Rate:
    """Deaths per `per` people a year, with the numbers it was made from.

    `low` and `high` bound the rate at `confidence`, in the same unit as `rate`.
    """

    deaths: int
    population: float
    years: float
    per: float
    rate: float
    low: float
    high: float
    confidence: float

    @property
    def person_years(self) -> float:
        """The time that people lived at risk."""
        return self.population * self.years


@dataclass(frozen=True)
class Comparison:
    """The first rate over the second, with its exact interval and two-sided p-value."""

    ratio: float
    low: float
    high: float
    p_value: float
    confidence: float


def poisson_interval(
    deaths: ArrayLike, *, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the exact interval of the mean of a Poisson count (Garwood 1936).

    Ten deaths at 95% give 4.795 to 18.390; none gives 0 to 3.689.
    """
    # Places share few different counts, and the inverse is dear: each count is worked out once.
    count, place = np.unique(np.asarray(deaths, dtype=float), return_inverse=True)
    tail = (1 - checked_confidence(confidence)) / 2
    # A gamma of shape zero is a point at zero, which the inverse does not know.
    low = np.where(count == 0, 0.0, special.gammaincinv(np.where(count == 0, 1.0, count), tail))
    high = np.asarray(special.gammainccinv(count + 1, tail), dtype=np.float64)
    return low[place], high[place]


def crude_rate(
    deaths: int, population: float, *, years: float = 1.0, per: float = 100_000, confidence: float = 0.95
) -> Rate:
    """Return deaths per `per` people a year with its exact interval."""
    if deaths < 0 or deaths != int(deaths):
        raise InputProblem("Deaths are whole numbers from zero up, not {deaths}.", deaths=deaths)
    if not population > 0 or not math.isfinite(population):
        raise InputProblem("A rate needs people: the population is {population}.", population=population)
    unit = per / (population * checked_years(years))
    low, high = poisson_interval(deaths, confidence=confidence)
    return Rate(
        int(deaths), population, years, per, deaths * unit, float(low) * unit, float(high) * unit, confidence
    )


def compare(first: Rate, second: Rate, *, confidence: float = 0.95) -> Comparison:
    """Return the ratio of two rates with its exact conditional interval and p-value.

    Given the deaths of both together, those of the first are binomial (Przyborowski and
    Wilenski 1940); the interval is Clopper and Pearson's and the p-value doubles the smaller
    tail, so that one excludes 1 exactly when the other is below 1 - `confidence`.
    """
    a, b = first.deaths, second.deaths
    tail = (1 - checked_confidence(confidence)) / 2
    time = second.person_years / first.person_years
    low = time * _odds(float(special.betaincinv(a, b + 1, tail))) if a else 0.0
    high = time * _odds(float(special.betainccinv(a + 1, b, tail))) if b else math.inf
    ratio = time * a / b if b else (math.inf if a else math.nan)
    return Comparison(ratio, low, high, _central_p(a, a + b, 1 / (1 + time)), confidence)


def _odds(share: float) -> float:
    return share / (1 - share)


def _central_p(successes: int, trials: int, chance: float) -> float:
    below = special.bdtr(successes, trials, chance)
    above = special.bdtrc(successes - 1, trials, chance) if successes else 1.0
    return float(min(1.0, 2 * min(below, above)))


def checked_confidence(confidence: float) -> float:
    """Return `confidence` if it is a share between 0 and 1."""
    if not 0 < confidence < 1:
        raise InputProblem(
            "The confidence is a share between 0 and 1, such as 0.95, not {confidence}.",
            confidence=confidence,
        )
    return confidence


def checked_years(years: float) -> float:
    """Return `years` if it is a positive number."""
    if not years > 0 or not math.isfinite(years):
        raise InputProblem("The years that the counts cover must be above zero, not {years}.", years=years)
    return years
