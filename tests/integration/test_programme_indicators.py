"""Indicators of those who are accompanied: what is few has no value, and what has one is counted once."""

from __future__ import annotations

from datetime import date

import pytest

from accompanied import worker
from learned import BEGAN, learned, went
from pazos.analysis.indicators import accompanied
from pazos.analysis.indicators.found import Ask
from pazos.domain.employment.models import Placement, RetentionCheck
from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.periods import period_named

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)


def ask(period: str = "2024", **arguments: str) -> Ask:
    return Ask(period_named(period), arguments, ON)


def test_people_accompanied_are_different_people() -> None:
    made = learned()
    went(made, 12, sessions=3)
    assert accompanied.accompanied(ask()).numerator == 12
    assert accompanied.accompanied(ask("2023")).missing


def test_few_have_no_value() -> None:
    made = learned()
    went(made, 4)
    assert accompanied.accompanied(ask()).missing
    assert accompanied.first_meeting(ask()).missing


def test_who_was_lost_counts_below_the_line() -> None:
    made = learned()
    went(made, 12, exit="work", weeks=20)
    went(made, 6, exit="lost", weeks=20)
    found = accompanied.finished(ask())
    assert (found.numerator, found.denominator) == (12, 18)


def test_days_to_the_first_meeting_are_a_median_of_many() -> None:
    made = learned()
    went(made, 21)
    assert accompanied.first_meeting(ask()).numerator == 7


def test_a_job_of_which_nothing_is_known_is_in_neither_number() -> None:
    made = learned()
    states = [True] * 9 + [False] * 6 + [None] * 5
    for case, still in zip(went(made, 20), states, strict=True):
        job = Placement.objects.create(
            case=case, field="shop", is_formal=True, began_on=BEGAN, by=worker("Ana")
        )
        RetentionCheck.objects.create(
            placement=job,
            mark=3,
            due_on=date(2024, 5, 5),
            still_there=still,
            done_on=None if still is None else date(2024, 5, 6),
        )
    found = accompanied.retained(ask(mark="3"))
    assert (found.numerator, found.denominator) == (9, 15)
    assert accompanied.retained(ask(mark="6")).numerator == 0


def test_what_counts_people_is_counted_once() -> None:
    assert {name for name in accompanied.GATHER if not EXPRESSIONS[name].is_once} == {"venues.alive"}
