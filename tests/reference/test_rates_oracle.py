"""Smoothed rates against esda, on St. Louis homicides and on invented cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pazos.science.rates import rates

if TYPE_CHECKING:
    from libpysal.weights import W

esda = pytest.importorskip("esda.smoothing")


@pytest.fixture(scope="module")
def grid() -> tuple[pd.DataFrame, W]:
    from libpysal.weights import lat2W

    draw = np.random.default_rng(2)
    people = draw.integers(200, 8_000, 100)
    deaths = draw.poisson(people * draw.gamma(2, 0.001, 100))
    weights = lat2W(10, 10, id_type="int")
    weights.id_order = list(range(100))
    return pd.DataFrame({"deaths": deaths, "people": people}), weights


def test_global_smoothing_is_that_of_esda(grid: tuple[pd.DataFrame, W]) -> None:
    frame, _ = grid
    found = rates(frame, count="deaths", population="people")["smoothed"]
    oracle = esda.Empirical_Bayes(frame["deaths"], frame["people"]).r.ravel()
    assert found.to_numpy() == pytest.approx(1e5 * oracle, rel=1e-9)


def test_local_smoothing_is_that_of_esda(grid: tuple[pd.DataFrame, W]) -> None:
    frame, weights = grid
    adjacency = weights.sparse.tocsr()
    found = rates(frame, count="deaths", population="people", smoothing="local", adjacency=adjacency)
    oracle = esda.Spatial_Empirical_Bayes(frame["deaths"], frame["people"], weights).r.ravel()
    assert found["smoothed"].to_numpy() == pytest.approx(1e5 * oracle, rel=1e-9)


def test_directly_standardised_rates_are_those_of_esda() -> None:
    from pazos.science.rates import age_standardised

    standard = {"young": 1000.0, "old": 900.0}
    frame = pd.DataFrame(
        {
            "place": ["a", "a", "b", "b"],
            "age": ["young", "old"] * 2,
            "deaths": [30, 25, 33, 21],
            "people": [1000, 1000, 1100, 900],
        }
    )
    found = age_standardised(
        frame, deaths="deaths", population="people", age="age", standard=standard, by="place"
    )
    oracle = esda.direct_age_standardization(
        frame["deaths"].to_numpy(), frame["people"].to_numpy(), np.array([1000, 900] * 2), 2
    )
    assert found[["rate", "low", "high"]].to_numpy() == pytest.approx(1e5 * np.array(oracle), rel=1e-9)


def test_likelihood_of_the_spread_is_that_of_a_negative_binomial(grid: tuple[pd.DataFrame, W]) -> None:
    """The fit must be the best that scipy's own negative binomial finds nearby."""
    from scipy import stats

    from pazos.science.rates.smoothing import global_likelihood

    deaths, people = (grid[0][name].to_numpy(dtype=float) for name in ("deaths", "people"))
    found = global_likelihood(deaths, people)

    def fit(mean: float, variance: float) -> float:
        beta = mean / variance
        return float(stats.nbinom.logpmf(deaths, mean * beta, beta / (beta + people)).sum())

    mean, variance = float(found.mean[0]), float(found.variance[0])
    best = fit(mean, variance)
    for step in (0.99, 1.01):
        assert fit(mean * step, variance) < best
        assert fit(mean, variance * step) < best
