"""Matching: like is compared with like, the balance is told, and nobody is measured from the luck he was chosen for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.matching.contrast import Figure, Side, satterthwaite
from pazos.science.evaluation.matching.entropy import entropy_weights
from pazos.science.evaluation.matching.propensity import propensity
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check, Effect


def check(effect: Effect, name: str) -> Check:
    return next(one for one in effect.checks if one.name == name)


def chosen_for_their_level(seed: int, *, effect: float = 0.0, units: int = 120, times: int = 48) -> Panel:
    """Treated places have twice the level of the others; nothing else sets them apart."""
    rng = np.random.default_rng(seed)
    first = np.where(np.arange(units) < 24, times // 2, NEVER)
    level = rng.gamma(2, 0.25, (units, 1)) * np.where(first[:, None] >= 0, 2.0, 1.0)
    level = level * np.exp(0.2 * rng.normal(size=times))[None, :]
    panel = Panel(
        tuple(f"u{one:03}" for one in range(units)), tuple(map(str, range(2000, 2000 + times))), level, first
    )
    return replace(panel, outcome=rng.poisson(level * np.exp(effect * panel.treated)).astype(float))


def test_entropy_balancing_is_the_minimum_of_its_dual_and_meets_the_means_exactly() -> None:
    rng = np.random.default_rng(1)
    others, wanted = rng.normal(size=(80, 3)), np.array([0.4, -0.2, 0.1])
    weights = entropy_weights(others, wanted, names=("a", "b", "c"))
    assert weights @ others == pytest.approx(wanted, abs=1e-8)
    centred = others - wanted
    dual = optimize.minimize(
        lambda z: np.log(np.exp(centred @ z).sum()), np.zeros(3), method="BFGS", tol=1e-12
    )
    other = np.exp(centred @ dual.x)
    assert weights == pytest.approx(other / other.sum(), abs=1e-6)


def test_the_propensity_is_that_of_a_logit() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(200, 2)) * [1, 50]
    treated = rng.random(200) < 1 / (1 + np.exp(1 - values[:, 0]))
    linear, ridge = propensity(values, treated)
    oracle = sm.Logit(treated.astype(float), sm.add_constant(values)).fit(disp=0, tol=1e-12)
    assert ridge == 0
    assert linear == pytest.approx(oracle.predict(which="linear"), rel=1e-6)


def test_treated_that_a_line_sets_apart_get_a_ridge_instead_of_infinity() -> None:
    values = np.column_stack([np.arange(20.0), np.cos(np.arange(20.0))])
    linear, ridge = propensity(values, np.arange(20) >= 15)
    assert ridge > 0
    assert np.abs(linear).max() < 12


def test_on_the_scale_of_differences_it_is_a_weighted_regression_with_unit_and_time_effects() -> None:
    panel = chosen_for_their_level(3, effect=-0.5)
    found = run(panel, "matching", scale="difference", split=False)
    weights = np.array([found.weights.get(unit, 0.0) for unit in panel.units]) + panel.ever / panel.ever.sum()
    before = panel.outcome[:, :24].mean(axis=1)
    change = panel.outcome[:, 24:].mean(axis=1) - before
    fit = sm.WLS(change, sm.add_constant(panel.ever.astype(float)), weights=weights).fit()
    assert found.estimate == pytest.approx(fit.params[1], abs=1e-8)


def test_abadie_and_imbens_are_worked_by_hand_for_single_neighbours() -> None:
    panel = chosen_for_their_level(4)
    options = {"by": "propensity", "neighbours": 1, "caliper": 0.0, "scale": "difference", "split": False}
    found = run(panel, "matching", inference="abadie-imbens", **options)
    level = np.sqrt(panel.outcome[:, :24].sum(axis=1))
    trend = np.sqrt(panel.outcome[:, 12:24].sum(axis=1)) - np.sqrt(panel.outcome[:, :12].sum(axis=1))
    values = np.column_stack([level, trend])
    linear = sm.Logit(panel.ever.astype(float), sm.add_constant(values)).fit(disp=0).predict(which="linear")
    change = panel.outcome[:, 24:].mean(axis=1) - panel.outcome[:, :24].mean(axis=1)
    treated, others = np.flatnonzero(panel.ever), np.flatnonzero(~panel.ever)
    like = [others[np.argmin(np.abs(linear[others] - linear[one]))] for one in treated]
    gaps = change[treated] - change[like]
    assert found.estimate == pytest.approx(gaps.mean())
    spread = values[others] / values[others].std(axis=0)
    variance = 0.0
    for place, other in enumerate(others):
        used = like.count(other)
        apart = ((spread - spread[place]) ** 2).sum(axis=1)
        apart[place] = np.inf
        own = (change[other] - change[others[np.argmin(apart)]]) ** 2 / 2
        variance += used * (used - 1) * own
    expected = (((gaps - gaps.mean()) ** 2).sum() + variance) ** 0.5 / len(treated)
    assert found.standard_error == pytest.approx(expected)


def test_measured_from_times_that_chose_nobody_there_is_no_return_to_the_mean() -> None:
    apart = [run(chosen_for_their_level(seed), "matching").estimate for seed in range(30)]
    flattered = [run(chosen_for_their_level(seed), "matching", split=False).estimate for seed in range(30)]
    assert abs(np.mean(apart)) < 0.06
    assert np.mean(flattered) > np.mean(apart) + 0.02


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(80):
        found = run(chosen_for_their_level(seed + 50, effect=-0.3), "matching")
        inside += found.low <= -0.3 <= found.high
    assert 71 <= inside <= 80


ALL = {"by": "propensity", "neighbours": 96, "caliper": 0.0, "split": False}  # everybody with one weight


def test_without_counts_and_with_all_alike_it_is_welch_s_test_of_the_changes() -> None:
    panel = chosen_for_their_level(13, effect=-0.5)
    panel = replace(panel, outcome=panel.outcome + 0.25)
    found = run(panel, "matching", **ALL)
    change = panel.outcome[:, 24:].mean(axis=1) - panel.outcome[:, :24].mean(axis=1)
    oracle = stats.ttest_ind(change[panel.ever], change[~panel.ever], equal_var=False)
    assert found.estimate == pytest.approx(change[panel.ever].mean() - change[~panel.ever].mean())
    assert (found.p_value, found.settings["degrees_of_freedom"]) == pytest.approx((oracle.pvalue, oracle.df))
    interval = oracle.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_where_places_change_alike_only_the_chance_of_counts_is_left() -> None:
    """By hand: the variance of a logarithm of a count is one over the count."""
    panel = chosen_for_their_level(14)
    levels = np.random.default_rng(14).integers(1, 6, (120, 1)).astype(float)
    outcome = levels * np.where(np.arange(48) % 5 == 0, 2, 1)[None, :]
    found = run(replace(panel, outcome=outcome), "matching", **ALL)
    sums = [
        outcome[side][:, times].sum()
        for side in (panel.ever, ~panel.ever)
        for times in (slice(24), slice(24, 48))
    ]
    assert found.standard_error == pytest.approx(sum(1 / one for one in sums) ** 0.5)
    assert found.settings["degrees_of_freedom"] == np.inf
    assert found.high - found.estimate == pytest.approx(stats.norm.ppf(0.975) * found.standard_error)


def test_only_what_is_learnt_from_units_costs_degrees_of_freedom() -> None:
    whole = np.array([2.0, 2.0, 2.0, 2.0])
    learnt = [np.array([0.0, 1.0, 2.0, 1.0]), np.array([0.0, 0.0, 0.0, 1.0])]
    # By hand: nothing; half of seven places; all of seven places; half of seven and half of 101.
    expected = [np.inf, 4 / (1 / 6), 6.0, 4 / (1 / 6 + 1 / 100)]
    assert satterthwaite(whole, learnt, [7.0, 101.0]) == pytest.approx(expected)


def test_a_death_that_stands_before_one_beginning_and_after_another_is_no_chance_of_the_change() -> None:
    rows = np.zeros(2, dtype=np.intp)
    outcome = np.full((2, 3), 4.0)
    side = Side(rows, np.ones(2), np.zeros((2, 3), dtype=np.int64), outcome > 0, outcome, outcome, 1.0)
    assert side.chance(np.array([[1.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])) == pytest.approx(4.0)


@given(
    value=st.floats(-1, 1), variance=st.floats(0.1, 4), degrees=st.one_of(st.just(np.inf), st.floats(1, 500))
)
def test_the_p_value_is_one_minus_the_confidence_at_which_the_interval_reaches_nought(
    value: float, variance: float, degrees: float
) -> None:
    figure = Figure(np.array([value]), np.array([[variance]]), np.array([degrees]))
    assert figure.reach(0, 1 - figure.p_value(0)) == pytest.approx(abs(value), abs=1e-6)


def test_seven_places_that_scatter_as_by_chance_pay_little_for_being_few() -> None:
    """Deaths by chance alone: Student's distribution by seven places on top of the floor held 98.7 times in 100."""
    held, wide = 0, []
    for seed in range(60):
        panel = chosen_for_their_level(seed, units=60, times=40)
        panel = replace(panel, first=np.where(np.arange(60) < 7, 20, NEVER))
        found = run(panel, "matching", by="weights")
        held += found.low <= 0 <= found.high
        wide.append((found.high - found.estimate) / found.standard_error)
    assert 54 <= held <= 60
    assert np.median(wide) == pytest.approx(1.96, abs=0.1)
    assert max(wide) < stats.t.ppf(0.975, 6)


def test_the_balance_is_told_before_and_after() -> None:
    found = run(chosen_for_their_level(5), "matching")
    rows = {row["name"]: row for row in check(found, "balance").facts["balance"]}
    assert rows["level"]["before"] > 0.2
    assert all(abs(row["after"]) < 1e-6 for row in rows.values())
    assert check(found, "balance").passed is True
    assert 0 < check(found, "effective_sample").facts["effective"] < 96
    assert sum(found.weights.values()) == pytest.approx(1)


def test_the_course_is_measured_from_what_was_before_as_the_figure_is() -> None:
    found = run(chosen_for_their_level(12, effect=-0.6), "matching")
    before = [one.estimate for one in found.event_study if one.time < 0]
    after = [one.estimate for one in found.event_study if one.time >= 0]
    assert np.mean(before) == pytest.approx(0, abs=0.1)
    assert np.mean(after) == pytest.approx(found.estimate, abs=0.1)


@pytest.mark.parametrize("by", ["propensity", "mahalanobis", "entropy", "weights", "overlap"])
def test_neither_order_nor_names_nor_measure_of_exposure_change_a_digit(by: str) -> None:
    panel = city(6, starts=(12,) * 6 + (16,) * 6, effect=-0.4)
    found = run(panel, "matching", by=by)
    again = run(replace(shuffled(panel), exposure=shuffled(panel).exposure / 1e5), "matching", by=by)
    assert (again.estimate, again.low, again.high) == pytest.approx(
        (found.estimate, found.low, found.high), rel=1e-6
    )
    assert found.high < 0


def test_whoever_has_no_like_is_named_and_left_out() -> None:
    panel = chosen_for_their_level(7)
    outcome = panel.outcome.copy()
    outcome[0] += 40
    found = run(replace(panel, outcome=outcome), "matching", by="propensity", neighbours=1)
    assert "u000" in check(found, "common_support").facts["left_out_units"]
    alone = run(replace(panel, outcome=outcome), "matching", by="propensity", replacement=False, neighbours=1)
    weights = np.array(list(alone.weights.values()))
    assert weights == pytest.approx(weights[0])


def test_the_bootstrap_of_weights_is_near_the_error_by_unit_and_the_same_by_seed() -> None:
    panel = chosen_for_their_level(8, effect=-0.3)
    found = run(panel, "matching", inference="bootstrap", draws=99)
    assert found == run(panel, "matching", inference="bootstrap", draws=99)
    assert found.standard_error == pytest.approx(run(panel, "matching").standard_error, rel=0.35)


def test_places_that_were_drifting_apart_before_fail() -> None:
    panel = city(9, units=90, times=60, starts=(40,) * 30, drift=0.03, mean=6)
    found = run(panel, "matching", by="overlap")
    assert check(found, "parallel_trends").passed is False or check(found, "balance").passed is False


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "magic"}, "no magic"),
        ({"scale": "log"}, "no log"),
        ({"control": "not-yet"}, "never treated"),
        ({"inference": "hope"}, "no hope"),
        ({"by": "propensity", "inference": "bootstrap"}, "does not hold for nearest"),
        ({"inference": "abadie-imbens"}, "nearest neighbours with replacement"),
        ({"neighbours": 0}, "one neighbour or more"),
    ],
)
def test_options_that_do_not_fit_are_refused_in_words(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        run(chosen_for_their_level(10), "matching", **options)


def test_panels_that_do_not_carry_it_are_refused_in_words() -> None:
    panel = chosen_for_their_level(11)
    with pytest.raises(InputProblem, match="Every unit is treated"):
        run(replace(panel, first=np.full(120, 20)), "matching")
    with pytest.raises(InputProblem, match="Only u000"):
        run(replace(panel, first=np.where(np.arange(120) == 0, 24, NEVER)), "matching")
    with pytest.raises(InputProblem, match="at least 2 times"):
        run(replace(panel, first=np.where(panel.ever, 1, NEVER)), "matching")
    far = panel.outcome + 90 * panel.ever[:, None]
    with pytest.raises(InputProblem, match="outside what there is to compare with"):
        run(replace(panel, outcome=far), "matching")
    none = np.where(panel.treated, 0.0, panel.outcome)
    with pytest.raises(InputProblem, match="No deaths on one side"):
        run(replace(panel, outcome=none), "matching")
