"""Honest bounds on a city's course: they stand where the effect is plain and fall where drift before was as large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation.courses import course
from pazos.science.evaluation.doubts import examine
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Around, Design, Way
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check
    from pazos.science.evaluation.panel import Panel


def doubted(panel: Panel, method: str = "poisson") -> Check:
    return examine("honest_bounds", panel, run(panel, method), design=Design(Way(method)), around=Around())


def plain(seed: int = 1) -> Panel:
    return city(seed, effect=-0.8, mean=10, starts=(12,) * 20)


def test_a_plain_fall_stands_with_as_much_drift_as_before() -> None:
    check = doubted(plain())
    assert check.passed is True
    assert check.facts["relative_breakdown"] > 1
    last = check.facts["relative"][-1]
    assert last["low"] < check.facts["estimate_against_last_block"] < last["high"]


def test_a_fall_like_those_that_came_before_does_not() -> None:
    panel = plain(2)
    waves = np.where((np.arange(24) // 3) % 2 == 1, 2.0, 1.0)[None, :]
    check = doubted(
        replace(panel, outcome=np.round(panel.outcome * np.where(panel.ever[:, None], waves, 1.0)))
    )
    assert check.passed is False
    assert check.facts["relative_breakdown"] < 1


def test_of_what_is_not_beyond_chance_nothing_can_fall() -> None:
    check = doubted(city(3))
    assert (check.passed, check.facts["why"]) == (None, "not_beyond_chance")
    assert check.facts["relative_breakdown"] == 0.0


def test_the_order_of_places_makes_no_difference() -> None:
    panel = plain(3)
    found = doubted(panel).facts["relative_breakdown"]
    assert doubted(shuffled(panel)).facts["relative_breakdown"] == pytest.approx(found, rel=1e-5)


def test_cohorts_are_not_mixed_and_blocks_are_means_of_times() -> None:
    """With one time in a block the course is the estimator's own event study."""
    panel = city(4, starts=(8, 8, 10, 10, 12, 12), times=16)
    effect = run(panel, "sun-abraham")
    found = course(panel, effect, width=1)
    assert found is not None
    own = [one.estimate for one in effect.event_study if one.time != -1]
    assert found.estimates == pytest.approx(own, rel=1e-9)


@pytest.mark.parametrize("method", ["twfe", "poisson"])
def test_the_course_is_the_event_study_of_the_method(method: str) -> None:
    panel = city(5, times=16, starts=(8,) * 8, mean=20)
    effect = run(panel, method)
    found = course(panel, effect, width=1)
    assert found is not None
    own = [one.estimate for one in effect.event_study if one.time != -1]
    assert found.estimates == pytest.approx(own, rel=1e-6)


def test_it_cannot_be_made_without_times_or_places_to_compare_with() -> None:
    early = city(1, starts=(1,) * 8)
    assert doubted(early).facts["why"] == "too_few"
    weighed = replace(run(plain(), "twfe"), method="synthetic-control")
    check = examine(
        "honest_bounds", plain(), weighed, design=Design(Way("synthetic-control")), around=Around()
    )
    assert (check.passed, check.facts["why"]) == (None, "method")
