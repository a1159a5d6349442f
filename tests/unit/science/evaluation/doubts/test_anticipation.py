"""What moved just before it began is seen, and the estimate without it stands beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation.doubts import examine
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Around, Design, Way
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check
    from pazos.science.evaluation.panel import Panel


def doubted(panel: Panel, method: str = "poisson") -> Check:
    return examine("anticipation", panel, run(panel, method), design=Design(Way(method)), around=Around())


def monthly(
    seed: int = 1, *, peak: float = 0.0, starts: tuple[int, ...] = (12,) * 8, effect: float = 0.0
) -> Panel:
    panel = city(seed, mean=8.0, starts=starts, effect=effect)
    since = np.arange(24)[None, :] - panel.first[:, None]
    close = panel.ever[:, None] & (since < 0) & (since >= -3)
    more = np.random.default_rng(seed).poisson(np.where(close, panel.outcome * peak, 0.0))
    return replace(
        panel,
        outcome=panel.outcome + more,
        times=tuple(f"{2020 + m // 12}-{m % 12 + 1:02}" for m in range(24)),
    )


@pytest.mark.parametrize("method", ["poisson", "twfe", "imputation"])
def test_a_peak_just_before_is_seen_and_explains_the_fall(method: str) -> None:
    check = doubted(monthly(peak=0.8), method)
    assert check.passed is False
    assert check.facts["change"] > 0
    assert run(monthly(peak=0.8), method).estimate < check.facts["without_those_times"]["estimate"]


def test_three_months_are_looked_at_and_one_quarter_or_year() -> None:
    panel = monthly()
    assert doubted(panel).facts["times"] == 3
    quarters = tuple(f"{2000 + q // 4}-Q{q % 4 + 1}" for q in range(24))
    assert doubted(replace(panel, times=quarters)).facts["times"] == 1
    assert doubted(replace(panel, times=tuple(str(2000 + year) for year in range(24)))).facts["times"] == 1


def test_where_nothing_moved_it_is_seldom_said_so() -> None:
    failed = sum(doubted(monthly(seed)).passed is False for seed in range(40))
    assert failed <= 5


def test_no_change_is_small_beside_an_interval_without_two_ends() -> None:
    panel = monthly(4, effect=-0.9)
    assert doubted(panel).passed is True
    endless = replace(run(panel, "poisson"), low=-np.inf)
    check = examine("anticipation", panel, endless, design=Design(Way("poisson")), around=Around())
    assert (check.passed, check.facts["why"]) == (None, "no_interval")


def test_without_those_times_is_the_method_on_the_other_times() -> None:
    """Leaving the cells out of a model of ratios is the same as nobody being exposed in them."""
    panel = monthly(2, starts=(10, 10, 12, 12, 14, 14, 14, 14), effect=-0.4)
    assert panel.exposure is not None
    since = np.arange(24)[None, :] - panel.first[:, None]
    close = panel.ever[:, None] & (since < 0) & (since >= -3)
    bare = replace(
        panel, outcome=np.where(close, 0.0, panel.outcome), exposure=np.where(close, 0.0, panel.exposure)
    )
    without = doubted(panel).facts["without_those_times"]
    assert without["estimate"] == pytest.approx(run(bare, "poisson").estimate, rel=1e-7)


def test_the_order_of_places_makes_no_difference() -> None:
    panel = monthly(3)
    assert doubted(shuffled(panel)).facts["change"] == pytest.approx(doubted(panel).facts["change"], rel=1e-7)


def test_it_cannot_be_made_without_earlier_times_or_anybody_to_compare_with() -> None:
    early = doubted(monthly(starts=(4,) * 8))
    assert (early.passed, early.facts["why"]) == (None, "too_few")
    panel = city(1, units=9, starts=(10,) * 5 + (12,) * 4)
    everybody = doubted(panel, "imputation")
    assert (everybody.passed, everybody.facts["why"]) == (None, "none_never_treated")
