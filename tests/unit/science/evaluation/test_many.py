"""Of many answers at once only those stand that would stand among as many without effect."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from pazos.science.evaluation.many import corrected
from pazos.science.problems import InputProblem

# Benjamini and Hochberg (1995), section 3.2: fifteen tests of a trial of thrombolysis, in order.
TRIAL = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


def test_the_published_trial_has_three_findings_by_holm() -> None:
    assert sum(one <= 0.05 for one in corrected(TRIAL)) == 3
    assert corrected(TRIAL)[:3] == pytest.approx((0.0015, 0.0056, 0.0247))


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_it_is_what_another_program_makes_of_it(values: list[float]) -> None:
    assert corrected(values) == pytest.approx(multipletests(values, method="holm")[1])


def test_a_test_that_was_not_made_counts_for_none() -> None:
    found = corrected((0.01, math.nan, 0.04))
    assert math.isnan(found[1])
    assert (found[0], found[2]) == pytest.approx(corrected((0.01, 0.04)))
    assert math.isnan(corrected((math.nan,))[0])
    assert corrected(()) == ()


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_order_makes_no_difference_and_nothing_grows_surer(values: list[float]) -> None:
    found = corrected(values)
    assert all(after >= before - 1e-12 for before, after in zip(values, found, strict=True))
    assert corrected(values[::-1])[::-1] == pytest.approx(found)


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(InputProblem, match=r"1\.2"):
        corrected((0.1, 1.2))
