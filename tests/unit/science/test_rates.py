"""Rates: exact intervals, smoothing that knows its limits, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from pazos.science.problems import InputProblem
from pazos.science.rates import compare, crude_rate, poisson_interval, rates


def city(seed: int = 7, places: int = 60) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    people = draw.integers(300, 9_000, places)
    deaths = draw.poisson(people * draw.gamma(2, 0.0005, places))
    names = [f"Barrio {place}" for place in range(places)]
    return pd.DataFrame({"deaths": deaths, "people": people}, index=names)


def of(frame: pd.DataFrame, **options: object) -> pd.DataFrame:
    return rates(frame, count="deaths", population="people", **options)


@pytest.mark.parametrize(
    ("deaths", "low", "high"),
    [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_interval_of_a_count_is_that_of_garwoods_table(deaths: int, low: float, high: float) -> None:
    found = poisson_interval(deaths)
    assert [float(each) for each in found] == pytest.approx([low, high], abs=6e-4)


@given(st.integers(0, 5_000), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_interval_of_a_count_holds_the_tails_it_promises(deaths: int, confidence: float) -> None:
    low, high = (float(each) for each in poisson_interval(deaths, confidence=confidence))
    tail = (1 - confidence) / 2
    assert stats.poisson.cdf(deaths, high) == pytest.approx(tail, rel=1e-6)
    assert deaths == 0 or stats.poisson.sf(deaths - 1, low) == pytest.approx(tail, rel=1e-6)


def test_a_rate_travels_with_what_it_was_made_from() -> None:
    rate = crude_rate(129, 352_403, years=1)
    assert rate.rate == pytest.approx(36.6, abs=0.05)
    assert (rate.deaths, rate.population, rate.years, rate.per) == (129, 352_403, 1, 100_000)
    assert rate.low < rate.rate < rate.high


def test_ratio_of_two_rates_is_that_of_rs_poisson_test() -> None:
    found = compare(crude_rate(11, 800), crude_rate(21, 3_011))
    assert (found.ratio, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), abs=1e-6)


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.1, 10))
def test_ratio_excludes_one_exactly_when_its_p_value_is_small(a: int, b: int, size: float) -> None:
    found = compare(crude_rate(a, 1_000), crude_rate(b, 1_000 * size))
    assert (found.low > 1 or found.high < 1) == (found.p_value < 0.05)


def test_turning_a_comparison_round_turns_its_interval_round() -> None:
    one, two = crude_rate(30, 9_000), crude_rate(12, 8_000)
    there, back = compare(one, two), compare(two, one)
    assert back.low == pytest.approx(1 / there.high)
    assert back.p_value == pytest.approx(there.p_value)


def test_interval_covers_the_true_rate_at_least_as_often_as_it_says() -> None:
    draw = np.random.default_rng(3)
    for mean in (0.5, 3, 20):
        low, high = poisson_interval(draw.poisson(mean, 4_000))
        assert ((low <= mean) & (mean <= high)).mean() >= 0.945


@pytest.mark.parametrize("prior", ["moments", "likelihood"])
def test_credible_interval_covers_the_true_rates_of_the_places(prior: str) -> None:
    draw = np.random.default_rng(5)
    inside = []
    for _ in range(20):
        people = draw.integers(500, 9_000, 200)
        truth = draw.gamma(2, 0.0005, 200)
        frame = pd.DataFrame({"deaths": draw.poisson(people * truth), "people": people})
        found = of(frame, prior=prior)
        inside.append(found["smoothed_low"].lt(truth * 1e5) & found["smoothed_high"].gt(truth * 1e5))
    assert 0.92 < np.mean(inside) < 0.98


def test_smoothed_rates_lie_nearer_to_the_truth_than_crude_ones() -> None:
    draw = np.random.default_rng(9)
    people = draw.integers(300, 3_000, 500)
    truth = draw.gamma(4, 0.00025, 500)
    found = of(pd.DataFrame({"deaths": draw.poisson(people * truth), "people": people}))
    crude, smoothed = (((found[name] / 1e5 - truth) ** 2).mean() for name in ("rate", "smoothed"))
    assert smoothed < crude / 2


def test_fewer_people_are_pulled_more() -> None:
    found = of(city()).sort_values("population")
    assert found["shrinkage"].is_monotonic_decreasing


def test_places_that_differ_by_no_more_than_chance_share_one_rate() -> None:
    frame = pd.DataFrame({"deaths": [5, 5, 5], "people": [1_000, 1_000, 1_000]})
    for prior in ("moments", "likelihood"):
        found = of(frame, prior=prior)
        assert found["smoothed"].to_numpy() == pytest.approx([500] * 3, rel=1e-6)
        assert found["smoothed_low"].iloc[0] == pytest.approx(crude_rate(15, 3_000).low)
        assert (found["shrinkage"] == 1).all()


def test_shuffling_and_renaming_places_changes_nothing() -> None:
    frame = city()
    shuffled = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(of(shuffled).loc[frame.index], of(frame), check_exact=False, rtol=1e-9)
    renamed = of(frame.set_axis(range(len(frame))))
    assert (renamed.to_numpy() == of(frame).to_numpy()).all()


def test_ten_years_of_deaths_are_a_tenth_as_many_a_year() -> None:
    one, ten = of(city()), of(city(), years=10)
    for name in ("rate", "low", "high", "smoothed", "smoothed_low", "smoothed_high"):
        assert ten[name].to_numpy() == pytest.approx(one[name].to_numpy() / 10)


def test_local_smoothing_with_everyone_a_neighbour_is_global_smoothing() -> None:
    frame = city(places=30)
    everyone = sparse.csr_array(np.ones((30, 30)))
    near, far = of(frame, smoothing="local", adjacency=everyone), of(frame)
    assert near["smoothed"].to_numpy() == pytest.approx(far["smoothed"].to_numpy())


def test_a_place_without_neighbours_keeps_its_own_rate() -> None:
    frame = city(places=10)
    alone = of(frame, smoothing="local", adjacency=sparse.csr_array((10, 10)))
    assert alone["smoothed"].to_numpy() == pytest.approx(alone["rate"].to_numpy())
    assert alone["smoothed_high"].to_numpy() == pytest.approx(alone["high"].to_numpy())


def test_a_missing_count_is_shown_as_missing_and_not_as_zero() -> None:
    frame = city().astype(float)
    frame.iloc[0, 0] = np.nan
    frame.iloc[1, 1] = np.nan
    found = of(frame)
    assert found["rate"].isna().to_list() == [True, True] + [False] * (len(frame) - 2)
    assert found["smoothed"].isna().sum() == 2
    rest = of(frame.iloc[2:])
    assert found.iloc[2:]["smoothed"].to_numpy() == pytest.approx(rest["smoothed"].to_numpy())


def test_nobody_dead_where_nobody_lives_is_no_rate_at_all() -> None:
    frame = city()
    frame.iloc[3] = [0, 0]
    assert np.isnan(of(frame)["rate"].iloc[3])


def test_deaths_where_nobody_lives_are_refused_by_name() -> None:
    frame = city()
    frame.iloc[3] = [4, 0]
    with pytest.raises(InputProblem, match="no people in Barrio 3 "):
        of(frame)


def test_the_frame_given_is_left_as_it_was() -> None:
    frame = city()
    before = frame.copy()
    of(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("deaths", "people", "message"),
    [
        ([0, 0], [10, 10], "Every count"),
        ([-1, 2], [10, 10], "numbers from zero up"),
        ([1.5, 2], [10, 10], "parts of deaths"),
        (["many", 2], [10, 10], "rows 0"),
        ([np.nan, np.nan], [10, 10], "No row has both"),
        ([], [], "No row has both"),
        ([1, 2], [10, np.inf], "column people"),
    ],
)
def test_counts_that_cannot_be_rates_are_refused(deaths: list, people: list, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        of(pd.DataFrame({"deaths": deaths, "people": people}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"years": 0}, "above zero"),
        ({"confidence": 95}, "share between 0 and 1"),
        ({"smoothing": "local"}, "which places are neighbours"),
        ({"smoothing": "kernel"}, "global or local"),
        ({"prior": "guess"}, "moments or by likelihood"),
        ({"smoothing": "local", "adjacency": sparse.csr_array((3, 3))}, "for 3 places and there are 60"),
    ],
)
def test_options_without_meaning_are_refused(options: dict, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        of(city(), **options)


def test_a_frame_without_the_column_says_what_it_has() -> None:
    with pytest.raises(InputProblem, match="missing: homicides"):
        rates(city(), count="homicides", population="people")
