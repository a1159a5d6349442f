"""Ratios of deaths where few units began: scores drawn anew, beside all draws counted and beside differences."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.resampling import WEBB, Drawn
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KINDS = ("wild", "randomisation")


def dummies(panel: Panel) -> Floats:
    units, times = panel.outcome.shape
    return np.column_stack(
        [np.repeat(np.eye(units), times, axis=0), np.tile(np.eye(times)[:, 1:], (units, 1))]
    )


def without_effect(panel: Panel) -> tuple[Floats, Floats]:
    """The means of a model of dummies by another program, and the residuals."""
    offset = np.log(panel.exposure).ravel()
    model = sm.GLM(panel.outcome.ravel(), dummies(panel), family=sm.families.Poisson(), offset=offset)
    mean = model.fit(tol=1e-13).fittedvalues
    return mean, panel.outcome.ravel() - mean


def swept(panel: Panel, treated: Floats, mean: Floats) -> Floats:
    """A treatment less what dummies explain of it, weighed by the means."""
    root = np.sqrt(mean)
    design = dummies(panel) * root[:, None]
    return treated - dummies(panel) @ np.linalg.lstsq(design, treated * root, rcond=None)[0]


def by_every_webb_weight(panel: Panel) -> float:
    """The wild bootstrap's p-value by all of its draws, each a weighted regression on dummies."""
    units, times = panel.outcome.shape
    mean, errors = without_effect(panel)
    root, group = np.sqrt(mean), np.repeat(np.arange(units), times)
    design = np.column_stack([panel.treated.ravel(), dummies(panel)]) * root[:, None]
    inverse = np.linalg.pinv(design)
    weights = np.array([np.ones(units), *product(WEBB, repeat=units)])
    drawn = weights[:, group] * (errors / root)
    left = drawn - (drawn @ inverse.T) @ design.T
    scores = np.stack([(left * inverse[0])[:, group == one].sum(axis=1) for one in range(units)])
    cells = units * times
    factor = units / (units - 1) * (cells - 1) / (cells - 1 - times)
    sizes = np.abs(drawn @ inverse[0]) / np.sqrt((scores**2).sum(axis=0) * factor)
    return float((sizes[1:] >= sizes[0] * (1 - 1e-9)).mean())


def by_every_set(panel: Panel) -> float:
    """The permutation's p-value by all sets of as many units."""
    units, times = panel.outcome.shape
    mean, errors = without_effect(panel)
    after = np.arange(times) >= panel.first.max()

    def size(chosen: tuple[int, ...]) -> float:
        inside = np.isin(np.arange(units), chosen)
        path = swept(panel, (inside[:, None] & after).ravel().astype(float), mean)
        scores = (path * errors).reshape(units, times).sum(axis=1)
        own = scores[inside]
        spread = ((own - own.mean()) ** 2).sum() * len(own) / (len(own) - 1) + (scores[~inside] ** 2).sum()
        return abs(own.sum()) / spread**0.5

    sizes = [size(chosen) for chosen in combinations(range(units), int(panel.ever.sum()))]
    return float(np.mean(np.array(sizes) >= size(tuple(np.flatnonzero(panel.ever))) * (1 - 1e-9)))


def test_the_wild_bootstrap_is_that_of_every_draw_there_is() -> None:
    panel = city(3, units=5, times=4, starts=(2, 2), mean=8, effect=-0.4)
    found = run(panel, "poisson", inference="wild", draws=30_000)
    assert found.p_value == pytest.approx(by_every_webb_weight(panel), abs=0.01)


def test_the_permutation_is_that_of_every_set_there_is() -> None:
    panel = city(5, units=9, times=6, starts=(3, 3, 3), mean=6, effect=-0.4)
    found = run(panel, "poisson", inference="randomisation", draws=20_000)
    assert found.p_value == pytest.approx(by_every_set(panel), abs=0.01)


@pytest.mark.parametrize("inference", KINDS)
def test_where_deaths_are_many_ratios_are_differences_of_logarithms(inference: str) -> None:
    rng = np.random.default_rng(4)
    first = np.where(np.arange(24) < 8, 6, NEVER)
    rates = np.exp(0.05 * rng.normal(size=(24, 12)))
    deaths = rng.poisson(1e6 * rates).astype(float)
    panel = Panel(tuple(map(str, range(24))), tuple(map(str, range(12))), deaths, first)
    ratio = run(panel, "poisson", inference=inference, draws=999)
    logs = run(replace(panel, outcome=np.log(deaths)), "twfe", inference=inference, draws=999)
    error = logs.standard_error
    assert [ratio.low, ratio.high] == pytest.approx([logs.low, logs.high], abs=0.2 * error)
    assert ratio.p_value == pytest.approx(logs.p_value, abs=0.05)


@pytest.mark.parametrize("inference", KINDS)
def test_an_interval_of_ratios_is_what_its_own_test_does_not_reject(inference: str) -> None:
    from pazos.science.evaluation.ratio_tests import Randomised, Wild

    panel = city(6, units=20, times=10, starts=(5,) * 6, effect=-0.2)
    found = run(panel, "poisson", inference=inference, draws=499)
    moving = panel.treated[:, :, None].astype(float)
    wild = Wild(panel.outcome, panel.exposure, moving)
    test = wild if inference == "wild" else Randomised(panel)
    step = 0.02 * (found.high - found.low)
    for edge, inside in ((found.low, step), (found.high, -step)):
        p_in, p_out = (test.drawn(edge + by, draws=499, seed=1).p_value for by in (inside, -inside))
        assert p_out <= 0.05 < p_in


@pytest.mark.parametrize("inference", KINDS)
def test_without_an_effect_twelve_units_reject_about_as_often_as_they_say(inference: str) -> None:
    from pazos.science.evaluation.ratio_tests import Randomised, Wild

    rejected = []
    for seed in range(300):
        panel = city(seed, units=12, times=8, starts=(4,) * 5, mean=3)
        wild = Wild(panel.outcome, panel.exposure, panel.treated[:, :, None].astype(float))
        test = wild if inference == "wild" else Randomised(panel)
        rejected.append(test.drawn(0.0, draws=199, seed=seed).p_value <= 0.05)
    assert 0.015 <= np.mean(rejected) <= 0.085


@pytest.mark.parametrize("inference", KINDS)
def test_the_measure_of_exposure_makes_no_difference_nor_who_is_called_what(inference: str) -> None:
    panel = city(2, units=14, times=8, starts=(4,) * 5, effect=-0.3)
    options = {"inference": inference, "draws": 1_999}
    found = run(panel, "poisson", **options)
    scaled = run(replace(panel, exposure=panel.exposure / 1e5), "poisson", **options)
    assert [scaled.low, scaled.high, scaled.p_value] == pytest.approx(
        [found.low, found.high, found.p_value], rel=1e-4
    )
    other = run(shuffled(panel), "poisson", **options)
    assert [other.low, other.high] == pytest.approx([found.low, found.high], abs=0.1)
    assert (found.settings["inference"], found.settings["draws"]) == (inference, 1_999)


def test_a_covariate_is_taken_out_of_every_draw_and_dates_are_not_dealt_beside_it() -> None:
    panel = city(8, units=16, times=8, starts=(4,) * 5)
    rain = np.random.default_rng(1).normal(size=(16, 8))
    wet = replace(panel, covariates={"rain": rain})
    found = run(wet, "poisson", inference="wild", draws=499)
    assert found.low < found.estimate < found.high
    with pytest.raises(InputProblem, match="Take the covariates out"):
        run(wet, "poisson", inference="randomisation")


def test_one_treated_unit_is_told_by_dealing_its_date_out() -> None:
    panel = city(14, units=40, starts=(12,), effect=-0.2)
    found = run(panel, "poisson", inference="randomisation", draws=999)
    assert found.p_value >= 1 / 40 - 0.02
    assert found.low < found.estimate < found.high


def test_one_treated_unit_says_next_to_nothing_by_signs_and_the_check_says_why() -> None:
    found = run(city(14, units=40, starts=(12,)), "poisson", inference="wild", draws=499)
    assert found.p_value > 0.2
    assert found.high == np.inf
    assert next(one for one in found.checks if one.name == "few_units").passed is None


def test_few_draws_are_refused() -> None:
    for inference in KINDS:
        with pytest.raises(InputProblem, match="at least 99"):
            run(city(7), "poisson", inference=inference, draws=9)


@pytest.mark.parametrize("itself", [False, True])
def test_what_is_too_far_out_is_what_the_share_rejects(itself: bool) -> None:
    sizes = np.random.default_rng(2).normal(size=199) ** 2
    for seen in np.linspace(0, 9, 400):
        drawn = Drawn(float(seen), sizes, itself)
        assert (drawn.excess(0.05) > 0) == (drawn.p_value <= 0.05)
