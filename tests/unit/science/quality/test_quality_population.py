"""People do not leap: what counts and rates imply, and what the column of people says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.quality.panel import Panel
from pazos.science.quality.population import implied_jumps, population_jumps, rate_mismatches


def panel(counts, *, rates=None, people=None, decimals=1, unit="Y", start="2001") -> Panel:
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    return Panel(
        tuple(f"p{row}" for row in range(len(counts))),
        pd.period_range(start, periods=counts.shape[1], freq=unit),
        unit,
        counts,
        None if people is None else np.atleast_2d(np.asarray(people, dtype=float)),
        None if rates is None else np.atleast_2d(np.asarray(rates, dtype=float)),
        None if rates is None else np.full(counts.shape, decimals),
    )


def rates_of(counts, people, decimals=1):
    return np.round(np.asarray(counts) / np.asarray(people) * 1e5, decimals)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("size", "decimals"), [(300_000, 1), (20_000, 0), (5_000_000, 2)])
def test_rounded_rates_of_a_growing_city_imply_no_jump(seed: int, size: int, decimals: int) -> None:
    chance = np.random.default_rng(seed)
    people = size * np.exp(np.cumsum(chance.normal(0.01, 0.004, 15)))
    counts = chance.poisson(people * 4e-4)
    assert implied_jumps(panel(counts, rates=rates_of(counts, people, decimals), decimals=decimals)) == []


@pytest.mark.parametrize("at", range(1, 12))
@pytest.mark.parametrize("times", [0.8, 0.9, 1.12, 1.3])
def test_one_wrong_rate_is_told_once_with_both_figures(at: int, times: float) -> None:
    people = 300_000 * 1.01 ** np.arange(12)
    counts = np.full(12, 120)
    rates = rates_of(counts, people)
    rates[at] = round(rates[at] * times, 1)
    (flag,) = implied_jumps(panel(counts, rates=rates))
    assert flag.time == str(2001 + at)
    assert flag.value == pytest.approx(120 / rates[at] * 1e5)
    assert flag.expected == pytest.approx(120 / rates[at - 1] * 1e5)


def test_a_wrong_first_year_is_told_as_itself() -> None:
    people = np.full(8, 200_000.0)
    people[0] = 150_000
    (flag,) = implied_jumps(panel(np.full(8, 90), rates=rates_of(np.full(8, 90), people)))
    assert flag.time == "2001"


def test_a_new_census_is_told_at_its_first_year() -> None:
    people = [302_000, 304_700, 306_700, 308_669, 349_294, 352_403, 355_712]
    (flag,) = population_jumps(panel(np.full(7, 100), people=people, start="2014"))
    assert (flag.time, flag.value, flag.expected) == ("2018", 349_294, 308_669)
    assert flag.facts["change"] == pytest.approx(0.1316, abs=1e-4)


def test_people_of_a_year_repeated_in_its_months_do_not_leap_in_january() -> None:
    people = np.repeat(100_000 * 1.05 ** np.arange(6), 12)
    assert population_jumps(panel(np.full(72, 3), people=people, unit="M", start="2018-01")) == []


def test_a_rate_that_is_not_count_by_people_is_told_with_both() -> None:
    rates = rates_of(np.full(8, 90), np.full(8, 200_000))
    rates[3] = 54.0
    (flag,) = rate_mismatches(panel(np.full(8, 90), rates=rates, people=np.full(8, 200_000)))
    assert (flag.time, flag.value, flag.expected, flag.severity) == ("2004", 54.0, 45.0, "impossible")


def test_rates_per_thousand_are_one_matter_and_not_eight() -> None:
    rates = np.round(np.full(8, 0.45), 2)
    flags = rate_mismatches(panel(np.full(8, 90), rates=rates, people=np.full(8, 200_000), decimals=2))
    assert [flag.check for flag in flags] == ["rate_scale"]


def test_zero_counts_imply_no_people() -> None:
    assert implied_jumps(panel([0, 0, 1, 0, 2], rates=[0, 0, 1.2, 0, 2.4])) == []


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 100), st.integers(0, 10_000))
def test_the_unit_of_people_does_not_matter(factor: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    people = 1e6 * np.exp(np.cumsum(chance.normal(0, 0.02, 12)))
    one, other = (
        [flag.time for flag in population_jumps(panel(np.ones(12), people=people * scale))]
        for scale in (1, factor)
    )
    assert one == other
