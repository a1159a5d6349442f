"""A guardian's permission ends on the day before somebody turns 18, whatever the month's last days."""

from datetime import date, timedelta

import pytest

from pazos.analysis.demo_cases.people import birthday
from pazos.domain.rights.rules.consenting import ADULT, age_on


@pytest.mark.parametrize(
    "born_on", [date(2006, 1, 31), date(2006, 5, 30), date(2008, 2, 29), date(2006, 12, 29), date(2007, 6, 1)]
)
def test_on_their_birthday_they_are_adults_and_the_day_before_they_are_not(born_on: date) -> None:
    turns = birthday(born_on, ADULT)
    assert age_on(turns, born_on=born_on) == ADULT
    assert age_on(turns - timedelta(days=1), born_on=born_on) == ADULT - 1
