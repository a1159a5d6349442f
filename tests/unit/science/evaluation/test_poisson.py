"""Ratios of deaths: the likelihood's figure, its errors by unit, and what is left out where nobody died."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import read_panel
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check, Effect


def figures(effect: Effect) -> list[float]:
    whole = [effect.estimate, effect.low, effect.high, effect.standard_error, effect.p_value]
    return whole + [one.estimate for one in effect.event_study]


def check(effect: Effect, name: str) -> Check:
    return next(one for one in effect.checks if one.name == name)


def test_the_figure_and_its_error_are_those_of_a_model_with_dummies() -> None:
    panel = city(1, units=20, times=10, starts=(4, 4, 6, 6, 7), effect=-0.5)
    units, times = panel.outcome.shape
    design = np.column_stack(
        [
            panel.treated.ravel(),
            np.repeat(np.eye(units), times, axis=0),
            np.tile(np.eye(times)[:, 1:], (units, 1)),
        ]
    )
    groups = np.repeat(np.arange(units), times)
    model = sm.GLM(
        panel.outcome.ravel(), design, family=sm.families.Poisson(), offset=np.log(panel.exposure).ravel()
    )
    fit = model.fit(tol=1e-12, cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    cells = units * times
    factor = units / (units - 1) * (cells - 1) / (cells - 1 - times)
    found = run(panel, "poisson")
    assert found.estimate == pytest.approx(fit.params[0], rel=1e-7)
    assert found.standard_error == pytest.approx(fit.bse[0] * factor**0.5, rel=1e-6)


def test_the_order_of_units_and_the_measure_of_exposure_make_no_difference() -> None:
    panel = city(2, effect=-0.3)
    found = figures(run(panel, "poisson"))
    assert figures(run(shuffled(panel), "poisson")) == pytest.approx(found, rel=1e-6, abs=1e-8)
    assert figures(run(replace(panel, exposure=panel.exposure / 1e5), "poisson")) == pytest.approx(
        found, rel=1e-6
    )


def test_one_beginning_and_one_time_either_side_is_the_ratio_of_ratios() -> None:
    panel = replace(city(3, units=8, times=2, starts=(1, 1, 1), mean=20), exposure=None)
    # Equal shares over time within each side make the units' sums what counts.
    (a, b), (c, d) = panel.outcome[:3].sum(axis=0), panel.outcome[3:].sum(axis=0)
    assert run(panel, "poisson").estimate == pytest.approx(np.log(b / a / (d / c)), rel=1e-7)


def test_units_without_a_death_are_left_out_and_named_and_change_no_figure() -> None:
    panel = city(4, effect=-0.3)
    wider = replace(
        panel,
        units=(*panel.units, "quiet"),
        outcome=np.vstack([panel.outcome, np.zeros(24)]),
        first=np.append(panel.first, -1),
        exposure=np.vstack([panel.exposure, np.full(24, 500.0)]),
    )
    found = run(wider, "poisson")
    assert figures(found) == pytest.approx(figures(run(panel, "poisson")), rel=1e-9)
    assert check(found, "separation").facts["units"] == "quiet"


def test_cells_where_nobody_is_exposed_and_times_without_deaths_are_left_out() -> None:
    panel = city(5, effect=-0.3)
    outcome, people = panel.outcome.copy(), panel.exposure.copy()
    outcome[:, 3] = 0
    outcome[40, 5] = people[40, 5] = 0
    found = run(replace(panel, outcome=outcome, exposure=people), "poisson")
    assert np.isfinite(figures(found)).all()
    assert check(found, "separation").facts["times_left_out"] == 1


def test_rare_deaths_are_shown_over_as_many_times_as_hold_one() -> None:
    found = run(city(6, units=100, times=48, starts=(24,) * 5, mean=0.2), "poisson")
    width = found.settings["times_in_one"]
    assert width > 1
    assert [one.time for one in found.event_study][-2:] == [
        24 // width * width - 2 * width,
        24 // width * width - width,
    ]
    assert found.settings["reference_time"] == -width


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says() -> None:
    found = [
        run(city(seed, units=40, times=12, starts=(6,) * 7, mean=1, effect=-0.5), "poisson", window=6)
        for seed in range(100)
    ]
    assert 0.88 <= np.mean([one.low <= -0.5 <= one.high for one in found]) <= 0.99


def test_a_drift_before_the_beginning_is_found() -> None:
    assert check(run(city(9, mean=30, drift=0.05), "poisson"), "parallel_trends").passed is False


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: replace(p, outcome=p.outcome + 0.5), "whole numbers"),
        (lambda p: replace(p, outcome=p.outcome * ~p.treated), "Nobody died where and while"),
        (lambda p: replace(p, outcome=p.outcome * (p.treated | ~p.ever[:, None])), "Nobody died before"),
        (lambda p: replace(p, first=np.where(np.arange(60) > 0, -1, 12)), "Only u0000 is treated"),
        (lambda p: replace(p, first=np.full(60, 12)), "Every unit is treated"),
    ],
)
def test_what_has_no_ratio_is_refused(change, says) -> None:
    with pytest.raises(InputProblem, match=says):
        run(change(city(7)), "poisson")


def test_another_inference_is_refused() -> None:
    with pytest.raises(InputProblem, match="there is no guess"):
        run(city(7), "poisson", inference="guess")


def test_the_figures_on_counties_are_those_of_another_program(reference_data) -> None:
    frame = pd.read_csv(reference_data / "causal_reference" / "mpdta.csv")
    frame["people"] = np.exp(frame.lemp).round()
    panel = read_panel(frame, unit="countyreal", time="year", outcome="people", treated_from="first.treat")
    # pyfixest 0.60: fepois("people ~ D | countyreal + year") and i(rel, ref=-1)
    found = run(panel, "poisson")
    assert found.estimate == pytest.approx(-0.0146835049, abs=1e-9)
    seen = [one.estimate for one in found.event_study]
    others = [0.041466, 0.035633, 0.006128, 0, -0.003915, 0.003193, -0.059262, -0.051736]
    assert seen == pytest.approx(others, abs=6e-7)
