"""Which ages should the strategy reach, and how narrow can the band be?

The narrowest band of ages that holds a chosen share of the victims, the bands nearly as
narrow, and the share and rate of any band that is proposed: so "14 to 29" against "16 to
29" is an argument with figures.

Unknown ages are counted beside the known ones and never filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.problems import InputProblem, listed, require_columns
from pazos.science.targeting.foresight import share_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

OLDEST = 120
GROUP = 5


@dataclass(frozen=True)
class Band:
    """Ages `youngest` to `oldest`, both inside, with the victims of known age that they hold."""

    youngest: int
    oldest: int
    victims: float
    share: float
    low: float
    high: float

    @property
    def width(self) -> int:
        """Years of age in the band."""
        return self.oldest - self.youngest + 1


@dataclass(frozen=True)
class NarrowestBand:
    """The narrowest band and its rivals.

    `others`: equally wide bands that hold the share too, then one year (one group) wider.
    `edges`: 95% bootstrap interval of the youngest and the oldest age. `grouped`: ages were
    known by five-year groups only, so edges fall on groups.
    """

    band: Band
    others: tuple[Band, ...]
    edges: tuple[tuple[int, int], tuple[int, int]]
    known: float
    unknown: float
    grouped: bool


def victims_by_age(ages: ArrayLike) -> tuple[pd.Series[float], int]:
    """Return victims a single year of age (0 to the oldest) and the number of unknown ages.

    An age above 120 or below 0 is refused: it is a slip of the source, not an unknown.
    """
    values = pd.to_numeric(pd.Series(np.asarray(ages)), errors="coerce")
    known = values.dropna()
    wrong = known[(known < 0) | (known > OLDEST)]
    if len(wrong):
        raise InputProblem("Ages must lie between 0 and 120; found: {ages}.", ages=listed(wrong.unique()))
    counts = np.bincount(known.astype(int)) if len(known) else np.zeros(1)
    return pd.Series(counts.astype(float), name="victims"), int(values.isna().sum())


def narrowest_band(
    victims: pd.Series[float],
    *,
    share: float = 0.5,
    unknown: float = 0,
    step: int = 1,
    replications: int = 1000,
    seed: int = 0,
) -> NarrowestBand:
    """Return the narrowest band of ages that holds at least `share` of victims of known age.

    `victims`: counts by the first age of each row, ascending and without gaps; `step` is the
    years a row covers (1, or 5 for groups). Of equally narrow bands the one that holds most
    is taken, then the younger. The interval resamples victims (percentile, Efron 1979).
    """
    counts: NDArray[np.float64] = np.asarray(victims, dtype=np.float64)
    _check(victims, counts, share=share, step=step)
    first = int(victims.index[0])
    start, end = _narrowest(counts, share)
    width = end - start + 1
    bands = [band_of(victims, (low, high), step=step) for low, high in _rivals(counts, share, width)]
    random = np.random.default_rng(seed)
    total = round(counts.sum())
    draws = random.multinomial(total, counts / counts.sum(), size=replications)
    edges = np.array([_narrowest(draw.astype(np.float64), share) for draw in draws]) * step + first
    quantiles = np.quantile(edges, (0.025, 0.975), axis=0, method="inverted_cdf").astype(int)
    best = band_of(victims, (start, end), step=step)
    return NarrowestBand(
        band=best,
        others=tuple(band for band in bands if band != best),
        edges=(
            (int(quantiles[0, 0]), int(quantiles[1, 0])),
            (int(quantiles[0, 1]) + step - 1, int(quantiles[1, 1]) + step - 1),
        ),
        known=float(counts.sum()),
        unknown=unknown,
        grouped=step > 1,
    )


def _check(victims: pd.Series[float], counts: NDArray[np.float64], *, share: float, step: int) -> None:
    if not 0 < share <= 1:
        raise InputProblem("The share of victims must lie between 0 and 1, not {share}.", share=share)
    if not len(counts) or not np.all(np.isfinite(counts)) or np.any(counts < 0) or counts.sum() <= 0:
        raise InputProblem("There are no victims of known age to find a band for.")
    if np.any(np.diff(victims.index.to_numpy(dtype=np.int64)) != step):
        raise InputProblem(
            "The ages must ascend by {step} without a gap; write 0 where nobody died.", step=step
        )


def _narrowest(counts: NDArray[np.float64], share: float) -> tuple[int, int]:
    """Return the rows (both inside) of the narrowest run that holds the share."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    needed = share * sums[-1] * (1 - 1e-12)
    ends = np.searchsorted(sums, sums[:-1] + needed, side="left")
    starts = np.flatnonzero(ends < len(sums))
    widths, held = ends[starts] - starts, sums[ends[starts]] - sums[starts]
    best = starts[np.lexsort((starts, -held, widths))[0]]
    return int(best), int(ends[best] - 1)


def _rivals(counts: NDArray[np.float64], share: float, width: int) -> list[tuple[int, int]]:
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    return [
        (start, start + wide - 1)
        for wide in (width, width + 1)
        for start in range(len(counts) - wide + 1)
        if sums[start + wide] - sums[start] >= share * sums[-1] * (1 - 1e-12)
    ]


def band_of(victims: pd.Series[float], rows: tuple[int, int], *, step: int = 1) -> Band:
    """Return what the rows `rows` (both inside) of `victims` hold."""
    first, counts = int(victims.index[0]), victims.to_numpy(dtype=np.float64)
    held, known = float(counts[rows[0] : rows[1] + 1].sum()), float(counts.sum())
    low, high = share_interval(held, known)
    oldest = first + (rows[1] + 1) * step - 1
    return Band(first + rows[0] * step, oldest, held, held / known if known else np.nan, low, high)


def stated_band(victims: pd.Series[float], *, youngest: int, oldest: int) -> Band:
    """Return the share of victims that a proposed band holds (`victims` by single year of age)."""
    if not 0 <= youngest <= oldest:
        raise InputProblem(
            "A band runs from a younger to an older age, not {a} to {b}.", a=youngest, b=oldest
        )
    ages = victims.index.to_numpy(dtype=np.int64)
    counts = victims.to_numpy(dtype=np.float64)
    held, known = float(counts[(ages >= youngest) & (ages <= oldest)].sum()), float(counts.sum())
    low, high = share_interval(held, known)
    return Band(youngest, oldest, held, held / known if known else np.nan, low, high)


def people_in_band(population: pd.DataFrame, *, youngest: int, oldest: int) -> pd.Series[float]:
    """Return residents aged `youngest` to `oldest` a row (place or cluster).

    `population`: a column a five-year group named by its first age (0, 5, 10 ...), the last
    one open. Inside a group people are spread evenly over its five ages (linear split); a
    band that reaches into the open group is refused unless it takes it whole (`oldest` 120).
    """
    starts = sorted(int(str(column)) for column in population.columns)
    if not starts or starts != list(range(0, starts[-1] + 1, GROUP)):
        raise InputProblem(
            "Population by age needs the columns 0, 5, 10 … without a gap; it has: {present}.",
            present=listed(population.columns),
        )
    if starts[-1] <= oldest < OLDEST:
        raise InputProblem(
            "The last group, {start} and older, has no upper end: end the band at {before} or at 120.",
            start=starts[-1],
            before=starts[-1] - 1,
        )
    # A column may be named 15 or "15"; its number says its place.
    ordered = population[sorted(population.columns, key=lambda name: int(str(name)))].to_numpy(
        dtype=np.float64
    )
    parts = [
        float(oldest >= OLDEST)
        if start == starts[-1]
        else max(0, min(oldest, start + 4) - max(youngest, start) + 1) / GROUP
        for start in starts
    ]
    return pd.Series(ordered @ np.array(parts), index=population.index, name="people")


def pyramid(
    victims: pd.DataFrame,
    *,
    age: str = "age",
    sex: str = "sex",
    population: pd.DataFrame | None = None,
    years: float = 1,
) -> pd.DataFrame:
    """Return victims (and the rate per 100,000 a year) by five-year group and sex.

    `victims`: a row a victim. `population`: a row a group named by its first age (0, 5 ...),
    a column a sex. Unknown ages and sexes stand in rows of their own (`group` -1, `sex` "")
    with no rate.
    """
    require_columns(victims, age, sex, method="pyramid")
    ages = pd.to_numeric(victims[age], errors="coerce")
    victims_by_age(ages)
    top = int(population.index.max()) if population is not None else OLDEST
    group = (ages // GROUP * GROUP).clip(upper=top).fillna(-1).astype(int)
    keys = pd.DataFrame({"group": group, "sex": victims[sex].fillna("").astype(str)})
    table = keys.groupby(["group", "sex"]).size().rename("victims").reset_index()
    if population is None:
        return table
    people = population.rename_axis("group").reset_index().melt("group", var_name="sex", value_name="people")
    whole = people.merge(table, on=["group", "sex"], how="outer")
    whole["victims"] = whole["victims"].fillna(0).astype(int)
    whole["per_100_000"] = whole["victims"] / (whole["people"] * years) * 100_000
    return whole.sort_values(["group", "sex"], ignore_index=True)
