"""Lights and trends say no more than the interval does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.indicators.lights import (
    Reading,
    Rule,
    interval_of,
    light,
    of_year,
    stretches,
    trend,
    yardstick,
)
from pazos.domain.indicators.periods import Period, before, last_over, period_named, period_of, periods
from pazos.domain.indicators.vocabulary import Light, Trend
from pazos.science.problems import InputProblem

YEAR = period_of("year", date(2023, 5, 1))
RATE = Rule("down", "poisson", "rate", factor=100_000)
SHARE = Rule("up", "wilson", "share", factor=100)
COUNT = Rule("down", "poisson", "count", "sum")
MONEY = Rule("up", "none", "money")


def rate(deaths: int, people: float = 352_403, *, period: Period = YEAR, stretch: int = 0) -> Reading:
    low, high = interval_of("poisson", value=None, numerator=deaths, denominator=people, factor=100_000)
    return Reading(period, deaths / people * 100_000, low, high, deaths, people, stretch)


def counted(number: int, month: int, year: int = 2023, stretch: int = 0) -> Reading:
    period = period_of("month", date(year, month, 1))
    low, high = interval_of("poisson", value=number, numerator=None, denominator=None, factor=1)
    return Reading(period, number, low, high, stretch=stretch)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (20, 30, Light.MET),
        (20, 31, Light.NOISE),
        (29, 60, Light.NOISE),
        (30.5, 60, Light.NEAR),
        (33, 40, Light.NEAR),
        (33.1, 40, Light.FAR),
    ],
)
def test_less_is_better_is_met_only_by_the_whole_interval(low, high, expected) -> None:
    assert light(Reading(YEAR, (low + high) / 2, low, high), 30, rule=RATE) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(80, 90, Light.MET), (79, 90, Light.NOISE), (60, 79, Light.NEAR), (60, 71, Light.FAR)],
)
def test_more_is_better_is_its_mirror(low, high, expected) -> None:
    assert light(Reading(YEAR, (low + high) / 2, low, high), 80, rule=SHARE) is expected


def test_what_chance_did_not_make_is_held_against_the_target_as_it_is() -> None:
    assert light(Reading(YEAR, 95), 100, rule=MONEY) is Light.NEAR
    assert light(Reading(YEAR, 80), 100, rule=MONEY) is Light.FAR
    assert light(Reading(YEAR, 100), 100, rule=MONEY) is Light.MET


def test_a_light_is_out_without_a_value_or_a_target_and_grey_without_its_interval() -> None:
    assert light(None, 3, rule=RATE) is Light.NO_DATA
    assert light(Reading(YEAR, None), 3, rule=RATE) is Light.NO_DATA
    assert light(rate(100), None, rule=RATE) is Light.NO_TARGET
    assert light(Reading(YEAR, 3.0), 3, rule=RATE) is Light.NOISE


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1000), st.sampled_from(["up", "down"]))
def test_a_wider_interval_never_turns_grey_into_a_verdict(target, low, more, way) -> None:
    rule = Rule(way, "poisson", "count")
    narrow = light(Reading(YEAR, low, low, low + more), target, rule=rule)
    wide = light(Reading(YEAR, low, low / 2, low + 2 * more + 1), target, rule=rule)
    if narrow is Light.NOISE:
        assert wide is Light.NOISE


def test_palmiras_fall_of_a_year_is_noise_and_that_of_a_decade_is_not() -> None:
    """129 homicides in 2019 and 112 in 2020 (police, facts of the project); 291 in 2011."""
    earlier, now = rate(129), rate(112)
    assert trend(now, earlier, rule=RATE) is Trend.NOISE
    assert trend(now, rate(291, 296_000), rule=RATE) is Trend.BETTER


def test_nothing_is_compared_across_a_break() -> None:
    assert trend(rate(50, stretch=1), rate(291), rule=RATE) is Trend.BROKEN
    assert trend(rate(50), None, rule=RATE) is Trend.UNKNOWN


def test_shares_are_compared_by_their_difference_and_money_as_it_is() -> None:
    def share(part: int, whole: int) -> Reading:
        low, high = interval_of("wilson", value=None, numerator=part, denominator=whole, factor=100)
        return Reading(YEAR, 100 * part / whole, low, high, part, whole)

    assert trend(share(56, 70), share(48, 80), rule=SHARE) is Trend.BETTER
    assert trend(share(6, 10), share(5, 10), rule=SHARE) is Trend.NOISE
    assert trend(Reading(YEAR, 99), Reading(YEAR, 100), rule=MONEY) is Trend.WORSE


def test_months_add_up_to_the_year_so_far_and_are_held_against_its_part_of_the_target() -> None:
    year = [counted(n, month) for month, n in enumerate((10, 9, 8), start=1)]
    reached = of_year(year, 2023, rule=COUNT)
    assert reached.value == 27
    assert reached.low == pytest.approx(17.79, abs=0.01)
    assert yardstick(120, reached.period, rule=COUNT) == 30
    assert light(reached, 30, rule=COUNT) is Light.NOISE


def test_a_gap_or_a_break_makes_no_sum() -> None:
    assert of_year([counted(1, 1), counted(1, 3)], 2023, rule=COUNT) is None
    assert of_year([counted(1, 1), counted(1, 2, stretch=1)], 2023, rule=COUNT) is None
    assert of_year([], 2023, rule=COUNT) is None


def test_a_period_that_holds_a_break_belongs_to_neither_side() -> None:
    years = [period_of("year", date(year, 1, 1)) for year in range(2019, 2024)]
    assert stretches(years, breaks=[date(2021, 6, 1)]) == [0, 0, 1, 2, 2]
    assert stretches(years, breaks=[date(2022, 1, 1)]) == [0, 0, 0, 1, 1]
    assert stretches(years, breaks=[]) == [0] * 5


def test_a_count_of_none_has_an_interval_and_a_rate_of_none_too() -> None:
    found = interval_of("poisson", value=None, numerator=0, denominator=100_000, factor=100_000)
    assert found == pytest.approx((0, 3.689), abs=1e-3)
    assert interval_of("none", value=5, numerator=None, denominator=None, factor=1) == (None, None)
    assert interval_of("wilson", value=None, numerator=11, denominator=10, factor=100) == (None, None)


def test_periods_are_whole_months_quarters_and_years() -> None:
    assert [one.code() for one in periods("quarter", date(2023, 1, 1), date(2023, 9, 30))] == [
        "2023-Q1",
        "2023-Q2",
        "2023-Q3",
    ]
    assert last_over("month", date(2024, 3, 31)).code() == "2024-02"
    assert before(period_of("quarter", date(2023, 1, 5))).code() == "2022-Q4"


@given(st.sampled_from(["month", "quarter", "year"]), st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_period_is_read_again_from_its_code(frequency, day) -> None:
    period = period_of(frequency, day)
    assert period_named(period.code()) == period
    assert before(period).ends_on < period.starts_on <= day <= period.ends_on


@pytest.mark.parametrize("code", ["2023-13", "2023-Q5", "x", "", "2023-05-01"])
def test_what_is_no_period_is_refused(code) -> None:
    with pytest.raises(InputProblem):
        period_named(code)
