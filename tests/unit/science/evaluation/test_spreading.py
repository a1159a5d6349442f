"""Where a reckoning is done changes no digit of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.spreading import Draws, draws_of, over, spread
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city

if TYPE_CHECKING:
    from collections.abc import Iterator


def a_sum(piece: Draws) -> float:
    return float(piece.chance.normal(size=piece.size).sum())


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a real cluster of two processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made.scheduler_address


def test_draws_come_in_pieces_with_streams_of_their_own() -> None:
    pieces = draws_of(2_500, seed=1)
    assert [one.size for one in pieces] == [1_000, 1_000, 500]
    assert len({a_sum(one) for one in pieces}) == 3
    assert [a_sum(one) for one in pieces] == [a_sum(one) for one in draws_of(2_500, seed=1)]


def test_processes_change_no_digit() -> None:
    pieces = draws_of(3_000, seed=2)
    with over(workers=2):
        assert spread(a_sum, pieces) == [a_sum(piece) for piece in pieces]


def test_a_cluster_of_two_workers_changes_no_digit(cluster: str) -> None:
    pieces = draws_of(5_000, seed=3)
    panel = city(1, effect=-0.3)
    alone = run(panel, "twfe", inference="randomisation", draws=2_999)
    with over(address=cluster):
        assert spread(a_sum, pieces) == [a_sum(piece) for piece in pieces]
        assert run(panel, "twfe", inference="randomisation", draws=2_999) == alone


def test_the_share_done_is_told_and_whoever_is_told_may_end_it(cluster: str) -> None:
    told: list[float] = []
    with over(address=cluster, tell=lambda _, share: told.append(share)):
        spread(a_sum, draws_of(4_000, seed=4))
    assert told == [0.25, 0.5, 0.75, 1.0]

    def enough(_: str, share: float) -> None:
        raise KeyboardInterrupt

    for where in ({}, {"workers": 2}, {"address": cluster}):
        with over(tell=enough, **where), pytest.raises(KeyboardInterrupt):
            spread(a_sum, draws_of(4_000, seed=5))


def test_an_address_where_nobody_answers_is_refused() -> None:
    with pytest.raises(InputProblem, match="No cluster answers"), over(address="nonsense://127.0.0.1:1"):
        pass
    with pytest.raises(InputProblem, match="one worker or more"), over(workers=0):
        pass


def test_the_answers_come_in_the_order_of_the_pieces() -> None:
    with over(workers=2):
        assert spread(np.negative, [3.0, 1.0, 2.0]) == [-3.0, -1.0, -2.0]
        assert spread(np.negative, []) == []
