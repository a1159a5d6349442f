"""The largest gap to the best weights there are, over all problems, is stated and kept, however awkward the donors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation.controls import optimality
from pazos.science.evaluation.controls.optimality import ALLOWED, note, noting
from pazos.science.evaluation.controls.simplex import nearest_by_gram, nearest_means
from pazos.science.evaluation.doubts import examine
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Around, Design, Way

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHODS = ("synthetic-control", "sdid", "augmented")
DRAWS = {"sdid": {"draws": 30}}


def panel(donors: int = 12, times: int = 14) -> Panel:
    outcome = np.random.default_rng(5).normal(size=(donors + 1, times)).cumsum(axis=1)
    first = np.where(np.arange(donors + 1) == 0, 10, NEVER)
    return Panel(tuple(f"u{i:02}" for i in range(donors + 1)), tuple(map(str, range(times))), outcome, first)


def check(effect, name: str = "optimality"):
    return next(one for one in effect.checks if one.name == name)


def awkward() -> dict[str, Floats]:
    plain = np.random.default_rng(1).normal(size=(20, 16)).cumsum(axis=1)
    near = plain.copy()
    near[1] = near[0] * (1 + 1e-9)
    mostly = plain.copy()
    mostly[4:] = 0
    return {
        "two nearly equal": near,
        "two the same": np.vstack([plain, plain[:1]]),
        "all the same": np.tile(plain[:1], (7, 1)),
        "all nought": np.zeros((6, 16)),
        "most nought": mostly,
        "one": plain[:1],
        "of all sizes": plain * np.logspace(-4, 4, 20)[:, None],
        "on a high level": plain + 1e9,
        "rare counts": np.random.default_rng(2).poisson(0.05, size=(200, 16)).astype(float),
        "more than times": np.random.default_rng(3).normal(size=(500, 5)),
    }


@pytest.mark.parametrize("name", awkward())
@pytest.mark.parametrize("ridge", [0.0, 1e-6, 10.0])
def test_awkward_donors_have_the_best_weights_there_are(name: str, ridge: float) -> None:
    donors = awkward()[name]
    noise = np.random.default_rng(4).normal(size=(8, donors.shape[1]))
    targets = donors[np.arange(8) % len(donors)] * 0.7 + donors.std() * noise
    found = nearest_means(donors, targets, ridge=ridge)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert found.weights.min() >= 0
    assert found.gap.max() <= ALLOWED


@pytest.mark.parametrize("name", awkward())
def test_awkward_times_have_the_best_weights_there_are(name: str) -> None:
    rows = awkward()[name]
    linear = np.random.default_rng(6).normal(size=(4, len(rows))) @ rows
    found = nearest_by_gram(np.stack([rows.T @ rows] * 4), linear, np.zeros(4))
    assert found.gap.max() <= ALLOWED


def test_two_donors_that_are_the_same_carry_the_same() -> None:
    donors = np.random.default_rng(1).normal(size=(10, 16))
    weights = nearest_means(np.vstack([donors, donors[:1]]), donors[:1] + 0.1).weights[0]
    assert weights[0] == pytest.approx(weights[-1], abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_every_problem_of_a_method_is_counted_and_none_is_further_off_than_is_said(method: str) -> None:
    found = run(panel(), method, **DRAWS.get(method, {}))
    assert check(found).passed is True
    assert found.settings["optimality_gap"] <= found.settings["optimality_gap_allowed"] == ALLOWED
    # The treated's own and at least one of each donor's.
    assert found.settings["problems_solved"] >= 13


@pytest.mark.parametrize("method", METHODS)
def test_a_gap_that_is_too_large_is_never_silent(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimality, "ALLOWED", -1.0)
    found = run(panel(), method, **DRAWS.get(method, {}))
    assert check(found).passed is False
    assert check(found).facts["gap"] == found.settings["optimality_gap"]
    design = Design(primary=Way(method, {}), doubts=("placebo_in_space",))
    doubt = examine("placebo_in_space", panel(), found, design=design, around=Around())
    assert (doubt.passed, doubt.facts["why"]) == (None, "not_solved")


def test_weights_without_a_known_gap_say_why() -> None:
    published = run(panel(), "sdid", solver="published", draws=30)
    assert (check(published).passed, check(published).facts["why"]) == (None, "stopped_as_published")
    assert np.isnan(published.settings["optimality_gap"])


def test_a_gap_that_is_no_number_stays_one() -> None:
    with noting() as noted:
        note(np.array([0.0, np.nan]))
        note(np.array([1e-13]))
    assert noted.is_too_large


@pytest.mark.parametrize("method", METHODS)
def test_equal_and_empty_donors_are_carried_by_every_method(method: str) -> None:
    made = panel()
    outcome = made.outcome.copy()
    outcome[2], outcome[3:6] = outcome[1] * (1 + 1e-10), 0
    found = run(replace(made, outcome=outcome), method, **DRAWS.get(method, {}))
    assert check(found).passed is True
    assert np.isfinite(found.estimate)
