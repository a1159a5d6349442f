"""How many people live in each place, by year, sex and five-year age?

Whole people only: ages and sexes of a place add up to the place, places to the municipality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from pazos.science.synthetic.streams import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

RESIDENTS = 361_375
GROWTH = 0.015
CLUSTER_SHARE = 0.327
BANDS = (*(f"{age}-{age + 4}" for age in range(0, 80, 5)), "80+")
SEXES = ("man", "woman")
# Percent of residents by band, of the shape of a Colombian city of the 2010s.
_MEN = (7.3, 7.5, 7.8, 8.4, 8.9, 8.6, 8.0, 7.4, 6.6, 6.1, 5.9, 5.3, 4.3, 3.2, 2.3, 1.4, 1.0)
_WOMEN = (6.5, 6.7, 7.0, 7.7, 8.2, 8.1, 7.8, 7.4, 6.7, 6.4, 6.5, 5.9, 4.9, 3.9, 2.8, 1.8, 1.7)
_MALE_SHARE = 0.487


def invent_people(
    codes: Sequence[str], *, in_clusters: npt.NDArray[np.bool_], years: Sequence[int], seed: int
) -> pd.DataFrame:
    """Return residents in long form: place, year, sex, age, people.

    `in_clusters` (one flag a place) marks the places that hold CLUSTER_SHARE of the residents
    of the last year; people there are somewhat younger.
    """
    rng = stream(seed, "people")
    sizes = rng.lognormal(0, 0.42, len(codes))
    for group, share in ((in_clusters, CLUSTER_SHARE), (~in_clusters, 1 - CLUSTER_SHARE)):
        sizes[group] *= share / sizes[group].sum()
    youth = np.where(in_clusters, 0.10, -0.03) + rng.normal(0, 0.03, len(codes))
    shares = _age_shares(youth)
    yearly = [
        _whole(shares, _whole(sizes[None, :], np.array([_residents(year, years[-1])]))[0]) for year in years
    ]
    index = pd.MultiIndex.from_product([years, codes, SEXES, BANDS], names=["year", "place", "sex", "age"])
    frame = pd.DataFrame({"people": np.stack(yearly).ravel()}, index=index).reset_index()
    return frame[["place", "year", "sex", "age", "people"]]


def residents_by_place(population: pd.DataFrame) -> pd.DataFrame:
    """Return residents as a table of places (in the order of the frame) by years."""
    return population.pivot_table("people", "place", "year", aggfunc="sum", sort=False)


def _residents(year: int, last: int) -> int:
    return round(RESIDENTS * (1 + GROWTH) ** (year - last))


def _age_shares(youth: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return shares of places x (sex, band): the city's pyramid, tilted to the young by `youth`."""
    city = np.concatenate([np.array(_MEN) * _MALE_SHARE, np.array(_WOMEN) * (1 - _MALE_SHARE)])
    step = np.tile(np.arange(len(BANDS)), 2) - 6.5
    tilted = city * np.exp(-youth[:, None] * step)
    shares: npt.NDArray[np.float64] = tilted / tilted.sum(axis=1, keepdims=True)
    return shares


def _whole(shares: npt.NDArray[np.float64], totals: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Share each row's total out in whole people that add up to it."""
    upto = np.rint(np.cumsum(shares, axis=1) * totals[:, None]).astype(np.int64)
    return np.diff(upto, axis=1, prepend=0)
