"""A synthetic control is the nearest mean of donors, whatever their order, and doubts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation.controls.optimality import ALLOWED
from pazos.science.evaluation.controls.simplex import nearest_means
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Effect


def panel(
    units: int = 30, times: int = 24, *, starts: tuple[int, ...] = (16,), effect: float = 0.0, seed: int = 1
):
    """Return places moved by two common courses, the first of them treated."""
    random = np.random.default_rng(seed)
    courses = random.normal(size=(2, times)).cumsum(axis=1)
    outcome = random.uniform(size=(units, 2)) @ courses + 0.3 * random.normal(size=(units, times))
    first = np.full(units, NEVER)
    first[: len(starts)] = starts
    made = Panel(tuple(f"u{i:03}" for i in range(units)), tuple(map(str, range(times))), outcome, first)
    outcome[made.treated] += effect
    return made


def check(effect: Effect, name: str):
    return next(one for one in effect.checks if one.name == name)


@pytest.mark.parametrize("ridge", [0.0, 0.5, 50.0])
@pytest.mark.parametrize(("donors", "times"), [(5, 30), (40, 20), (60, 3)])
def test_no_step_towards_any_donor_brings_the_mean_nearer(donors, times, ridge) -> None:
    pool = np.random.default_rng(2).normal(size=(donors, times)) + 100
    targets = pool[:3] * 0.9 + 10
    banned = np.eye(3, donors, dtype=bool)
    found = nearest_means(pool, targets, banned=banned, ridge=ridge)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert (found.weights >= 0).all()
    assert not found.weights[banned].any()
    assert found.gap.max() <= ALLOWED
    slope = (found.weights @ pool - targets) @ pool.T + ridge * found.weights
    slope -= (slope * found.weights).sum(axis=1, keepdims=True)
    assert np.where(banned, 0, slope).min() > -1e-6 * times


def test_a_mean_of_two_donors_is_found_again() -> None:
    pool = np.random.default_rng(3).normal(size=(12, 20)).cumsum(axis=1)
    weights = nearest_means(pool, (0.3 * pool[4] + 0.7 * pool[7])[None]).weights[0]
    assert weights[[4, 7]] == pytest.approx([0.3, 0.7], abs=1e-6)


def test_where_several_means_fit_alike_the_most_even_is_taken() -> None:
    pool = np.array([[0.0, 1, 0], [0, 1, 0], [9, 9, 9]])
    assert nearest_means(pool, pool[:1]).weights[0] == pytest.approx([0.5, 0.5, 0], abs=1e-6)


def test_the_order_and_the_names_of_places_make_no_difference() -> None:
    once = panel()
    order = np.random.default_rng(4).permutation(30)
    other = Panel(tuple(f"x{i}" for i in range(30)), once.times, once.outcome[order], once.first[order])
    one, two = run(once, "synthetic-control"), run(other, "synthetic-control")
    assert one.estimate == pytest.approx(two.estimate, abs=1e-9)
    assert (one.p_value, one.low) == pytest.approx((two.p_value, two.low), abs=1e-6)


def test_an_effect_that_is_added_is_found_on_top_and_units_do_not_matter() -> None:
    base = run(panel(), "synthetic-control")
    more = run(panel(effect=3.0), "synthetic-control")
    assert more.estimate == pytest.approx(base.estimate + 3)
    scaled = panel()
    scaled = Panel(scaled.units, scaled.times, scaled.outcome * 1000 + 5, scaled.first)
    thousand = run(scaled, "synthetic-control")
    assert (thousand.estimate, thousand.low) == pytest.approx(
        (1000 * base.estimate, 1000 * base.low), rel=1e-6
    )
    assert thousand.p_value == base.p_value


def test_the_p_value_and_the_interval_rest_on_every_donor_once() -> None:
    found = run(panel(effect=4.0), "synthetic-control")
    assert found.p_value == pytest.approx(1 / 30)
    assert found.settings["placebos"] == 29
    assert found.low > 0
    assert check(found, "placebos_enough").passed


def test_too_few_donors_for_the_confidence_leave_the_interval_open() -> None:
    found = run(panel(12, effect=4.0), "synthetic-control")
    assert np.isnan(found.low)
    assert check(found, "placebos_enough").passed is None


def test_cohorts_weigh_as_many_cells_as_they_have() -> None:
    both = panel(starts=(10, 18, 18), effect=2.0)
    apart = [
        Panel(
            (*both.units[3:], both.units[k]),
            both.times,
            both.outcome[[*range(3, 30), k]],
            np.array([NEVER] * 27 + [both.first[k]]),
        )
        for k in range(3)
    ]
    each = [run(one, "synthetic-control").estimate for one in apart]
    found = run(both, "synthetic-control", draws=200)
    assert found.estimate == pytest.approx(np.average(each, weights=[14, 6, 6]))
    assert [one.time for one in found.event_study] == list(range(-18, 14))


def test_what_ran_apart_before_cannot_be_matched() -> None:
    apart = panel()
    apart.outcome[0] += np.arange(24) * 2.0 + 20
    found = run(apart, "synthetic-control")
    assert check(found, "pre_fit").passed is False
    assert check(found, "inside_hull").passed is False


def test_one_donor_that_equals_the_treated_is_named_as_carrying_everything() -> None:
    twin = panel()
    twin.outcome[5] = twin.outcome[0]
    found = run(twin, "synthetic-control")
    assert found.estimate == pytest.approx(0, abs=1e-4)
    assert found.weights["u005"] == pytest.approx(1, abs=1e-4)
    assert check(found, "weights_concentration").passed is False


@pytest.mark.parametrize("method", ["synthetic-control", "sdid", "augmented"])
@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: panel(2), "only u001"),
        (lambda: panel(3, starts=(16, 16, 17)), "Every unit is treated"),
        (lambda: panel(starts=(2,)), "at least 3 times before the treatment; u000 has 2"),
        (lambda: Panel(panel().units, panel().times, np.ones((30, 24)), panel().first), "same everywhere"),
    ],
)
def test_a_panel_without_donors_or_past_is_refused(method, made, says) -> None:
    with pytest.raises(InputProblem, match=says):
        run(made(), method)


def test_an_unknown_inference_is_refused_by_name() -> None:
    with pytest.raises(InputProblem, match="bayes is unknown"):
        run(panel(), "synthetic-control", inference="bayes")


def test_placebo_tests_of_nothing_reject_about_as_often_as_they_say() -> None:
    found = [run(panel(seed=seed), "synthetic-control", confidence=0.9) for seed in range(200)]
    assert np.mean([one.p_value <= 0.1 for one in found]) == pytest.approx(0.1, abs=0.06)
    assert np.mean([one.low <= 0 <= one.high for one in found]) == pytest.approx(0.9, abs=0.06)


def with_covariates() -> Panel:
    """Return a place that is the mean of two donors, in its outcome and in two covariates."""
    random = np.random.default_rng(5)
    made = panel(8, 12, starts=(8,))
    grids = {name: np.tile(random.normal(size=(8, 1)), 12) for name in ("poverty", "youth")}
    for grid in (made.outcome, *grids.values()):
        grid[0] = (grid[3] + grid[4]) / 2
    return Panel(made.units, made.times, made.outcome, made.first, covariates=grids)


def test_covariates_are_met_by_their_averages_before() -> None:
    found = run(with_covariates(), "synthetic-control", confidence=0.8)
    assert found.estimate == pytest.approx(0, abs=0.05)
    assert found.weights["u003"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    ("method", "options"),
    [("sdid", {}), ("augmented", {}), ("synthetic-control", {"inference": "conformal"})],
)
def test_covariates_are_never_left_out_in_silence(method, options) -> None:
    with pytest.raises(InputProblem, match="takes no covariates"):
        run(with_covariates(), method, **options)
