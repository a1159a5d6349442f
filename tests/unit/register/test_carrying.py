"""A claim is carried to the row that says the same again: one to one, within its source, in any order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pazos.analysis.register.carrying import FACTS, Row, carried

FIRST = date(2017, 1, 1)
EMPTY = Row(1, None, None, 1, 1, None, 1, "", FIRST, *[None] * (len(Row._fields) - 9))


def row(day: int = 0, **facts: Any) -> Row:
    usual: dict[str, Any] = {
        "minute_of_day": 600,
        "age": 24,
        "place": "LORETO",
        "weapon": "firearm",
        "sex": "m",
    }
    return EMPTY._replace(occurred_on=FIRST + timedelta(day), **{**usual, **facts})


def carry(lost: list[Row], come: list[Row], withdrawn: list[Row] | None = None) -> dict[int, int]:
    """Return {place in `come`: place in `lost`, or 1000 and the place in `withdrawn`}."""
    return carried(dict(enumerate(lost)), dict(enumerate(withdrawn or [], 1000)), dict(enumerate(come)))


@pytest.mark.parametrize("fact", FACTS)
def test_one_fact_may_be_edited(fact: str) -> None:
    other = {"occurred_on": FIRST + timedelta(3), "age": 61, "minute_of_day": 1}.get(fact, "x")
    assert carry([row()], [row()._replace(**{fact: other})]) == {0: 0}


def test_two_facts_edited_make_another_death_where_no_number_says_otherwise() -> None:
    edited = row(age=61, place="BOSQUE")
    assert carry([row()], [edited]) == {}
    assert carry([row(key="7")], [edited._replace(key="7")]) == {0: 0}


def test_a_number_alone_carries_no_claim_to_a_death_that_agrees_in_nothing() -> None:
    other = row(90, key="7", age=61, place="BOSQUE", minute_of_day=5, weapon="blade")
    assert carry([row(key="7")], [other]) == {}


@pytest.mark.parametrize(("days", "same"), [(31, True), (-31, True), (32, False), (-32, False)])
def test_a_day_is_edited_by_a_month_at_most(days: int, same: bool) -> None:
    assert bool(carry([row()], [row(days)])) is same


def test_days_are_paired_in_their_order() -> None:
    assert carry([row(0), row(10)], [row(11), row(1)]) == {1: 0, 0: 1}


def test_what_is_not_stated_is_no_fact_alike() -> None:
    bare: dict[str, Any] = {"age": None, "place": "", "minute_of_day": None}
    assert carry([row(**bare)], [row(1, **bare)]) == {}
    assert carry([row(**bare)], [row(**bare)]) == {0: 0}


def test_equal_rows_are_carried_in_the_order_of_the_file() -> None:
    assert carry([row(), row(), row()], [row(), row()]) == {0: 0, 1: 1}


def test_an_equal_row_goes_before_an_edited_one() -> None:
    assert carry([row(age=30), row()], [row()]) == {0: 1}


def test_of_two_rows_alike_the_one_of_the_same_number_is_taken() -> None:
    lost = [row(key="1", age=20), row(3, key="9")]
    assert carry(lost, [row(key="2", age=22), row(key="1", age=21), row(3, key="9")]) == {1: 0, 2: 1}


def test_a_withdrawn_claim_comes_back_to_an_equal_row_only() -> None:
    assert carry([], [row()], withdrawn=[row()]) == {0: 1000}
    assert carry([], [row(age=25)], withdrawn=[row()]) == {}
    assert carry([], [row(key="4", age=25)], withdrawn=[row(key="4")]) == {0: 1000}


def test_another_sources_row_is_another_claim() -> None:
    assert carry([row(source=1)], [row(source=2)]) == {}


rows = some.lists(
    some.builds(
        row,
        some.integers(0, 3),
        source=some.integers(1, 2),
        key=some.sampled_from(["", "1", "2", "3"]),
        age=some.sampled_from([None, 20, 30]),
        place=some.sampled_from(["", "A", "B"]),
        weapon=some.sampled_from(["firearm", "blade"]),
        manner=some.sampled_from(["homicide", "undetermined"]),
    ),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(lost=rows, withdrawn=rows, come=rows)
def test_claims_are_carried_one_to_one_within_their_source(
    lost: list[Row], withdrawn: list[Row], come: list[Row]
) -> None:
    found = carry(lost, come, withdrawn)
    assert len(set(found.values())) == len(found)
    claims = {**dict(enumerate(lost)), **dict(enumerate(withdrawn, 1000))}
    assert all(come[place].source == claims[claim].source for place, claim in found.items())
    assert found == carry(lost, come, withdrawn)


@settings(max_examples=40, deadline=None)
@given(lost=rows, shuffled=some.randoms(use_true_random=False))
def test_a_file_sent_again_in_another_order_carries_every_claim(lost: list[Row], shuffled: Any) -> None:
    come = shuffled.sample(lost, len(lost))
    found = carry(lost, come)
    assert len(found) == len(lost)
    assert all(come[place] == lost[claim] for place, claim in found.items())


@settings(max_examples=40, deadline=None)
@given(lost=rows)
def test_numbers_given_anew_double_no_claim(lost: list[Row]) -> None:
    come = [one._replace(key=f"new {place}") for place, one in enumerate(lost)]
    assert len(carry(lost, come)) == len(lost)
