"""What a place is worth: recent years weigh more, small places are drawn to the mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes

from pazos.science.targeting.worth import expected_deaths

COUNTS = pd.DataFrame({2018: [9, 0, 3], 2019: [0, 9, 3]})
PEOPLE = np.array([1000.0, 1000.0, 5000.0])
UNKNOWN = np.full(3, np.nan)


def test_a_recent_death_weighs_more_than_an_old_one() -> None:
    older, recent, _ = expected_deaths(COUNTS, UNKNOWN, half_life=1.0)
    assert recent == pytest.approx(2 * older)


def test_without_half_life_all_years_weigh_alike_and_no_people_means_no_smoothing() -> None:
    assert expected_deaths(COUNTS, UNKNOWN, half_life=None) == pytest.approx([4.5, 4.5, 3.0])


def test_smoothing_is_marshalls() -> None:
    total = COUNTS.sum(axis=1).to_numpy(dtype=float)
    oracle = Empirical_Bayes(total, PEOPLE * 2).r.ravel() * PEOPLE
    assert expected_deaths(COUNTS, PEOPLE, half_life=None) == pytest.approx(oracle)


def test_a_place_of_unknown_people_keeps_its_own_mean() -> None:
    people = np.array([1000.0, np.nan, 5000.0])
    assert expected_deaths(COUNTS, people, half_life=None)[1] == pytest.approx(4.5)


def test_no_deaths_are_worth_nothing() -> None:
    assert not expected_deaths(COUNTS * 0, PEOPLE, half_life=3.0).any()
