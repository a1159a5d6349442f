"""An augmented control takes off what is left of the gap; conformal inference moves gaps around in time."""

from __future__ import annotations

import numpy as np
import pytest

from pazos.science.evaluation.controls.conformal import conformal
from pazos.science.evaluation.controls.ridge import augmented_weights
from pazos.science.evaluation.controls.simplex import nearest_means
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel


def panel(*, effect: float = 0.0, starts: tuple[int, ...] = (20,), seed: int = 1) -> Panel:
    """Return places moved by two common courses, the first of them treated."""
    random = np.random.default_rng(seed)
    courses = random.normal(size=(2, 30)).cumsum(axis=1)
    outcome = random.uniform(size=(25, 2)) @ courses + 0.3 * random.normal(size=(25, 30))
    first = np.full(25, NEVER)
    first[: len(starts)] = starts
    made = Panel(tuple(f"u{i:03}" for i in range(25)), tuple(map(str, range(30))), outcome, first)
    outcome[made.treated] += effect
    return made


def shares(pool: np.ndarray, targets: np.ndarray) -> np.ndarray:
    return nearest_means(pool, targets).weights


def test_the_gap_before_is_never_larger_than_without_the_ridge_and_closes_as_it_falls() -> None:
    made = panel()
    pool, own = made.outcome[1:, :20], made.outcome[:1, :20] + 3
    plain = np.linalg.norm(own - shares(pool, own) @ pool)
    sizes = [
        np.linalg.norm(own - augmented_weights(pool, own, penalty=one) @ pool) for one in (1e6, 1.0, 1e-6)
    ]
    assert plain >= sizes[0] > sizes[1] > sizes[2]
    assert sizes[0] == pytest.approx(plain, rel=1e-3)
    assert sizes[2] == pytest.approx(0, abs=1e-3)


def test_augmented_weights_add_up_to_one_and_tell_how_far_they_extrapolate() -> None:
    found = run(panel(effect=3.0), "augmented", confidence=0.9)
    assert sum(found.weights.values()) == pytest.approx(1)
    facts = next(one.facts for one in found.checks if one.name == "extrapolation")
    assert facts["below_nought"] == pytest.approx(
        -sum(min(one, 0) for one in found.weights.values()), abs=1e-6
    )


def test_an_effect_that_is_added_is_found_on_top() -> None:
    base, more = (run(panel(effect=effect), "augmented", confidence=0.9) for effect in (0.0, 3.0))
    assert more.estimate == pytest.approx(base.estimate + 3)
    assert more.settings["penalties"] == base.settings["penalties"]


def test_units_that_begin_apart_have_an_effect_without_an_interval() -> None:
    found = run(panel(starts=(18, 22), effect=3.0), "augmented")
    assert found.estimate == pytest.approx(3, abs=0.6)
    assert np.isnan(found.low)
    assert next(one.passed for one in found.checks if one.name == "conformal_interval") is None


def test_a_conformal_p_value_is_the_share_of_shifts_at_least_as_large() -> None:
    pool, own = np.zeros((2, 8)), np.array([1.0, -1, 1, -1, 1, 5, -6, 1])
    found = conformal(pool, own, first=5, weigh=shares, centre=0.0, confidence=0.5)
    sizes = np.abs(own)
    shifts = [np.roll(sizes, k)[5:].mean() for k in range(8)]
    assert found.p_value == pytest.approx(np.mean([one >= sizes[5:].mean() for one in shifts]))


def test_too_few_times_for_the_confidence_leave_the_conformal_interval_open() -> None:
    random = np.random.default_rng(1)
    found = conformal(
        random.normal(size=(5, 12)),
        random.normal(size=12),
        first=8,
        weigh=shares,
        centre=0.0,
        confidence=0.95,
    )
    assert np.isnan(found.low)


def test_a_conformal_interval_moves_with_the_effect() -> None:
    base, more = (
        run(panel(effect=effect), "synthetic-control", inference="conformal", confidence=0.9)
        for effect in (0.0, 5.0)
    )
    width = base.high - base.low
    assert more.low - base.low == pytest.approx(5, abs=0.05 * width)
    assert more.high - base.high == pytest.approx(5, abs=0.05 * width)
    assert more.p_value < 0.1


def test_conformal_tests_of_nothing_reject_about_as_often_as_they_say() -> None:
    rejected = []
    for seed in range(200):
        made = panel(seed=seed, starts=(24,))
        found = conformal(
            made.outcome[1:], made.outcome[0], first=24, weigh=shares, centre=0.0, confidence=0.999
        )
        rejected.append(found.p_value <= 0.1)
    assert np.mean(rejected) == pytest.approx(0.1, abs=0.06)
