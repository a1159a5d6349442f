"""Over simulated cities: how often intervals hold the truth, and which way each failure biases."""

from __future__ import annotations

import numpy as np
import pytest

from pazos.science.undercount import Histories, undercount_by
from pazos.science.undercount.fitting import fit_many
from pazos.science.undercount.histories import members
from pazos.science.undercount.models import every_model
from pazos.science.undercount.profile import averaged_many
from pazos.science.undercount.robust import lower_bound, sample_coverage
from pazos.science.undercount.strata import added
from pazos.science.undercount.two_lists import Interval, TwoLists, chapman, chapman_interval
from unit.science.undercount.cities import NAMES, chances, dealt, ordered

ODDS = (1.5, 1.0, 2 / 3)


def held_share(deaths: int, chance: np.ndarray, *, cities: int, seed: int = 5) -> float:
    tables, missed = dealt(deaths, chance, cities=cities, seed=seed)
    found = averaged_many(fit_many(tables, every_model(len(tables[0].lists))), "aic")
    low, high = (np.array([getattr(one, end) for one in found]) for end in ("low", "high"))
    return float(np.mean((low <= missed) & (missed <= high)))


@pytest.mark.parametrize(
    ("deaths", "ratios"),
    [(300, {}), (300, {(0, 1): 2.0}), (300, {(0, 1): 4.0}), (1000, {(0, 1): 1.5}), (1000, {(0, 1): 2.0, (1, 2): 2.0})],
    ids=["independent", "a pair", "a strong pair", "a weak pair", "two pairs"],
)  # fmt: skip
def test_the_averaged_interval_of_three_lists_holds_the_truth(deaths, ratios):
    # Of 1,000 cities the shares stand in `estimate`; with 250 two standard errors under 0.95 are 0.922.
    assert held_share(deaths, chances(ODDS, ratios), cities=250) >= 0.92


def test_it_does_where_the_lists_hold_nearly_all():
    assert held_share(300, chances((9.0, 5.7, 1.0), {(0, 1): 2.0}), cities=200) >= 0.92


def errors(tables: list[Histories], truth: np.ndarray) -> float:
    """The mean of estimated over true missed deaths, less one, for two lists."""
    found = [chapman(TwoLists(*map(int, one.sizes), one.shared(0, 1))) - one.observed for one in tables]
    return float((np.mean(found) - truth.mean()) / truth.mean())


def dealt_twice(change, *, cities: int = 200) -> float:
    """Deal independent cities of two lists, change their tables, and return the relative error."""
    tables, missed = dealt(400, chances((1.2, 0.8)), cities=cities, seed=2)
    return errors([Histories(one.lists, change(one.counts.copy())) for one in tables], missed)


def part(counts: np.ndarray, *, of: int, into: tuple[int, ...]) -> np.ndarray:
    moved = np.floor(counts[of] * 0.15)
    counts[of] -= moved
    for place in into:
        counts[place] += moved
    return counts


def test_what_fails_biases_the_way_the_assumptions_say():
    assert abs(dealt_twice(lambda counts: counts)) < 0.03
    missed_links = dealt_twice(lambda counts: part(counts, of=3, into=(1, 2)))
    foreign = dealt_twice(lambda counts: counts + np.array([0, 30, 0, 0]))
    assert missed_links > 0.1
    assert foreign > 0.1

    def falsely_linked(counts: np.ndarray) -> np.ndarray:
        moved = np.floor(min(counts[1], counts[2]) * 0.15)
        return counts + np.array([0, -moved, -moved, moved])

    assert dealt_twice(falsely_linked) < -0.1


def easy_and_hard(lists: int, *, cities: int) -> tuple[list[Histories], list[Histories], np.ndarray]:
    easy, none = dealt(200, chances((4.0,) * lists), cities=cities, seed=8)
    hard, more = dealt(200, chances((0.5,) * lists), cities=cities, seed=9)
    return easy, hard, none + more


def test_deaths_that_are_hard_for_every_list_make_the_estimate_too_low():
    easy, hard, missed = easy_and_hard(2, cities=150)
    joined = [Histories(one.lists, one.counts + two.counts) for one, two in zip(easy, hard, strict=True)]
    assert errors(joined, missed) < -0.3


def of_two(given: Histories) -> Interval:
    return chapman_interval(TwoLists(*map(int, given.sizes), given.shared(0, 1)))


def test_strata_that_part_the_easy_from_the_hard_mend_it():
    easy, hard, missed = easy_and_hard(2, cities=150)
    found = [added([of_two(one), of_two(two)]) for one, two in zip(easy, hard, strict=True)]
    assert abs(np.mean([one.estimate for one in found]) / missed.mean() - 1) < 0.05
    holds = [one.low <= true <= one.high for one, true in zip(found, missed, strict=True)]
    assert np.mean(holds) >= 0.93
    answer = undercount_by({"easy": easy[0], "hard": hard[0]})
    assert answer.missed == found[0]
    assert answer.together.missed.estimate < 0.8 * answer.missed.estimate


def test_a_stratum_that_cannot_tell_stops_the_sum_and_is_named():
    table = ordered(40, 30, 30)
    found = undercount_by({"2020": table, "2021": ordered(3, 20, 20)})
    assert found.verdict == "cannot tell"
    assert found.missed is None
    assert [reason.facts["stratum"] for reason in found.reasons] == ["2021"]
    assert found.strata["2020"].verdict == "estimate"


def test_bounds_of_a_sum_are_recovered_from_its_parts():
    total = added([Interval(10, 6, 18), Interval(20, 17, 26)])
    assert (total.estimate, total.low, total.high) == (30, 25, 40)


def test_one_stratum_is_its_own_sum():
    table = ordered(40, 30, 30)
    found = undercount_by({"all": table})
    assert found.missed.estimate == pytest.approx(found.together.missed.estimate)
    assert found.missed.high == pytest.approx(found.together.missed.high)


def test_the_lower_bound_lies_under_what_heterogeneous_lists_miss():
    easy, hard, missed = easy_and_hard(3, cities=100)
    joined = [Histories(one.lists, one.counts + two.counts) for one, two in zip(easy, hard, strict=True)]
    bounds = np.array([lower_bound(one).estimate for one in joined])
    assert bounds.mean() < missed.mean()


def test_sample_coverage_recovers_independent_lists():
    tables, missed = dealt(500, chances(ODDS), cities=100, seed=4)
    found = [sample_coverage(one) for one in tables]
    assert np.mean([one.independent.estimate for one in found]) == pytest.approx(missed.mean(), rel=0.05)
    assert np.mean([one.dependent.estimate for one in found]) == pytest.approx(missed.mean(), rel=0.15)


def test_sample_coverage_needs_three_lists_and_an_overlap():
    assert sample_coverage(ordered(40, 30, 30)) is None
    assert sample_coverage(Histories(NAMES[:3], np.array([0, 9, 9, 0, 9, 0, 0, 0.0]))) is None
    assert members(3).sum() == 12
