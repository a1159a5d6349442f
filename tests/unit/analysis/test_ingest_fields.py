"""What one cell says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.analysis.ingest import fields
from pazos.analysis.ingest.columns import UNKNOWN, WRONG
from pazos.analysis.ingest.dates import read_date
from pazos.analysis.ingest.mapping import Cause
from pazos.analysis.tables import Cells
from pazos.analysis.tables.numbers import decimal_sign, number

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2017-03-25", "day-first", date(2017, 3, 25)),
        ("2017-03-25T12:30:00Z", "day-first", date(2017, 3, 25)),
        ("03/25/2015 12:00:00 AM", "month-first", date(2015, 3, 25)),
        ("25/03/2017", "day-first", date(2017, 3, 25)),
        ("4/3/2017", "month-first", date(2017, 4, 3)),
        ("20170325", "day-first", date(2017, 3, 25)),
        ("42819", "day-first", date(2017, 3, 25)),
        ("25 de marzo de 2017", "day-first", date(2017, 3, 25)),
        ("25-mar-17", "day-first", date(2017, 3, 25)),
        ("25/03/99", "day-first", date(1999, 3, 25)),
    ],
)
def test_a_date_is_read_in_every_form_offices_use(text: str, order: str, day: date) -> None:
    assert read_date(text, order=order, today=TODAY).value == (day, "day")


@pytest.mark.parametrize("text", ["2027-01-01", "1899-12-31", "31/02/2017", "ayer", "2017-13-01"])
def test_a_date_that_cannot_be_is_refused(text: str) -> None:
    answer = read_date(text, order="day-first", today=TODAY)
    assert answer.outcome == WRONG
    assert answer.reason is not None


def test_a_month_alone_says_so() -> None:
    assert read_date("2017-03", order="day-first", today=TODAY).value == (date(2017, 3, 1), "month")


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_every_day_survives_being_written_in_either_order(day: date) -> None:
    for order, pattern in (("day-first", "%d/%m/%Y"), ("month-first", "%m/%d/%Y")):
        assert read_date(day.strftime(pattern), order=order, today=TODAY).value == (day, "day")


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("9:00", 540),
        ("9:45:00", 585),
        ("09:05", 545),
        ("12/31/1899 09:10:00 AM", 550),
        ("12/31/1899 12:10:00 AM", 10),
        ("12/31/1899 11:30:00 PM", 1410),
        ("1899-12-31T15:30:00.000", 930),
        ("3:15 p.m.", 915),
        ("0.5", 720),
        ("930", 570),
        ("24:00", 0),
    ],
)
def test_an_hour_is_read_in_every_form_offices_use(text: str, minute: int) -> None:
    assert fields.read_hour(text).value == minute


@pytest.mark.parametrize("text", ["25:00", "12:75", "noche", "31", "1.5"])
def test_an_hour_that_cannot_be_is_unknown_and_rejects_nothing(text: str) -> None:
    assert fields.read_hour(text).outcome == UNKNOWN


@pytest.mark.parametrize(
    ("text", "code", "restored"),
    [
        ("76520000", "76520", False),
        ("76520", "76520", False),
        ("5001000", "05001", True),
        ("5001", "05001", True),
        ("05001000", "05001", False),
        ("5001.0", "05001", True),
        ('="05001"', "05001", False),
    ],
)
def test_a_municipality_code_is_repaired_and_the_repair_is_known(
    text: str, code: str, restored: bool
) -> None:
    assert fields.read_municipality(text).value == (code, restored)


@pytest.mark.parametrize("text", ["520", "765200", "PALMIRA", "765200001", "7652A", ""])
def test_another_form_is_no_code(text: str) -> None:
    assert fields.read_municipality(text).outcome == WRONG


@pytest.mark.parametrize(
    ("text", "years"), [("24", 24), ("24.0", 24), ("0", 0), ("120", 120), ("24 años", 24)]
)
def test_an_age_is_whole_years(text: str, years: int) -> None:
    assert fields.read_age(text).value == years


@pytest.mark.parametrize("text", ["200", "121", "-1", "24.5", "ADULTO"])
def test_an_age_that_no_person_has_rejects_its_row(text: str) -> None:
    assert fields.read_age(text).outcome == WRONG


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "uno", "1000000", "=1+1"])
def test_a_quantity_that_is_no_count_of_victims_rejects_its_row(text: str) -> None:
    assert fields.read_quantity(text, sign=".", zero=False).outcome == WRONG


def test_zero_is_a_count_only_where_the_source_counts() -> None:
    assert fields.read_quantity("0", sign=".", zero=True).value == 0


def test_m_is_mujer_beside_h_and_masculino_beside_f() -> None:
    assert fields.sex_words({}, ["H", "M"]) == {"H": "m", "M": "f"}
    assert fields.sex_words({}, ["M", "F"]) == {"M": "m", "F": "f"}
    assert fields.sex_words({}, ["M"]) == {}


def test_a_cause_is_read_with_or_without_its_dot() -> None:
    causes = [Cause("X93", "X95", "homicide", "firearm"), Cause("Y871", "Y871", "homicide")]
    assert fields.read_cause("X95.4", causes=causes).value == ("X954", "homicide", "firearm")
    assert fields.read_cause("Y871", causes=causes).value == ("Y871", "homicide", "")
    assert fields.read_cause("I219", causes=causes).value == ("I219", "", "")
    assert fields.read_cause("disparo", causes=causes).outcome == UNKNOWN


@pytest.mark.parametrize(
    ("texts", "delimiter", "sign"),
    [
        (["-75,5698", "6,25"], ";", ","),
        (["1.234,5"], "", ","),
        (["1,234.5"], "", "."),
        (["1,234", "12,345"], ",", "."),
        (["1,234", "12,345"], ";", ","),
        (["1.234.567"], "", ","),
        (["0.25", "3"], "", "."),
    ],
)
def test_the_decimal_sign_is_decided_for_the_whole_column(
    texts: list[str], delimiter: str, sign: str
) -> None:
    assert decimal_sign(texts, delimiter=delimiter) == sign


@pytest.mark.parametrize("text", ["1,2,3", "12.34.5", "", "abc", "1e", "--1"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


@given(st.lists(st.text(max_size=5), max_size=30))
def test_cells_give_back_their_texts(texts: list[str]) -> None:
    cells = Cells.of(texts)
    assert list(cells.as_texts()) == [text.strip() for text in texts]
    assert len(set(cells.texts)) == len(cells.texts)
    assert int(cells.used().sum()) == len(texts)
    assert np.array_equal(cells.filled(), np.array([text.strip() != "" for text in texts], dtype=bool))
