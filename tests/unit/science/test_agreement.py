"""Two judges: how far they agree, and what their ranking can carry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.science.agreement import dahlberg_error, rank, weighted_kappa
from pazos.science.problems import InputProblem

POINTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30)


def test_dahlbergs_error_of_known_pairs() -> None:
    # differences 1, -1, 2, 0: sum of squares 6, over 2 n = 8
    assert dahlberg_error([3, 4, 5, 2], [2, 5, 3, 2]) == pytest.approx(np.sqrt(6 / 8))


def test_weighted_kappa_is_the_intraclass_correlation_of_fleiss_and_cohen() -> None:
    # Fleiss and Cohen (1973): with quadratic weights kappa is 2 cov / (var + var + (mean - mean)^2).
    rng = np.random.default_rng(4)
    true = rng.integers(0, 6, 400)
    first, second = (np.clip(true + rng.integers(-1, 2, 400), 0, 5) for _ in range(2))
    expected = (
        2
        * np.cov(first, second, bias=True)[0, 1]
        / (first.var() + second.var() + (first.mean() - second.mean()) ** 2)
    )
    assert weighted_kappa(first.tolist(), second.tolist(), most=5) == pytest.approx(expected)


def test_judges_who_always_agree_have_kappa_one_and_no_error() -> None:
    assert weighted_kappa([3, 3, 3], [3, 3, 3], most=5) == 1
    ranking = rank([50, 40, 30], [50, 40, 30], seats=1)
    assert [row.surely for row in ranking.rows] == ["in", "out", "out"]
    assert ranking.error == 0


@given(POINTS)
def test_kappa_does_not_mind_the_order_of_candidates_nor_of_judges(pairs) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = weighted_kappa(first, second, most=5)
    assert weighted_kappa(second[::-1], first[::-1], most=5) == pytest.approx(kappa)
    assert kappa <= 1 + 1e-12


@given(POINTS, st.integers(1, 30))
def test_whoever_is_ranked_surely_in_stands_above_whoever_is_surely_out(pairs, seats) -> None:
    ranking = rank([a for a, _ in pairs], [b for _, b in pairs], seats=seats)
    inside = [row.mean for row in ranking.rows if row.surely == "in"]
    outside = [row.mean for row in ranking.rows if row.surely == "out"]
    assert not inside or not outside or min(inside) > max(outside)
    assert len(inside) <= max(seats, len(pairs) if seats >= len(pairs) else 0)


def test_judges_who_disagree_tell_nobody_apart_near_the_cut() -> None:
    ranking = rank([60, 40, 55, 45], [40, 60, 45, 56], seats=2)
    assert {row.surely for row in ranking.rows} == {"not_told_apart"}


def test_the_interval_holds_the_true_total_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    held = total = 0
    for _ in range(400):
        true = rng.normal(60, 10, 20)
        ranking = rank(true + rng.normal(0, 5, 20), true + rng.normal(0, 5, 20), seats=5)
        held += sum(row.low <= value <= row.high for row, value in zip(ranking.rows, true, strict=True))
        total += 20
    assert held / total == pytest.approx(0.9, abs=0.015)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rank([1], [1, 2], seats=1),
        lambda: rank([], [], seats=1),
        lambda: rank([1], [1], seats=0),
        lambda: weighted_kappa([6], [5], most=5),
    ],
    ids=["unequal", "nobody", "no seat", "off the scale"],
)
def test_what_makes_no_sense_is_refused(wrong) -> None:
    with pytest.raises(InputProblem):
        wrong()
