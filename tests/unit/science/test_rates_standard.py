"""Rates for people of the same ages, direct and indirect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.problems import InputProblem
from pazos.science.rates import WHO_WORLD_STANDARD, age_standardised, standardised_mortality_ratio

AGES = ["0-19", "20-24", "25-29", "30-34", "35-39", "40+"]
# Births in Michigan 1950-1964 by the mother's age: all births are the standard (Fleiss 1981, table
# 14.4; the example of Fay and Feuer 1997).
STANDARD = dict(zip(AGES, [319_933, 931_318, 786_511, 488_235, 237_863, 61_313], strict=True))
FIFTH = pd.DataFrame(
    {
        "age": AGES,
        "cases": [0, 8, 63, 112, 262, 295],
        "births": [327, 30_666, 123_419, 149_919, 104_088, 34_392],
    }
)


def direct(frame: pd.DataFrame, **options: object) -> pd.DataFrame:
    names = {"deaths": "cases", "population": "births", "age": "age", "standard": STANDARD}
    return age_standardised(frame, **{**names, **options})


def test_direct_standardisation_gives_fay_and_feuers_published_interval() -> None:
    found = direct(FIFTH).iloc[0]
    assert (found["rate"], found["low"], found["high"]) == pytest.approx(
        (75.52901, 67.70212, 188.30017), abs=1e-5
    )


def test_a_place_with_the_standards_own_ages_keeps_its_crude_rate() -> None:
    frame = FIFTH.assign(births=list(STANDARD.values()))
    found = direct(frame).iloc[0]
    assert found["rate"] == pytest.approx(found["crude"])


def test_places_stand_in_the_order_of_the_table_and_do_not_touch_each_other() -> None:
    two = pd.concat([FIFTH.assign(place="Z"), FIFTH.assign(place="A", cases=FIFTH["cases"] * 2)])
    found = direct(two, by="place")
    assert list(found.index) == ["Z", "A"]
    assert found.loc["Z", "high"] == pytest.approx(188.30017, abs=1e-5)
    assert found.loc["A", "rate"] == pytest.approx(2 * 75.52901, abs=1e-4)


def test_no_deaths_give_a_rate_of_zero_with_an_upper_bound() -> None:
    found = direct(FIFTH.assign(cases=0)).iloc[0]
    assert (found["rate"], found["low"]) == (0, 0)
    assert found["high"] > 0


def test_gamma_interval_covers_the_true_rate_at_least_as_often_as_it_says() -> None:
    draw = np.random.default_rng(11)
    people = np.array([3_000, 9_000, 8_000, 5_000, 2_000, 900])
    risk = np.array([2, 10, 8, 6, 3, 1]) / 10_000
    weight = np.array(list(STANDARD.values())) / sum(STANDARD.values())
    truth = 1e5 * float(weight @ risk)
    trials = pd.DataFrame(
        {
            "trial": np.repeat(np.arange(800), 6),
            "age": AGES * 800,
            "births": np.tile(people, 800),
            "cases": draw.poisson(np.tile(people * risk, 800)),
        }
    )
    found = direct(trials, by="trial")
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.94


def test_world_standard_has_eighteen_bands_and_adds_up_to_its_printed_total() -> None:
    assert len(WHO_WORLD_STANDARD) == 18
    assert sum(WHO_WORLD_STANDARD.values()) == pytest.approx(100.03)


def test_welsh_nickel_workers_died_five_times_as_often() -> None:
    # R's poisson.test(137, 24.19893): 4.753125 to 6.692709.
    frame = pd.DataFrame({"age": ["all"], "deaths": [137], "people": [2_419_893]})
    found = standardised_mortality_ratio(
        frame, deaths="deaths", population="people", age="age", reference={"all": 1e-5}
    ).iloc[0]
    assert (found["ratio"], found["low"], found["high"]) == pytest.approx(
        (5.661407, 4.753125, 6.692709), abs=1e-6
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"age": [*AGES[:5], None]}, "295 deaths have no age band"),
        ({"age": [*AGES[:5], "41+"]}, "no age band 41"),
        ({"births": [0, 0, 1, 1, 1, 1]}, "no people in the age bands all: 20-24"),
        ({"cases": [0, 8, 63, 112, 262, np.nan]}, "empty in the rows 5"),
    ],
)
def test_ages_that_cannot_be_weighed_are_refused(change: dict, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        direct(FIFTH.assign(**change))


def test_a_place_without_one_of_the_standards_ages_is_refused() -> None:
    with pytest.raises(InputProblem, match=r"not in the table: all: 40\+"):
        direct(FIFTH.iloc[:5])
