"""What an effect means: deaths averted, years of life, cost of each; never surer than the effect."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pazos.science.evaluation.effect import Effect
from pazos.science.evaluation.meaning import (
    LIFE_TABLES,
    Amount,
    ages_between,
    averted,
    cost_each,
    mean_years_left,
    years_left,
    years_of_life,
)
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.verdicts import expected
from pazos.science.problems import InputProblem

PANEL = Panel(
    units=("a", "b", "c"),
    times=("2020", "2021", "2022", "2023"),
    outcome=np.array([[9, 8, 4, 4], [7, 9, 5, 3], [6, 6, 6, 7]], dtype=float),
    first=np.array([2, 2, NEVER]),
)
RATIO = Effect("poisson", math.log(0.5), math.log(0.4), math.log(0.8), 0.1, 0.01, unit="log_ratio")
DIFFERENCE = Effect("twfe", -3.0, -5.0, -1.0, 1.0, 0.01)


def test_a_halved_rate_averted_as_many_as_were_seen() -> None:
    found = averted(RATIO, PANEL)
    assert (found.estimate, found.low, found.high) == pytest.approx((16, 16 * 0.25, 16 * 1.5))


def test_a_difference_averts_so_many_in_each_treated_unit_and_time() -> None:
    assert averted(DIFFERENCE, PANEL) == Amount(12.0, 4.0, 20.0)


@pytest.mark.parametrize("effect", [RATIO, DIFFERENCE])
def test_deaths_averted_are_those_expected_less_those_seen(effect: Effect) -> None:
    seen = float(PANEL.outcome[PANEL.treated].sum())
    assert averted(effect, PANEL).estimate == pytest.approx(expected(effect, PANEL) - seen)


def test_an_interval_that_has_no_end_stays_without_end() -> None:
    assert averted(replace(RATIO, low=-math.inf), PANEL).high == math.inf


def test_no_interval_of_the_effect_gives_none_of_the_deaths() -> None:
    found = averted(replace(DIFFERENCE, low=math.nan, high=math.nan), PANEL)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize(
    ("table", "age", "years"),
    [("who_ghe", 0, 91.94), ("who_ghe", 20, 72.06), ("gbd_2010", 0, 86.02), ("gbd_2010", 45, 41.80)],
)
def test_years_left_are_the_published_ones_at_the_ages_of_the_table(
    table: str, age: int, years: float
) -> None:
    assert years_left(age, LIFE_TABLES[table]) == years


@pytest.mark.parametrize("table", LIFE_TABLES)
def test_every_table_gives_fewer_years_at_every_later_age(table: str) -> None:
    left = [years_left(age, LIFE_TABLES[table]) for age in range(96)]
    assert all(later < earlier for earlier, later in itertools.pairwise(left))


def test_a_victim_of_twenty_two_loses_the_years_between_the_ages_of_the_table() -> None:
    assert mean_years_left({22: 3}, LIFE_TABLES["who_ghe"]) == pytest.approx((72.06 + 67.08) / 2)


def test_without_a_known_age_no_years_are_reckoned() -> None:
    with pytest.raises(InputProblem, match="age of no victim"):
        mean_years_left({}, LIFE_TABLES["who_ghe"])


@pytest.mark.parametrize(
    ("youngest", "oldest", "kept"),
    [(14, 29, {14: 1, 29: 2}), (None, 29, {3: 4, 14: 1, 29: 2}), (30, None, {30: 5}), (31, 40, {})],
)
def test_a_group_has_the_victims_of_its_own_ages_both_ends_included(
    youngest: int | None, oldest: int | None, kept: dict[int, int]
) -> None:
    assert ages_between({3: 4, 14: 1, 29: 2, 30: 5}, youngest, oldest) == kept


def test_years_of_life_keep_the_interval_of_the_deaths() -> None:
    assert years_of_life(Amount(2, -1, 5), 60.0) == Amount(120, -60, 300)


def test_the_cost_of_each_is_fiellers_where_the_money_is_exact() -> None:
    """Fieller (1954) with no variance of the numerator, by his own formula."""
    money, deaths, error = 900.0, 12.0, 3.0
    critical = float(stats.norm.ppf(0.975))
    g = (critical * error / deaths) ** 2
    half = critical / deaths * math.sqrt((money / deaths) ** 2 * error**2)
    low, high = ((money / deaths - half) / (1 - g), (money / deaths + half) / (1 - g))
    found = cost_each(
        Amount(money, money, money), Amount(deaths, deaths - critical * error, deaths + critical * error)
    )
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)


def test_with_nought_inside_there_is_no_upper_end() -> None:
    found = cost_each(Amount(100, 90, 110), Amount(5, -1, 11))
    assert found == Amount(20.0, 90 / 11, math.inf)


def test_when_nothing_was_averted_there_is_no_cost_of_each() -> None:
    assert math.isnan(cost_each(Amount(100, 90, 110), Amount(-5, -9, -1)).low)


@given(st.floats(1, 1e9), st.floats(0, 1), st.floats(0.5, 500), st.floats(0.01, 0.99), st.floats(1.01, 10))
def test_the_cost_of_each_lies_within_its_bounds(
    money: float, unknown: float, deaths: float, least: float, most: float
) -> None:
    cost = Amount(money, money * (1 - unknown), money * (1 + unknown))
    found = cost_each(cost, Amount(deaths, deaths * least, deaths * most))
    assert found.low <= found.estimate * (1 + 1e-12)
    assert found.estimate <= found.high * (1 + 1e-12)


def test_the_interval_of_the_cost_holds_the_truth_as_often_as_the_effects_own() -> None:
    """10,000 draws of a normal count averted: the true cost is inside in 95 of 100."""
    rng = np.random.default_rng(7)
    found = rng.normal(10.0, 4.0, 10_000)
    reach = float(stats.norm.ppf(0.975)) * 4.0
    money = Amount(500.0, 500.0, 500.0)
    held = 0
    for one in found:
        cost = cost_each(money, Amount(one, one - reach, one + reach))
        held += cost.low <= 50.0 <= cost.high
    assert 0.943 < held / 10_000 < 0.957
