"""Displacement by its published measures, and what happened around the treated in a panel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation import study
from pazos.science.evaluation.displacement import (
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from pazos.science.evaluation.doubts import examine, spill_over
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.meaning import averted
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Around, Design, Way
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city, shuffled, taken

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check

# Wheeler and Ratcliffe (2018): the worked example of the paper.
PAPER = {
    "treated": (207, 110),
    "comparison": (308, 318),
    "ring": (178, 157),
    "ring_comparison": (150, 140),
}


def test_the_difference_is_that_of_the_paper() -> None:
    found = weighted_displacement_difference(**PAPER).total
    assert found.estimate == -118
    assert found.error == pytest.approx(1568**0.5)
    assert found.estimate / found.error == pytest.approx(-2.98, abs=0.005)
    assert (round(found.low), round(found.high)) == (-196, -40)


def test_lengths_and_sizes_weigh_as_the_authors_have_them() -> None:
    # Wheeler's worked examples of 9 January and 23 February 2021.
    twice = weighted_displacement_difference((80, 20), (100, 50), times=(2, 1)).total
    assert (twice.estimate, twice.error) == (pytest.approx(-20), pytest.approx(115**0.5))
    sized = weighted_displacement_difference(**PAPER, sizes=(1.2, 0.9, 1.5, 1.6)).total
    assert sized.estimate == pytest.approx(-99.69444444)
    assert sized.error == pytest.approx(35.4280755, abs=1e-6)
    assert (sized.low, sized.high) == (
        pytest.approx(-169.1321965, abs=1e-5),
        pytest.approx(-30.25669241, abs=1e-5),
    )


def test_a_comparison_that_serves_twice_counts_twice() -> None:
    own = weighted_displacement_difference((20, 10), (20, 20), ring=(20, 20), ring_comparison=(20, 20))
    shared = weighted_displacement_difference((20, 10), (20, 20), ring=(20, 20))
    assert shared.total.estimate == own.total.estimate == -10
    assert shared.total.error == pytest.approx((30 + 40 + 4 * 40) ** 0.5)


@pytest.mark.parametrize(
    ("ring", "band"),
    [
        ((100, 150), -1.0),  # as many came up as went
        ((100, 175), -1.5),
        ((100, 125), -0.5),
        ((100, 100), 0.0),
        ((100, 75), 0.5),  # benefits spread
        ((100, 25), 1.5),
    ],
)
def test_the_quotient_lies_in_the_bands_of_its_authors(ring: tuple[int, int], band: float) -> None:
    # Bowers and Johnson (2003): success of one half against a comparison that stands still.
    found = weighted_displacement_quotient((100, 50), ring, (100, 100))
    assert (found.success, found.value) == (-0.5, band)
    assert found.low < found.value < found.high


def test_the_total_net_effect_is_what_guerette_defines() -> None:
    # Rb(Ca/Cb) - Ra + Db(Ca/Cb) - Da with the paper's counts.
    found = weighted_displacement_quotient(PAPER["treated"], PAPER["ring"], PAPER["comparison"])
    share = 318 / 308
    assert found.total == pytest.approx(207 * share - 110 + 178 * share - 157)


def test_without_success_there_is_nothing_that_could_have_moved() -> None:
    found = weighted_displacement_quotient((100, 120), (100, 90), (100, 100))
    assert np.isnan(found.value)
    assert found.why == "no_success"
    unsure = weighted_displacement_quotient((10, 9), (10, 10), (10, 10))
    assert unsure.why == "success_uncertain"
    assert np.isnan(unsure.low)


def test_the_quotient_is_the_same_in_years_and_in_days_of_another_reporting_rate() -> None:
    one = weighted_displacement_quotient((300, 150), (200, 210), (400, 380))
    half = weighted_displacement_quotient((150, 75), (100, 105), (200, 190))
    assert half.value == pytest.approx(one.value)
    assert half.high - half.low > one.high - one.low


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputProblem, match="nought or more"):
        weighted_displacement_difference((-1, 3), (2, 2))
    with pytest.raises(InputProblem, match="nothing to compare with"):
        weighted_displacement_quotient((10, 5), (10, 5), (0, 4))


def test_the_interval_of_the_difference_holds_nothing_in_nineteen_of_twenty_worlds_without_effect() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(800):
        counts = rng.poisson([[60, 60], [80, 80], [40, 40]])
        found = weighted_displacement_difference(*counts[:2], ring=tuple(counts[2])).total
        held += found.low <= 0 <= found.high
    assert 0.925 <= held / 800 <= 0.975


def beside(panel: Panel, *, effect: float, seed: int = 2) -> Panel:
    """Eight places around the treated, with an effect of their own."""
    other = city(seed, units=8, times=24, starts=(12,) * 8, effect=effect, mean=20.0)
    return replace(other, units=tuple(f"near {one}" for one in range(8)), times=panel.times)


def around(panel: Panel, ring: Panel | None, method: str = "poisson") -> Check:
    effect = run(panel, method)
    return examine("spill_over", panel, effect, design=Design(Way(method)), around=Around(ring=ring))


def test_what_moved_next_door_is_seen_and_taken_off() -> None:
    panel = city(1, effect=-0.4, mean=20.0)
    found = around(panel, beside(panel, effect=0.4))
    assert found.passed is False
    assert found.facts["direction"] == "displacement"
    assert found.facts["net"] < found.facts["averted"]
    assert found.facts["quotient"]["value"] < 0
    assert found.facts["difference"]["around"]["low"] > 0


@pytest.mark.parametrize("method", ["poisson", "twfe"])
def test_benefits_that_spread_are_no_displacement(method: str) -> None:
    panel = city(1, effect=-0.4, mean=20.0)
    found = around(panel, beside(panel, effect=-0.4), method)
    assert found.passed
    assert found.facts["direction"] == "diffusion"
    assert found.facts["net"] > found.facts["averted"] > 0
    assert found.facts["quotient"]["value"] > 0


def test_a_wide_interval_around_cannot_exclude_that_it_moved() -> None:
    panel = city(3, effect=-0.3, mean=2.0)
    found = around(panel, beside(panel, effect=0.0))
    assert found.facts["averted"] > 0
    assert found.facts["ring"]["deaths_high"] > found.facts["averted"]
    assert found.passed is None
    assert found.facts["why"] == "cannot_exclude"


@pytest.mark.parametrize("ends", [(-np.inf, 0.2), (-0.2, np.inf), (-np.inf, np.inf)])
def test_deaths_around_are_those_of_the_meaning_and_an_end_may_be_endless(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[float, float]
) -> None:
    panel = city(1, effect=-0.4, mean=20.0)
    ring = beside(panel, effect=0.0)
    endless = replace(run(spill_over.around_alone(panel, ring), "poisson"), low=ends[0], high=ends[1])
    effect, found = run(panel, "poisson"), Around(ring=ring)
    monkeypatch.setattr(study, "run", lambda *_, **__: endless)
    facts = examine("spill_over", panel, effect, design=Design(Way("poisson")), around=found).facts
    fewer = averted(endless, spill_over.around_alone(panel, ring))
    figures = [facts["ring"][name] for name in ("deaths", "deaths_low", "deaths_high")]
    assert figures == [-fewer.estimate, -fewer.high, -fewer.low]
    assert figures[1] <= figures[0] <= figures[2]
    assert facts["averted"] == averted(effect, panel).estimate


def test_the_difference_on_a_panel_is_the_paper_s_by_places_and_times() -> None:
    panel = replace(city(5, mean=20.0), exposure=None)
    ring = replace(beside(panel, effect=0.2), exposure=None)
    found = around(panel, ring, "twfe").facts["difference"]
    ever, never = panel.ever, ~panel.ever
    pairs = [(part[:, :12].sum(), part[:, 12:].sum()) for part in (panel.outcome[ever], panel.outcome[never])]
    plain = weighted_displacement_difference(
        pairs[0],
        pairs[1],
        ring=(ring.outcome[:, :12].sum(), ring.outcome[:, 12:].sum()),
        sizes=(8.0, float(never.sum()), 8.0, 1.0),
    )
    for name in ("local", "around", "total"):
        assert found[name]["estimate"] == pytest.approx(8 * getattr(plain, name).estimate)
        assert found[name]["error"] == pytest.approx(8 * getattr(plain, name).error)


def test_the_order_of_places_changes_nothing() -> None:
    panel = city(6, effect=-0.3, mean=20.0)
    ring = beside(panel, effect=0.1)
    one, two = around(panel, ring), around(shuffled(panel), shuffled(ring))
    assert one.passed == two.passed
    assert one.facts["ring"]["deaths"] == pytest.approx(two.facts["ring"]["deaths"], rel=1e-6)
    assert one.facts["difference"]["total"] == pytest.approx(two.facts["difference"]["total"])


def test_without_a_ring_or_with_one_of_other_times_there_is_no_answer() -> None:
    panel = city(7, mean=5.0)
    assert around(panel, None).facts["why"] == "no_ring"
    nobody = replace(panel, first=np.full(len(panel.units), NEVER))
    assert around(panel, nobody).facts["why"] == "no_ring"
    other = replace(taken(panel, np.arange(8)), times=tuple(map(str, range(100, 124))))
    assert around(panel, other).facts["why"] == "other_times"
