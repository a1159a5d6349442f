"""A code that a spreadsheet took for a number may have lost a zero: told where codes beside it say so, else believed."""

from __future__ import annotations

import pytest

from pazos.analysis.tables.cells import Cells
from pazos.analysis.tables.codes import lost_zeros, refuse_lost_zero
from pazos.analysis.tables.reading import read_grid
from pazos.science.problems import InputProblem


@pytest.mark.parametrize(
    ("codes", "numbers", "doubtful"),
    [
        (["2.1", "2.11"], {"2.1"}, {"2.1": "2.10"}),
        (["2.1", "2.10.3"], {"2.1"}, {"2.1": "2.10"}),
        (["2.1", "2.2"], {"2.1", "2.2"}, {}),
        (["2.1", "2.11"], set(), {}),  # both were text
        (["2.1", "3.11"], {"2.1"}, {}),
        (["2.1", "2.123"], {"2.1"}, {"2.1": "2.100"}),
        (["2.11", "2.3.2.02"], {"2.11"}, {}),
    ],
)
def test_a_number_is_doubtful_where_a_code_beside_it_has_more_digits(codes, numbers, doubtful) -> None:
    assert lost_zeros(codes, numbers=numbers) == doubtful
    assert lost_zeros(reversed(codes), numbers=numbers) == doubtful


def test_what_is_doubtful_is_refused_with_what_it_may_have_been() -> None:
    refuse_lost_zero("2.2", {"2.1": "2.10"})
    with pytest.raises(InputProblem, match=r"2\.10") as refused:
        refuse_lost_zero("2.1", {"2.1": "2.10"})
    assert refused.value.facts == {"code": "2.1", "longer": "2.10"}


def test_a_workbook_tells_which_texts_were_numbers(tmp_path) -> None:
    import xlsxwriter

    path = tmp_path / "codes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, value in enumerate(("code", 2.10, "2.10", 3, 123456789.25)):
            sheet.write(row, 0, value)
    (column,) = read_grid(path).columns
    assert column.numbers == {"2.1"}
    assert Cells.of(["2.1"]).numbers == frozenset()
