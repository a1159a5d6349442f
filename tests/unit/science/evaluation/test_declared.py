"""Sets of places declared treated: the tables give each set's figure to the digit of the method itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pazos.science.evaluation.declared.counts import score, without_effect
from pazos.science.evaluation.declared.linear import WEIGHTS, linear
from pazos.science.evaluation.declared.refits import figures
from pazos.science.evaluation.declared.sets import contiguous_sets, groups_of, random_sets
from pazos.science.evaluation.declared.synthetic import gaps_of
from pazos.science.evaluation.doubts import examine
from pazos.science.evaluation.effect import Effect
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Around, Design, Way
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city

STARTS = (10, 10, 10, 14, 14)


def one_set(panel: Panel, seed: int = 0) -> tuple[Panel, np.ndarray, np.ndarray, Panel]:
    """The untreated places, one set of them with the treated's dates, and the panel in which it is treated."""
    pool, starts = panel.of_units(np.flatnonzero(~panel.ever)), panel.first[panel.ever]
    chosen = np.random.default_rng(seed).permutation(len(pool.units))[: len(starts)]
    first = np.full(len(pool.units), NEVER)
    first[chosen] = starts
    return pool, starts, chosen[None], replace(pool, first=first)


@pytest.mark.parametrize("method", sorted(WEIGHTS))
def test_a_table_gives_the_figure_of_the_method_itself(method: str) -> None:
    pool, starts, chosen, declared = one_set(city(1, units=40, starts=STARTS))
    estimate, _ = linear(method, pool.outcome, starts).figures(chosen)
    assert estimate[0] == pytest.approx(run(declared, method).estimate, rel=1e-9)


def test_one_step_of_scoring_is_next_to_the_fitted_ratio() -> None:
    pool, starts, chosen, declared = one_set(city(2, units=60, starts=STARTS, mean=6.0))
    estimate, _ = score(pool.outcome, pool.exposure, starts).figures(chosen)
    assert estimate[0] == pytest.approx(run(declared, "poisson").estimate, abs=0.01)


def test_the_model_without_effect_keeps_the_totals_of_places_and_times() -> None:
    panel = city(3, mean=0.2)
    found = without_effect(panel.outcome, panel.exposure)
    assert found.sum(axis=0) == pytest.approx(panel.outcome.sum(axis=0), abs=1e-6)
    assert found.sum(axis=1) == pytest.approx(panel.outcome.sum(axis=1), abs=1e-6)


@pytest.mark.parametrize("method", ["twfe", "poisson"])
def test_figures_do_not_depend_on_the_order_of_a_set_and_come_alike_in_batches(method: str) -> None:
    panel = city(4, units=30, starts=(10,) * 4)
    pool, starts, _, _ = one_set(panel)
    table = (
        linear(method, pool.outcome, starts)
        if method == "twfe"
        else score(pool.outcome, pool.exposure, starts)
    )
    sets = random_sets(panel, draws=200, seed=1)[0]
    turned = table.figures(sets[:, ::-1])
    for one, two in zip(table.figures(sets), turned, strict=True):
        assert one == pytest.approx(two)
    assert table.figures(sets[50:60])[1] == pytest.approx(table.figures(sets)[1][50:60])


def test_a_model_without_effect_that_does_not_settle_is_refused_and_no_placebo_passes_by_it() -> None:
    exposed, deaths = np.ones((12, 6)), np.full((12, 6), 3.0)
    # All who die in the last place do so at the one time at which it is exposed, and nobody else does then.
    exposed[11, 1:], deaths[11, 1:], deaths[:11, 0] = 0.0, 0.0, 0.0
    with pytest.raises(InputProblem, match="does not settle"):
        without_effect(deaths, exposed)
    panel = Panel(
        tuple(f"u{one:02}" for one in range(12)),
        tuple(map(str, range(6))),
        deaths,
        np.array([3] * 4 + [NEVER] * 8),
        exposure=exposed,
    )
    effect = Effect("poisson", -0.5, -0.9, -0.1, 0.2, 0.01, unit="log_ratio")
    found = examine("placebo_in_space", panel, effect, design=Design(Way("poisson")), around=Around())
    assert (found.passed, found.facts["why"]) == (None, "refused")


def test_refits_run_the_method_itself_and_leave_out_what_it_refuses() -> None:
    panel = city(5, units=20, starts=(10, 10))
    _, _, chosen, declared = one_set(panel)
    found = run(declared, "imputation")
    estimates, sizes = figures(panel, chosen, design=Design(Way("imputation")))
    assert (estimates[0], sizes[0]) == (found.estimate, found.estimate / found.standard_error)
    one = city(5, units=20, starts=(10,))
    assert np.isnan(figures(one, np.array([[0]]), design=Design(Way("imputation")))[0]).all()


@pytest.mark.parametrize("method", ["synthetic-control", "sdid", "augmented"])
def test_a_donor_on_its_own_gap_is_met_by_the_others_only(method: str) -> None:
    panel = city(6, units=12, starts=(10,), mean=9.0)
    gaps = gaps_of(panel, method)
    pool, _, _, _ = one_set(panel)
    first = np.full(11, NEVER)
    first[4] = 10
    alone = gaps_of(replace(pool, first=first), method)
    if method != "augmented":  # its penalty is found anew there
        assert gaps.others[0, 4] == pytest.approx(alone.own[0], abs=0.05 * float(pool.outcome.std()))
    assert gaps.others.shape == (1, 11, 24)


def test_one_treated_place_is_set_beside_each_other_once() -> None:
    panel = city(7, units=15, starts=(10,))
    assert random_sets(panel, draws=99, seed=1)[0].ravel().tolist() == list(range(14))


def test_sets_lie_together_where_the_treated_do() -> None:
    panel = city(8, units=49, starts=(10,) * 6)
    across, along = np.divmod(np.arange(49), 7)
    metres = np.hypot(across[:, None] - across, along[:, None] - along) * 300.0
    rows = np.flatnonzero(panel.ever)  # six in a row
    assert set(groups_of(metres, rows)) == {0}
    sets = np.concatenate(contiguous_sets(panel, metres, draws=99, seed=1))
    pool = np.flatnonzero(~panel.ever)
    assert all(len(set(one)) == 6 for one in sets)
    spread = [metres[np.ix_(pool[one], pool[one])].max() for one in sets]
    apart = [metres[np.ix_(pool[one], pool[one])].max() for one in random_sets(panel, draws=99, seed=1)[0]]
    assert np.median(spread) < 0.6 * np.median(apart)


def test_groups_are_the_same_in_metres_and_in_miles() -> None:
    places = np.random.default_rng(9).random((40, 2))
    metres = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    rows = np.arange(12)
    assert groups_of(metres, rows).tolist() == groups_of(metres / 1609.3, rows).tolist()
