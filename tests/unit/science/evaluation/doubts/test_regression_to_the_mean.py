"""Places chosen because they were bad improve by themselves: how much is shown, and an answer made of it is thrown out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes

from pazos.science.evaluation import study
from pazos.science.evaluation.doubts import DECIDING, examine
from pazos.science.evaluation.doubts.regression_to_the_mean import gamma_poisson
from pazos.science.evaluation.effect import Verdict
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER
from pazos.science.evaluation.study import Around, Design, Way, find
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check
    from pazos.science.evaluation.panel import Panel

START, WINDOW = 12, 6


def chosen_for_their_worst(
    seed: int, *, window: int = WINDOW, count: int = 8, effect: float = 0.0, mean: float = 1.0
) -> Panel:
    """A city whose worst places over the last months before are treated."""
    panel = city(seed, starts=(START,), mean=mean)
    part = slice(START - window, START)
    rate = panel.outcome[:, part].sum(axis=1) / panel.exposure[:, part].sum(axis=1)
    first = np.full(len(rate), NEVER)
    first[np.argsort(-rate, kind="stable")[:count]] = START
    rng = np.random.default_rng(seed)
    treated = replace(panel, first=first)
    thinned = rng.binomial(panel.outcome.astype(int), np.where(treated.treated, np.exp(effect), 1.0))
    return replace(treated, outcome=thinned.astype(float))


def doubted(panel: Panel, method: str = "poisson", *, window: int = WINDOW) -> Check:
    around = Around(chosen=(START - window, START - 1))
    effect = run(panel, method)
    return examine("regression_to_the_mean", panel, effect, design=Design(Way(method)), around=around)


def test_levels_are_shrunken_as_by_another_program() -> None:
    rng = np.random.default_rng(1)
    size = rng.integers(100, 5000, 40).astype(float)
    deaths = rng.poisson(size * rng.gamma(4, 0.001, 40)).astype(float)
    assert gamma_poisson(deaths, size).expected == pytest.approx(
        Empirical_Bayes(deaths, size).r.ravel(), rel=1e-9
    )


@pytest.mark.parametrize("method", ["poisson", "twfe"])
def test_the_fall_expected_by_chance_is_the_fall_of_cities_where_nothing_was_done(method: str) -> None:
    found = [doubted(chosen_for_their_worst(seed), method).facts for seed in range(40)]
    estimates = np.array([one["estimate"] for one in found])
    expected = np.mean([one["expected_by_chance"] for one in found])
    assert estimates.mean() < -0.12
    assert abs(expected - estimates.mean()) < 2.5 * estimates.std() / 40**0.5


def test_without_the_months_of_the_choice_nothing_is_left_of_it() -> None:
    found = [doubted(chosen_for_their_worst(seed)).facts["without_choosing_months"] for seed in range(40)]
    left = np.array([one["estimate"] for one in found if one])
    assert abs(left.mean()) < 2.5 * left.std() / 40**0.5


@pytest.mark.parametrize("window", [WINDOW, START])
def test_a_city_without_effect_is_seldom_told_that_it_fell(window: int) -> None:
    design = Design(Way("poisson"), doubts=("regression_to_the_mean",))
    around = Around(chosen=(START - window, START - 1))
    plain = told = 0
    for seed in range(40):
        panel = chosen_for_their_worst(seed, window=window)
        found = find(panel, design, around=around)
        plain += found.primary.is_beyond_chance and found.primary.estimate < 0
        told += found.verdict is Verdict.FELL
    assert plain > 5
    assert told <= 2


def test_a_true_effect_stands_where_little_of_it_comes_by_itself() -> None:
    passed = [doubted(chosen_for_their_worst(seed, effect=-0.7, mean=40.0)).passed for seed in range(10)]
    assert passed.count(True) >= 8


def test_what_is_left_is_decided_by_the_levels_where_no_other_months_are() -> None:
    facts = doubted(chosen_for_their_worst(1, window=START), window=START).facts
    assert facts["without_choosing_months"] is None
    assert facts["decided_by"] == "expected_by_chance"
    assert facts["level_of_all"] < facts["level_expected_next"] < facts["level_when_chosen"]


def test_a_rise_is_not_made_by_choosing_the_worst() -> None:
    panel = chosen_for_their_worst(1)
    risen = replace(panel, outcome=panel.outcome + np.where(panel.treated, 3.0, 0.0))
    assert doubted(risen).passed is True


def test_without_a_standard_error_nobody_can_say_how_much_the_choice_helped() -> None:
    panel = chosen_for_their_worst(2, effect=-0.7, mean=40.0)
    effect, around = run(panel, "poisson"), Around(chosen=(START - WINDOW, START - 1))
    for error in (np.nan, np.inf):
        check = examine(
            "regression_to_the_mean",
            panel,
            replace(effect, standard_error=error),
            design=Design(Way("poisson")),
            around=around,
        )
        assert (check.passed, check.facts["why"]) == (None, "no_interval")


def test_without_a_figure_for_the_other_months_nobody_can_say_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = chosen_for_their_worst(2, effect=-0.7, mean=40.0)
    nothing = replace(run(panel, "poisson"), estimate=np.nan, low=np.nan, high=np.nan)
    monkeypatch.setattr(study, "run", lambda *_, **__: nothing)
    check = doubted(panel)
    assert (check.passed, check.facts["why"]) == (None, "no_interval")


def test_the_order_of_places_makes_no_difference() -> None:
    panel = chosen_for_their_worst(3)
    names = ("expected_by_chance", "estimate", "level_expected_next")
    one, other = doubted(panel).facts, doubted(shuffled(panel)).facts
    assert [one[name] for name in names] == pytest.approx([other[name] for name in names], rel=1e-7)


def test_places_as_bad_that_were_not_chosen_are_shown_beside() -> None:
    panel = chosen_for_their_worst(5, count=24)
    dealt = np.flatnonzero(panel.ever)[::2]
    first = panel.first.copy()
    first[dealt] = NEVER
    found = doubted(replace(panel, first=first)).facts["as_bad"]
    assert found["places"] >= 3
    assert found["low"] < found["estimate"] < found["high"]


def test_it_cannot_be_made_where_nobody_says_when_they_were_chosen() -> None:
    panel = city(1)
    effect = run(panel, "poisson")
    for chosen, why in ((None, "not_chosen"), ((15, 20), "chosen_outside")):
        check = examine(
            "regression_to_the_mean",
            panel,
            effect,
            design=Design(Way("poisson")),
            around=Around(chosen=chosen),
        )
        assert (check.passed, check.facts["why"]) == (None, why)


def test_it_decides() -> None:
    assert "regression_to_the_mean" in DECIDING
