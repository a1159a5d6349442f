"""Sudden changes: a clean series has none, a planted one is found, and places are searched as one family."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.quality.levels import changes_of, sudden_changes
from pazos.science.quality.panel import Panel


def panel(counts, unit: str = "M", start: str = "2015-01") -> Panel:
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    names = tuple(f"p{row}" for row in range(len(counts)))
    return Panel(names, pd.period_range(start, periods=counts.shape[1], freq=unit), unit, counts)


def seasonal(months: int, mean: float, swing: float = 0.2):
    return mean * (1 + swing * np.sin(2 * np.pi * np.arange(months) / 12))


@pytest.mark.parametrize(
    ("unit", "number", "mean", "spread"),
    [("M", 60, 12, 0), ("M", 72, 2, 0), ("M", 24, 50, 0), ("M", 120, 100, 0), ("M", 60, 30, 0.12), ("Y", 6, 120, 0.15),
     ("Y", 18, 3_500, 0.15)],
)  # fmt: skip
def test_a_clean_series_with_a_season_is_flagged_in_fewer_than_one_of_twenty(
    unit, number, mean, spread
) -> None:
    chance = np.random.default_rng(7)
    flagged = 0
    for _ in range(60):
        level = seasonal(number, mean) if unit == "M" else np.full(number, float(mean))
        level = level * chance.gamma(1 / spread**2, spread**2, number) if spread else level
        flagged += bool(sudden_changes(panel(chance.poisson(level), unit)))
    # 3% nominal; 0 to 1.5% measured over 800 series each, 4% where months vary by 12% beyond chance.
    assert flagged <= (6 if spread else 3)


@pytest.mark.parametrize(("mean", "least"), [(15, 0.7), (50, 0.97)])
def test_a_trebled_month_is_found(mean: float, least: float) -> None:
    assert found(mean, lambda level: times(level, 30, 3), "sudden_value", within=0) >= least


@pytest.mark.parametrize(("mean", "least"), [(15, 0.7), (50, 0.97)])
def test_a_level_that_halves_is_found_within_two_months(mean: float, least: float) -> None:
    def halves(level):
        level[30:] /= 2
        return level

    assert found(mean, halves, "sudden_level", within=2) >= least


def found(mean: float, fault, check: str, *, within: int) -> float:
    chance = np.random.default_rng(3)
    hits = 0
    for _ in range(60):
        flags = sudden_changes(panel(chance.poisson(fault(seasonal(60, mean)))))
        hits += any(
            flag.check == check
            and abs(pd.Period(flag.time, "M").ordinal - pd.Period("2017-07", "M").ordinal) <= within
            for flag in flags
        )
    return hits / 60


def times(level, at: int, factor: float):
    level[at] *= factor
    return level


def test_five_years_are_enough_for_a_trebled_one() -> None:
    (flag,) = sudden_changes(panel([103, 96, 310, 99, 108], "Y", "2015"))
    assert (flag.check, flag.time, flag.value) == ("sudden_value", "2017", 310)
    assert flag.expected == pytest.approx(101, abs=3)


def test_a_slow_fall_is_no_leap() -> None:
    chance = np.random.default_rng(5)
    slow = 60 * np.exp(-np.arange(72) / 40)
    flags = [flag for _ in range(30) for flag in sudden_changes(panel(chance.poisson(slow)))]
    assert sum(flag.check == "sudden_level" for flag in flags) <= 2


def test_a_thousand_quiet_places_are_not_flooded_and_one_loud_one_is_found() -> None:
    chance = np.random.default_rng(11)
    counts = chance.poisson(chance.gamma(0.5, 8, 400)[:, None] * np.ones(24))
    counts[7] = chance.poisson(40, 24)
    counts[7, 12] = 160
    flags = sudden_changes(panel(counts, "Y", "1990"))
    assert ("p7", "2002") in {(flag.place, flag.time) for flag in flags}
    assert len(flags) <= 4


def test_the_order_and_names_of_places_do_not_matter() -> None:
    chance = np.random.default_rng(2)
    counts = chance.poisson(20, (6, 48))
    counts[2, 20] = 90
    one = sudden_changes(panel(counts))
    turned = sudden_changes(panel(counts[::-1]))
    assert {(flag.time, flag.value) for flag in one} == {(flag.time, flag.value) for flag in turned}


@pytest.mark.parametrize("counts", [[0] * 30, [5], [5, 6], [1] * 30])
def test_nothing_to_tell_is_no_flag(counts) -> None:
    assert sudden_changes(panel(counts)) == []


def test_unknown_months_are_neither_zero_nor_a_change() -> None:
    counts = np.random.default_rng(4).poisson(30, 48).astype(float)
    counts[20:24] = np.nan
    assert sudden_changes(panel(counts)) == []


def test_changes_come_in_order_of_time() -> None:
    counts = np.concatenate([np.full(24, 50.0), np.full(24, 120.0), np.full(24, 40.0)])
    changes = changes_of(np.random.default_rng(1).poisson(counts).astype(float), np.ones(72), unit="M")
    assert [change.at for change in changes] == pytest.approx([24, 48], abs=1)
