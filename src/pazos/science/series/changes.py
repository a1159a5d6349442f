"""When did the level of deaths change, and by how much?

Dates not given: each month is tried as the start of a new level, with season and trend fitted
beside it, and so is each pair of months, since a truce that ends hides from a search for one
change. The best of them is set against the best in series drawn without that change, so that a
series without any is said to have one in five of a hundred cases. Changes are added one search
at a time, and each is moved to its best month once the others are known.

The interval of a ratio takes the change's month as known: where the month was searched for, it
is too narrow. A change of level is not yet an effect of anything: this must never name a cause.

Segmenting residuals (PELT, kernels) was weighed and left: residuals of a trend bend a level
change into a ramp that such a search cuts twice, and its penalty has no size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed
from pazos.science.series.fit import Fit, Floats, fit_counts, simulate
from pazos.science.series.model import (
    Season,
    SeriesModel,
    Terms,
    model_terms,
    ratio_of,
    season_and_trend,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

BATCH = 100


@dataclass(frozen=True)
class Change:
    """From `month` on the level is `ratio` times what it was."""

    month: str
    ratio: float
    low: float
    high: float
    p_value: float
    given: bool


@dataclass(frozen=True)
class _Search:
    """The strongest single change and pair in each series: statistic and place."""

    single: Floats
    single_at: np.ndarray
    pair: Floats
    pair_at: np.ndarray


def find_changes(
    series: pd.DataFrame,
    *,
    seed: int,
    trend: bool = True,
    season: Season | None = None,
    minimum_months: int = 6,
    most: int = 5,
    level: float = 0.05,
    draws: int = 499,
    confidence: float = 0.95,
) -> tuple[SeriesModel, tuple[Change, ...]]:
    """Return the model with its changes of level, and these in order of time.

    Parameters
    ----------
    minimum_months: the fewest observed months of a level.
    most: changes looked for at most.
    level: the chance that a series without change is said to have one.
    draws: simulated series of each search.
    """
    terms = model_terms(series, trend=trend, season=season)
    if minimum_months < 2:
        raise InputProblem("A level lasts at least two months, not {months}.", months=minimum_months)
    generator = np.random.default_rng(seed)
    found: dict[int, float] = {}
    while len(found) < most:
        added, p_value = _next_change(
            terms, sorted(found), generator=generator, apart=minimum_months, draws=draws
        )
        if not added or p_value > level:
            break
        found |= dict.fromkeys(added, p_value)
        found = _settled(terms, found, minimum_months)
    rows = np.flatnonzero(terms.observed)
    at = [int(rows[place]) for place in sorted(found)]
    model, changes = _with_changes(
        series, at, given=False, trend=trend, season=terms.season, confidence=confidence
    )
    p_values = [found[place] for place in sorted(found)]
    return model, tuple(replace(change, p_value=p) for change, p in zip(changes, p_values, strict=True))


def changes_at(
    series: pd.DataFrame,
    months: Sequence[str],
    *,
    trend: bool = True,
    season: Season | None = None,
    confidence: float = 0.95,
) -> tuple[SeriesModel, tuple[Change, ...]]:
    """Return the model with changes of level at the given months (as 2012-03), and these in order."""
    names = [str(month) for month in series.index]
    strange = [month for month in months if month not in names[1:]]
    if strange:
        raise InputProblem(
            "A change must be in the series after its first month, as in {example}; these are not: {months}.",
            example=names[-1],
            months=listed(strange),
        )
    at = sorted({names.index(month) for month in months})
    return _with_changes(series, at, given=True, trend=trend, season=season, confidence=confidence)


def _with_changes(
    series: pd.DataFrame, at: list[int], *, given: bool, trend: bool, season: Season | None, confidence: float
) -> tuple[SeriesModel, tuple[Change, ...]]:
    steps = (np.arange(len(series))[:, None] >= np.array(at, dtype=int)[None, :]).astype(float)
    model = season_and_trend(series, steps=steps, trend=trend, season=season, confidence=confidence)
    changes = []
    for number, row in enumerate(at):
        weights = np.zeros(model.fit.coefficients.shape[-1])
        weights[model.terms.design.shape[1] + number] = 1
        ratio = ratio_of(model.fit, weights, confidence)
        month = str(series.index[row])
        changes.append(Change(month, ratio.ratio, ratio.low, ratio.high, ratio.p_value, given))
    return model, tuple(changes)


def _next_change(
    terms: Terms, found: list[int], *, generator: np.random.Generator, apart: int, draws: int
) -> tuple[list[int], float]:
    design = _design(terms, found)
    allowed = _allowed(len(terms.counts), found, apart)
    if not len(allowed):
        return [], 1.0
    null = fit_counts(terms.counts, design, terms.offset)
    seen = _strongest(terms.counts[None], _one(null), design=design, allowed=allowed, apart=apart)
    drawn = simulate(generator, null.mean, dispersion=float(null.dispersion), draws=draws)
    parts = []
    for start in range(0, draws, BATCH):
        part = drawn[start : start + BATCH]
        fit = fit_counts(part, design, terms.offset)
        parts.append(_strongest(part, fit, design=design, allowed=allowed, apart=apart))
    single, pair = (np.concatenate([getattr(part, kind) for part in parts]) for kind in ("single", "pair"))
    return _judged(seen, single, pair)


def _judged(seen: _Search, single: Floats, pair: Floats) -> tuple[list[int], float]:
    """Return the better of the two searches, and a p-value that pays for having made both.

    The series itself stands first among the simulated ones, and all are ranked alike.
    """
    ranks = np.array([_rank(np.append(seen.single, single)), _rank(np.append(seen.pair, pair))])
    best = ranks.min(axis=0)
    p_value = float((best <= best[0]).mean())
    # As strong as each other, the single change goes first: the next search finds its fellow.
    if ranks[1, 0] < ranks[0, 0]:
        return [int(place) for place in seen.pair_at[0]], p_value
    return [int(seen.single_at[0])], p_value


def _rank(values: Floats) -> np.ndarray:
    """Return for each value how many of `values` reach it, itself counted in."""
    answer: np.ndarray = len(values) - np.searchsorted(np.sort(values), values - 1e-9, side="left")
    return answer


def _strongest(counts: Floats, fit: Fit, *, design: Floats, allowed: np.ndarray, apart: int) -> _Search:
    """Return the largest score statistics for one step and for two, over the allowed months.

    A step's score is the sum of residuals from its month on; its variance is what season, trend
    and the changes already found leave of it (Rao 1948).
    """
    score = _from(counts - fit.mean, allowed)
    weight = _from(fit.mean, allowed)
    shared = _from(fit.mean[:, :, None] * design, allowed)
    solved = np.linalg.solve(fit.information, shared.transpose(0, 2, 1))
    later = np.maximum(np.arange(len(allowed))[:, None], np.arange(len(allowed)))
    variance = weight[:, later] - shared @ solved
    own = np.maximum(np.einsum("rii->ri", variance), 1e-9 * weight)
    dispersion = np.maximum(1.0, fit.dispersion)
    single = score**2 / own / dispersion[:, None]
    first, second = np.nonzero(allowed[None, :] - allowed[:, None] >= apart)
    if not len(first):
        return _Search(
            single.max(1), allowed[single.argmax(1)], np.zeros(len(counts)), np.zeros((len(counts), 2), int)
        )
    between = variance[:, first, second]
    a, b, va, vb = score[:, first], score[:, second], own[:, first], own[:, second]
    spread = np.maximum(va * vb - between**2, 1e-9 * va * vb)
    pair = (a**2 * vb - 2 * a * b * between + b**2 * va) / spread / dispersion[:, None]
    best = pair.argmax(1)
    places = np.column_stack([allowed[first[best]], allowed[second[best]]])
    return _Search(single.max(1), allowed[single.argmax(1)], pair.max(1), places)


def _settled(terms: Terms, found: dict[int, float], apart: int) -> dict[int, float]:
    """Move each change to its best month, given the others, until none moves."""
    for _ in range(10):
        before = dict(found)
        for place in sorted(before):
            others = [other for other in found if other != place]
            allowed = _allowed(len(terms.counts), others, apart)
            misfits = [_misfit(terms, [*others, int(month)]) for month in allowed]
            best = allowed[int(np.argmin(misfits))]
            found[int(best)] = found.pop(place)
        if sorted(found) == sorted(before):
            break
    return found


def _misfit(terms: Terms, at: list[int]) -> float:
    mean = fit_counts(terms.counts, _design(terms, at), terms.offset).mean
    return float((mean - terms.counts * np.log(mean)).sum())


def _design(terms: Terms, at: list[int]) -> Floats:
    months = np.arange(len(terms.counts))[:, None]
    return np.hstack([terms.design, (months >= np.array(at, dtype=int)[None, :]).astype(float)])


def _allowed(months: int, found: list[int], apart: int) -> np.ndarray:
    starts = np.arange(apart, months - apart + 1)
    far = [np.abs(starts - place) >= apart for place in found]
    return starts[np.logical_and.reduce(far)] if far else starts


def _from(values: Floats, places: np.ndarray) -> Floats:
    """Return the sums over months from each place on."""
    sums: Floats = values[:, ::-1].cumsum(axis=1)[:, ::-1][:, places]
    return sums


def _one(fit: Fit) -> Fit:
    return Fit(
        fit.coefficients[None], fit.information[None], fit.mean[None], fit.dispersion[None], fit.freedom
    )
