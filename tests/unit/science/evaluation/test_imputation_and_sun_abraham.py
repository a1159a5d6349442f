"""Two answers to staggered beginnings: carried over from the untreated, or cohort by cohort; against other programs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, read_panel
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled, taken

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check, Effect
    from pazos.science.evaluation.panel import Panel

BOTH = pytest.mark.parametrize("method", ["imputation", "sun-abraham"])
STAGGERED = (8,) * 6 + (12,) * 6 + (16,) * 6


def figures(effect: Effect) -> list[float]:
    whole = [effect.estimate, effect.low, effect.high, effect.standard_error, effect.p_value]
    return whole + [value for one in effect.event_study for value in (one.estimate, one.low, one.high)]


def check(effect: Effect, name: str) -> Check:
    return next(one for one in effect.checks if one.name == name)


# diff-diff 3.13.0 (tests/reference/scripts/staggered_mpdta.py); the course from 0 on
COUNTIES = [
    (
        "imputation",
        -0.047709918278,
        0.01322248865,
        (-0.0310669272, -0.0522348567, -0.1360781144, -0.1047074716),
    ),
    (
        "sun-abraham",
        -0.039951275155,
        0.01179627744,
        (-0.0199318168, -0.0509573671, -0.1372587389, -0.1008113631),
    ),
]


@pytest.mark.parametrize(("method", "whole", "error", "course"), COUNTIES)
def test_the_figures_on_counties_are_those_of_another_program(
    reference_data, method, whole, error, course
) -> None:
    frame = pd.read_csv(reference_data / "causal_reference" / "mpdta.csv")
    panel = read_panel(frame, unit="countyreal", time="year", outcome="lemp", treated_from="first.treat")
    found = run(panel, method)
    assert found.estimate == pytest.approx(whole, abs=1e-11)
    assert found.standard_error == pytest.approx(error, abs=1e-10)
    assert [one.estimate for one in found.event_study if one.time >= 0] == pytest.approx(course, abs=1e-10)


def test_imputation_is_what_dummies_fitted_on_the_untreated_leave() -> None:
    panel = city(1, units=30, starts=STAGGERED)
    rain = np.random.default_rng(1).normal(size=panel.outcome.shape)
    wet = replace(panel, outcome=panel.outcome + 2 * rain, covariates={"rain": rain})
    units, times = panel.outcome.shape
    design = np.column_stack(
        [np.repeat(np.eye(units), times, axis=0), np.tile(np.eye(times), (units, 1)), rain.ravel()]
    )
    untreated = ~panel.treated.ravel()
    slopes = np.linalg.lstsq(design[untreated], wet.outcome.ravel()[untreated], rcond=None)[0]
    left = (wet.outcome.ravel() - design @ slopes)[~untreated]
    assert run(wet, "imputation").estimate == pytest.approx(left.mean(), rel=1e-9)


def test_sun_abraham_is_the_saturated_regression_averaged() -> None:
    panel = city(2, units=30, times=16, starts=(6,) * 4 + (10,) * 8)
    since = np.arange(16)[None, :] - panel.first[:, None]
    cells = [(g, e) for g in panel.cohorts for e in range(-g, 16 - g) if e != -1]
    dummies = [((panel.first == g)[:, None] & (since == e)).ravel().astype(float) for g, e in cells]
    design = np.column_stack([*dummies, np.repeat(np.eye(30), 16, axis=0), np.tile(np.eye(16), (30, 1))])
    slopes = np.linalg.lstsq(design, panel.outcome.ravel(), rcond=None)[0]
    size = {g: (panel.first == g).sum() for g in panel.cohorts}
    after = [(slope, size[g]) for slope, (g, e) in zip(slopes, cells, strict=False) if e >= 0]
    expected = np.average([one for one, _ in after], weights=[count for _, count in after])
    assert run(panel, "sun-abraham").estimate == pytest.approx(expected, rel=1e-9)


@BOTH
def test_levels_of_units_and_times_and_the_order_of_units_make_no_difference(method: str) -> None:
    panel = city(3, starts=STAGGERED)
    units, times = np.arange(60.0)[:, None], np.arange(24.0)[None, :] ** 2
    found = figures(run(panel, method))
    moved = replace(panel, outcome=panel.outcome + units - times)
    assert figures(run(moved, method)) == pytest.approx(found, abs=1e-8)
    assert figures(run(shuffled(panel), method)) == pytest.approx(found, abs=1e-8)


@BOTH
def test_growing_effects_of_early_cohorts_do_not_turn_the_sign(method: str) -> None:
    panel = city(4, units=80, starts=(6,) * 30 + (14,) * 30, mean=50)
    grown = np.maximum(np.arange(24)[None, :] - panel.first[:, None] + 1, 0) * panel.treated
    truth = grown[panel.treated].mean()
    found = run(replace(panel, outcome=panel.outcome + grown), method)
    assert found.estimate == pytest.approx(truth, rel=0.15)


@BOTH
@pytest.mark.parametrize("starts", [(6,) * 7, (5,) * 3 + (7,) * 4])
def test_without_an_effect_the_interval_holds_nought_about_as_often_as_it_says(method, starts) -> None:
    found = [run(city(seed, units=40, times=12, starts=starts, mean=0.5), method) for seed in range(100)]
    assert 0.88 <= np.mean([one.low <= 0 <= one.high for one in found]) <= 0.99


@BOTH
def test_a_drift_before_the_beginning_is_found(method: str) -> None:
    found = run(city(9, mean=30, drift=0.05), method)
    assert check(found, "parallel_trends").passed is False


def test_cohorts_of_one_are_pooled_by_imputation_and_fail_with_sun_and_abraham() -> None:
    panel = city(5, starts=(6, 8, 10, 12, 14, 16, 18))
    pooled = run(panel, "imputation")
    assert check(pooled, "lone_cohorts").passed is True
    assert check(pooled, "lone_cohorts").facts["units_in_small_cohorts"] == 7
    assert pooled.settings["degrees_of_freedom"] < 15
    assert check(run(panel, "sun-abraham"), "lone_cohorts").passed is False


def everybody(panel: Panel) -> Panel:
    return taken(panel, np.flatnonzero(panel.ever))


def test_where_all_are_treated_the_last_to_begin_are_compared_with() -> None:
    panel = everybody(city(6, starts=STAGGERED))
    with pytest.raises(InputProblem, match="Every unit is treated"):
        run(panel, "sun-abraham")
    found = run(panel, "sun-abraham", control="not-yet")
    assert (found.settings["control"], found.settings["times_used"]) == ("last", 16)
    imputed = run(panel, "imputation")
    assert imputed.settings["treated_cells_without_comparison"] == 18 * 8
    assert check(imputed, "parallel_trends").passed is None


@pytest.mark.parametrize(
    ("method", "change", "options", "says"),
    [
        ("imputation", {"first": np.where(np.arange(60) > 0, NEVER, 12)}, {}, "Only u0000 is treated"),
        ("sun-abraham", {"first": np.where(np.arange(60) > 0, NEVER, 12)}, {}, "Only u0000 is treated"),
        ("imputation", {"first": np.full(60, 12)}, {}, "nothing to compare with"),
        ("sun-abraham", {"first": np.full(60, 12)}, {"control": "not-yet"}, "Every unit is treated"),
        ("imputation", {"covariates": {"size": np.ones((60, 24))}}, {}, "never change within a unit"),
        ("sun-abraham", {"covariates": {"size": np.ones((60, 24))}}, {}, "takes no covariates"),
        ("sun-abraham", {}, {"control": "all"}, "there is no all"),
        ("imputation", {}, {"control": "never"}, "does not take: control"),
    ],
)
def test_what_cannot_be_compared_is_refused(method, change, options, says) -> None:
    with pytest.raises(InputProblem, match=says):
        run(replace(city(7), **change), method, **options)
