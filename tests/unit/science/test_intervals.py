"""Intervals of one count or share: the digits of the papers, and of libraries that work otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.science.intervals import (
    counts_differ,
    poisson_interval,
    share_difference,
    shares_differ,
    wilson_interval,
)
from pazos.science.problems import InputProblem
from pazos.science.rates import compare, crude_rate
from pazos.science.rates import poisson_interval as of_arrays


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.689), (10, 4.795, 18.390), (1, 0.025, 5.572)])
def test_the_exact_interval_of_a_count_is_garwoods(count, low, high) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), abs=5e-4)


@given(st.integers(0, 200_000))
def test_one_count_and_a_column_of_counts_have_the_same_digits(count) -> None:
    low, high = of_arrays([count])
    assert poisson_interval(count) == pytest.approx((low[0], high[0]), rel=1e-11)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_that_of_newcombes_table(part, whole, low, high) -> None:
    """Newcombe 1998, Statistics in Medicine 17:857, table I, method 3."""
    assert wilson_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_of_a_share_holds_it_and_mirrors_its_complement(pair) -> None:
    part, whole = pair
    low, high = wilson_interval(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    other_low, other_high = wilson_interval(whole - part, whole)
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low), abs=1e-12)


def test_a_share_agrees_with_statsmodels() -> None:
    from statsmodels.stats.proportion import proportion_confint

    for part, whole in ((3, 7), (40, 41), (500, 9000)):
        expected = proportion_confint(part, whole, method="wilson")
        assert wilson_interval(part, whole) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_the_difference_of_two_shares_is_newcombes(first, second, low, high) -> None:
    """Newcombe 1998, Statistics in Medicine 17:873, table II, method 10."""
    assert share_difference(first, second) == pytest.approx((low, high), abs=5e-5)
    assert shares_differ(first, second)
    assert not shares_differ((5, 10), (6, 10))


def test_two_counts_differ_exactly_where_the_exact_test_of_rates_says_so() -> None:
    random = np.random.default_rng(7)
    for one, other in random.integers(0, 400, size=(300, 2)):
        times = random.uniform(0.5, 5, size=2)
        rates = [crude_rate(int(n), 1e5 * t) for n, t in zip((one, other), times, strict=True)]
        expected = bool(one or other) and compare(*rates).p_value < 0.05
        assert counts_differ((one, times[0]), (other, times[1])) == expected


def test_counts_that_do_not_differ_are_told_apart_at_most_as_often_as_claimed() -> None:
    random = np.random.default_rng(11)
    pairs = random.poisson(30, size=(4000, 2))
    assert np.mean([counts_differ((a, 1), (b, 1)) for a, b in pairs]) <= 0.05


def test_what_is_no_count_and_no_share_is_refused() -> None:
    for call in (lambda: poisson_interval(-1), lambda: poisson_interval(2.5), lambda: wilson_interval(3, 2)):
        with pytest.raises(InputProblem):
            call()
    with pytest.raises(InputProblem):
        wilson_interval(0, 0)
    with pytest.raises(InputProblem):
        counts_differ((1, 0), (2, 1))
