"""What a plan of shifts, a training record and a silence ask somebody to look at."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.gestores.rules.accompanying import (
    Planned,
    Warn,
    supervision_is_due,
    training_lacks,
    warnings_of,
)
from pazos.domain.outreach.vocabulary import Shift

MONDAY = date(2026, 3, 2)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def warned(*plan: Planned) -> list[tuple[int, Warn]]:
    return [(one.staff, one.warn) for one in warnings_of(plan)]


def test_nobody_is_alone_in_a_cluster_at_night() -> None:
    alone = Planned(1, 7, MONDAY, Shift.NIGHT)
    assert warned(alone) == [(1, Warn.ALONE_AT_NIGHT)]
    assert warned(alone, Planned(2, 7, MONDAY, Shift.NIGHT)) == []
    elsewhere = Planned(2, 8, MONDAY, Shift.NIGHT)
    assert warned(alone, elsewhere) == [(1, Warn.ALONE_AT_NIGHT), (2, Warn.ALONE_AT_NIGHT)]


def test_alone_by_day_is_no_matter() -> None:
    assert warned(Planned(1, 7, MONDAY, Shift.AFTERNOON)) == []


@pytest.mark.parametrize(("days", "found"), [(6, []), (7, [(1, Warn.NO_REST_DAY)])])
def test_the_seventh_day_running_is_one_too_many(days, found) -> None:
    assert warned(*(Planned(1, 7, day(n), Shift.MORNING) for n in range(days))) == found


def test_a_day_off_begins_the_count_anew() -> None:
    days = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert warned(*(Planned(1, 7, day(n), Shift.MORNING) for n in days)) == []


def test_a_third_part_of_one_day_is_too_long() -> None:
    parts = (Shift.MORNING, Shift.AFTERNOON, Shift.EVENING)
    assert warned(*(Planned(1, 7, MONDAY, part) for part in parts)) == [(1, Warn.LONG_DAY)]


def test_a_morning_does_not_follow_a_night() -> None:
    pair = [Planned(n, 7, MONDAY, Shift.NIGHT) for n in (1, 2)]
    assert warned(*pair, Planned(1, 7, day(1), Shift.MORNING)) == [(1, Warn.NIGHT_THEN_MORNING)]


def test_whoever_lacks_a_training_is_named_in_the_plan() -> None:
    (found,) = warnings_of([Planned(1, 7, MONDAY, Shift.MORNING)], untrained=frozenset({1, 2}))
    assert (found.staff, found.warn) == (1, Warn.UNTRAINED)


@given(st.integers(0, 999))
def test_the_order_of_the_plan_does_not_matter(seed) -> None:
    plan = [Planned(1 + n % 2, 7, day(n), Shift.NIGHT) for n in range(9)]
    shuffled = list(plan)
    Random(seed).shuffle(shuffled)
    assert warnings_of(shuffled) == warnings_of(plan)


@pytest.mark.parametrize(
    ("held", "months", "on", "lacks"),
    [
        (None, None, date(2026, 3, 1), True),
        (date(2020, 1, 1), None, date(2026, 3, 1), False),
        (date(2025, 3, 2), 12, date(2026, 3, 1), False),
        (date(2025, 3, 2), 12, date(2026, 3, 2), True),
        (date(2026, 4, 1), None, date(2026, 3, 1), True),
        (date(2025, 12, 31), 2, date(2026, 3, 2), False),
        (date(2025, 12, 31), 2, date(2026, 3, 3), True),
    ],
    ids=["never", "for good", "last day of a year", "a year later", "not yet", "no 31st", "past the 31st"],
)
def test_a_required_training_is_in_force_for_its_months(held, months, on, lacks) -> None:
    finished = [(5, held)] if held else []
    assert training_lacks({5: months}, finished, on=on) == (frozenset({5}) if lacks else frozenset())


@pytest.mark.parametrize(("days", "due"), [(30, False), (31, True)])
def test_a_talk_is_due_after_a_month(days, due) -> None:
    assert supervision_is_due(MONDAY, began_on=date(2020, 1, 1), on=day(days)) is due
    assert supervision_is_due(None, began_on=MONDAY, on=day(days)) is due
