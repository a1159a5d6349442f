"""An amount reads the same whatever signs an office writes it with, and no cent is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.budget.amounts import read_amount
from pazos.science.problems import InputProblem

CENTS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("$ 1.234.567", "1234567"),
        ("COP 1 234 567,5", "1234567.50"),
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("1,5", "1.50"),
        ("12.50", "12.50"),
        ("1234567", "1234567"),
        ("1234567.8900000001", "1234567.89"),
        ("(1.234)", "-1234"),
        ("-1.234,00", "-1234"),
        ("-", "0"),
        ("", "0"),
        ("$ -", "0"),
        (".5", "0.50"),
    ],
)
def test_an_office_writes_amounts_in_many_ways(text, amount) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["doce", "1.23.456", "1.234,567", "12,34,56", "1..2", "#REF!", "1234.5678", "1e9", "1,234.567,8"]
)
def test_what_is_no_amount_is_refused_and_never_guessed(text) -> None:
    with pytest.raises(InputProblem):
        read_amount(text)


@given(CENTS)
def test_no_cent_is_lost_in_any_writing(cents) -> None:
    amount = Decimal(cents).scaleb(-2)
    english = f"{amount:,.2f}"
    spanish = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert read_amount(english) == read_amount(spanish) == read_amount(str(amount)) == amount
