"""Copies and silences: chance rarely makes them, and a planted one is found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.quality.panel import Panel
from pazos.science.quality.repeats import repeated
from pazos.science.quality.silence import places_that_leave, silences

MEANS = np.random.default_rng(1).gamma(1, 1.5, 21)


def panel(counts, unit: str = "M", start: str = "2018-01") -> Panel:
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    names = tuple(f"p{row}" for row in range(len(counts)))
    return Panel(names, pd.period_range(start, periods=counts.shape[1], freq=unit), unit, counts)


def city(seed: int, months: int = 72):
    season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(months) / 12)
    return np.random.default_rng(seed).poisson(MEANS[:, None] * season).astype(float)


def test_honest_cities_have_no_repeats_and_no_silences() -> None:
    flagged = [seed for seed in range(30) if repeated(panel(city(seed)))[0] or silences(panel(city(seed)))[0]]
    assert len(flagged) <= 2


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("changed", [0, 1, 2])
def test_a_month_copied_in_all_places_is_found_even_if_a_cell_was_touched(seed: int, changed: int) -> None:
    counts = city(seed)
    counts[:, 31] = counts[:, 30]
    counts[[2, 9][:changed], 31] += 1
    flags, covered = repeated(panel(counts))
    assert ("2020-08", "2020-07") in {(flag.time, flag.facts["from"]) for flag in flags}
    assert covered[:, 31].all()


@pytest.mark.parametrize("seed", range(5))
def test_a_copied_year_is_one_flag_and_not_twelve(seed: int) -> None:
    counts = city(seed)
    counts[:, 36:48] = counts[:, 24:36]
    (flag,) = repeated(panel(counts))[0]
    assert (flag.place, flag.time, flag.facts["periods"], flag.facts["from"]) == (
        None,
        "2021-01",
        12,
        "2020-01",
    )


def test_a_figure_carried_forward_in_one_place_is_found() -> None:
    counts = np.random.default_rng(3).poisson(30, (4, 60)).astype(float)
    counts[2, 40:48] = counts[2, 40]
    (flag,) = repeated(panel(counts))[0]
    assert (flag.place, flag.time) == ("p2", "2021-06")


def test_places_without_deaths_repeat_themselves_and_say_nothing() -> None:
    assert repeated(panel(np.zeros((50, 24))))[0] == []
    counts = np.zeros((50, 24))
    counts[3, 5] = 1
    assert repeated(panel(counts))[0] == []


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("months", [8, 20])
def test_a_place_that_stops_is_found_from_its_first_silent_month(seed: int, months: int) -> None:
    counts = city(seed)
    row = int(np.argmax(MEANS))
    counts[row, 72 - months] = 0
    counts[row, 72 - months - 1] = 3
    counts[row, 72 - months :] = 0
    flags, covered = silences(panel(counts))
    (flag,) = [flag for flag in flags if flag.check == "place_stops"]
    assert (flag.place, flag.time) == (f"p{row}", str(pd.Period("2018-01", "M") + 72 - months))
    assert flag.expected == pytest.approx(MEANS[row] * months, rel=0.6)
    assert covered[row, -months:].all()


def test_a_place_that_starts_and_one_that_falls_silent_are_told_apart() -> None:
    counts = np.random.default_rng(6).poisson(6, (8, 72)).astype(float)
    counts[1, :20] = 0
    counts[5, 30:40] = 0
    kinds = {(flag.check, flag.place) for flag in silences(panel(counts))[0]}
    assert kinds == {("place_starts", "p1"), ("place_silent", "p5")}


def test_rows_that_end_are_told_at_once_and_by_number_where_they_are_many() -> None:
    counts = city(1)
    counts[4, 60:] = np.nan
    (flag,) = places_that_leave(panel(counts))[0]
    assert (flag.check, flag.place, flag.time, flag.facts["absent"]) == ("place_stops", "p4", "2023-01", True)
    counts[:9, 0] = np.nan
    many = [flag for flag in places_that_leave(panel(counts))[0] if flag.check == "places_absent"]
    assert [(flag.expected, flag.facts["of"]) for flag in many] == [(9, 21)]


def test_names_and_order_do_not_matter() -> None:
    counts = city(3)
    counts[:, 31] = counts[:, 30]
    one, other = (repeated(panel(rows))[0][0] for rows in (counts, counts[::-1]))
    assert (one.time, one.value, one.facts) == (other.time, other.value, other.facts)
