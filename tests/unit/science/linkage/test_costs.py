"""Thresholds keep what they promise, under the probabilities they are given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pazos.science.linkage import cost_curve_of, thresholds_of
from pazos.science.linkage.costs import FALSE_AT_LEAST, LEAST_UPPER, MOST_LOWER

SHARES = st.lists(st.floats(0.001, 1.0), max_size=60)


@given(SHARES, st.floats(0, 3))
@example([0.375, 0.001, 0.001], 0.001953125)  # pairs alike are kept in sight together
def test_links_are_as_right_and_as_complete_as_promised(shares: list[float], unkept: float) -> None:
    limits = thresholds_of(shares, unkept=unkept, precision=0.999, missed=0.01)
    p = np.array(shares)
    links = p[p >= limits.upper]
    assert LEAST_UPPER <= limits.upper <= 1
    assert 0 <= limits.lower <= MOST_LOWER
    assert (1 - links).sum() <= max(0.001 * links.size, FALSE_AT_LEAST) + 1e-9
    if unkept <= 0.01 * (p.sum() + unkept):
        assert p[p < limits.lower].sum() + unkept <= 0.01 * (p.sum() + unkept) + 1e-5 * p.size


def test_a_curve_counts_what_is_above_each_threshold() -> None:
    curve = cost_curve_of([0.999, 0.95, 0.6, 0.2], unkept=0.25).set_index("threshold")
    assert curve.loc[0.9, "links"] == 2
    assert curve.loc[0.9, "false_links"] == pytest.approx(0.051)
    assert curve.loc[0.9, "missed_links"] == pytest.approx(0.6 + 0.2 + 0.25)
    assert curve["links"].is_monotonic_decreasing
    assert (curve["links"] + curve["pairs_below"] == 4).all()


def test_with_no_pairs_there_are_thresholds_all_the_same() -> None:
    assert thresholds_of([]).upper == LEAST_UPPER
    assert cost_curve_of([])["links"].sum() == 0
