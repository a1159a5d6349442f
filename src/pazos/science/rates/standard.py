"""What would the rate be, if all places had people of the same ages?

Direct standardisation weighs each age's rate by a standard population; indirect
standardisation sets the deaths against those that a reference's rates would have brought.
Deaths of unknown age are refused: they must never be left out in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import special

from pazos.science.problems import InputProblem, listed, require_columns
from pazos.science.rates.frame import PER, numbers
from pazos.science.rates.rate import checked_confidence, checked_years, poisson_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# Ahmad, Boschi-Pinto, Lopez, Murray, Lozano and Inoue (2001), "Age standardization of rates: a
# new WHO standard", GPE Discussion Paper 31, table 4, in per cent; 85 and above is one band. The
# printed figures are rounded and add up to 100.03.
WHO_WORLD_STANDARD: Mapping[str, float] = {
    "0-4": 8.86,
    "5-9": 8.69,
    "10-14": 8.60,
    "15-19": 8.47,
    "20-24": 8.22,
    "25-29": 7.93,
    "30-34": 7.61,
    "35-39": 7.15,
    "40-44": 6.59,
    "45-49": 6.04,
    "50-54": 5.37,
    "55-59": 4.55,
    "60-64": 3.72,
    "65-69": 2.96,
    "70-74": 2.21,
    "75-79": 1.52,
    "80-84": 0.91,
    "85+": 0.63,
}


def age_standardised(
    frame: pd.DataFrame,
    *,
    deaths: str,
    population: str,
    age: str,
    standard: Mapping[str, float] = WHO_WORLD_STANDARD,
    by: str | None = None,
    years: float = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return directly standardised rates per 100,000 a year, one row for each value of `by`.

    Each row of `frame` is one age band (named as in `standard`) of one place. The columns are
    deaths, population, years, crude, rate, low and high; the interval is the gamma interval of
    Fay and Feuer (1997). Every band of the standard must be there for every place.
    """
    checked_confidence(confidence)
    table = _bands(frame, columns=(deaths, population), age=age, standard=standard, by=by)
    weight = np.array([standard[band] for band in table.index.get_level_values("age")], dtype=float)
    person_years = table["population"].to_numpy() * checked_years(years)
    _refuse_empty_bands(table)
    table["weight"] = np.divide(
        weight / sum(standard.values()), person_years, out=np.zeros(len(table)), where=person_years > 0
    )
    table["weighted"] = table["weight"] * table["deaths"]
    table["squared"] = table["weight"] ** 2 * table["deaths"]
    groups = table.groupby(level="place", sort=False)
    answer = groups[["deaths", "population"]].sum()
    answer["years"] = float(years)
    answer["crude"] = PER * answer["deaths"] / (answer["population"] * years)
    rate, variance, largest = (
        each.to_numpy()
        for each in (groups["weighted"].sum(), groups["squared"].sum(), groups["weight"].max())
    )
    low, high = _gamma_interval(rate, variance, largest=largest, confidence=confidence)
    return answer.assign(rate=rate * PER, low=low * PER, high=high * PER).rename_axis(by)


def standardised_mortality_ratio(
    frame: pd.DataFrame,
    *,
    deaths: str,
    population: str,
    age: str,
    reference: Mapping[str, float],
    by: str | None = None,
    years: float = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return deaths over those expected at the reference's rates, one row for each value of `by`.

    `reference` gives for each age band the deaths per person and year. The columns are deaths,
    expected, ratio, low and high; the interval is exact (Garwood 1936).
    """
    table = _bands(frame, columns=(deaths, population), age=age, standard=reference, by=by)
    rate = np.array([reference[band] for band in table.index.get_level_values("age")], dtype=float)
    table["expected"] = table["population"] * checked_years(years) * rate
    answer = table.groupby(level="place", sort=False)[["deaths", "expected"]].sum()
    nothing = answer.index[answer["expected"] <= 0]
    if len(nothing):
        raise InputProblem("The reference expects no deaths at all in {places}.", places=listed(nothing))
    low, high = poisson_interval(answer["deaths"], confidence=confidence)
    expected = answer["expected"]
    return answer.assign(
        ratio=answer["deaths"] / expected, low=low / expected, high=high / expected
    ).rename_axis(by)


def _bands(
    frame: pd.DataFrame, *, columns: tuple[str, str], age: str, standard: Mapping[str, float], by: str | None
) -> pd.DataFrame:
    require_columns(frame, *columns, age, by, method="standardised rates")
    counts = {
        name: numbers(frame, column) for name, column in zip(("deaths", "population"), columns, strict=True)
    }
    for name, column in zip(counts, columns, strict=True):
        if np.isnan(counts[name]).any():
            missing = listed(frame.index[np.isnan(counts[name])])
            raise InputProblem(
                "The column {column} is empty in the rows {rows}.", column=column, rows=missing
            )
    labels = frame[age].astype("string").str.strip()
    _refuse_unknown_ages(labels, counts["deaths"], standard)
    place = frame[by].to_numpy() if by else np.full(len(frame), "all")
    table = pd.DataFrame({**counts, "place": place, "age": labels.to_numpy()})
    table = table.groupby(["place", "age"], sort=False)[["deaths", "population"]].sum()
    every = pd.MultiIndex.from_product([table.index.unique("place"), list(standard)], names=["place", "age"])
    missing_bands = every[~every.isin(table.index)]
    if len(missing_bands):
        names = listed(f"{place}: {band}" for place, band in missing_bands)
        raise InputProblem("Some age bands of the standard are not in the table: {bands}.", bands=names)
    return table


def _refuse_unknown_ages(
    labels: pd.Series, deaths: NDArray[np.float64], standard: Mapping[str, float]
) -> None:
    unknown = labels.isna().to_numpy()
    if unknown.any():
        raise InputProblem(
            "{deaths} deaths have no age band. Give them one, or leave them out and say so.",
            deaths=int(deaths[unknown].sum()),
        )
    strange = labels[~labels.isin(list(standard)).to_numpy()].unique()
    if len(strange):
        raise InputProblem(
            "The standard has no age band {bands}. Its bands are: {known}.",
            bands=listed(strange),
            known=listed(standard, most=20),
        )


def _refuse_empty_bands(table: pd.DataFrame) -> None:
    nobody = table.index[(table["population"] == 0) & (table["deaths"] > 0)]
    if len(nobody):
        names = listed(f"{place}: {band}" for place, band in nobody)
        raise InputProblem("There are deaths but no people in the age bands {bands}.", bands=names)


def _gamma_interval(
    rate: NDArray[np.float64],
    variance: NDArray[np.float64],
    *,
    largest: NDArray[np.float64],
    confidence: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tail = (1 - confidence) / 2
    some = rate > 0
    shape = np.divide(rate**2, variance, out=np.ones_like(rate), where=some)
    scale = np.divide(variance, rate, out=np.zeros_like(rate), where=some)
    low = np.asarray(special.gammaincinv(shape, tail) * scale, dtype=np.float64)
    # One more death, in the age where it would weigh most: what keeps the interval conservative.
    wider, longer = variance + largest**2, rate + largest
    return low, np.asarray(special.gammainccinv(longer**2 / wider, tail) * wider / longer, dtype=np.float64)
