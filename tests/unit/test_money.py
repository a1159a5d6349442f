"""Money loses no cent, whatever is done with it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.money import exact, shared
from pazos.science.problems import InputProblem

cents = st.integers(-(10**16), 10**16).map(lambda whole: Decimal(whole).scaleb(-2))


@given(amount=cents, weights=st.lists(st.integers(0, 10_000), min_size=1, max_size=9).filter(any))
def test_the_parts_of_a_shared_amount_add_up_to_it_to_the_cent(amount, weights) -> None:
    assert sum(shared(amount, [Decimal(one) for one in weights])) == amount


@given(amount=cents, weight=st.integers(1, 99))
def test_whoever_has_no_share_gets_nothing(amount, weight) -> None:
    assert shared(amount, [Decimal(0), Decimal(weight)])[0] == 0


@pytest.mark.parametrize("wrong", ["0.001", "a lot", "1e15", "NaN", "Infinity", ""])
def test_what_is_no_amount_is_refused_and_never_rounded(wrong) -> None:
    with pytest.raises(InputProblem):
        exact(wrong)
