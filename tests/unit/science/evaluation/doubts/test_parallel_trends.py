"""Parallel trends before: what is seen, what could not have been seen, and what that would do to the estimate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import statsmodels.api as sm

from pazos.science.evaluation.doubts import examine
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Around, Design, Way
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check
    from pazos.science.evaluation.panel import Panel

METHODS = ("poisson", "twfe", "callaway-santanna", "imputation", "sun-abraham")


def doubted(panel: Panel, method: str = "poisson") -> Check:
    design = Design(Way(method))
    return examine("parallel_trends", panel, run(panel, method), design=design, around=Around())


def figures(check: Check) -> list[float]:
    names = ("slope", "slope_p_value", "joint_p_value", "smallest_slope_noticed", "bias_of_that_slope")
    return [check.facts[name] for name in names]


def test_the_slope_apart_is_that_of_a_poisson_model_on_the_times_before() -> None:
    panel = city(1, units=20, times=16, starts=(8,) * 5, drift=0.04)
    part = panel.outcome[:, :8]
    units, times = part.shape
    line = np.arange(8.0)[None, :] * panel.ever[:, None]
    dummies = [np.repeat(np.eye(units), times, axis=0), np.tile(np.eye(times)[:, 1:], (units, 1))]
    design = np.column_stack([line.ravel(), *dummies])
    offset = np.log(panel.exposure[:, :8]).ravel()
    fit = sm.GLM(part.ravel(), design, family=sm.families.Poisson(), offset=offset).fit(tol=1e-12)
    assert doubted(panel).facts["slope"] == pytest.approx(fit.params[0], rel=1e-7)


@pytest.mark.parametrize("method", METHODS)
def test_places_that_drift_apart_fail_by_every_method(method: str) -> None:
    assert doubted(city(1, effect=-0.3, drift=0.06), method).passed is False


def test_a_slope_of_the_size_noticed_is_rejected_four_times_in_five() -> None:
    rng = np.random.default_rng(5)
    panel = city(1, units=40, times=12, starts=(8,) * 12)
    line = np.arange(12.0)[None, :] * panel.ever[:, None]

    def drawn(slope: float) -> dict[str, Any]:
        values = slope * line + rng.normal(size=line.shape)
        return dict(doubted(replace(panel, outcome=values, exposure=None), "twfe").facts)

    # Each draw reckons it with its own estimated error: on average they reckon right.
    smallest = float(np.mean([drawn(0.0)["smallest_slope_noticed"] for _ in range(40)]))
    seen = sum(drawn(smallest)["slope_p_value"] < 0.05 for _ in range(100))
    assert 70 <= seen <= 90


@pytest.mark.parametrize("method", ["poisson", "twfe", "callaway-santanna"])
def test_the_bias_is_what_such_a_drift_does_to_the_estimate(method: str) -> None:
    panel = city(3, starts=(12,) * 8, mean=20.0)
    facts = doubted(panel, method).facts
    drift = facts["smallest_slope_noticed"] * (np.arange(24.0) - 11.5)[None, :] * panel.ever[:, None]
    if method == "poisson":
        # Deaths that drift by this ratio, whole as the estimator wants them.
        many = np.round(panel.outcome * 1e4)
        plain, moved = replace(panel, outcome=many), replace(panel, outcome=np.round(many * np.exp(drift)))
    else:
        plain, moved = panel, replace(panel, outcome=panel.outcome + drift)
    change = run(moved, method).estimate - run(plain, method).estimate
    assert facts["bias_of_that_slope"] == pytest.approx(abs(change), rel=1e-4)


@pytest.mark.parametrize("method", ["poisson", "sun-abraham"])
def test_the_order_of_places_makes_no_difference(method: str) -> None:
    panel = city(2, starts=(10, 10, 12, 12, 14, 14, 14, 14))
    assert figures(doubted(shuffled(panel), method)) == pytest.approx(
        figures(doubted(panel, method)), rel=1e-6
    )


def test_a_good_design_is_seldom_thrown_away() -> None:
    failed = sum(doubted(city(seed)).passed is False for seed in range(40))
    assert failed <= 3


def test_silence_of_a_test_that_is_deaf_is_no_pass() -> None:
    check = doubted(city(1, units=30, times=8, starts=(4,) * 4, mean=1.0))
    assert (check.passed, check.facts["why"]) == (None, "too_weak")


def test_what_was_noisy_before_and_plain_after_passes() -> None:
    panel = city(1, units=80, times=24, starts=(18,) * 30, mean=40.0, effect=-0.8)
    check = doubted(panel)
    assert check.passed is True
    assert check.facts["bias_as_share_of_estimate"] < 1


@pytest.mark.parametrize("ends", [(-np.inf, 0.1), (-np.inf, np.inf), (np.nan, np.nan)])
def test_no_drift_is_small_beside_an_interval_without_two_ends(ends: tuple[float, float]) -> None:
    panel = city(1, units=80, times=24, starts=(18,) * 30, mean=40.0, effect=-0.8)
    endless = replace(run(panel, "poisson"), low=ends[0], high=ends[1])
    check = examine("parallel_trends", panel, endless, design=Design(Way("poisson")), around=Around())
    assert (check.passed, check.facts["why"]) == (None, "no_interval")


@pytest.mark.parametrize(
    ("changed", "method", "why"),
    [
        ({"starts": (2,) * 8}, "poisson", "too_few"),
        ({"units": 9, "starts": (10,) * 5 + (12,) * 4}, "imputation", "none_never_treated"),
    ],
)
def test_what_cannot_be_made_says_why(changed: dict[str, Any], method: str, why: str) -> None:
    check = doubted(city(1, **changed), method)
    assert (check.passed, check.facts["why"]) == (None, why)


def test_methods_that_do_not_rest_on_parallel_trends_are_not_tested_for_them() -> None:
    panel = city(1)
    weighed = replace(run(panel, "twfe"), method="sdid")
    check = examine("parallel_trends", panel, weighed, design=Design(Way("sdid")), around=Around())
    assert (check.passed, check.facts["why"]) == (None, "method")
