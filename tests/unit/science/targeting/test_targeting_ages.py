"""A band of ages is argued: the narrowest that holds a share, its rivals, and whom it leaves out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.problems import InputProblem
from pazos.science.targeting.ages import (
    narrowest_band,
    people_in_band,
    pyramid,
    stated_band,
    victims_by_age,
)


def test_unknown_ages_are_counted_and_never_filled() -> None:
    victims, unknown = victims_by_age([17, 17, None, "ND", 30.9, np.nan])
    assert (victims[17], victims[30], victims.sum(), unknown) == (2, 1, 3, 3)


@pytest.mark.parametrize("age", [200, -1])
def test_an_impossible_age_is_refused(age: int) -> None:
    with pytest.raises(InputProblem, match=f"found: {age}"):
        victims_by_age([20, age])


@given(
    counts=st.lists(st.integers(0, 9), min_size=1, max_size=14).filter(any),
    share=st.floats(0.05, 1),
)
@settings(max_examples=80, deadline=None)
def test_no_narrower_band_holds_the_share(counts: list[int], share: float) -> None:
    victims = pd.Series(np.array(counts, dtype=float))
    found = narrowest_band(victims, share=share, replications=5)
    widths = [
        end - start + 1
        for start in range(len(counts))
        for end in range(start, len(counts))
        if sum(counts[start : end + 1]) >= share * sum(counts) * (1 - 1e-12)
    ]
    assert found.band.width == min(widths)
    assert found.band.share >= share * (1 - 1e-9)
    assert all(band.share >= share * (1 - 1e-9) for band in found.others)


def test_the_band_and_its_edges_are_found_where_victims_are() -> None:
    random = np.random.default_rng(2)
    victims, _ = victims_by_age(np.concatenate([random.integers(16, 30, 600), random.integers(0, 80, 300)]))
    found = narrowest_band(victims, share=0.7, unknown=12, seed=1)
    again = narrowest_band(victims, share=0.7, unknown=12, seed=1)
    assert abs(found.band.youngest - 16) <= 1
    assert abs(found.band.oldest - 29) <= 2
    assert found.edges[0][0] <= found.band.youngest <= found.edges[0][1]
    assert found == again
    assert found.unknown == 12


def test_groups_of_five_years_are_told_as_groups() -> None:
    victims = pd.Series([0.0, 1, 2, 30, 40, 10, 2], index=[0, 5, 10, 15, 20, 25, 30])
    found = narrowest_band(victims, share=0.8, step=5)
    assert (found.band.youngest, found.band.oldest, found.grouped) == (15, 24, True)


def test_two_proposed_bands_can_be_compared() -> None:
    victims, _ = victims_by_age([14, 15, 16, 20, 29, 30, 45, 50])
    wide, narrow = stated_band(victims, youngest=14, oldest=29), stated_band(victims, youngest=16, oldest=29)
    assert (wide.share, narrow.share) == (5 / 8, 3 / 8)
    assert wide.low < wide.share < wide.high


@pytest.mark.parametrize(
    ("victims", "share", "said"),
    [
        (pd.Series([0.0, 0.0]), 0.5, "no victims of known age"),
        (pd.Series([1.0, 1.0]), 0, "between 0 and 1"),
        (pd.Series([1.0, 1.0], index=[3, 5]), 0.5, "without a gap"),
    ],
)
def test_a_band_without_ground_is_refused(victims: pd.Series, share: float, said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        narrowest_band(victims, share=share)


def test_people_of_a_band_are_split_evenly_inside_a_group() -> None:
    population = pd.DataFrame(
        {"0": [50.0], "5": [50.0], "10": [100.0], "15": [200.0], "20": [10.0]}, index=["a"]
    )
    assert people_in_band(population, youngest=14, oldest=19)["a"] == pytest.approx(20 + 200)
    assert people_in_band(population, youngest=0, oldest=120)["a"] == pytest.approx(410)
    assert people_in_band(population, youngest=16, oldest=16)["a"] == pytest.approx(40)


def test_the_open_group_is_not_cut() -> None:
    population = pd.DataFrame({0: [50.0], 5: [50.0]})
    with pytest.raises(InputProblem, match="no upper end"):
        people_in_band(population, youngest=0, oldest=7)
    with pytest.raises(InputProblem, match="without a gap"):
        people_in_band(population.rename(columns={5: 10}), youngest=0, oldest=4)


def test_the_pyramid_keeps_every_victim_and_gives_rates_where_people_are_known() -> None:
    victims = pd.DataFrame({"age": [17, 18, 42, None, 95], "sex": ["M", "M", "F", "M", None]})
    population = pd.DataFrame({"M": [1000.0] * 17, "F": [2000.0] * 17}, index=range(0, 85, 5))
    plain = pyramid(victims)
    rated = pyramid(victims, population=population, years=2)
    assert plain["victims"].sum() == rated["victims"].sum() == 5
    young = rated[(rated["group"] == 15) & (rated["sex"] == "M")]
    assert young["per_100_000"].item() == pytest.approx(2 / 2000 * 100_000)
    assert rated.loc[rated["group"] == -1, "per_100_000"].isna().all()
    assert rated.loc[rated["sex"] == "", "group"].tolist() == [80]
