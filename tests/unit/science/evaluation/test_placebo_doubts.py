"""Placebos in time and space: what would have been found where, and when, nothing was done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation import study
from pazos.science.evaluation.doubts import examine, placebo_in_space
from pazos.science.evaluation.doubts.placebo_in_time import dates_of, moved
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Around, Design, Way
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check, Effect
    from pazos.science.evaluation.panel import Panel


def doubted(name: str, panel: Panel, way: Way, around: Around | None = None) -> Check:
    effect = run(panel, way.method, **way.options)
    return examine(name, panel, effect, design=Design(way), around=around or Around())


METHODS = ["twfe", "poisson", "callaway-santanna", "imputation", "sun-abraham", "synthetic-control", "sdid"]


@pytest.mark.parametrize("method", METHODS)
def test_a_large_effect_is_unlike_anything_among_places(method: str) -> None:
    panel = city(1, effect=-0.8, starts=(16,) * 8, mean=8.0)
    found = doubted("placebo_in_space", panel, Way(method))
    assert found.passed
    assert found.facts["p_value"] <= 0.01
    assert sum(row["sets"] for row in found.facts["distribution"]) == found.facts["draws"] == 9_999


def test_covariates_are_met_by_running_the_method_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placebo_in_space, "REFITS", 39)
    panel = city(2, units=30, effect=-0.8)
    rain = np.random.default_rng(0).normal(size=panel.outcome.shape)
    found = doubted("placebo_in_space", replace(panel, covariates={"rain": rain}), Way("twfe"))
    assert found.facts["by"] == "refits"
    assert found.facts["draws"] == 39


def with_rain(panel: Panel) -> Panel:
    rain = np.random.default_rng(0).normal(size=panel.outcome.shape)
    return replace(panel, covariates={"rain": rain})


def test_where_the_method_gives_no_error_places_cannot_be_compared() -> None:
    panel = with_rain(city(2, units=30, effect=-0.8))
    bare = replace(run(panel, "twfe"), standard_error=np.nan)
    found = examine("placebo_in_space", panel, bare, design=Design(Way("twfe")), around=Around())
    assert (found.passed, found.facts["why"]) == (None, "no_interval")


def test_sets_are_run_with_the_seed_of_the_plan_and_the_answer_is_not_reckoned_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(placebo_in_space, "REFITS", 19)
    panel = with_rain(city(2, units=30, effect=-0.8))
    effect = run(panel, "twfe")
    seeds: list[tuple[int, int]] = []

    def noted(some: Panel, method: str, *, seed: int, **options: object) -> Effect:
        seeds.append((len(some.units), seed))
        return run(some, method, seed=seed, **options)

    monkeypatch.setattr(study, "run", noted)
    examine("placebo_in_space", panel, effect, design=Design(Way("twfe"), seed=7), around=Around())
    assert seeds == [(22, 7)] * 19


def test_an_interval_that_promises_too_much_is_found_out_among_places() -> None:
    # Whole districts rise and fall together: errors by unit know nothing of it.
    panel = city(3, units=200, starts=(12,) * 8, mean=20.0)
    districts = np.arange(200) // 8
    level = np.where(np.arange(24) >= 12, 1.0, 0.0)
    shock = np.where(np.arange(25) % 2, 0.8, -0.8)
    panel = replace(panel, outcome=np.round(panel.outcome * np.exp(shock[districts][:, None] * level)))
    metres = np.abs(districts[:, None] - districts) * 1000.0 + np.abs(
        np.arange(200)[:, None] - np.arange(200)
    )
    effect = run(panel, "twfe")
    assert effect.is_beyond_chance
    found = doubted("placebo_in_space", panel, Way("twfe"), Around(metres=metres))
    assert found.facts["p_value_contiguous"] > 0.05
    assert found.facts["p_value_contiguous"] > found.facts["p_value"]
    assert found.passed is False


def test_without_effect_the_share_of_small_p_values_is_the_share_promised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(placebo_in_space, "DRAWS", 199)
    small = {
        method: np.mean(
            [
                doubted(
                    "placebo_in_space", city(seed, units=40, starts=(12,) * 6, mean=1.0), Way(method)
                ).facts["p_value"]
                <= 0.1
                for seed in range(100)
            ]
        )
        for method in ("callaway-santanna", "sun-abraham")
    }
    # 100 worlds: three standard errors are nine hundredths.
    assert all(0.02 <= share <= 0.19 for share in small.values())


@pytest.mark.parametrize("method", ["twfe", "poisson"])
def test_the_order_of_places_changes_nothing_but_the_draws(method: str) -> None:
    panel = city(5, effect=-0.4)
    one, two = (doubted("placebo_in_space", each, Way(method)).facts for each in (panel, shuffled(panel)))
    assert one["p_value"] == pytest.approx(two["p_value"], abs=0.02)


@pytest.mark.parametrize(
    ("panel", "why"),
    [
        (city(6, units=10, starts=(12,) * 5), "too_few_places"),
        (city(6, units=12, starts=(12,)), "too_few_places"),
    ],
)
def test_too_few_places_are_no_answer(panel: Panel, why: str) -> None:
    method = "twfe" if panel.ever.sum() > 1 else "synthetic-control"
    found = doubted("placebo_in_space", panel, Way(method))
    assert found.passed is None
    assert found.facts["why"] == why


def test_dates_have_windows_of_their_own_before_the_true_beginning() -> None:
    dates, width = dates_of(48)
    assert len(dates) <= 8
    assert np.diff(dates).tolist() == [width] * (len(dates) - 1)
    assert dates[-1] + width <= 48


def test_nothing_after_the_true_beginning_is_looked_at() -> None:
    panel = city(7, starts=(12, 12, 12, 16, 16), units=30)
    changed = replace(panel, outcome=np.where(np.arange(24) >= 12, 99.0, panel.outcome))
    one, two = (moved(each, 6, until=10) for each in (panel, changed))
    assert (one.outcome == two.outcome).all()
    assert sorted(set(one.first.tolist())) == [-1, 6]  # who would begin at 10 is left out
    effect = run(panel, "twfe")
    design = Design(Way("twfe"))
    rows = [
        examine("placebo_in_time", each, effect, design=design, around=Around()).facts["rows"]
        for each in (panel, changed)
    ]
    assert rows[0] == rows[1]


def test_treated_places_that_were_falling_already_are_found_out_in_time() -> None:
    panel = city(8, times=36, starts=(28,) * 10, drift=-0.08, mean=30.0)
    found = doubted("placebo_in_time", panel, Way("poisson"))
    assert found.passed is False
    assert found.facts["probability"] <= 0.01
    assert found.facts["beyond"] >= 3


def test_without_a_trend_of_their_own_the_dates_find_nothing() -> None:
    failed = [
        doubted(
            "placebo_in_time", city(seed, times=40, starts=(32,) * 8, units=50), Way("sun-abraham")
        ).passed
        is False
        for seed in range(40)
    ]
    assert sum(failed) <= 3


def test_too_few_times_before_are_no_answer() -> None:
    found = doubted("placebo_in_time", city(9, times=12, starts=(6,) * 8), Way("twfe"))
    assert found.passed is None
    assert found.facts["why"] == "too_few_times"


def test_a_method_that_compares_with_no_place_has_no_placebo_in_space() -> None:
    found = doubted("placebo_in_space", city(10, times=40, starts=(24,) * 8), Way("its"))
    assert found.passed is None
    assert found.facts["why"] == "no_comparison"


def test_dates_that_the_method_refuses_are_told_and_no_answer() -> None:
    # Nobody died early on among those that are treated: there is no ratio to take.
    panel = city(11, times=24, starts=(20,) * 6)
    early = np.arange(24) < 18
    panel = replace(panel, outcome=np.where(early & panel.ever[:, None], 0.0, panel.outcome))
    found = doubted("placebo_in_time", panel, Way("poisson"))
    assert found.passed is None
    assert found.facts["why"] == "refused"
    assert all("why" in row for row in found.facts["rows"])
