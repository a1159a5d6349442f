"""Heaping: published indices, fair lists that are not flagged, and planted piles that are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.quality.digits import age_heaping, blended_digits, count_heaping, myers, whipple
from pazos.science.quality.heaping import first_of_month, hour_pile, quiet_weekend, weekday_pile
from pazos.science.quality.plausibility import check_deaths

# Males by single year of age, 0 to 99, of the worksheet SINGAGE (Population Analysis System, US Census
# Bureau 2017), as printed with the manual of the R package DemoTools.
SINGAGE = np.array(
    [80626, 95823, 104315, 115813, 100796, 105086, 97266, 116328, 75984, 89982, 95525, 56973, 78767, 65672, 53438,
     85014, 47600, 64363, 42195, 42262, 73221, 30080, 34391, 29072, 20531, 66171, 24029, 44227, 24128, 23599, 82088,
     16454, 22628, 17108, 12531, 57325, 17220, 28425, 16206, 17532, 65976, 11593, 15828, 13541, 8133, 44696, 11165,
     18543, 12614, 12041, 55798, 9324, 10772, 10453, 6773, 28358, 9916, 13348, 8039, 7583, 42470, 5288, 5317, 6582,
     3361, 17949, 3650, 5873, 3279, 3336, 27368, 1965, 2495, 2319, 1335, 12022, 1401, 1668, 1360, 1185, 9167, 424,
     568, 462, 282, 6206, 343, 409, 333, 291, 4137, 133, 169, 157, 89, 2068, 68, 81, 66, 57],
    dtype=float,
)  # fmt: skip


def test_whipple_and_myers_are_those_published() -> None:
    # DemoTools prints 2.33873 (a hundredth), and 47.46 (the sum of deviations, twice the index).
    assert whipple(SINGAGE) == pytest.approx(233.873, abs=5e-4)
    assert 2 * myers(SINGAGE) == pytest.approx(47.46, abs=5e-3)


def test_the_ends_of_the_indices() -> None:
    even, tens = np.ones(100), np.where(np.arange(100) % 10 == 0, 1.0, 0.0)
    assert whipple(even) == pytest.approx(100)
    assert myers(np.exp(-(((np.arange(100) - 28) / 14) ** 2) / 2)) < 1
    assert whipple(np.where(np.arange(100) % 5 == 0, 1.0, 0.0)) == 500
    assert myers(tens) == pytest.approx(90)
    assert blended_digits(SINGAGE).sum() == pytest.approx(1)


def ages(chance, number: int):
    return np.clip(np.round(chance.gamma(5, 6, number)), 0, 95).astype(int)


def list_of(chance, number: int = 1_500) -> pd.DataFrame:
    hours = chance.choice(24, number, p=np.array([2.0] * 6 + [1.0] * 12 + [1.8] * 6) / (12 + 12 + 10.8))
    starts = np.datetime64("2018-01-01") + np.arange(6 * 365)
    weights = np.where((starts.astype(int) + 3) % 7 >= 5, 1.7, 1.0)
    return pd.DataFrame(
        {
            "day": chance.choice(starts, number, p=weights / weights.sum()),
            "minute": hours * 60 + np.where(chance.random(number) < 0.4, 0, chance.integers(0, 60, number)),
            "age": ages(chance, number),
        }
    )


def test_fair_lists_are_flagged_in_fewer_than_one_of_fifty() -> None:
    chance = np.random.default_rng(8)
    assert sum(bool(check_deaths(list_of(chance)).flags) for _ in range(60)) <= 2


def planted(column: str, share: float, value) -> set[str]:
    chance = np.random.default_rng(5)
    frame = list_of(chance)
    chosen = chance.random(len(frame)) < share
    frame.loc[chosen, column] = value(frame.loc[chosen, column])
    return {flag.check for flag in check_deaths(frame).flags}


@pytest.mark.parametrize(
    ("column", "share", "value", "check"),
    [
        ("age", 0.2, lambda old: (old / 5).round().astype(int) * 5, "age_heaping"),
        ("day", 0.05, lambda old: old.dt.to_period("M").dt.to_timestamp(), "first_of_month"),
        ("minute", 0.1, lambda old: 0, "unknown_hour"),
        ("minute", 0.1, lambda old: 720, "unknown_hour"),
        ("day", 0.3, lambda old: old - pd.to_timedelta(old.dt.day_of_week, "D"), "weekday_heaping"),
    ],
)
def test_a_planted_pile_is_found_and_nothing_else(column, share, value, check) -> None:
    assert planted(column, share, value) - {"quiet_weekend"} == {check}


def test_a_register_that_writes_the_day_of_the_office_has_quiet_weekends() -> None:
    assert "quiet_weekend" in planted(
        "day", 1.0, lambda old: old + pd.to_timedelta((old.dt.day_of_week >= 5) * 2, "D")
    )


def test_a_weekday_that_is_not_that_of_the_date_is_told() -> None:
    frame = list_of(np.random.default_rng(1), 300)
    frame["weekday"] = frame["day"].dt.day_of_week
    assert not check_deaths(frame).flags
    frame.loc[:40, "weekday"] = (frame.loc[:40, "weekday"] + 3) % 7
    (flag,) = check_deaths(frame).flags
    assert (flag.check, flag.value, flag.facts["of"]) == ("weekday_disagrees", 41, 300)


def test_few_deaths_say_nothing() -> None:
    few = np.arange(20) * 5
    assert age_heaping(few) is None
    assert first_of_month(np.array(["2020-01-01"] * 10, dtype="datetime64[D]")) is None
    assert hour_pile(np.array([0, 0, 60]), 0) is None
    assert weekday_pile(np.zeros(3, dtype="datetime64[D]")) is None
    assert quiet_weekend(np.zeros(3, dtype="datetime64[D]")) is None


def test_rounded_counts_are_told_and_honest_ones_are_not() -> None:
    chance = np.random.default_rng(2)
    honest = chance.poisson(chance.uniform(40, 400, 120)).astype(float)
    assert count_heaping(honest).p_value > 0.001
    assert count_heaping(np.round(honest / 5) * 5).p_value < 1e-20
    assert count_heaping(honest[:20]) is None
