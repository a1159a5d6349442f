"""When did a series of counts change its level, and how sure are the dates? Nothing is told of when or how often.

Stretches of one rate each are cut by optimal partitioning, with a season beside them where asked. A penalty chooses how
many, and a test against series without any break says whether there is one at all: only then are any told. A series
that goes down a slope is cut into stairs: the check `steps` says where a line would have done better.

A break is a date at which the counts changed. It is never said what changed them. Months without a count are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from pazos.science.problems import InputProblem
from pazos.science.series import dating, segments
from pazos.science.series.fit import fit_counts, simulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PENALTIES = ("bic", "mbic")
ROUNDS = 3
HANGS_AT = 0.01


@dataclass(frozen=True)
class Counts:
    """Observed times in order: their names, counts, exposure, and the place in the year (empty where no season)."""

    times: tuple[str, ...]
    counts: Floats
    exposed: Floats
    phase: NDArray[np.int64]
    cycle: int

    def seasonal(self) -> Floats:
        """Return the columns of the season, times x (cycle - 1); none without a season."""
        if self.cycle == 1:
            return np.zeros((len(self.counts), 0))
        waves = np.vstack([np.eye(self.cycle - 1), -np.ones(self.cycle - 1)])
        return np.asarray(waves[self.phase], dtype=float)


@dataclass(frozen=True)
class Rules:
    """How breaks are looked for. `level`: the chance that a series without any is said to have one."""

    most: int = 5
    shortest: int = 6
    penalty: str = "bic"
    level: float = 0.05
    draws: int = 499
    confidence: float = 0.95
    seed: int = 1


@dataclass(frozen=True)
class Break:
    """From `time` on the rate is `ratio` times what it was, `before` and `after` by unit of exposure.

    `low` and `high` are the first and last time at which the new rate may have begun.
    """

    time: str
    low: str
    high: str
    before: float
    after: float
    ratio: float
    ratio_low: float
    ratio_high: float


@dataclass(frozen=True)
class Found:
    """The breaks, the chance of a series without any being cut as well, and the level at each time."""

    breaks: tuple[Break, ...]
    p_value: float
    dispersion: float
    levels: Floats
    expected: Floats
    autocorrelation: float
    hangs: float  # p-value of residuals that hang together
    line_better: float  # by how much a line has the smaller criterion; above nought it fits better


def find_breaks(series: Counts, rules: Rules) -> Found:
    """Return the breaks of level of a series.

    The statistic is the gain of the best cut, by the dispersion of the fullest one, less the penalty; it is ranked
    among that of series drawn without a break, with the season and spread of this one.

    Raises:
        InputProblem: too few times for two stretches, all counts nought, or rules that make no sense.
    """
    _refuse(series, rules)
    rng = np.random.default_rng(rules.seed)
    seen = _search(series, series.counts[None], rules)
    p_value = _chance(series, float(seen.strength[0]), rules=rules, rng=rng)
    places = seen.cuts[0] if p_value <= rules.level else ()
    offset = series.exposed * _season(series, series.counts, places)
    levels, dispersion = _levels(series, offset, places)
    residuals = (series.counts - levels * offset) / np.sqrt(np.maximum(levels * offset, 1e-12))
    memory, hangs = _hang_together(residuals)
    return Found(
        breaks=_told(series, offset, places, dispersion=dispersion, rules=rules, rng=rng),
        p_value=p_value,
        dispersion=dispersion,
        levels=levels,
        expected=levels * offset,
        autocorrelation=memory,
        hangs=hangs,
        line_better=_line_better(series, levels * offset, len(places), dispersion),
    )


def penalty(name: str, times: int) -> float:
    """Return what a break must gain: two log n for "bic" (a level and a date), three for "mbic", or the number given.

    "mbic" takes the leading term of Zhang and Siegmund's (2007) modified criterion.

    Raises:
        InputProblem: neither of the two, nor a number above nought.
    """
    if name in PENALTIES:
        return (2.0 if name == "bic" else 3.0) * float(np.log(times))
    try:
        value = float(name)
    except ValueError:
        value = 0.0
    if not (np.isfinite(value) and value > 0):
        raise InputProblem("The penalty is bic, mbic or a number above nought, not {penalty}.", penalty=name)
    return value


def _refuse(series: Counts, rules: Rules) -> None:
    if rules.shortest < 2 or rules.most < 1:
        raise InputProblem(
            "A stretch lasts at least two times and there is at least one break to look for; here {shortest} and {most}.",
            shortest=rules.shortest,
            most=rules.most,
        )
    if len(series.counts) < max(2 * rules.shortest, series.cycle + 4):
        raise InputProblem(
            "{times} times cannot be cut into two stretches of {shortest}. Bring more, or ask for a smaller --min-length.",
            times=len(series.counts),
            shortest=rules.shortest,
        )
    if not series.counts.any():
        raise InputProblem("Every count of the series is zero: there is nothing whose change could be told.")
    if rules.draws < 99 or not 0.5 <= rules.confidence < 1:
        raise InputProblem(
            "Ask for at least 99 draws and a confidence from 0.5 to below 1; here {draws} and {confidence}.",
            draws=rules.draws,
            confidence=rules.confidence,
        )
    penalty(rules.penalty, len(series.counts))


@dataclass(frozen=True)
class _Search:
    """For each series: the strength of its best cut, and where that is."""

    strength: Floats
    cuts: list[tuple[int, ...]]


def _search(series: Counts, counts: Floats, rules: Rules) -> _Search:
    """Cut each row of `counts`; season and breaks are each found given the other, a few times over."""
    strength, cuts = _strength(counts, series.exposed * _season(series, counts, ()), rules)
    for _ in range(ROUNDS if series.cycle > 1 else 0):
        # Beside no cut the season is as it was, and so is all that follows from it.
        rows = [row for row, one in enumerate(cuts) if one]
        if not rows:
            break
        season = np.stack([_season(series, counts[row], cuts[row]) for row in rows])
        before = [cuts[row] for row in rows]
        strength[rows], found = _strength(counts[rows], series.exposed * season, rules)
        for row, one in zip(rows, found, strict=True):
            cuts[row] = one
        if found == before:
            break
    return _Search(strength, cuts)


def _season(series: Counts, counts: Floats, places: tuple[int, ...]) -> Floats:
    """Return the season of each row of `counts` (of one series, or of many at once) beside breaks at `places`."""
    waves = series.seasonal()
    if not waves.shape[1]:
        return np.ones(counts.shape)
    steps = np.arange(len(waves))[:, None] >= np.array(places, dtype=int)[None, :]
    design = np.hstack([np.ones((len(waves), 1)), waves, steps.astype(float)])
    fit = fit_counts(counts, design, np.log(series.exposed))
    return np.asarray(np.exp(fit.coefficients[..., 1 : 1 + waves.shape[1]] @ waves.T), dtype=float)


def _strength(counts: Floats, offset: Floats, rules: Rules) -> tuple[Floats, list[tuple[int, ...]]]:
    """Return for each series the best penalised gain over no break, and where its cuts are (none: not above nought)."""
    times = counts.shape[1]
    most = min(rules.most, times // rules.shortest - 1)
    found = segments.cut(counts, offset, most=most, shortest=rules.shortest)
    price = penalty(rules.penalty, times)
    fits = np.isfinite(found.costs).sum(axis=1) - 1
    spread = np.array(
        [_spread(counts[row], offset[row], found.places(row, int(fits[row]))) for row in range(len(counts))]
    )
    gains = (found.costs[:, :1] - found.costs) / spread[:, None] - price * np.arange(most + 1)
    gains[:, 0] = -np.inf
    best = gains.argmax(axis=1)
    strength = gains.max(axis=1)
    cuts = [found.places(row, int(number)) if strength[row] > 0 else () for row, number in enumerate(best)]
    return strength, cuts


def _spread(counts: Floats, offset: Floats, places: tuple[int, ...]) -> float:
    mean = _rates(counts, offset, places) * offset
    # A date that is searched for takes about as much as a level.
    freedom = max(1, len(counts) - 2 * len(places) - 1)
    inside = mean > 0
    return max(1.0, float(((counts - mean)[inside] ** 2 / mean[inside]).sum()) / freedom)


def _rates(counts: Floats, offset: Floats, places: tuple[int, ...]) -> Floats:
    bounds = [0, *places]
    rates = np.add.reduceat(counts, bounds) / np.add.reduceat(offset, bounds)
    return np.repeat(rates, np.diff([*bounds, len(counts)]))


def _chance(series: Counts, seen: float, *, rules: Rules, rng: np.random.Generator) -> float:
    """Return the share of series without a break, this one among them, that are cut at least as well."""
    offset = series.exposed * _season(series, series.counts, ())
    level, spread = _levels(series, offset, ())
    drawn = simulate(rng, level * offset, dispersion=spread, draws=rules.draws)
    drawn = drawn[drawn.any(axis=1)]
    size = segments.batch(len(offset))
    parts = [_search(series, drawn[start : start + size], rules) for start in range(0, len(drawn), size)]
    reached = sum(int((part.strength >= seen - 1e-9).sum()) for part in parts)
    return (1 + reached) / (rules.draws + 1)


def _levels(series: Counts, offset: Floats, places: tuple[int, ...]) -> tuple[Floats, float]:
    rates = _rates(series.counts, offset, places)
    mean = rates * offset
    freedom = max(1, len(mean) - len(places) - series.cycle)
    inside = mean > 0
    pearson = float(((series.counts - mean)[inside] ** 2 / mean[inside]).sum())
    return rates, max(1.0, pearson / freedom)


def _told(
    series: Counts,
    offset: Floats,
    places: tuple[int, ...],
    *,
    dispersion: float,
    rules: Rules,
    rng: np.random.Generator,
) -> tuple[Break, ...]:
    bounds = [0, *places, len(series.counts)]
    told = []
    for start, at, end in zip(bounds, bounds[1:], bounds[2:], strict=False):
        piece = dating.Piece(series.counts[start:end], offset[start:end], at - start, rules.shortest)
        dated = dating.dated(
            piece, dispersion=dispersion, draws=rules.draws, confidence=rules.confidence, rng=rng
        )
        told.append(
            Break(
                time=series.times[at],
                low=series.times[start + dated.low],
                high=series.times[start + dated.high],
                before=dated.before,
                after=dated.after,
                ratio=dated.after / dated.before if dated.before > 0 else float("inf"),
                ratio_low=dated.ratio_low,
                ratio_high=dated.ratio_high,
            )
        )
    return tuple(told)


def _hang_together(residuals: Floats) -> tuple[float, float]:
    """Return the first autocorrelation and Ljung and Box's (1978) p-value."""
    power, number = float(residuals @ residuals), len(residuals)
    if power == 0:
        return 0.0, 1.0
    lags = max(1, min(12, number // 5))
    found = [float(residuals[lag:] @ residuals[:-lag]) / power for lag in range(1, lags + 1)]
    statistic = number * (number + 2) * sum(one**2 / (number - lag) for lag, one in enumerate(found, start=1))
    return found[0], float(stats.chi2.sf(statistic, lags))


def _line_better(series: Counts, expected: Floats, breaks: int, dispersion: float) -> float:
    """Return by how much the criterion of a line without breaks is below that of the stretches told."""
    time = np.linspace(-1, 1, len(series.counts))[:, None]
    design = np.hstack([np.ones((len(time), 1)), time, series.seasonal()])
    fit = fit_counts(series.counts, design, np.log(series.exposed))

    def lost(mean: Floats) -> float:
        return -2 * float((series.counts * np.log(np.maximum(mean, 1e-300)) - mean).sum()) / dispersion

    price = float(np.log(len(time)))
    return lost(expected) + 2 * breaks * price - lost(fit.mean) - price


def checks(found: Found) -> list[dict[str, Any]]:
    """Return what speaks against the breaks: months that hang together, a slope that was cut into stairs."""
    return [
        {
            "name": "autocorrelation",
            "passed": found.hangs >= HANGS_AT,
            "facts": {"p_value": found.hangs, "first": found.autocorrelation, "rejected_at": HANGS_AT},
        },
        {
            "name": "steps",
            "passed": found.line_better <= 0 if found.breaks else None,
            "facts": {"line_better_by": found.line_better},
        },
    ]
