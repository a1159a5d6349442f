"""Had the designation been made a year earlier, how much of the next year would it have covered?

For each year, every rule sees only the years before it and chooses places under the same
limit on residents; what it covers of that year's deaths is counted. Rules are data: a name
and a function, so a city can add its own.

A rule is never shown the year it is judged by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, ward
from scipy.cluster.vq import kmeans2
from scipy.stats import beta

from pazos.science.problems import InputProblem, listed
from pazos.science.targeting.clusters import Asked, designate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Past:
    """What a rule may see: counts place x year up to the year before, residents, the limit."""

    counts: pd.DataFrame
    residents: NDArray[np.float64]
    max_population: float
    adjacency: csr_array | None

    @property
    def total(self) -> NDArray[np.float64]:
        """Deaths a place over all years seen."""
        return np.asarray(self.counts.to_numpy(dtype=np.float64).sum(axis=1))


# A rule takes the past and returns the places chosen, as booleans in the frame's order.
Rule = Callable[[Past], "NDArray[np.bool_]"]


def in_order(scores: NDArray[np.float64], past: Past) -> NDArray[np.bool_]:
    """Take places from the highest score down; one that does not fit under the limit is passed over."""
    chosen, left = np.zeros(len(scores), dtype=bool), past.max_population
    for place in np.lexsort((past.residents, -scores)):
        if scores[place] > 0 and past.residents[place] <= left:
            chosen[place] = True
            left -= past.residents[place]
    return chosen


def top_by_count(past: Past) -> NDArray[np.bool_]:
    """The places with most deaths."""
    return in_order(past.total, past)


def top_by_rate(past: Past) -> NDArray[np.bool_]:
    """The places with most deaths per resident."""
    return in_order(
        np.divide(past.total, past.residents, out=np.zeros_like(past.total), where=past.residents > 0), past
    )


def worst_last_year(past: Past) -> NDArray[np.bool_]:
    """The places with most deaths in the last year alone."""
    return in_order(past.counts.to_numpy(dtype=np.float64)[:, -1], past)


def hot_spots(z_scores: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Rule:
    """The places with the highest z by a statistic of the caller (for example Gi* of counts)."""
    return lambda past: in_order(np.asarray(z_scores(past.total), dtype=np.float64), past)


def ward_groups(x: NDArray[np.float64], y: NDArray[np.float64], *, groups: int) -> Rule:
    """Whole groups of nearby places (Ward 1963 on coordinates), by deaths per resident of the group."""
    return whole_groups(fcluster(ward(np.column_stack([x, y])), groups, criterion="maxclust"))


def k_means_groups(x: NDArray[np.float64], y: NDArray[np.float64], *, groups: int, seed: int) -> Rule:
    """Whole groups of nearby places (k-means on coordinates), by deaths per resident of the group."""
    points = np.column_stack([x, y]).astype(np.float64)
    _, group = kmeans2(points, groups, minit="++", rng=np.random.default_rng(seed), missing="warn")
    return whole_groups(group)


def whole_groups(group: NDArray[np.integer[Any]]) -> Rule:
    """Groups taken whole under the limit, the one with most deaths per resident first."""

    def choose(past: Past) -> NDArray[np.bool_]:
        people = np.bincount(group, past.residents)
        rate = np.bincount(group, past.total) / np.maximum(people, 1e-12)
        chosen, left = np.zeros(len(group), dtype=bool), past.max_population
        for one in np.lexsort((people, -rate)):
            if rate[one] > 0 and people[one] <= left:
                chosen |= group == one
                left -= people[one]
        return chosen

    return choose


def designation(*, population: str, **asked: Unpack[Asked]) -> Rule:
    """The designation itself under these rules (`max_population` comes from the comparison)."""

    def choose(past: Past) -> NDArray[np.bool_]:
        frame = pd.DataFrame({"_past": past.total, population: past.residents}, index=past.counts.index)
        options: dict[str, Any] = dict(asked) | {"max_population": past.max_population}
        design = designate(frame, past.adjacency, count="_past", population=population, **options)
        return np.asarray(frame.index.isin(design.places))

    return choose


SIMPLE_RULES: Mapping[str, Rule] = {
    "top places by count": top_by_count,
    "top places by rate": top_by_rate,
    "worst of last year": worst_last_year,
}


def foresight(
    counts: pd.DataFrame,
    population: Sequence[float] | pd.DataFrame,
    *,
    rules: Mapping[str, Rule],
    max_population: float,
    adjacency: csr_array | None = None,
    memory: int | None = None,
    least: int = 1,
) -> pd.DataFrame:
    """Return a row a rule and year: covered, deaths, share, low, high, residents.

    `counts`: place x year. `population`: a number a place, or place x year like `counts` (then
    the year before the judged one is used). `memory`: years seen at most (None: all). `least`:
    years needed before the first judged one. `low`, `high`: exact 95% binomial interval of
    the share (Clopper and Pearson 1934). A year without deaths has no share.
    """
    years = list(counts.columns)
    if len(years) <= least:
        raise InputProblem(
            "Foresight needs more than {least} years; there are: {years}.", least=least, years=listed(years)
        )
    rows = []
    for at in range(least, len(years)):
        seen = counts.iloc[:, 0 if memory is None else max(0, at - memory) : at]
        people = population.iloc[:, at - 1] if isinstance(population, pd.DataFrame) else population
        past = Past(seen, np.asarray(people, dtype=np.float64), max_population, adjacency)
        rows += [
            _judged(name, rule(past), year=counts.iloc[:, at], past=past) for name, rule in rules.items()
        ]
    return pd.DataFrame(rows)


def _judged(name: str, chosen: NDArray[np.bool_], *, year: pd.Series[Any], past: Past) -> dict[str, Any]:
    deaths = np.asarray(year, dtype=np.float64)
    covered, total = float(deaths[chosen].sum()), float(deaths.sum())
    low, high = share_interval(covered, total)
    return {
        "rule": name,
        "year": year.name,
        "covered": covered,
        "deaths": total,
        "share": covered / total if total else np.nan,
        "low": low,
        "high": high,
        "residents": float(past.residents[chosen].sum()),
    }


def average(judged: pd.DataFrame) -> pd.DataFrame:
    """Return a row a rule over all years: deaths pooled, exact interval, best rule first."""
    pooled = judged.groupby("rule", sort=False)[["covered", "deaths"]].sum().reset_index()
    pooled["share"] = pooled["covered"] / pooled["deaths"]
    pairs = [share_interval(*pair) for pair in zip(pooled["covered"], pooled["deaths"], strict=True)]
    pooled[["low", "high"]] = pd.DataFrame(pairs, index=pooled.index)
    return pooled.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def share_interval(part: float, whole: float, *, level: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of part / whole (Clopper and Pearson 1934)."""
    if whole <= 0:
        return np.nan, np.nan
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, part, whole - part + 1)) if part > 0 else 0.0
    high = float(beta.ppf(1 - tail, part + 1, whole - part)) if part < whole else 1.0
    return low, high
