"""Honest bounds hold what they promise, are as short as they can be, and are those published for a known example."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from pazos.science.evaluation.bounds import (
    Figures,
    breakdown,
    critical,
    relative,
    relative_holds,
    smooth,
)

# Profits after a cut of the tax on restaurants: Benzarti and Carloni (2019), as Rambachan and Roth (2023) use it. The sets are
# those of their own program HonestDiD (R, MIT): its grid has steps of 0.0008 and its quantiles are drawn.
TABLE = Path(__file__).parents[3] / "reference" / "benzarti_carloni.csv"
SMOOTH = [
    (0.0, 0.13141, 0.21617),
    (0.01, 0.15497, 0.27038),
    (0.02, 0.17730, 0.31596),
    (0.03, 0.18940, 0.34855),
    (0.1, 0.11944, 0.41851),
    (0.2, 0.01944, 0.51851),
]
RELATIVE = [
    ("first", 0.5, 0.11813, 0.27158),
    ("first", 1.0, 0.06723, 0.31868),
    ("first", 1.5, 0.01329, 0.36958),
    ("mean", 0.5, 0.06775, 0.36919),
    ("mean", 1.0, -0.06969, 0.50663),
]
TARGETS = {"first": np.array([1.0, 0, 0, 0]), "mean": np.full(4, 0.25)}


def published(target: str = "first") -> Figures:
    table = np.loadtxt(TABLE, delimiter=",")
    return Figures(table[0], table[1:], 4, TARGETS[target])


def drawn(seed: int, *, before: int = 3, since: int = 3) -> Figures:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(before + since, before + since + 4))
    return Figures(rng.normal(size=before + since), root @ root.T / 20, before, np.full(since, 1 / since))


@pytest.mark.parametrize(("bound", "low", "high"), SMOOTH)
def test_smooth_drifts_give_the_published_intervals(bound: float, low: float, high: float) -> None:
    found = smooth(published(), bound)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize(("target", "bound", "low", "high"), RELATIVE)
def test_drifts_relative_to_those_before_give_the_published_sets(
    target: str, bound: float, low: float, high: float
) -> None:
    assert relative(published(target), bound) == pytest.approx((low, high), abs=1.2e-3)


@pytest.mark.parametrize(("bound", "ends"), [(0.5, (0.11845, 0.27130)), (1.0, (0.06725, 0.31855))])
def test_the_conditional_sets_are_those_of_another_program(bound: float, ends: tuple[float, float]) -> None:
    """By `reference/scripts/honest_bounds_benzarti.py`, whose last grid has steps of 0.00005."""
    assert relative(published(), bound, hybrid=False) == pytest.approx(ends, abs=6e-5)


def test_without_bends_the_interval_is_that_of_the_best_straight_line() -> None:
    """With no change of slope the best weights are those of generalised least squares on effects and a line."""
    figures = published()
    times = np.array([-4.0, -3, -2, -1, 1, 2, 3, 4])
    design = np.column_stack([times, np.vstack([np.zeros((4, 4)), np.eye(4)])])
    inverse = np.linalg.inv(figures.covariance)
    spread = np.linalg.inv(design.T @ inverse @ design)
    best = (spread @ design.T @ inverse @ figures.estimates)[1]
    found = smooth(figures, 0.0)
    assert found.estimate == pytest.approx(best, abs=1e-6)
    assert found.half == pytest.approx(stats.norm.ppf(0.975) * spread[1, 1] ** 0.5, rel=1e-7)


@pytest.mark.parametrize("bound", [0.02, 0.1, 1.0])
def test_the_bias_is_the_largest_that_such_a_drift_can_make(bound: float) -> None:
    figures = drawn(1, before=4, since=3)
    found = smooth(figures, bound)
    error = found.weights.copy()
    bends = np.diff(np.insert(np.eye(7), 4, 0.0, axis=0), n=2, axis=0)
    worst = optimize.linprog(
        -error,
        A_ub=np.vstack([bends, -bends]),
        b_ub=np.full(2 * len(bends), bound),
        bounds=[(None, None)] * 7,
    )
    assert -worst.fun == pytest.approx(found.bias, rel=1e-6)


def test_no_other_weights_give_a_shorter_interval() -> None:
    figures, bound = drawn(2, before=4), 0.3
    found = smooth(figures, bound)
    bends = np.diff(np.insert(np.eye(7), 4, 0.0, axis=0), n=2, axis=0)
    ramp = np.array([-4.0, -3, -2, -1, 1, 2, 3])
    rng = np.random.default_rng(0)
    for size in (1.0, 0.1, 0.01, 0.001) * 50:
        other = found.weights.copy()
        other[:4] += size * rng.normal(size=4)
        other[3] += other @ ramp  # what keeps a straight drift out
        bias = bound * np.abs(np.linalg.lstsq(bends.T, other, rcond=None)[0]).sum()
        spread = (other @ figures.covariance @ other) ** 0.5
        assert critical(bias / spread) * spread >= found.half * (1 - 1e-7)


def test_a_straight_drift_moves_no_smooth_interval() -> None:
    figures = drawn(3)
    line = 5 * np.array([-3.0, -2, -1, 1, 2, 3])
    moved = replace(figures, estimates=figures.estimates + line)
    assert smooth(moved, 0.2).low == pytest.approx(smooth(figures, 0.2).low, abs=1e-6)


def test_the_measure_of_the_outcome_makes_no_difference() -> None:
    figures = drawn(4)
    larger = replace(figures, estimates=figures.estimates * 1000, covariance=figures.covariance * 1e6)
    assert np.array(relative(larger, 0.7)) / 1000 == pytest.approx(relative(figures, 0.7), rel=1e-6)
    assert smooth(larger, 300.0).half / 1000 == pytest.approx(smooth(figures, 0.3).half, rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_more_drift_allowed_never_gives_a_shorter_set(seed: int) -> None:
    figures = drawn(seed)
    widths = [np.diff(relative(figures, bound))[0] for bound in (0.0, 0.5, 1.0, 2.0)]
    halves = [smooth(figures, bound).half for bound in (0.0, 0.1, 0.5, 2.0)]
    assert widths == sorted(widths)
    assert halves == sorted(halves)


def test_with_no_drift_allowed_after_the_set_is_the_interval_of_the_mean() -> None:
    figures = drawn(5)
    low, high = relative(figures, 0.0, hybrid=False)
    # The reference is nought and later times may not move against it: each time has its own word.
    assert low < figures.mean < high


def test_the_sets_hold_the_truth_under_the_worst_drift_they_allow() -> None:
    """After the beginning the drift goes on as fast as the fastest move before, in the direction that hurts."""
    covariance = published().covariance
    bend = 0.02 * np.array([-4.0, -3, -2, -1, 1, 2, 3, 4]) ** 2  # the slope changes by 0.04 each time
    since = 0.04 * np.arange(1, 5)
    before = np.array([0.0, 0.04, 0.0, 0.04])
    rng = np.random.default_rng(1)
    root = np.linalg.cholesky(covariance)
    relatively = smoothly = 0
    for _ in range(300):
        noise = root @ rng.normal(size=8)
        figures = Figures(np.concatenate([before, since]) + noise, covariance, 4, TARGETS["mean"])
        relatively += relative_holds(figures, 0.0, 1.0)
        bent = Figures(bend + noise, covariance, 4, TARGETS["mean"])
        found = smooth(bent, 0.04)
        smoothly += found.low <= 0 <= found.high
    assert relatively / 300 > 0.92
    assert smoothly / 300 > 0.92


def test_the_answer_falls_where_the_set_first_holds_nought() -> None:
    figures = published()
    falls = breakdown(lambda bound: relative_holds(figures, 0.0, bound), most=4.0)
    assert falls is not None
    assert relative(figures, falls)[0] == pytest.approx(0.0, abs=1e-5)
    assert breakdown(lambda bound: relative_holds(figures, 0.0, bound), most=1.0) is None
    assert breakdown(lambda _: True, most=1.0) == 0.0
