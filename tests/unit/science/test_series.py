"""Monthly series: a whole calendar, season, trend and changes of level at a known size."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pazos.science.problems import InputProblem
from pazos.science.series import (
    changes_at,
    find_changes,
    monthly_series,
    recognised_columns,
    season_and_trend,
)
from pazos.science.series.fit import simulate

MONTHS = np.arange(96)
WINTER = 1 + 0.2 * np.cos(2 * np.pi * MONTHS / 12)


def drawn(mean: np.ndarray, *, seed: int = 0, dispersion: float = 1.0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    counts = simulate(draw, np.asarray(mean, dtype=float), dispersion=dispersion, draws=1)[0]
    months = pd.period_range("2010-01", periods=len(counts), freq="M").astype(str)
    return monthly_series(pd.DataFrame({"month": months, "count": counts}), month="month", count="count")


def table(months: list, counts: list | None = None, **more: list) -> pd.DataFrame:
    return pd.DataFrame({"mes": months, "casos": counts or list(range(len(months))), **more})


def read(frame: pd.DataFrame, **options: str) -> pd.DataFrame:
    return monthly_series(frame, month="mes", count="casos", **options)


@pytest.mark.parametrize(
    "written",
    ["2020-08", "2020-8", "2020/08", "202008", "08/2020", "8-2020", "agosto 2020", "Ago-2020", "2020 aug",
     "agosto de 2020", "2020-08-01", "2020-08-31T00:00:00", 202008, "2020-08-01 00:00:00"],
)  # fmt: skip
def test_a_month_is_read_as_it_is_written(written: object) -> None:
    assert str(read(table([written])).index[0]) == "2020-08"


@pytest.mark.parametrize("written", [8, "8", "08", "agosto", "Ago.", "August", 8.0])
def test_a_month_may_have_its_year_in_a_column_of_its_own(written: object) -> None:
    assert str(read(table([written], año=[2020]), year="año").index[0]) == "2020-08"


@pytest.mark.parametrize("written", ["01/08/2020", "2020", "2020-13", "soon", None, "enero"])
def test_a_month_that_could_be_misread_is_refused(written: object) -> None:
    with pytest.raises(InputProblem, match="Write months as 2020-08"):
        read(table([written]))


def test_a_month_the_file_does_not_hold_is_missing_and_not_zero() -> None:
    found = read(table(["2020-03", "2020-01"], [4, 0]))
    assert found["count"].isna().to_list() == [False, True, False]
    assert found["absent"].to_list() == [False, True, False]
    assert found["days"].to_list() == [31, 29, 31]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (table([]), "no rows"),
        (table(["2020-01", "2020-01"]), "more than once: 2020-01"),
        (table(["2020-01", "2020-02"], [1, -1]), "rows 1"),
        (table(["2020-01", "2020-02"], [1, 1.5]), "rows 1"),
        (table(["2020-01", "2020-02"], [1, "many"]), "rows 1"),
    ],
)
def test_a_table_that_is_no_series_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        read(frame)


def test_columns_are_known_by_their_spanish_and_english_names() -> None:
    spanish = pd.DataFrame(columns=["CODIGO", "AÑO", "MES", "TOTAL_HOMICIDIOS", "POBLACION"])
    found = recognised_columns(spanish)
    assert (found.month, found.count, found.year, found.population) == (
        "MES",
        "TOTAL_HOMICIDIOS",
        "AÑO",
        None,
    )
    english = recognised_columns(pd.DataFrame(columns=["Month", "Deaths"]))
    assert (english.month, english.count, english.year) == ("Month", "Deaths", None)
    with pytest.raises(InputProblem, match="name them"):
        recognised_columns(pd.DataFrame(columns=["when", "what"]))


def test_season_is_found_and_its_ratios_average_one() -> None:
    model = season_and_trend(drawn(60 * WINTER))
    assert model.season_kind == "months"
    assert len(model.season) == 12
    assert np.log([month.ratio for month in model.season]).sum() == pytest.approx(0, abs=1e-9)
    assert model.season[0].low > 1 > model.season[6].high
    assert model.season_p_value is not None
    assert model.season_p_value < 1e-6


def test_days_of_the_month_are_not_taken_for_season() -> None:
    series = monthly_series(
        pd.DataFrame({"month": pd.period_range("2010-01", periods=60, freq="M").astype(str), "count": 0}),
        month="month",
        count="count",
    )
    series["count"] = series["days"] * 10.0
    model = season_and_trend(series)
    assert [month.ratio for month in model.season] == pytest.approx([1] * 12, abs=1e-6)
    assert model.months["adjusted"].to_numpy() == pytest.approx(304.375, rel=1e-6)


@pytest.mark.parametrize(
    ("months", "mean", "kind"), [(18, 20, "none"), (30, 20, "harmonic"), (96, 0.3, "harmonic")]
)
def test_season_asks_for_no_more_than_the_series_can_tell(months: int, mean: float, kind: str) -> None:
    assert season_and_trend(drawn(np.full(months, mean))).season_kind == kind


def test_overdispersion_is_stated_and_widens_the_months() -> None:
    narrow, wide = (season_and_trend(drawn(80 * WINTER, dispersion=d)) for d in (1, 6))
    assert narrow.dispersion == pytest.approx(1, abs=0.4)
    assert wide.dispersion == pytest.approx(6, rel=0.4)
    width = [float((m.months["high"] - m.months["low"]).mean()) for m in (narrow, wide)]
    assert width[1] > 1.8 * width[0]


def test_months_fall_inside_their_interval_as_often_as_it_says() -> None:
    inside = []
    for seed in range(20):
        months = season_and_trend(drawn(30 * WINTER, seed=seed, dispersion=2)).months
        inside.append(months["count"].between(months["low"], months["high"]).mean())
    assert 0.93 < np.mean(inside) < 0.985


def test_doubling_the_population_and_the_deaths_leaves_the_season_as_it_was() -> None:
    series = drawn(40 * WINTER)
    people = series.assign(population=1_000_000.0)
    plain, with_people = season_and_trend(series), season_and_trend(people)
    assert [m.ratio for m in plain.season] == pytest.approx([m.ratio for m in with_people.season])
    doubled = series.assign(count=series["count"] * 2)
    assert [m.ratio for m in season_and_trend(doubled).season] == pytest.approx(
        [m.ratio for m in plain.season], rel=1e-6
    )


def test_a_trend_in_people_is_not_a_trend_in_risk() -> None:
    growing = 30 * np.exp(0.1 * MONTHS / 12)
    series = drawn(growing)
    trend = season_and_trend(series).trend
    per_person = season_and_trend(series.assign(population=growing * 1e4)).trend
    assert trend is not None
    assert per_person is not None
    assert trend.ratio == pytest.approx(np.exp(0.1), abs=0.03)
    assert per_person.low < 1 < per_person.high


def test_missing_months_are_left_out_and_named() -> None:
    series = drawn(40 * WINTER)
    series.loc["2012-05", "count"] = np.nan
    model = season_and_trend(series)
    assert model.missing == ("2012-05",)
    assert np.isnan(model.months.loc["2012-05", "expected"])
    assert model.months["moving_sum"].isna().sum() == 11 + 12


def test_last_months_that_look_undelivered_are_named() -> None:
    series = drawn(40 * WINTER)
    assert season_and_trend(series).doubtful == ()
    series.iloc[-2:, series.columns.get_loc("count")] = [9, 0]
    assert season_and_trend(series).doubtful == ("2017-11", "2017-12")


def truce() -> np.ndarray:
    mean = 330 * WINTER
    mean[26:41] *= 0.4
    mean[41:] *= 0.75
    return mean


def test_a_truce_and_its_end_are_found_in_their_months_with_their_ratios() -> None:
    _, changes = find_changes(drawn(truce(), dispersion=5), seed=1, draws=199)
    assert [change.month for change in changes] == ["2012-03", "2013-06"]
    assert changes[0].low < 0.4 < changes[0].high
    assert changes[1].low < 0.75 / 0.4 < changes[1].high
    assert max(change.p_value for change in changes) <= 0.05


def test_a_short_episode_does_not_hide_behind_its_own_end() -> None:
    mean = np.full(96, 12.0)
    mean[44:53] *= 0.35
    found = [find_changes(drawn(mean, seed=seed), seed=1, draws=99)[1] for seed in range(8)]
    there_and_back = [len(changes) == 2 and changes[0].ratio < 1 < changes[1].ratio for changes in found]
    assert sum(there_and_back) >= 6


@pytest.mark.parametrize(("mean", "dispersion", "growth"), [(12, 1, 0.0), (8, 2.5, 0.1)])
def test_a_series_without_change_is_said_to_have_one_in_five_of_a_hundred_trials(
    mean: float, dispersion: float, growth: float
) -> None:
    level = mean * WINTER[:60] * np.exp(growth * MONTHS[:60] / 12)
    found = [
        find_changes(
            drawn(level, seed=seed, dispersion=dispersion), seed=seed, draws=99, most=1, season="harmonic"
        )[1]
        for seed in range(120)
    ]
    # Two standard errors of 5% in 120 trials: 1% to 9%.
    assert np.mean([len(changes) > 0 for changes in found]) <= 0.09


def test_same_seed_same_changes() -> None:
    series = drawn(truce(), dispersion=5)
    assert find_changes(series, seed=3, draws=99)[1] == find_changes(series, seed=3, draws=99)[1]


def test_the_level_at_a_given_month_is_estimated_there() -> None:
    series = drawn(truce(), dispersion=5)
    _, changes = changes_at(series, ["2013-06", "2012-03"])
    assert [(change.month, change.given) for change in changes] == [("2012-03", True), ("2013-06", True)]
    assert changes[0].low < 0.4 < changes[0].high


def test_interval_of_a_given_change_covers_its_true_ratio() -> None:
    mean = 20 * WINTER
    mean[48:] *= 0.7
    found = [changes_at(drawn(mean, seed=s, dispersion=2), ["2014-01"])[1][0] for s in range(200)]
    assert np.mean([change.low < 0.7 < change.high for change in found]) > 0.91


@pytest.mark.parametrize("month", ["2010-01", "2031-01", "March"])
def test_a_given_change_must_lie_inside_the_series(month: str) -> None:
    with pytest.raises(InputProblem, match="these are not"):
        changes_at(drawn(truce()), [month])


def test_a_series_too_short_or_all_zero_is_refused() -> None:
    with pytest.raises(InputProblem, match="at least 12 months"):
        season_and_trend(drawn(np.full(1, 20)))
    with pytest.raises(InputProblem, match="Every month of the series is zero"):
        season_and_trend(drawn(np.full(36, 1e-9)))
