"""What may the coming months of this very city look like, if nothing is done that was not done before?

Each unit's rate is drawn from what its own past and the other units of its group say of it (a gamma mixed with Poisson
counts, Clayton and Kaldor 1987); groups are the treated and the others, for places chosen together because they were bad
lie together, and drawing them towards the whole city would let them fall by themselves. All units share a season and shocks that last, and each has shocks of its own that last beside
others that do not. Shocks are measured by the moments of what the counts leave over (Zeger 1988). A trend is no part of
it: what went on falling or rising is a shock that lasts.

Only times before anybody is treated are read. Nothing here knows of a treatment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation import times
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 6  # times before; fewer say nothing of how the counts move
PERIODS = {"month": 12, "quarter": 4}
MEMORIES = np.linspace(0.0, 0.98, 50)
LAGS = 12


@dataclass(frozen=True)
class Shocks:
    """A multiplier of mean one: `lasting` is the variance of the part that hangs together by `memory` from one time to the
    next, `passing` the variance of the part that does not."""

    lasting: float
    memory: float
    passing: float

    def paths(
        self, rng: np.random.Generator, rows: int, *, length: int, start: float | None = None
    ) -> Floats:
        """Return rows x length values of the lasting part; from its own spread, or from `start` (a logarithm)."""
        drawn = rng.normal(0.0, np.log1p(self.lasting) ** 0.5, (rows, length))
        fresh = (1 - self.memory**2) ** 0.5
        if start is not None:
            drawn[:, 0] = self.memory * start + fresh * drawn[:, 0]
        for place in range(1, length):
            drawn[:, place] = self.memory * drawn[:, place - 1] + fresh * drawn[:, place]
        return np.asarray(np.exp(drawn - np.log1p(self.lasting) / 2), dtype=float)


@dataclass(frozen=True)
class Model:
    """What was learnt from units x times `counts`. `shape` and `mean`, by unit, are of the gamma of its group's rates; `season` one by time of the
    period (its place counted from the first time); `level` what the last period stands at against the whole."""

    counts: Floats
    exposure: Floats
    shape: Floats
    mean: Floats
    season: Floats
    level: float
    own: Shocks
    shared: Shocks

    @cached_property
    def past(self) -> Floats:
        """The common course of the past: what each time had for each that was expected."""
        return np.asarray(self.counts.sum(axis=0) / _expected(self.counts, self.exposure), dtype=float)

    def future(self, rng: np.random.Generator, length: int) -> Floats:
        """Return one future of counts, units x length; exposure stays as it was last."""
        units, before = self.counts.shape
        burden = self.exposure * self.past
        rates = rng.gamma(self.shape + self.counts.sum(axis=1)) / (
            self.shape / self.mean + burden.sum(axis=1)
        )
        # A past that stood high by a shock that lasts is no high rate: the future is taken against it.
        own = self.own.paths(rng, units, length=before + length)
        stood = (own[:, :before] * burden).sum(axis=1) / burden.sum(axis=1)
        common = self.shared.paths(rng, 1, length=length, start=0.0)[0] * self.level
        places = (before + np.arange(length)) % len(self.season)
        means = (
            (rates / stood)[:, None] * own[:, before:] * self.exposure[:, -1:] * common * self.season[places]
        )
        if self.own.passing > 1e-6:
            means = means * rng.gamma(1 / self.own.passing, self.own.passing, means.shape)
        return np.asarray(rng.poisson(means), dtype=float)

    def facts(self) -> dict[str, Any]:
        """Return what was learnt, as plain numbers."""
        return {
            "mean": float(self.mean.mean()),
            "spread_between_units": float((self.shape**-0.5).mean()),
            "season": [float(one) for one in self.season],
            "level": self.level,
            **{f"own_{name}": value for name, value in vars(self.own).items()},
            **{f"shared_{name}": value for name, value in vars(self.shared).items()},
        }


def learnt(
    counts: Floats, exposure: Floats | None, *, kind: str, apart: NDArray[np.bool_] | None = None
) -> Model:
    """Return the model of units x times counts; `kind` is that of the times ("month", "quarter", "year", "number").

    `apart` marks the units whose rates are learnt by themselves: the treated.

    Raises:
        InputProblem: there are fewer than six times, or next to no deaths in them.
    """
    units, length = counts.shape
    if length < FEWEST:
        raise InputProblem(
            "What may come is read from at least {least} times before the treatment; here are {times}.",
            least=FEWEST,
            times=length,
        )
    if counts.sum() < units / 10 or not counts.sum():
        raise InputProblem(
            "Before the treatment {deaths} deaths stand in {units} units: too few to say what may come. Take larger units or longer times.",
            deaths=int(counts.sum()),
            units=units,
        )
    exposed = np.ones_like(counts) if exposure is None else exposure
    past = counts.sum(axis=0) / _expected(counts, exposed)
    totals = (exposed * past).sum(axis=1)
    shape, mean = _rates_by_group(counts.sum(axis=1), totals, apart)
    period = PERIODS.get(kind, 1)
    season = _season(counts.sum(axis=0), _expected(counts, exposed), period)
    by_season = season[np.arange(length) % period] * _expected(counts, exposed)
    recent = slice(-max(period, 3), None)
    level = float(counts.sum(axis=0)[recent].sum() / by_season[recent].sum())
    shared = _shared_shocks(counts.sum(axis=0), by_season)
    return Model(counts, exposed, shape, mean, season, level, _own_shocks(counts, exposed, past), shared)


def following(labels: tuple[str, ...], length: int) -> tuple[str, ...]:
    """Return the labels of the times that come after evenly spaced ones."""
    import pandas as pd

    places, kind = times.ordinals(pd.Series(labels))
    step = int(places[-1] - places[-2])
    return tuple(times.label(int(places[-1]) + step * (one + 1), kind) for one in range(length))


def kind_of(labels: tuple[str, ...]) -> str:
    """Return the kind of moment of some labels."""
    import pandas as pd

    return times.ordinals(pd.Series(labels))[1]


def _expected(counts: Floats, exposed: Floats) -> Floats:
    """Return what each time would have had at each unit's own rate, with nothing shared."""
    people = exposed.sum(axis=1)
    rates = np.divide(counts.sum(axis=1), people, out=np.zeros_like(people), where=people > 0)
    return np.asarray(np.maximum(rates @ exposed, 1e-12), dtype=float)


def _rates_by_group(deaths: Floats, burden: Floats, apart: NDArray[np.bool_] | None) -> tuple[Floats, Floats]:
    shape, mean = np.empty(len(deaths)), np.empty(len(deaths))
    marked = np.zeros(len(deaths), dtype=bool) if apart is None else apart
    for group in (marked, ~marked):
        # A group without a death says nothing of its rates but what the whole says.
        of = group if (burden[group] > 0).any() and deaths[group].sum() else np.ones_like(group)
        shape[group], mean[group] = _rates(deaths[of], burden[of])
    return shape, mean


def _rates(deaths: Floats, burden: Floats) -> tuple[float, float]:
    """Return shape and mean of the gamma of the rates by moments (Marshall 1991)."""
    used = burden > 0
    deaths, burden = deaths[used], burden[used]
    mean = float(deaths.sum() / burden.sum())
    spread = float((burden * (deaths / burden - mean) ** 2).sum() / burden.sum())
    between = max(spread - mean * len(burden) / float(burden.sum()), mean**2 * 1e-4)
    return mean**2 / between, mean


def _season(totals: Floats, expected: Floats, period: int) -> Floats:
    """Return the season by Poisson regression on waves (two for months, one for quarters), mean one over a period."""
    waves = {12: 2, 4: 1}.get(period, 0)
    if not waves or len(totals) < 2 * period:
        return np.ones(period)
    angles = 2 * np.pi * np.arange(max(len(totals), period))[:, None] * np.arange(1, waves + 1) / period
    design = np.hstack([np.ones((len(angles), 1)), np.cos(angles), np.sin(angles)])
    used, slopes = design[: len(totals)], np.zeros(design.shape[1])
    for _ in range(25):
        fit = expected * np.exp(np.clip(used @ slopes, -10, 10))
        slopes = slopes + np.linalg.solve(used.T @ (used * fit[:, None]), used.T @ (totals - fit))
    course = np.exp(design[:period, 1:] @ slopes[1:])
    return np.asarray(course / course.mean(), dtype=float)


def _own_shocks(counts: Floats, exposed: Floats, past: Floats) -> Shocks:
    units, length = counts.shape
    burden = exposed * past
    totals = burden.sum(axis=1)
    rates = np.divide(counts.sum(axis=1), totals, out=np.zeros_like(totals), where=totals > 0)
    means = rates[:, None] * burden
    left = counts - means
    # Rates and times were fitted to these very counts: squares are too small by it, and products pulled below nought.
    squares = float((left**2).sum()) * length / (length - 1) * units / max(units - 1, 1)
    pull = squares / (units * length * length)
    spread = (squares - float(means.sum())) / float((means**2).sum())
    along = []
    for lag in range(1, min(LAGS, length // 4) + 1):
        product = float((left[:, lag:] * left[:, :-lag]).sum()) + pull * units * (length - lag)
        along.append(product / float((means[:, lag:] * means[:, :-lag]).sum()))
    return _shocks(spread, np.array(along))


def _shared_shocks(totals: Floats, expected: Floats) -> Shocks:
    left = totals / expected - totals.sum() / expected.sum()
    spread = float((left**2).mean() - (1 / expected).mean())
    lags = range(1, min(LAGS, len(totals) // 4) + 1)
    return _shocks(spread, np.array([float((left[lag:] * left[:-lag]).mean()) for lag in lags]))


def _shocks(spread: float, along: Floats) -> Shocks:
    """Return the shocks whose covariances over the lags are nearest to those seen: `lasting` x memory ** lag."""
    powers = MEMORIES[:, None] ** np.arange(1, len(along) + 1)
    heights = np.clip(powers @ along / np.maximum((powers**2).sum(axis=1), 1e-12), 0.0, None)
    misses = ((along - heights[:, None] * powers) ** 2).sum(axis=1)
    best = int(misses.argmin())
    lasting = float(min(heights[best], max(spread, 0.0)))
    return Shocks(lasting, float(MEMORIES[best]), max(spread - lasting, 0.0))
