"""Two lists: Chapman's estimate, its interval, and what two lists never show."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pazos.science.problems import InputProblem
from pazos.science.undercount import histories, undercount
from pazos.science.undercount.fitting import fit_models
from pazos.science.undercount.models import INDEPENDENT
from pazos.science.undercount.robust import lower_bound
from pazos.science.undercount.two_lists import (
    TwoLists,
    chapman,
    chapman_error,
    chapman_interval,
    lincoln_petersen,
    log_normal,
    transformed_logit,
)
from unit.science.undercount.cities import chances, dealt

# Seber (1982), page 107, as Rcapture's closedp and closedp.bc print it.
SEBER = TwoLists(948, 421, 167)


def test_a_published_example():
    assert lincoln_petersen(SEBER) == pytest.approx(2389.9, abs=0.05)
    assert chapman(SEBER) == pytest.approx(2382.8, abs=0.05)
    assert chapman_error(SEBER) == pytest.approx(129.1, abs=0.05)


def test_the_transformed_logit_of_a_published_example():
    low, high = transformed_logit(TwoLists(10, 15, 5))
    assert (round(low), round(high)) == (22, 65)


@pytest.mark.parametrize(("deaths", "first", "second"), [(60, 0.6, 0.4), (120, 0.8, 0.5), (150, 0.9, 0.8)])
def test_the_interval_holds_the_truth_as_often_as_it_says_over_every_outcome(deaths, first, second):
    shared, left, right = np.meshgrid(*[np.arange(deaths + 1)] * 3, indexing="ij")
    kept = (shared + left + right <= deaths) & (shared >= 7)
    shared, left, right = shared[kept], left[kept], right[kept]
    chance = [first * second, first * (1 - second), (1 - first) * second, (1 - first) * (1 - second)]
    each = stats.multinomial.pmf(
        np.column_stack([shared, left, right, deaths - shared - left - right]), deaths, chance
    )
    likely = each > 1e-9
    holds = [
        low <= deaths <= high
        for low, high in (
            transformed_logit(TwoLists(int(m + a), int(m + b), int(m)))
            for m, a, b in zip(shared[likely], left[likely], right[likely], strict=True)
        )
    ]
    assert each[likely] @ np.array(holds) / each.sum() > 0.93


def test_independence_is_lincoln_and_petersen():
    cells = histories(("A", "B"), {("A",): 781, ("B",): 254, ("A", "B"): 167})
    fits = fit_models(cells, [INDEPENDENT])
    assert cells.observed + fits.missed[0] == pytest.approx(lincoln_petersen(SEBER))


def test_the_lower_bound_of_two_lists_is_chapman():
    cells = histories(("A", "B"), {("A",): 781, ("B",): 254, ("A", "B"): 167})
    assert lower_bound(cells).estimate + cells.observed == pytest.approx(chapman(SEBER))


def test_lists_that_agree_on_all_miss_nobody_on_paper():
    assert chapman(TwoLists(50, 50, 50)) == 50
    assert chapman_error(TwoLists(50, 50, 50)) == 0
    assert log_normal(0.0, 0.0) == (0.0, 0.0)


def test_lists_that_share_nothing_are_infinite_by_lincoln_and_petersen_alone():
    assert lincoln_petersen(TwoLists(20, 30, 0)) == np.inf
    assert np.isfinite(chapman(TwoLists(20, 30, 0)))


def test_a_surer_interval_is_wider():
    narrow, wide = chapman_interval(SEBER, confidence=0.8), chapman_interval(SEBER, confidence=0.99)
    assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high


def test_more_shared_than_a_list_holds_is_refused():
    with pytest.raises(InputProblem, match="cannot share 11"):
        TwoLists(10, 20, 11)


def average_error(ratio: float) -> float:
    cities, missed = dealt(400, chances((1.2, 0.8), {(0, 1): ratio}), cities=200, seed=11)
    estimates = [chapman(TwoLists(*map(int, one.sizes), one.shared(0, 1))) - one.observed for one in cities]
    return float(np.mean(estimates - missed) / missed.mean())


def test_lists_that_depend_are_estimated_too_low_and_lists_that_avoid_each_other_too_high():
    assert abs(average_error(1.0)) < 0.03
    assert average_error(3.0) < -0.5
    assert average_error(0.5) > 0.5


def test_the_estimate_of_two_lists_is_never_given_without_its_assumption():
    answer = undercount(histories(("A", "B"), {("A",): 781, ("B",): 254, ("A", "B"): 167}))
    assert [caution.code for caution in answer.cautions] == ["untestable"]
    assert answer.missed.estimate == pytest.approx(chapman(SEBER) - 1202)
