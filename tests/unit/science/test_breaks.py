"""Breaks of level: found where they are, not found where there are none, and dated with an honest interval."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pazos.science.problems import InputProblem
from pazos.science.series import segments
from pazos.science.series.breaks import Counts, Rules, checks, find_breaks, penalty
from pazos.science.series.fit import simulate
from pazos.science.series.observed import observed


def series(counts: Any, *, exposed: Any = None, cycle: int = 1) -> Counts:
    values = np.asarray(counts, dtype=float)
    size = len(values)
    return Counts(
        tuple(f"{2000 + one // 12}-{one % 12 + 1:02}" for one in range(size)),
        values,
        np.ones(size) if exposed is None else np.asarray(exposed, dtype=float),
        np.arange(size) % cycle,
        cycle,
    )


def test_a_truce_is_found_with_its_beginning_and_its_end() -> None:
    level = np.repeat([300.0, 120.0, 300.0], [50, 15, 40])
    found = find_breaks(series(simulate(np.random.default_rng(1), level, dispersion=4, draws=1)[0]), Rules())
    fall, rise = found.breaks
    assert (fall.time, rise.time) == ("2004-03", "2005-06")
    assert fall.ratio_low < 0.4 < fall.ratio_high < 1 < rise.ratio_low < 2.5 < rise.ratio_high
    assert all(one["passed"] for one in checks(found))


def test_of_series_without_a_break_hardly_any_is_said_to_have_one() -> None:
    rng = np.random.default_rng(2)
    drawn = np.concatenate(
        [
            simulate(rng, np.full(60, mean), dispersion=spread, draws=30)
            for mean, spread in ((2.0, 1.0), (15.0, 2.5))
        ]
    )
    said = sum(bool(find_breaks(series(one), Rules(most=3, draws=99)).breaks) for one in drawn)
    assert said <= 7


def test_the_true_date_and_size_are_inside_their_intervals() -> None:
    rng = np.random.default_rng(3)
    inside, size, told = 0, 0, 0
    for one in simulate(rng, np.repeat([12.0, 6.0], 30), dispersion=1.5, draws=60):
        found = find_breaks(series(one), Rules(most=2, draws=99))
        if len(found.breaks) == 1:
            (only,) = found.breaks
            told += 1
            inside += only.low <= "2002-07" <= only.high
            size += only.ratio_low <= 0.5 <= only.ratio_high
    assert told >= 40
    assert inside >= 0.88 * told
    assert size >= 0.88 * told


def test_a_season_is_no_break_and_hides_none() -> None:
    rng = np.random.default_rng(14)
    season = 20 * np.exp(0.5 * np.cos(2 * np.pi * np.arange(72) / 12))
    calm = series(rng.poisson(season), cycle=12)
    assert find_breaks(calm, Rules(draws=99)).breaks == ()
    broken = series(rng.poisson(season * np.repeat([1.0, 0.6], [40, 32])), cycle=12)
    (only,) = find_breaks(broken, Rules(draws=99)).breaks
    assert only.low <= "2003-05" <= only.high


def test_how_many_series_are_cut_at_once_changes_no_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    season = 8 * np.exp(0.4 * np.cos(2 * np.pi * np.arange(72) / 12))
    one = series(np.random.default_rng(15).poisson(season * np.repeat([1.0, 0.6], 36)), cycle=12)
    whole = find_breaks(one, Rules(draws=99))
    monkeypatch.setattr(segments, "batch", lambda _: 7)
    apart = find_breaks(one, Rules(draws=99))
    assert (apart.breaks, apart.p_value) == (whole.breaks, whole.p_value)


def test_people_who_move_in_are_no_break() -> None:
    people = np.repeat([1000.0, 2500.0], 40)
    moved = series(np.random.default_rng(5).poisson(people / 100), exposed=people)
    assert find_breaks(moved, Rules(draws=99)).breaks == ()
    assert find_breaks(replace(moved, exposed=np.ones(80)), Rules(draws=99)).breaks != ()


def test_the_measure_of_exposure_changes_rates_and_nothing_else() -> None:
    counts = np.random.default_rng(6).poisson(np.repeat([9.0, 4.0], 30))
    one, other = (
        find_breaks(series(counts, exposed=np.full(60, size)), Rules(draws=99)) for size in (1.0, 1e5)
    )
    (first,), (second,) = one.breaks, other.breaks
    assert (first.time, first.low, first.high) == (second.time, second.low, second.high)
    assert (first.ratio, first.ratio_low) == pytest.approx((second.ratio, second.ratio_low))
    assert first.before == pytest.approx(second.before * 1e5)


def test_a_slope_cut_into_stairs_is_said_to_be_one() -> None:
    counts = np.random.default_rng(7).poisson(np.geomspace(90, 10, 80))
    made = {one["name"]: one for one in checks(find_breaks(series(counts), Rules(draws=99)))}
    assert made["steps"]["passed"] is False


def test_a_level_without_a_death_has_a_ratio_of_nought_with_an_exact_bound() -> None:
    counts = np.concatenate([np.random.default_rng(8).poisson(6.0, 30), np.zeros(30)])
    (only,) = find_breaks(series(counts), Rules(draws=99)).breaks
    assert only.ratio == only.ratio_low == 0
    assert 0 < only.ratio_high < 0.1


def test_the_same_seed_gives_the_same_digits() -> None:
    counts = np.random.default_rng(9).poisson(np.repeat([5.0, 9.0], 30))
    assert (
        find_breaks(series(counts), Rules(draws=99)).breaks
        == find_breaks(series(counts), Rules(draws=99)).breaks
    )


def test_a_table_in_any_order_is_read_and_what_it_lacks_is_named() -> None:
    frame = pd.DataFrame({"m": ["2020-3", "2020-1", "2020-5", "2020-4"], "c": ["2", "1", "3", ""]})
    found, missing = observed(frame, time="m", count="c")
    assert found.times == ("2020-01", "2020-03", "2020-05")
    assert list(found.counts) == [1, 2, 3]
    assert missing == ("2020-02", "2020-04")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"m": ["enero", "febrero"], "c": [1, 2]}, "The times are read as"),
        ({"m": ["2020-01", "2020-01"], "c": [1, 2]}, "stand twice: 2020-01"),
        ({"m": ["2020-01", "2020-02"], "c": [1, 2.5]}, "no whole counts"),
        ({"m": ["2020-01", "2020-02"], "c": [1, -2]}, "no whole counts"),
        ({"m": ["2020-01", "2020-02"], "c": ["", ""]}, "holds no count"),
        ({"m": ["2020-01"], "x": [1]}, "missing: c"),
        ({"m": [], "c": []}, "no rows"),
    ],
)
def test_tables_that_are_no_series_are_refused_in_words(frame: dict[str, Any], said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        observed(pd.DataFrame(frame), time="m", count="c")


@pytest.mark.parametrize(
    ("counts", "rules", "said"),
    [
        (np.ones(10), {}, "cannot be cut into two"),
        (np.zeros(60), {}, "Every count of the series is zero"),
        (np.ones(60), {"penalty": "none"}, "bic, mbic or a number"),
        (np.ones(60), {"penalty": "-3"}, "bic, mbic or a number"),
        (np.ones(60), {"most": 0}, "at least one break"),
        (np.ones(60), {"draws": 9}, "at least 99 draws"),
    ],
)
def test_what_cannot_be_cut_is_refused_in_words(counts: Any, rules: dict[str, Any], said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        find_breaks(series(counts), Rules(**rules))


def test_a_season_under_two_years_is_refused() -> None:
    frame = pd.DataFrame({"m": [f"2020-{month:02}" for month in range(1, 13)], "c": range(12)})
    with pytest.raises(InputProblem, match="two years or more"):
        observed(frame, time="m", count="c", season="yes")


def test_penalties_are_multiples_of_the_logarithm_of_the_times() -> None:
    assert [penalty(name, 100) for name in ("bic", "mbic", "7.5")] == pytest.approx(
        [2 * np.log(100), 3 * np.log(100), 7.5]
    )
