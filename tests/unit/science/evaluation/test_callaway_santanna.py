"""Cohorts compared with those that had not begun: the published figures, their errors, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.influence import Sums, bootstrap, critical_value
from pazos.science.evaluation.panel import NEVER, Panel, read_panel
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled, taken

if TYPE_CHECKING:
    from pathlib import Path

    from pazos.science.evaluation.effect import Effect

METHOD = "callaway-santanna"
STAGGERED = (8, 8, 8, 12, 12, 12, 16, 16, 16)


def counties(folder: Path, *covariates: str) -> Panel:
    frame = pd.read_csv(folder / "causal_reference" / "mpdta.csv")
    return read_panel(
        frame,
        unit="countyreal",
        time="year",
        outcome="lemp",
        treated_from="first.treat",
        covariates=covariates,
    )


def figures(effect: Effect) -> list[float]:
    whole = [effect.estimate, effect.low, effect.high, effect.standard_error, effect.p_value]
    return whole + [value for one in effect.event_study for value in (one.estimate, one.low, one.high)]


def by_cell(effect: Effect) -> dict[tuple[str, str], tuple[float, float]]:
    return {
        (one["group"], one["time"]): (one["estimate"], one["standard_error"])
        for one in effect.settings["group_time"]
    }


# Callaway and Sant'Anna (2021) and the vignette of R's did; digits and errors by tests/reference/scripts/staggered_mpdta.py
PLAIN = {
    ("2004", "2004"): (-0.0105032, 0.0232510),
    ("2004", "2005"): (-0.0704232, 0.0309848),
    ("2004", "2006"): (-0.1372587, 0.0364357),
    ("2004", "2007"): (-0.1008114, 0.0343592),
    ("2006", "2004"): (0.0065201, 0.0233268),
    ("2006", "2005"): (-0.0027508, 0.0195586),
    ("2006", "2006"): (-0.0045946, 0.0177552),
    ("2006", "2007"): (-0.0412245, 0.0202292),
    ("2007", "2004"): (0.0305067, 0.0150336),
    ("2007", "2005"): (-0.0027259, 0.0163958),
    ("2007", "2006"): (-0.0310871, 0.0178775),
    ("2007", "2007"): (-0.0260544, 0.0166554),
}
# simple, its error, and the effects at 0, 1, 2, 3
WHOLE = [
    ("never", (), -0.03995128, 0.01203401, (-0.0199318, -0.0509574, -0.1372587, -0.1008114)),
    ("not-yet", (), -0.03976363, 0.01205242, (-0.0189222, -0.0535893, -0.1362743, -0.1008114)),
    ("never", ("lpop",), -0.0417515, 0.0115029, (-0.0210602, -0.0530025, -0.1404483, -0.1069038)),
    ("not-yet", ("lpop",), -0.0413517, 0.0114279, (-0.0201447, -0.0547296, -0.1381918, -0.1069038)),
]


def test_cohorts_and_times_are_the_published_ones(reference_data) -> None:
    found = by_cell(run(counties(reference_data), METHOD, inference="analytic"))
    assert found.keys() == PLAIN.keys()
    for cell, expected in PLAIN.items():
        assert found[cell] == pytest.approx(expected, abs=6e-8)


@pytest.mark.parametrize(("control", "covariates", "whole", "error", "course"), WHOLE)
def test_averages_are_those_of_another_program(
    reference_data, control, covariates, whole, error, course
) -> None:
    found = run(counties(reference_data, *covariates), METHOD, control=control, inference="analytic")
    # The other program stops its logistic regression at 1e-6.
    near = 1e-6 if covariates else 6e-8
    assert found.estimate == pytest.approx(whole, abs=near)
    assert found.standard_error == pytest.approx(error, abs=near)
    assert [one.estimate for one in found.event_study if one.time >= 0] == pytest.approx(course, abs=near)


def test_every_aggregation_is_given(reference_data) -> None:
    found = run(counties(reference_data), METHOD, inference="analytic").settings["aggregations"]
    # R's did on the same data: overall by group -0.0310 (0.0124), by calendar time -0.0417, by exposure -0.0772 (0.0200)
    assert found["group"]["estimate"] == pytest.approx(-0.0310, abs=5e-5)
    assert found["group"]["standard_error"] == pytest.approx(0.0124, abs=5e-5)
    assert found["calendar"]["estimate"] == pytest.approx(-0.0417, abs=5e-5)
    assert found["dynamic"]["estimate"] == pytest.approx(-0.0772, abs=5e-5)
    assert found["dynamic"]["standard_error"] == pytest.approx(0.0200, abs=5e-5)
    assert [one["at"] for one in found["group"]["each"]] == ["2004", "2006", "2007"]


@pytest.mark.parametrize("control", ["never", "not-yet"])
def test_levels_of_units_and_times_make_no_difference(control: str) -> None:
    panel = city(1, starts=STAGGERED)
    units, times = np.arange(60.0)[:, None], np.arange(24.0)[None, :] ** 2
    moved = replace(panel, outcome=panel.outcome + units - times)
    options = {"control": control, "draws": 199}
    assert figures(run(moved, METHOD, **options)) == pytest.approx(
        figures(run(panel, METHOD, **options)), abs=1e-9
    )


def test_the_order_of_the_units_makes_no_difference() -> None:
    panel = city(2, starts=STAGGERED)
    options = {"inference": "analytic", "control": "not-yet"}
    found = figures(run(panel, METHOD, **options))
    assert figures(run(shuffled(panel), METHOD, **options)) == pytest.approx(found, abs=1e-9)


def test_a_covariate_that_moves_with_nothing_moves_little_and_its_scale_nothing() -> None:
    panel = city(3, units=200, starts=(12,) * 40)
    noise = np.repeat(np.random.default_rng(1).normal(size=(200, 1)), 24, axis=1)
    options = {"inference": "analytic"}
    once = run(replace(panel, covariates={"x": noise}), METHOD, **options)
    scaled = run(replace(panel, covariates={"x": 1e4 + 1e3 * noise}), METHOD, **options)
    assert scaled.estimate == pytest.approx(once.estimate, rel=1e-6)
    assert once.estimate == pytest.approx(run(panel, METHOD).estimate, abs=once.standard_error)


def test_a_covariate_is_taken_as_it_stood_before() -> None:
    panel = city(4, units=100, starts=(12,) * 30)
    x = np.random.default_rng(1).normal(size=(100, 24))
    later = x.copy()
    later[:, 12:] = 99 * np.random.default_rng(2).normal(size=(100, 12))
    options = {"inference": "analytic"}
    one, two = (run(replace(panel, covariates={"x": values}), METHOD, **options) for values in (x, later))
    assert one.estimate == two.estimate


def test_selection_on_a_covariate_is_undone() -> None:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(2000, 1))
    first = np.where(rng.random(2000) < 1 / (1 + np.exp(-x[:, 0])), 2, NEVER)
    outcome = x * np.arange(4)[None, :] + rng.normal(size=(2000, 4))
    panel = Panel(tuple(map(str, range(2000))), tuple("abcd"), outcome, first)
    naive = run(panel, METHOD).estimate
    adjusted = run(replace(panel, covariates={"x": np.repeat(x, 4, axis=1)}), METHOD)
    assert abs(naive) > 1
    assert abs(adjusted.estimate) < 3 * adjusted.standard_error


def test_a_band_is_wider_than_a_point_and_the_seed_decides_it() -> None:
    panel = city(5, units=200, starts=(8,) * 40 + (12,) * 40)
    band, again, other, point = (
        run(panel, METHOD, **options)
        for options in ({}, {}, {"seed": 2, "weights": "rademacher"}, {"inference": "analytic"})
    )
    assert figures(band) == figures(again) != figures(other)
    assert band.settings["critical_value"] == pytest.approx(other.settings["critical_value"], rel=0.1)
    assert all(
        wide.low < narrow.low for wide, narrow in zip(band.event_study, point.event_study, strict=True)
    )


@pytest.mark.parametrize("weights", ["mammen", "rademacher"])
def test_the_simultaneous_point_of_independent_estimates_is_sidaks(weights: str) -> None:
    influence = np.kron(np.eye(5), np.random.default_rng(1).normal(size=(400, 1)))
    sums = Sums(np.zeros(5), influence, np.zeros(2000, int))
    drawn = bootstrap(sums, draws=9_999, weights=weights, seed=1)
    assert drawn.std(axis=0) == pytest.approx(sums.errors, rel=0.03)
    assert critical_value(drawn, 0.95) == pytest.approx(stats.norm.ppf((1 + 0.95 ** (1 / 5)) / 2), rel=0.03)


def test_without_an_effect_the_interval_holds_nought_about_as_often_as_it_says() -> None:
    found = [
        run(city(seed, units=40, times=12, starts=(6,) * 7, mean=0.5), METHOD, inference="analytic")
        for seed in range(200)
    ]
    assert 0.9 <= np.mean([one.low <= 0 <= one.high for one in found]) <= 0.985


def test_growing_effects_of_early_cohorts_do_not_turn_the_sign() -> None:
    panel = city(6, units=80, starts=(6,) * 30 + (14,) * 30, mean=50)
    grown = np.maximum(np.arange(24)[None, :] - panel.first[:, None] + 1, 0) * panel.treated
    truth = grown[panel.treated].mean()
    assert run(replace(panel, outcome=panel.outcome + grown), METHOD).estimate == pytest.approx(
        truth, rel=0.15
    )


def test_everybody_treated_is_compared_with_those_not_yet_or_refused() -> None:
    panel = taken(city(7, starts=STAGGERED), np.arange(9))
    with pytest.raises(InputProblem, match="Every unit is treated"):
        run(panel, METHOD)
    found = run(panel, METHOD, control="not-yet")
    assert max(int(one["time"]) for one in found.settings["group_time"]) == 15


def test_a_cohort_of_one_fails_its_check() -> None:
    found = run(city(8, starts=(8, 12, 12)), METHOD)
    check = next(one for one in found.checks if one.name == "lone_cohorts")
    assert check.passed is False
    assert check.facts["beginnings"] == "8"


@pytest.mark.parametrize(
    ("change", "options", "says"),
    [
        ({}, {"control": "all"}, "there is no all"),
        ({}, {"inference": "wild"}, "there is no wild"),
        ({}, {"weights": "even"}, "there are no even"),
        ({}, {"draws": 5}, "at least 99"),
        ({"first": np.where(np.arange(60) > 0, NEVER, 12)}, {}, "Only u0000 is treated"),
        ({"first": np.full(60, 12)}, {"control": "not-yet"}, "nothing to compare with"),
        ({"covariates": {"x": np.ones((60, 24))}}, {}, "never differs"),
        ({"covariates": {"x": np.repeat(np.arange(60.0)[:, None], 24, axis=1)}}, {}, "for certain"),
        (
            {"covariates": {str(k): np.random.default_rng(k).normal(size=(60, 24)) for k in range(9)}},
            {},
            "too few",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(change, options, says) -> None:
    with pytest.raises(InputProblem, match=says):
        run(replace(city(9), **change), METHOD, **options)
