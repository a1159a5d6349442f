"""Two-way fixed effects: the textbook's figure, its chance reckoned three ways, and its refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled, taken

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Effect


def by_dummies(panel: Panel) -> tuple[float, float]:
    """The coefficient and its clustered error by statsmodels: units swept out by hand, times as dummies."""
    units, times = panel.outcome.shape
    months = np.tile(np.eye(times), (units, 1, 1))
    wide = np.concatenate([panel.treated[:, :, None].astype(float), months], axis=2)
    swept = wide - wide.mean(axis=1, keepdims=True) + wide.mean(axis=(0, 1))
    outcome = panel.outcome - panel.outcome.mean(axis=1, keepdims=True)
    groups = np.repeat(np.arange(units), times)
    # The months stand for the constant; one of them is the reference.
    design = sm.add_constant(swept.reshape(units * times, -1)[:, :-1])
    fit = sm.OLS(outcome.ravel(), design).fit(cov_type="cluster", cov_kwds={"groups": groups})
    return float(fit.params[1]), float(fit.bse[1])


def figures(effect: Effect) -> list[float]:
    whole = [effect.estimate, effect.low, effect.high, effect.standard_error, effect.p_value]
    return whole + [one.estimate for one in effect.event_study]


def test_the_figure_and_its_error_are_those_of_a_regression_on_dummies() -> None:
    panel = city(1, starts=(8, 8, 12, 12, 16, 20), effect=-0.3)
    estimate, error = by_dummies(panel)
    found = run(panel, "twfe")
    assert found.estimate == pytest.approx(estimate, rel=1e-9)
    assert found.standard_error == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("inference", ["cluster", "wild", "randomisation"])
def test_levels_of_units_and_times_make_no_difference(inference: str) -> None:
    panel = city(2, effect=-0.3)
    units, times = np.arange(60.0)[:, None], np.arange(24.0)[None, :] ** 2
    moved = replace(panel, outcome=panel.outcome + 7 * units - times)
    options = {"inference": inference, "draws": 499}
    assert figures(run(moved, "twfe", **options)) == pytest.approx(
        figures(run(panel, "twfe", **options)), rel=1e-6, abs=1e-7
    )


def test_the_order_of_the_units_makes_no_difference_and_units_of_measure_scale() -> None:
    panel = city(3, effect=-0.3)
    found = run(panel, "twfe")
    assert figures(run(shuffled(panel), "twfe")) == pytest.approx(figures(found), rel=1e-7, abs=1e-9)
    tenfold = run(replace(panel, outcome=10 * panel.outcome), "twfe")
    assert tenfold.low == pytest.approx(10 * found.low)
    assert tenfold.p_value == pytest.approx(found.p_value)


def test_one_beginning_gives_the_difference_of_differences() -> None:
    panel = city(4)
    change = panel.outcome[:, 12:].mean(axis=1) - panel.outcome[:, :12].mean(axis=1)
    assert run(panel, "twfe").estimate == pytest.approx(
        change[panel.ever].mean() - change[~panel.ever].mean()
    )


def test_few_treated_units_widen_the_interval_to_welch() -> None:
    panel = city(5, units=150, starts=(12,) * 7)
    found = run(panel, "twfe")
    assert 6 < found.settings["degrees_of_freedom"] < 8
    assert (found.high - found.low) / found.standard_error > 2 * 2.36


@pytest.mark.parametrize("inference", ["wild", "randomisation"])
def test_an_interval_is_what_its_own_test_does_not_reject(inference: str) -> None:
    panel = city(6, effect=-0.2)
    options = {"inference": inference, "draws": 999}
    found = run(panel, "twfe", **options)
    for edge, inside in ((found.low, 1), (found.high, -1)):
        step = inside * 0.02 * (found.high - found.low)
        p_in, p_out = (
            run(
                replace(panel, outcome=panel.outcome - (edge + by) * panel.treated), "twfe", **options
            ).p_value
            for by in (step, -step)
        )
        assert p_out < 0.05 < p_in


def test_the_same_seed_gives_the_same_digits_and_another_almost() -> None:
    panel = city(7)
    once, again, other = (run(panel, "twfe", seed=seed, inference="wild", draws=2_999) for seed in (1, 1, 2))
    assert figures(once) == figures(again)
    assert other.p_value == pytest.approx(once.p_value, abs=0.03)


def test_permutation_is_exact_where_all_might_be_counted() -> None:
    panel = taken(city(8, units=9, starts=(12, 12)), np.arange(7))
    change = panel.outcome[:, 12:].mean(axis=1) - panel.outcome[:, :12].mean(axis=1)

    def t(pair: tuple[int, int]) -> float:
        inside = np.isin(np.arange(7), pair)
        one, two = change[inside], change[~inside]
        return abs(one.mean() - two.mean()) / (one.var() / len(one) + two.var() / len(two)) ** 0.5

    pairs = [(a, b) for a in range(7) for b in range(a)]
    exact = np.mean([t(pair) >= t((0, 1)) - 1e-12 for pair in pairs])
    found = run(panel, "twfe", inference="randomisation", draws=20_000)
    assert found.p_value == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("inference", ["cluster", "wild", "randomisation"])
def test_without_an_effect_the_interval_holds_nought_about_as_often_as_it_says(inference: str) -> None:
    worlds = (city(seed, units=30, times=12, starts=(6,) * 7, mean=0.5) for seed in range(120))
    held = [
        found.low <= 0 <= found.high
        for world in worlds
        if (found := run(world, "twfe", inference=inference, draws=199, window=2))
    ]
    assert 0.89 <= np.mean(held) <= 0.99


def test_a_drift_before_the_beginning_is_found() -> None:
    check = next(
        one for one in run(city(9, mean=30, drift=0.05), "twfe").checks if one.name == "parallel_trends"
    )
    assert check.passed is False


def test_a_test_that_could_hear_nothing_says_nothing() -> None:
    check = next(
        one
        for one in run(city(10, times=60, starts=(4,) * 4, mean=0.5), "twfe").checks
        if one.name == "parallel_trends"
    )
    assert check.passed is None
    assert check.facts["power"] < 0.5


def test_the_bins_at_the_ends_are_said() -> None:
    found = run(city(11), "twfe", window=4)
    assert [one.time for one in found.event_study] == list(range(-4, 5))
    assert found.settings["binned_before"] == 8 * 8
    assert found.settings["reference_time"] == -1


def test_a_covariate_that_never_changes_is_left_out_and_named() -> None:
    panel = city(12)
    rng = np.random.default_rng(1)
    people, rain = np.repeat(rng.normal(size=(60, 1)), 24, axis=1), rng.normal(size=(60, 24))
    wet = replace(panel, outcome=panel.outcome + 3 * rain, covariates={"people": people, "rain": rain})
    found = run(wet, "twfe")
    assert found.settings["covariates_left_out_constant"] == ["people"]
    assert found.estimate == pytest.approx(run(panel, "twfe").estimate, abs=0.05)
    assert run(wet, "twfe", inference="wild", draws=999).p_value == pytest.approx(found.p_value, abs=0.06)


def test_everybody_treated_at_two_times_can_be_compared_and_at_one_cannot() -> None:
    two = city(13, units=12, starts=(8,) * 6 + (16,) * 6)
    found = run(two, "twfe")
    assert np.isfinite(found.standard_error)
    assert found.event_study == ()
    with pytest.raises(InputProblem, match="Every unit is treated"):
        run(replace(two, first=np.full(12, 8)), "twfe")


def test_one_treated_unit_is_sent_to_another_inference() -> None:
    panel = city(14, starts=(12,))
    with pytest.raises(InputProblem, match="Only u0000 is treated"):
        run(panel, "twfe")
    found = run(panel, "twfe", inference="randomisation", draws=999)
    assert found.p_value >= 1 / 60 - 0.02
    assert next(one for one in found.checks if one.name == "few_units").passed is None


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"inference": "guess"}, "there is no guess"),
        ({"inference": "wild", "draws": 9}, "at least 99"),
        ({"control": "never"}, "does not take: control"),
    ],
)
def test_what_cannot_be_done_is_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(InputProblem, match=says):
        run(city(15), "twfe", **options)


def test_dates_are_not_dealt_out_beside_covariates() -> None:
    panel = replace(city(16), covariates={"rain": np.ones((60, 24))})
    with pytest.raises(InputProblem, match="Take the covariates out"):
        run(panel, "twfe", inference="randomisation")


def test_the_figure_on_counties_is_the_published_one(reference_data) -> None:
    from pazos.science.evaluation.panel import read_panel

    frame = pd.read_csv(reference_data / "causal_reference" / "mpdta.csv")
    panel = read_panel(frame, unit="countyreal", time="year", outcome="lemp", treated_from="first.treat")
    # pyfixest 0.60: feols("lemp ~ D | countyreal + year") and i(rel, ref=-1)
    found = run(panel, "twfe")
    assert found.estimate == pytest.approx(-0.036549, abs=5e-7)
    seen = {one.time: one.estimate for one in found.event_study}
    leads = {
        -4: 0.003549,
        -3: 0.024624,
        -2: 0.023355,
        -1: 0,
        0: -0.018144,
        1: -0.043472,
        2: -0.131795,
        3: -0.092247,
    }
    assert seen == pytest.approx(leads, abs=6e-7)
    assert NEVER in panel.first
