"""Interrupted series: the line before, what a break changed of it, and whether it came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import statsmodels.api as sm

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.interrupted.course import Path
from pazos.science.evaluation.interrupted.design import design_of
from pazos.science.evaluation.interrupted.fit import fit_series
from pazos.science.evaluation.interrupted.series import series_of
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.verdicts import expected, verdict
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Check, Effect


def months(number: int, year: int = 2008) -> tuple[str, ...]:
    return tuple(f"{year + one // 12}-{one % 12 + 1:02}" for one in range(number))


def series(counts: NDArray[Any] | list[float], *, begins: int, **rest: Any) -> Panel:
    """A panel of one treated unit, monthly."""
    values = np.asarray(counts, dtype=float)[None]
    return Panel(("city",), months(values.shape[1]), values, np.array([begins]), **rest)


def beside(seed: int, *, effect: float = 0.0, times: int = 72, begins: int = 40) -> Panel:
    """Twenty treated units and forty others; a season, a trend and shocks that all share."""
    rng = np.random.default_rng(seed)
    first = np.where(np.arange(60) < 20, begins, NEVER)
    level = rng.gamma(3, 1 / 3, (60, 1)) * np.exp(0.3 * rng.normal(size=times))[None, :]
    panel = Panel(tuple(f"u{one:02}" for one in range(60)), months(times), level, first)
    people = rng.integers(500, 1500, (60, 1)) * np.ones((1, times))
    outcome = rng.poisson(level * np.exp(effect * panel.treated) * people / 1000).astype(float)
    return replace(panel, outcome=outcome, exposure=people)


def truce(seed: int = 1) -> Panel:
    """An invented country: three deaths fall to one with a truce, and are three again after fifteen months."""
    level = np.concatenate([np.full(50, 300.0), np.full(15, 120.0), np.full(40, 300.0)])
    season = np.exp(0.08 * np.cos(2 * np.pi * np.arange(105) / 12))
    chance = np.random.default_rng(seed)
    return series(chance.negative_binomial(level * season / 3, 1 / 4), begins=50)


def path_of(panel: Panel) -> Path:
    """The fitted series of a panel, level and slope changed by its one break."""
    found = series_of(panel, breaks=None, control=None)
    design = design_of(found, change="both", season="auto", harmonics=2)
    return Path(found, design, fit_series(found, design.columns, inference="autoregressive"))


def check(effect: Effect, name: str) -> Check:
    return next(one for one in effect.checks if one.name == name)


def test_alone_it_is_a_poisson_regression_with_fourier_terms_and_pearson_scale() -> None:
    panel = series(np.random.default_rng(2).poisson(30, 60), begins=36, exposure=np.full((1, 60), 2.0))
    found = run(panel, "its", inference="independent", change="level")
    time = np.arange(60)
    waves = [wave(2 * np.pi * k * time / 12) for k in (1, 2) for wave in (np.cos, np.sin)]
    design = np.column_stack([np.ones(60), time, *waves, time >= 36])
    family = sm.families.Poisson()
    oracle = sm.GLM(panel.outcome[0], design, family=family, offset=np.full(60, np.log(2))).fit(scale="X2")
    assert found.estimate == pytest.approx(oracle.params[-1], rel=1e-6)
    assert found.standard_error == pytest.approx(oracle.bse[-1] / min(1, oracle.scale**0.5), rel=1e-5)
    assert found.settings["dispersion"] == pytest.approx(oracle.scale, rel=1e-6)


def test_newey_and_west_are_those_of_statsmodels() -> None:
    panel = series(np.random.default_rng(3).poisson(30, 60), begins=36)
    found = run(panel, "its", inference="newey-west", change="level", season="none")
    time = np.arange(60)
    design = np.column_stack([np.ones(60), time / 12, time >= 36])
    fit = sm.GLM(panel.outcome[0], design, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    assert found.standard_error == pytest.approx(fit.bse[-1], rel=1e-5)


def test_beside_others_it_is_a_poisson_regression_of_both_with_an_effect_of_every_month() -> None:
    panel = beside(1, effect=-0.3)
    found = run(panel, "its", change="level")
    times = len(panel.times)
    both = np.concatenate([panel.outcome[panel.ever].sum(axis=0), panel.outcome[~panel.ever].sum(axis=0)])
    people = np.concatenate([panel.exposure[panel.ever].sum(axis=0), panel.exposure[~panel.ever].sum(axis=0)])
    ours = np.repeat([1.0, 0.0], times)
    time = np.tile(np.arange(times), 2)
    design = np.column_stack([np.tile(np.eye(times), (2, 1)), ours, ours * time, ours * (time >= 40)])
    fit = sm.GLM(both, design, family=sm.families.Poisson(), offset=np.log(people)).fit(tol=1e-12)
    assert found.estimate == pytest.approx(fit.params[-1], abs=1e-7)


def test_expected_deaths_are_those_of_the_line_carried_on() -> None:
    panel = series(np.random.default_rng(4).poisson(40, 48), begins=24)
    found = run(panel, "its", season="none")
    course = found.settings["course"]
    assert expected(found, panel) == pytest.approx(sum(row["expected"] for row in course[24:]), rel=1e-9)
    before = sm.GLM(
        panel.outcome[0, :24], sm.add_constant(np.arange(24.0)), family=sm.families.Poisson()
    ).fit()
    ahead = before.predict(np.column_stack([np.ones(24), np.arange(24.0, 48.0)]))
    assert [row["expected"] for row in course[24:]] == pytest.approx(list(ahead), rel=1e-6)


@pytest.mark.parametrize("panel", [beside(1, effect=-0.8), truce()])
def test_the_error_of_a_mean_goes_by_the_derivative_of_its_logarithm(panel: Panel) -> None:
    path = path_of(panel)
    begins, end = path.series.breaks[0], len(path.series.times)
    coefficients = path.fit.coefficients[path.design.known :]

    def of(moved: NDArray[Any]) -> float:
        """The mean effect, the expected deaths held as they are."""
        ratios = np.exp(path.design.effects[begins:end] @ moved)
        expected = path.expected[begins:end]
        return float(np.log((expected * ratios).sum() / expected.sum()))

    found = path.mean(begins, end, confidence=0.95)
    assert found.estimate == pytest.approx(of(coefficients))
    steps = 1e-6 * np.eye(len(coefficients))
    slopes = [(of(coefficients + step) - of(coefficients - step)) / 2e-6 for step in steps]
    assert found.weights[path.design.known :] == pytest.approx(slopes, rel=1e-6)
    assert not found.weights[: path.design.known].any()
    assert found.error == pytest.approx((found.weights @ path.fit.covariance @ found.weights) ** 0.5)


def test_neither_names_nor_measure_of_exposure_nor_order_of_units_change_a_digit() -> None:
    panel = beside(2, effect=-0.4)
    found = run(panel, "its")
    turned = np.random.default_rng(1).permutation(60)
    other = replace(
        panel,
        units=tuple(f"x{one}" for one in range(60)),
        outcome=panel.outcome[turned],
        first=panel.first[turned],
        exposure=panel.exposure[turned] / 1e5,
    )
    again = run(other, "its")
    assert (again.estimate, again.low, again.high) == pytest.approx((found.estimate, found.low, found.high))


def test_a_truce_that_ends_is_found_and_said_to_have_come_back() -> None:
    found = run(truce(), "its", breaks=["2012-03", "2013-06"], change="level")
    fall, later = found.settings["stretches"]
    assert fall["high"] < 0.5 < 1.2 > later["high"] > 1 > later["low"]
    assert check(found, "came_back").passed is None
    assert "lasting" not in {one.name for one in found.checks}


def test_a_fall_that_stays_is_said_to_last() -> None:
    level = np.concatenate([np.full(50, 300.0), np.full(55, 120.0)])
    found = run(series(np.random.default_rng(5).poisson(level), begins=50), "its")
    assert check(found, "lasting").passed is True
    assert verdict(found, series(level.round(), begins=50)) == "fell"


def test_a_bend_before_fails_the_design() -> None:
    level = 60 * np.exp(-(((np.arange(80) - 25) / 20) ** 2)) + 20
    found = run(series(np.random.default_rng(6).poisson(level), begins=50), "its", season="none")
    assert check(found, "line_before").passed is False


def test_months_that_hang_together_widen_the_interval() -> None:
    rng = np.random.default_rng(7)
    shocks = np.zeros(96)
    for month in range(1, 96):
        shocks[month] = 0.6 * shocks[month - 1] + 0.2 * rng.normal()
    panel = series(rng.poisson(200 * np.exp(shocks)), begins=60)
    wide, narrow = run(panel, "its"), run(panel, "its", inference="independent")
    assert wide.settings["memory"] > 0.3
    assert wide.standard_error > 1.3 * narrow.standard_error
    assert check(narrow, "autocorrelation").passed is False


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(80):
        found = run(beside(seed + 100, effect=-0.4), "its")
        inside += found.low <= -0.4 <= found.high
    assert 71 <= inside <= 80


def test_few_deaths_stand_several_months_in_one() -> None:
    panel = series(np.random.default_rng(8).poisson(1.2, 96), begins=48)
    found = run(panel, "its", season="none")
    steps = np.diff([one.time for one in found.event_study])
    assert (steps == steps[0]).all()
    assert steps[0] > 1
    assert {0} <= {one.time for one in found.event_study}


@pytest.mark.parametrize(
    ("panel", "options", "said"),
    [
        (series(np.full(40, 5), begins=5), {}, "at least 8 times before"),
        (series(np.full(40, 5), begins=38), {}, "From 2011-03 on there are 2 times"),
        (series(np.full(22, 5), begins=12), {"season": "fourier"}, "two years or more"),
        (series(np.full(40, 5), begins=20), {"breaks": ["2009-09", "2019-01"]}, "within the times"),
        (series(np.full(40, 5), begins=20), {"breaks": ["2010-03"]}, "first break is the beginning"),
        (series(np.full(40, 5), begins=20), {"breaks": ["marzo"]}, "The times are read as"),
        (series(np.repeat([5, 0], 20), begins=20), {}, "No deaths of the treated from 2009-09"),
        (series(np.full(40, 2.5), begins=20), {}, "whole numbers"),
        (series(np.full(40, 5), begins=20), {"control": "never"}, "Every unit is treated"),
        (series(np.full(40, 5), begins=20), {"inference": "guess"}, "no guess"),
        (series(np.full(40, 5), begins=20), {"change": "all"}, "one of both, level, slope"),
        (series(np.full(40, 5), begins=20, exposure=np.zeros((1, 40))), {}, "Nobody is exposed"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(panel: Panel, options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        run(panel, "its", **options)


@pytest.mark.parametrize("control", [None, np.random.default_rng(9).poisson(9.0, 48)])
def test_a_model_that_does_not_settle_is_refused(control: NDArray[Any] | None) -> None:
    counts = np.random.default_rng(9).poisson(5.0, 48) + 1.0
    counts[3::12] = 0.0  # never a death in April: its logarithm goes on for ever
    panel = series(counts, begins=24)
    if control is not None:
        both = np.stack([counts, control])
        panel = replace(panel, units=("city", "other"), outcome=both, first=np.array([24, NEVER]))
    with pytest.raises(InputProblem, match="does not settle"):
        run(panel, "its", season="dummies")


def test_where_the_times_before_alone_do_not_settle_their_line_is_not_tested() -> None:
    counts = np.random.default_rng(10).poisson(5.0, 72) + 1.0
    counts[3:36:12] = 0.0
    line = check(run(series(counts, begins=36), "its", season="dummies"), "line_before")
    assert (line.passed, line.facts["why"]) == (None, "refused")


def test_different_beginnings_are_refused() -> None:
    panel = beside(3)
    panel = replace(panel, first=np.where(np.arange(60) < 5, 30, panel.first))
    with pytest.raises(InputProblem, match="2 different times"):
        run(panel, "its")
