"""Files that a plan brings in are read as they are written, and what cannot be read is told by row and column."""

from __future__ import annotations

import io

import pytest

from pazos.analysis.evaluation.uploads import comparison, treated_rows
from pazos.science.problems import InputProblem


def test_years_quarters_and_months_are_told_apart() -> None:
    for text, grain in (("2020", "year"), ("2020-Q3", "quarter"), ("2020-8", "month")):
        found = comparison(f"unit,time,outcome\n05001,{text},4\n".encode(), name="m.csv")
        assert (found.grain, found.faults, found.units) == (grain, (), 1)
    assert found.times == ("2020-08",)


def test_kinds_of_time_are_not_mixed() -> None:
    with pytest.raises(InputProblem, match="mixes"):
        comparison(b"unit,time,outcome\n1,2020,4\n1,2021-02,4\n", name="m.csv")


@pytest.mark.parametrize("outcome", ["", "-1", "many", "nan", "inf"])
def test_what_is_no_count_is_never_nought(outcome: str) -> None:
    found = comparison(f"unit,time,outcome\n1,2019,3\n1,2020,{outcome}\n".encode(), name="m.csv")
    assert [(one.row, one.column) for one in found.faults] == [(3, "outcome")]
    assert len(found.rows) == 1


def peopled(*people: str) -> bytes:
    rows = "".join(f"1;{2000 + place};4;{text}\n" for place, text in enumerate(people))
    return f"unit;time;outcome;exposure\n{rows}".encode()


def test_a_point_that_may_part_thousands_or_decimals_is_refused_in_words() -> None:
    found = comparison(peopled("354.000", "355000"), name="m.csv")
    assert [(one.row, one.column, one.text) for one in found.faults] == [(2, "exposure", "354.000")]
    assert "thousands or decimals" in found.faults[0].problem.template
    deaths = comparison(b"unit;time;outcome\n1;2020;1.204\n", name="m.csv")
    assert [one.column for one in deaths.faults] == ["outcome"]


def test_a_point_is_read_as_the_rest_of_its_column_says() -> None:
    thousands = comparison(peopled("354.000", "1.354.000"), name="m.csv")
    assert [row[4] for row in thousands.rows] == [354000, 1354000]
    decimals = comparison(peopled("354.125", "355.5"), name="m.csv")
    assert [row[4] for row in decimals.rows] == [354.125, 355.5]
    assert comparison(peopled("354.125", "355.5", "1.354.000"), name="m.csv").faults


def test_a_code_keeps_its_leading_nought_and_people_may_be_unknown() -> None:
    found = comparison(b"unit,name,time,outcome,exposure\n05001,Bello,2020,4,\n", name="m.csv")
    assert found.rows == (("05001", "Bello", "2020", 4, None),)


def test_a_workbook_says_the_same_as_a_text_file() -> None:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        for place, row in enumerate((["code", "year", "deaths", "population"], ["76520", 2020, 90, 354000])):
            page.write_row(place, 0, row)
    found = comparison(content.getvalue(), name="m.xlsx")
    assert found.rows == (("76520", "76520", "2020", 90, 354000),)


def test_a_table_of_the_treated_is_read_with_its_months_whole() -> None:
    assert treated_rows(b"lugar;desde\n003;2020-9\n;\n", name="t.csv") == [("003", "2020-09")]
    with pytest.raises(InputProblem, match="lacks the columns"):
        treated_rows(b"a,b\n1,2\n", name="t.csv")
    with pytest.raises(InputProblem, match="empty"):
        treated_rows(b"", name="t.csv")
