"""How unevenly do deaths fall on places, beyond what few deaths on many places must look like?

Twenty deaths cannot touch more than twenty of a hundred places, however blind the violence: so
the Gini index is given also as measured from the most even spread that the deaths allow
(Bernasco and Steenbeek 2017), and beside what pure chance would have given.

The intervals are for the concentration of as many deaths on the same risks. Resampling the
observed deaths as they are would add chance twice and make every replicate too concentrated
(measured: 95% intervals that hold the truth in 0 to 60% of trials); the shares are therefore
drawn together first, so that replicates vary as much as the deaths did (Louis 1984). This must
never be read as an interval for the risks themselves, which are less uneven than the deaths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pazos.science.problems import InputProblem, listed
from pazos.science.rates.rate import checked_confidence
from pazos.science.rates.smoothing import global_moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
BATCH_CELLS = 2_000_000


@dataclass(frozen=True)
class Estimate:
    """A figure, its interval, and its mean when the same deaths fall at random."""

    value: float
    low: float
    high: float
    expected_at_random: float


@dataclass(frozen=True)
class Holding:
    """The fewest places that hold a share of the deaths, as a number and a share of all places."""

    places: int
    share_of_places: float
    low: float
    high: float
    expected_at_random: float


@dataclass(frozen=True)
class Concentration:
    """How deaths are spread over places.

    `lorenz` has a row for each place and one for none, from the place with fewest deaths on: the
    share of places (of people, in `lorenz_by_population`) and the share of deaths. `p_value` is
    the chance that deaths at random are as unevenly spread.
    """

    deaths: int
    places: int
    gini: Estimate
    gini_adjusted: Estimate
    holding: Holding
    lorenz: Floats
    p_value: float
    gini_by_population: Estimate | None
    lorenz_by_population: Floats | None


def concentration(
    counts: ArrayLike,
    *,
    population: ArrayLike | None = None,
    share: float = 0.5,
    seed: int,
    draws: int = 999,
    confidence: float = 0.95,
) -> Concentration:
    """Return how unevenly the deaths of `counts` fall on its places.

    Parameters
    ----------
    counts: deaths of each place, whole numbers.
    population: people of each place; if given, "at random" means that everyone runs the same
        risk, else that every place does.
    share: the share of deaths whose places are counted, above 0 and up to 1.
    draws: replicates of the intervals and of the random spread.
    """
    deaths = _checked_counts(counts)
    people = None if population is None else _checked_people(population, deaths)
    _check_options(share, draws)
    tail = (1 - checked_confidence(confidence)) / 2
    total = int(deaths.sum())
    generator = np.random.default_rng(seed)
    holding = _holding(share)
    measures = [gini, gini_adjusted, holding]
    blind = np.ones_like(deaths) if people is None else people
    random = _replicate(generator, blind, deaths=total, draws=draws, measures=measures)
    again = _replicate(
        generator, _drawn_together(deaths, np.ones_like(deaths)), deaths=total, draws=draws, measures=measures
    )
    seen, adjusted, held = (
        _estimate(measure(deaths[None])[0], near, chance, tail=tail)
        for measure, near, chance in zip(measures, again, random, strict=True)
    )
    places = len(deaths)
    return Concentration(
        deaths=total,
        places=places,
        gini=seen,
        gini_adjusted=adjusted,
        holding=Holding(round(held.value * places), held.value, held.low, held.high, held.expected_at_random),
        lorenz=lorenz(deaths),
        p_value=float((1 + (random[0] >= seen.value - 1e-12).sum()) / (1 + draws)),
        gini_by_population=None
        if people is None
        else _by_population(generator, deaths, people, draws=draws, tail=tail),
        lorenz_by_population=None if people is None else lorenz(deaths, people),
    )


def lorenz(counts: Floats, weights: Floats | None = None) -> Floats:
    """Return the Lorenz curve, from the places with fewest deaths (per weight) on; shape (n + 1, 2)."""
    weights = np.ones_like(counts) if weights is None else weights
    order = np.argsort(counts / weights, kind="stable")
    steps = np.column_stack([weights[order] / weights.sum(), counts[order] / counts.sum()])
    return np.vstack([np.zeros(2), steps.cumsum(axis=0)])


def gini(counts: Floats) -> Floats:
    """Return the Gini index of each row: 0 when all places have the same, near 1 when one has all."""
    places = counts.shape[-1]
    rising = np.sort(counts, axis=-1)
    ranks = np.arange(1, places + 1)
    answer: Floats = (2 * (rising @ ranks) / rising.sum(axis=-1) - places - 1) / places
    return answer


def gini_adjusted(counts: Floats) -> Floats:
    """Return the generalised Gini index of each row (Bernasco and Steenbeek 2017).

    It is 0 when no place has two deaths and deaths are fewer than places, and equals the Gini
    index when they are not fewer.
    """
    scarce = np.maximum(1.0, counts.shape[-1] / counts.sum(axis=-1))
    answer: Floats = 1 - scarce * (1 - gini(counts))
    return answer


def _holding(share: float) -> Statistic:
    def share_of_places(counts: Floats) -> Floats:
        held = np.sort(counts, axis=-1)[..., ::-1].cumsum(axis=-1)
        short = (held < share * held[..., -1:] - 1e-9).sum(axis=-1)
        answer: Floats = (short + 1) / counts.shape[-1]
        return answer

    return share_of_places


def _gini_over(weights: Floats) -> Statistic:
    # Over weights the curve's steps differ in width: the area is a sum of trapezia.
    widths = weights / weights.sum()

    def weighted(counts: Floats) -> Floats:
        order = np.argsort(counts / weights, axis=-1, kind="stable")
        wide = widths[order]
        high = np.take_along_axis(counts, order, axis=-1).cumsum(axis=-1)
        area = (wide * (high - np.take_along_axis(counts, order, axis=-1) / 2)).sum(axis=-1)
        answer: Floats = 1 - 2 * area / high[..., -1]
        return answer

    return weighted


def _by_population(
    generator: np.random.Generator, deaths: Floats, people: Floats, *, draws: int, tail: float
) -> Estimate:
    weighted = _gini_over(people)
    total = int(deaths.sum())
    again, random = (
        _replicate(generator, shares, deaths=total, draws=draws, measures=[weighted])[0]
        for shares in (_drawn_together(deaths, people), people)
    )
    return _estimate(weighted(deaths[None])[0], again, random, tail=tail)


def _drawn_together(deaths: Floats, exposure: Floats) -> Floats:
    """Return expected deaths whose replicates have the spread of `deaths` (Louis 1984)."""
    spread = global_moments(deaths, exposure)
    mean, variance = float(spread.mean[0]), float(spread.variance[0])
    trust = np.sqrt(variance / (variance + mean / exposure))
    return exposure * (mean + trust * (deaths / exposure - mean))


def _replicate(
    generator: np.random.Generator,
    shares: Floats,
    *,
    deaths: int,
    draws: int,
    measures: list[Statistic],
) -> list[Floats]:
    chances = shares / shares.sum()
    size = max(1, BATCH_CELLS // len(shares))
    answers = []
    for start in range(0, draws, size):
        counts = generator.multinomial(deaths, chances, min(size, draws - start)).astype(float)
        answers.append([measure(counts) for measure in measures])
    return [np.concatenate(each) for each in zip(*answers, strict=True)]


def _estimate(value: float, near: Floats, random: Floats, *, tail: float) -> Estimate:
    low, high = np.quantile(near, [tail, 1 - tail])
    return Estimate(float(value), float(low), float(high), float(random.mean()))


def _checked_counts(counts: ArrayLike) -> Floats:
    deaths = np.asarray(counts, dtype=float)
    wrong = ~np.isfinite(deaths) | (deaths < 0) | (deaths != np.floor(deaths))
    if wrong.any():
        raise InputProblem(
            "Concentration counts whole deaths from zero up; these rows hold something else: {rows}.",
            rows=listed(np.flatnonzero(wrong) + 1),
        )
    if len(deaths) < 2:
        raise InputProblem("Concentration compares places: there must be at least two.")
    if not deaths.any():
        raise InputProblem("Every count is zero: there are no deaths whose concentration could be told.")
    return deaths


def _checked_people(population: ArrayLike, deaths: Floats) -> Floats:
    people = np.asarray(population, dtype=float)
    if people.shape != deaths.shape:
        raise InputProblem(
            "There are {counts} counts and {people} populations.", counts=len(deaths), people=len(people)
        )
    wrong = ~np.isfinite(people) | (people <= 0)
    if wrong.any():
        raise InputProblem(
            "Concentration by population needs people in every place; there are none in the rows {rows}.",
            rows=listed(np.flatnonzero(wrong) + 1),
        )
    return people


def _check_options(share: float, draws: int) -> None:
    if not 0 < share <= 1:
        raise InputProblem(
            "The share of deaths is above 0 and up to 1, such as 0.5, not {share}.", share=share
        )
    if draws < 99:
        raise InputProblem("An interval needs at least 99 draws, not {draws}.", draws=draws)
