"""Which death keeps its number when claims are grouped anew."""

from __future__ import annotations

import pytest

from pazos.domain.register.numbering import Joined, renumber

A, B, C, D = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("groups", "now", "numbers", "joined"),
    [
        pytest.param([{A}, {B}], {}, (None, None), {}, id="new claims open new deaths"),
        pytest.param([{A, B}], {A: 5}, (5,), {}, id="a new claim joins the death that stands"),
        pytest.param([{A, B}], {A: 9, B: 5}, (5,), {9: 0}, id="the older number wins a tie"),
        pytest.param([{A, B, C}], {A: 5, B: 9, C: 9}, (9,), {5: 0}, id="the majority keeps its number"),
        pytest.param([{A, B}, {C}], {A: 5, B: 5, C: 5}, (5, None), {}, id="who leaves gets a new number"),
        pytest.param([{B}, {A}], {A: 5, B: 5}, (None, 5), {}, id="the first claim stays, on a tie"),
        pytest.param(
            [{A, C}, {B, D}], {A: 5, B: 5, C: 9, D: 9}, (5, 9), {}, id="each death goes to one group"
        ),
    ],
)
def test_a_death_keeps_its_number_with_most_of_its_claims(groups, now, numbers, joined) -> None:
    found = renumber(groups, now=now, joined={})

    assert found.numbers == numbers
    assert found.joined == joined


def test_deaths_that_were_joined_get_their_numbers_back_when_they_part() -> None:
    found = renumber([{A}, {B}], now={A: 5, B: 5}, joined={9: Joined(5, frozenset({B}))})

    assert found.numbers == (5, 9)
    assert found.reopened == {9}


def test_the_death_that_took_the_others_in_keeps_its_own_claims() -> None:
    # 9 was the larger: B and C are its own, A came to it with 5.
    found = renumber([{A}, {B, C}], now={A: 9, B: 9, C: 9}, joined={5: Joined(9, frozenset({A}))})

    assert found.numbers == (5, 9)


def test_a_chain_of_joins_is_undone_link_by_link() -> None:
    joined = {9: Joined(5, frozenset({B, C})), 12: Joined(9, frozenset({C}))}

    part = renumber([{A}, {B, C}], now={A: 5, B: 5, C: 5}, joined=joined)
    whole = renumber([{A}, {B}, {C}], now={A: 5, B: 5, C: 5}, joined=joined)

    assert part.numbers == (5, 9)
    assert part.reopened == {9}
    assert whole.numbers == (5, 9, 12)


def test_a_joined_death_is_not_reopened_while_its_claims_stay_together() -> None:
    found = renumber([{A, B}], now={A: 5, B: 5}, joined={9: Joined(5, frozenset({B}))})

    assert found.numbers == (5,)
    assert not found.reopened
    assert not found.joined


def test_a_claim_that_comes_back_finds_the_death_it_stood_in() -> None:
    found = renumber([{A}], now={A: 9}, joined={9: Joined(5, frozenset())})

    assert found.numbers == (9,)
    assert found.reopened == {9}
