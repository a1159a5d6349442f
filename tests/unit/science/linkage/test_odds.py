"""Probabilities among rivals are those of all one-to-one matchings."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pazos.science.linkage.odds import among_rivals

PERSON = 20.0  # the person agrees so well that no companion is in question


def pairs_of(
    odds: dict[tuple[int, int], float], *, free: float = 0.2, person: float = PERSON
) -> pd.DataFrame:
    ends = np.array(list(odds))
    return pd.DataFrame(
        {
            "n_l": ends[:, 0],
            "n_r": ends[:, 1],
            "list_l": 0,
            "list_r": 1,
            "weight": np.log2(list(odds.values())),
            "person": person,
            "incident": np.log2(0.05),
            "free_l": free,
            "free_r": free,
            "twice": 0.0,
        }
    )


def by_counting(odds: dict[tuple[int, int], float], *, free: float) -> list[float]:
    """Weigh every matching: an edge by its odds, a row without a partner by `free`."""
    rows = {("l", a) for a, _ in odds} | {("r", b) for _, b in odds}
    total, holding = 0.0, dict.fromkeys(odds, 0.0)
    for size in range(len(odds) + 1):
        for edges in combinations(odds, size):
            used = [("l", a) for a, _ in edges] + [("r", b) for _, b in edges]
            if len(set(used)) < len(used):
                continue
            weight = np.prod([odds[edge] for edge in edges]) * free ** (len(rows) - len(used))
            total += weight
            for edge in edges:
                holding[edge] += weight
    return [holding[edge] / total for edge in odds]


@pytest.mark.parametrize(
    "odds",
    [
        {(1, 11): 5.0},
        {(1, 11): 5.0, (1, 12): 2.0},
        {(1, 11): 50.0, (2, 11): 3.0, (2, 12): 0.5},
        {(1, 11): 9.0, (2, 11): 4.0, (3, 11): 1.0, (3, 12): 2.0, (4, 12): 30.0},
    ],
)
def test_on_trees_they_are_exact(odds: dict[tuple[int, int], float]) -> None:
    assert among_rivals(pairs_of(odds)) == pytest.approx(by_counting(odds, free=0.2), rel=2e-3, abs=1e-4)


def test_two_rows_that_could_as_well_be_exchanged_are_left_to_people() -> None:
    square = {(1, 11): 1e5, (1, 12): 1e5, (2, 11): 1e5, (2, 12): 1e5}
    assert np.all(np.abs(among_rivals(pairs_of(square)) - 0.5) < 0.05)


def test_a_pair_with_no_rival_gains_from_both_rows_needing_a_partner() -> None:
    (likely,) = among_rivals(pairs_of({(1, 11): 1.0}, free=0.1))
    assert likely == pytest.approx(100 / 101, rel=1e-3)


def test_without_age_sex_or_name_a_companion_may_be_the_one() -> None:
    sure = among_rivals(pairs_of({(1, 11): 2.0**25}, free=1.0))
    unsure = among_rivals(pairs_of({(1, 11): 2.0**25}, free=1.0, person=0.0))
    assert sure[0] > 0.9999
    assert unsure[0] == pytest.approx(1 / 1.05, rel=1e-3)


def test_two_rows_told_twice_do_not_rival_one_another() -> None:
    pairs = pairs_of({(1, 11): 1e6, (2, 11): 1e6})
    twin = pairs.iloc[:1].assign(n_r=2, list_r=0, weight=20.0, person=20.0, twice=0.02)
    assert np.all(among_rivals(pairs) < 0.51)
    assert np.all(among_rivals(pd.concat([pairs, twin], ignore_index=True)) > 0.9)


def test_two_rows_that_meet_two_in_another_list_are_two_deaths() -> None:
    pairs = pairs_of({(1, 11): 1e6, (2, 11): 1e6, (1, 12): 1e6, (2, 12): 1e6}, free=0.1)
    twin = pairs.iloc[:1].assign(n_r=2, list_r=0, weight=4.0, person=6.0, twice=0.02)
    one = among_rivals(pd.concat([pairs[pairs["n_r"] == 11], twin], ignore_index=True))[-1]
    two = among_rivals(pd.concat([pairs, twin], ignore_index=True))[-1]
    assert two < 0.5 < one
