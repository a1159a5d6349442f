"""A cell is read as what it says, or refused with what may stand there; nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pazos.analysis.books.cells import parsed
from pazos.analysis.books.sheet import Column, Kind
from pazos.science.problems import InputProblem

SEXES = [("woman", "mujer"), ("man", "hombre")]


def column(kind: Kind, *, required: bool = False) -> Column:
    choices = (lambda: SEXES) if kind is Kind.CHOICE else None
    return Column("thing", "Thing", kind, is_required=required, choices=choices)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "  Barrio Nuevo ", "Barrio Nuevo"),
        (Kind.WHOLE, "12", 12),
        (Kind.WHOLE, "12.0", 12),  # a workbook keeps every number with decimals
        (Kind.DECIMAL, "3,5", Decimal("3.5")),
        (Kind.DECIMAL, "0.125", Decimal("0.125")),
        (Kind.AMOUNT, "1.234.567,89", Decimal("1234567.89")),
        (Kind.AMOUNT, "$ 1,234,567.89", Decimal("1234567.89")),
        (Kind.AMOUNT, "1234567.5", Decimal("1234567.50")),
        (Kind.AMOUNT, "1.234.567", Decimal(1234567)),
        (Kind.AMOUNT, "-500", Decimal(-500)),
        (Kind.DATE, "2023-05-04", date(2023, 5, 4)),
        (Kind.DATE, "04/05/2023", date(2023, 5, 4)),  # the day first, as Colombia writes
        (Kind.DATE, "2023-05-04 00:00:00", date(2023, 5, 4)),
        (Kind.CHOICE, "Mujer", "woman"),
        (Kind.CHOICE, "man", "man"),
        (Kind.YES_NO, "Sí", True),
        (Kind.YES_NO, "no", False),
        (Kind.TEXT, "", None),
    ],
)
def test_a_cell_is_read(kind, text, value) -> None:
    assert parsed(column(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.WHOLE, "12.5"),
        (Kind.WHOLE, "a dozen"),
        (Kind.DECIMAL, "1.234"),  # a thousand to one reader, one and a bit to another
        (Kind.AMOUNT, "1,234"),
        (Kind.AMOUNT, "10.999,999"),
        (Kind.AMOUNT, "NaN"),
        (Kind.AMOUNT, "1e9"),
        (Kind.DATE, "2023-13-01"),
        (Kind.DATE, "mayo"),
        (Kind.CHOICE, "mujeres"),
        (Kind.YES_NO, "perhaps"),
        (Kind.TEXT, "a" * 301),
    ],
)
def test_what_says_nothing_of_its_kind_is_refused_and_names_the_column(kind, text) -> None:
    with pytest.raises(InputProblem) as refused:
        parsed(column(kind), text)
    assert refused.value.facts["field"] == "thing"


def test_what_must_be_filled_is_not_left_empty() -> None:
    with pytest.raises(InputProblem, match="must be filled"):
        parsed(column(Kind.TEXT, required=True), "   ")
