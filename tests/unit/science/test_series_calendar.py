"""Deaths by weekday and hour, with the hours that nobody wrote down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.problems import InputProblem
from pazos.science.series import by_calendar


def deaths(number: int = 700, *, seed: int = 0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    days = pd.Timestamp("2019-01-01") + pd.to_timedelta(draw.integers(0, 728, number), unit="D")
    return pd.DataFrame({"day": days, "hour": draw.integers(0, 24, number)})


def test_every_death_is_in_the_table_or_beside_it() -> None:
    frame = deaths().astype({"hour": "float"})
    frame.loc[:49, "hour"] = np.nan
    found = by_calendar(frame, day="day", hour="hour", seed=1, draws=99)
    assert found.table.to_numpy().sum() == 650
    assert found.unknown_hour.sum() == 50


def test_weekend_nights_are_seen() -> None:
    frame = deaths()
    night = pd.DataFrame({"day": pd.Timestamp("2019-06-08"), "hour": [23] * 60})
    found = by_calendar(pd.concat([frame, night], ignore_index=True), day="day", hour="hour", seed=1)
    assert found.table.loc["saturday", 23] >= 60
    for test in (found.weekdays, found.hours, found.together):
        assert test is not None
        assert test.p_value < 0.01


def test_even_deaths_are_called_uneven_in_five_of_a_hundred_trials() -> None:
    found = [by_calendar(deaths(200, seed=s), day="day", hour="hour", seed=s, draws=99) for s in range(150)]
    for name in ("weekdays", "hours", "together"):
        assert 0.01 <= np.mean([getattr(each, name).p_value <= 0.05 for each in found]) <= 0.1


def test_weekdays_are_tested_with_scipys_statistic() -> None:
    from scipy import stats

    frame = deaths(350)
    frame.loc[0, "day"], frame.loc[1, "day"] = pd.Timestamp("2019-01-01"), pd.Timestamp("2020-12-28")
    found = by_calendar(frame, day="day", seed=1, draws=9_999)
    oracle = stats.chisquare(found.unknown_hour)
    assert found.weekdays.chi_square == pytest.approx(oracle.statistic)
    assert found.weekdays.p_value == pytest.approx(oracle.pvalue, abs=0.02)
    assert found.hours is None


def test_hours_may_be_written_as_times() -> None:
    frame = pd.DataFrame({"day": ["2020-01-06"] * 3, "hour": ["23:45", "7:05:00", ""]})
    found = by_calendar(frame, day="day", hour="hour", seed=1, draws=99)
    assert found.table.loc["monday", 23] == found.table.loc["monday", 7] == 1
    assert found.unknown_hour["monday"] == 1


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"day": [], "hour": []}), "no deaths"),
        (pd.DataFrame({"day": ["someday"], "hour": [1]}), "rows 0"),
        (pd.DataFrame({"day": ["2020-01-06"], "hour": [24]}), "0 to 23"),
        (pd.DataFrame({"day": ["2020-01-06"], "hour": ["night"]}), "0 to 23"),
    ],
)
def test_what_has_no_place_in_the_calendar_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        by_calendar(frame, day="day", hour="hour", seed=1)
