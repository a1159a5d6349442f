"""Working days of Colombia, against dates that anybody can look up in a calendar of the country."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.rights.calendar import WorkingDays, holidays_of

DAYS = WorkingDays()
ANY_DAY = st.dates(min_value=date(2013, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 3, 28), "Jueves Santo"),
        (date(2024, 3, 29), "Viernes Santo"),
        (date(2025, 4, 17), "Jueves Santo"),
        (date(2026, 4, 3), "Viernes Santo"),
        (date(2024, 1, 8), "Día de los Reyes Magos (observado)"),  # 6 January was a Saturday
        (date(2025, 1, 6), "Día de los Reyes Magos"),  # a Monday already
        (date(2026, 3, 23), "Día de San José (observado)"),
        (date(2024, 11, 11), "Independencia de Cartagena"),
        (date(2026, 7, 13), "Día de Nuestra Señora del Rosario de Chiquinquirá (observado)"),
        (date(2024, 7, 20), "Día de la Independencia"),  # never moved
        (date(2024, 12, 25), "Navidad"),
    ],
)
def test_a_holiday_of_the_country_is_no_working_day(day: date, name: str) -> None:
    assert DAYS.closed_for(day) == name
    assert not DAYS.is_working(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 1, 6),  # a Saturday; Epiphany was kept on Monday the 8th
        date(2024, 6, 29),  # a Saturday, the feast of Peter and Paul, kept on 1 July
        date(2025, 8, 15),  # a Friday: the Assumption was kept on Monday the 18th
        date(2025, 7, 14),  # the Monday after 9 July, before Law 2578 of 2026
    ],
)
def test_the_day_from_which_a_feast_is_moved_is_no_holiday(day: date) -> None:
    assert DAYS.closed_for(day) is None


def test_the_country_has_nineteen_holidays_since_2026_and_had_eighteen() -> None:
    # Two fell on one day in 2025 (30 June), so that year has a day less.
    assert [len(holidays_of(year)) for year in (2024, 2025, 2026)] == [18, 17, 19]


@pytest.mark.parametrize(
    ("received", "days", "ends"),
    [
        (date(2024, 3, 4), 10, date(2024, 3, 18)),  # no holiday in between
        (date(2024, 3, 15), 10, date(2024, 4, 3)),  # Saint Joseph, Thursday and Friday of Holy Week
        (date(2024, 3, 22), 15, date(2024, 4, 17)),
        (date(2025, 12, 19), 10, date(2026, 1, 6)),  # Christmas and New Year; the feast of Kings is the 12th
        (date(2025, 12, 19), 15, date(2026, 1, 14)),
        (date(2026, 6, 26), 10, date(2026, 7, 14)),  # 29 June and the new holiday of 13 July
        (date(2024, 6, 28), 2, date(2024, 7, 3)),  # over a Monday that is a holiday
        (date(2024, 5, 11), 1, date(2024, 5, 14)),  # came on a Saturday; Monday was Ascension
    ],
)
def test_a_term_ends_on_the_working_day_that_a_calendar_shows(received: date, days: int, ends: date) -> None:
    assert DAYS.after(received, days=days) == ends


def test_a_day_that_the_city_declares_makes_a_term_longer() -> None:
    feast = WorkingDays({date(2024, 3, 5): "Fiesta de la ciudad"})
    assert feast.closed_for(date(2024, 3, 5)) == "Fiesta de la ciudad"
    assert feast.after(date(2024, 3, 4), days=10) == date(2024, 3, 19)


@given(day=ANY_DAY, days=st.integers(1, 40))
def test_counting_back_gives_the_days_counted_forward(day: date, days: int) -> None:
    ends = DAYS.after(day, days=days)
    assert DAYS.is_working(ends)
    assert DAYS.left(day, until=ends) == days
    assert DAYS.left(ends, until=day) == -days


@given(day=ANY_DAY, days=st.integers(1, 20), more=st.integers(1, 10))
def test_a_longer_term_ends_later_and_a_term_can_be_cut_in_two(day: date, days: int, more: int) -> None:
    assert DAYS.after(DAYS.after(day, days=days), days=more) == DAYS.after(day, days=days + more)


@given(day=ANY_DAY)
def test_what_comes_on_a_day_of_rest_is_counted_as_on_the_next_working_day_eve(day: date) -> None:
    if not DAYS.is_working(day):
        assert DAYS.after(day, days=1) == DAYS.after(day - timedelta(days=1), days=1)


def test_a_term_has_a_day() -> None:
    with pytest.raises(ValueError, match="one working day"):
        DAYS.after(date(2024, 3, 4), days=0)
