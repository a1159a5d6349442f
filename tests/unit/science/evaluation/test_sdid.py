"""Synthetic difference-in-differences allows for constants, adds up cohorts, and says how far off it may be."""

from __future__ import annotations

import numpy as np
import pytest

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.problems import InputProblem


def panel(
    units: int = 30,
    times: int = 24,
    *,
    starts: tuple[int, ...] = (16,),
    effect: float = 0.0,
    seed: int = 1,
) -> Panel:
    """Return places of their own level moved by two common courses, the first of them treated."""
    random = np.random.default_rng(seed)
    courses = random.normal(size=(2, times)).cumsum(axis=1)
    outcome = random.normal(size=(units, 1)) * 5 + random.uniform(size=(units, 2)) @ courses
    outcome = outcome + 0.3 * random.normal(size=(units, times))
    first = np.full(units, NEVER)
    first[: len(starts)] = starts
    made = Panel(tuple(f"u{i:03}" for i in range(units)), tuple(map(str, range(times))), outcome, first)
    outcome[made.treated] += effect
    return made


def test_what_differs_by_a_constant_of_the_place_or_a_common_slope_makes_no_difference() -> None:
    base = panel()
    moved = base.outcome + np.arange(30)[:, None] * 7 + np.arange(24) * 4
    once, again = run(base, "sdid"), run(Panel(base.units, base.times, moved, base.first), "sdid")
    assert again.estimate == pytest.approx(once.estimate, abs=1e-6)


@pytest.mark.parametrize("kind", ["placebo", "bootstrap", "jackknife"])
def test_an_effect_that_is_added_is_found_on_top_with_the_same_error(kind) -> None:
    starts = (14, 14, 18, 18)
    base = run(panel(starts=starts), "sdid", inference=kind, draws=30)
    more = run(panel(starts=starts, effect=3.0), "sdid", inference=kind, draws=30)
    assert more.estimate == pytest.approx(base.estimate + 3)
    assert more.standard_error == pytest.approx(base.standard_error, rel=1e-5)
    assert more.low > 0


def test_the_order_of_places_and_the_unit_of_the_outcome_make_no_difference() -> None:
    once = panel()
    order = np.random.default_rng(4).permutation(30)
    other = Panel(once.units, once.times, once.outcome[order] * 1000, once.first[order])
    one, two = run(once, "sdid"), run(other, "sdid")
    assert (two.estimate, two.standard_error) == pytest.approx(
        (1000 * one.estimate, 1000 * one.standard_error), rel=1e-6
    )


def test_cohorts_weigh_as_many_cells_as_they_have() -> None:
    both = panel(starts=(10, 18, 18), effect=2.0)
    never = list(range(3, 30))
    each = []
    for rows, first in (([0], 10), ([1, 2], 18)):
        kept = never + rows
        begin = np.array([NEVER] * 27 + [first] * len(rows))
        each.append(
            run(Panel(tuple(both.units[k] for k in kept), both.times, both.outcome[kept], begin), "sdid")
        )
    found = run(both, "sdid", draws=20)
    assert found.estimate == pytest.approx(np.average([one.estimate for one in each], weights=[14, 12]))
    assert sum(found.weights.values()) == pytest.approx(1)
    assert sum(found.settings["time_weights"]["10"].values()) == pytest.approx(1)


def test_weights_of_placebos_solved_together_are_those_solved_alone() -> None:
    base = panel(12)
    alone = []
    for place in range(1, 12):
        rows = [row for row in range(1, 12) if row != place] + [place]
        begin = np.array([NEVER] * 10 + [16])
        alone.append(
            run(
                Panel(tuple(base.units[r] for r in rows), base.times, base.outcome[rows], begin), "sdid"
            ).estimate
        )
    # Each panel has its own noise and so its own penalty: close, not the same.
    assert run(base, "sdid").standard_error == pytest.approx(np.std(alone), rel=0.05)


def test_the_same_seed_gives_the_same_digits() -> None:
    once, again = (run(panel(starts=(16, 16)), "sdid", inference="bootstrap", draws=20, seed=3) for _ in "ab")
    assert once.standard_error == again.standard_error


@pytest.mark.parametrize(
    ("starts", "options", "says"),
    [
        ((16,), {"inference": "jackknife"}, "jackknife needs at least two treated"),
        ((16,), {"inference": "bootstrap"}, "bootstrap needs at least two treated"),
        ((16, 18), {"inference": "jackknife"}, "begin together; u000, u001"),
        ((16,) * 10, {}, "two more untreated units"),
        ((16,), {"solver": "quick"}, "solver quick is unknown"),
        ((16,), {"control": "not-yet"}, "leave out --control"),
    ],
)
def test_what_cannot_be_answered_is_refused(starts, options, says) -> None:
    with pytest.raises(InputProblem, match=says):
        run(panel(16, starts=starts), "sdid", **options)


def test_intervals_of_nothing_hold_nought_about_as_often_as_they_say() -> None:
    found = [run(panel(40, starts=(16,) * 4, seed=seed), "sdid", draws=60) for seed in range(120)]
    assert np.mean([one.low <= 0 <= one.high for one in found]) == pytest.approx(0.95, abs=0.06)
