"""What would each month hold by its season, its days and the trend alone?

The expected count of a month is a level, times the trend, times the ratio of its calendar month,
times its days (and people, where given). The interval of a month is for a count yet to be drawn
around it; it does not hold the uncertainty of the fit itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy import stats

from pazos.science.problems import InputProblem
from pazos.science.rates.rate import checked_confidence
from pazos.science.series.fit import Fit, Floats, fit_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

Season = Literal["months", "harmonic", "none"]
MEAN_MONTH = 365.25 / 12
FEWEST_MONTHS = 12


@dataclass(frozen=True)
class Ratio:
    """A ratio of rates with its interval and the p-value against 1."""

    ratio: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True)
class Terms:
    """The columns of a model without changes, over the observed months of `series`."""

    series: pd.DataFrame
    observed: np.ndarray
    counts: Floats
    design: Floats
    offset: Floats
    season: Season
    seasonal: Floats
    has_trend: bool

    def rows(self, whole: Floats) -> Floats:
        """Return the observed months' rows of a column over all months."""
        answer: Floats = whole[self.observed]
        return answer


@dataclass(frozen=True)
class SeriesModel:
    """A fitted series.

    `months`: a row a month with count, expected, low, high, adjusted (for season and days),
    moving_sum (of twelve months) and absent. `season`: twelve ratios, January first, whose
    geometric mean is 1; empty if no season was fitted. `trend`: the ratio from one year to the
    next. `autocorrelation`: between the residuals of neighbouring months; above about 0.2 the
    p-values of changes are too small. `doubtful`: last months below their interval, as a source
    leaves them that has not delivered all; they are used all the same.
    """

    months: pd.DataFrame
    season: tuple[Ratio, ...]
    season_kind: Season
    season_p_value: float | None
    trend: Ratio | None
    dispersion: float
    autocorrelation: float
    missing: tuple[str, ...]
    doubtful: tuple[str, ...]
    terms: Terms
    fit: Fit


def season_and_trend(
    series: pd.DataFrame,
    *,
    steps: Floats | None = None,
    trend: bool = True,
    season: Season | None = None,
    confidence: float = 0.95,
) -> SeriesModel:
    """Fit season and trend to a frame made by `monthly_series`.

    `season` None chooses: twelve month effects where at least three years are observed, each
    calendar month twice and with five deaths in all; one yearly wave where there are two years;
    none below. `steps` (months x changes) adds levels that change.
    """
    checked_confidence(confidence)
    terms = model_terms(series, trend=trend, season=season)
    steps = np.zeros((len(series), 0)) if steps is None else steps
    design = np.hstack([terms.design, steps[terms.observed]])
    fit = fit_counts(terms.counts, design, terms.offset)
    seasonal, p_value = _season(terms, fit, confidence)
    months = _months(terms, fit, confidence)
    return SeriesModel(
        months=months,
        season=seasonal,
        season_kind=terms.season,
        season_p_value=p_value,
        trend=ratio_of(fit, _unit(fit, 1), confidence) if trend else None,
        dispersion=float(fit.dispersion),
        autocorrelation=_autocorrelation(terms, fit),
        missing=tuple(str(month) for month in series.index[~terms.observed]),
        doubtful=_doubtful_end(months),
        terms=terms,
        fit=fit,
    )


def model_terms(series: pd.DataFrame, *, trend: bool, season: Season | None) -> Terms:
    """Return the columns of level, trend and season, after refusing what cannot carry them."""
    counts = series["count"].to_numpy(dtype=float)
    observed = ~np.isnan(counts)
    if observed.sum() < FEWEST_MONTHS:
        raise InputProblem(
            "A series needs at least {least} months with a count; this one has {months}.",
            least=FEWEST_MONTHS,
            months=int(observed.sum()),
        )
    if not counts[observed].any():
        raise InputProblem("Every month of the series is zero: there is nothing whose change could be told.")
    calendar = _calendar(series)
    kind = _season_kind(calendar[observed], counts[observed]) if season is None else season
    waves = _season_columns(kind)
    time = (np.arange(len(series)) - (len(series) - 1) / 2) / 12
    columns = [np.ones((len(series), 1)), time[:, None][:, : int(trend)], waves[calendar]]
    exposure = series["days"].to_numpy(dtype=float) / MEAN_MONTH
    if "population" in series.columns:
        exposure = exposure * _people(series, observed)
    return Terms(
        series, observed, counts[observed], np.hstack(columns)[observed], np.log(exposure[observed]),
        kind, waves, trend,
    )  # fmt: skip


def ratio_of(fit: Fit, weights: Floats, confidence: float) -> Ratio:
    """Return exp(`weights` · coefficients) with its interval (Student's t) and p-value."""
    log = float(weights @ fit.coefficients)
    error = float(np.sqrt(weights @ fit.covariance() @ weights))
    wide = float(stats.t.ppf((1 + confidence) / 2, fit.freedom)) * error
    # Where a month has no deaths at all the ratio's logarithm has no lower end.
    ends = np.exp(np.clip([log - wide, log + wide], -700, 700))
    p_value = float(2 * stats.t.sf(abs(log) / error, fit.freedom)) if error > 0 else 1.0
    return Ratio(float(np.exp(log)), float(ends[0]), float(ends[1]), p_value)


def _calendar(series: pd.DataFrame) -> np.ndarray:
    return pd.PeriodIndex(series.index).month.to_numpy() - 1


def _people(series: pd.DataFrame, observed: np.ndarray) -> Floats:
    # A month that is absent has no people either; its expected count is read off its neighbours'.
    people = series["population"].interpolate(limit_direction="both").to_numpy(dtype=float)
    answer: Floats = people / people[observed].mean()
    return answer


def _season_kind(calendar: np.ndarray, counts: Floats) -> Season:
    times = np.bincount(calendar, minlength=12)
    deaths = np.bincount(calendar, weights=counts, minlength=12)
    if len(counts) >= 36 and times.min() >= 2 and deaths.min() >= 5:
        return "months"
    return "harmonic" if len(counts) >= 24 else "none"


def _season_columns(kind: Season) -> Floats:
    if kind == "months":
        return np.vstack([np.eye(11), -np.ones(11)])
    if kind == "harmonic":
        angle = 2 * np.pi * (np.arange(12) + 0.5) / 12
        return np.column_stack([np.cos(angle), np.sin(angle)])
    return np.zeros((12, 0))


def _unit(fit: Fit, place: int) -> Floats:
    weights = np.zeros(fit.coefficients.shape[-1])
    weights[place] = 1
    return weights


def _season(terms: Terms, fit: Fit, confidence: float) -> tuple[tuple[Ratio, ...], float | None]:
    waves = terms.seasonal.shape[1]
    if not waves:
        return (), None
    first = 1 + int(terms.has_trend)
    part = slice(first, first + waves)
    ratios = []
    for row in terms.seasonal:
        weights = np.zeros(fit.coefficients.shape[-1])
        weights[part] = row
        ratios.append(ratio_of(fit, weights, confidence))
    effects = fit.coefficients[part]
    strength = float(effects @ np.linalg.solve(fit.covariance()[part, part], effects)) / waves
    return tuple(ratios), float(stats.f.sf(strength, waves, fit.freedom))


def _months(terms: Terms, fit: Fit, confidence: float) -> pd.DataFrame:
    series = terms.series
    expected = pd.Series(fit.mean, index=series.index[terms.observed]).reindex(series.index)
    low, high = interval_of_counts(expected.to_numpy(dtype=np.float64), float(fit.dispersion), confidence)
    first = 1 + int(terms.has_trend)
    effects = fit.coefficients[first : first + terms.seasonal.shape[1]]
    season = np.exp(terms.seasonal @ effects)[_calendar(series)]
    days = series["days"].to_numpy() / MEAN_MONTH
    return pd.DataFrame(
        {
            "count": series["count"],
            "expected": expected,
            "low": low,
            "high": high,
            "adjusted": series["count"] / (season * days),
            "moving_sum": series["count"].rolling(12).sum(),
            "absent": series["absent"],
        }
    )


def interval_of_counts(
    mean: NDArray[np.floating], dispersion: float, confidence: float
) -> tuple[Floats, Floats]:
    """Return the equal-tailed interval of counts around `mean` (missing where it is missing)."""
    known = ~np.isnan(mean)
    low, high = np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    tails = (1 - confidence) / 2, (1 + confidence) / 2
    for ends, tail in zip((low, high), tails, strict=True):
        if dispersion <= 1 + 1e-9:
            ends[known] = stats.poisson.ppf(tail, mean[known])
        else:
            ends[known] = stats.nbinom.ppf(tail, mean[known] / (dispersion - 1), 1 / dispersion)
    return low, high


def _doubtful_end(months: pd.DataFrame) -> tuple[str, ...]:
    found: list[str] = []
    for month, short in (months["count"] < months["low"]).iloc[::-1].items():
        if not short:
            break
        found.append(str(month))
    return tuple(reversed(found))


def _autocorrelation(terms: Terms, fit: Fit) -> float:
    residual = np.full(len(terms.series), np.nan)
    residual[terms.observed] = (terms.counts - fit.mean) / np.sqrt(fit.mean)
    pairs = residual[:-1] * residual[1:]
    power = np.nanmean(residual**2)
    return float(np.nanmean(pairs) / power) if power > 0 and (~np.isnan(pairs)).any() else 0.0
