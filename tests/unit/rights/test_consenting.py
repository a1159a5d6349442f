"""When somebody's data may be used: a permission is for one purpose, between two days, by who may give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.rights.rules.consenting import (
    Block,
    ConsentFacts,
    age_on,
    what_blocks_one,
    what_blocks_processing,
)
from pazos.domain.rights.vocabulary import Basis, Purpose, Relation

GIVEN, LAST, TODAY = date(2024, 3, 1), date(2025, 2, 28), date(2024, 9, 15)
PERMISSION = ConsentFacts(
    basis=Basis.CONSENT,
    purpose=Purpose.CONTACT,
    relation=Relation.SELF,
    given_on=GIVEN,
    expires_on=LAST,
)
BORN = date(2008, 6, 10)  # 15 when it was given, 16 today
MINOR = replace(PERMISSION, born_on=BORN, relation=Relation.GUARDIAN, heard_on=GIVEN)


@pytest.mark.parametrize(
    ("facts", "on", "blocks"),
    [
        (PERMISSION, GIVEN, ()),
        (PERMISSION, LAST, ()),
        (PERMISSION, LAST + timedelta(days=1), (Block.EXPIRED,)),
        (PERMISSION, GIVEN - timedelta(days=1), (Block.NOT_YET,)),
        (replace(PERMISSION, withdrawn_on=TODAY), TODAY, (Block.WITHDRAWN,)),
        (replace(PERMISSION, withdrawn_on=TODAY), TODAY - timedelta(days=1), ()),
        (MINOR, TODAY, ()),
        (replace(MINOR, relation=Relation.SELF), TODAY, (Block.NO_GUARDIAN,)),
        (replace(MINOR, heard_on=None), TODAY, (Block.NOT_HEARD,)),
        (replace(MINOR, born_on=date(2010, 9, 16)), TODAY, (Block.UNDER_14,)),  # 14 tomorrow
        (replace(MINOR, born_on=date(2010, 9, 15)), TODAY, ()),  # 14 today; was 13 when it was given
        (replace(MINOR, born_on=date(2006, 9, 15)), TODAY, (Block.NOW_ADULT,)),  # 18 today
        (replace(MINOR, born_on=date(2006, 9, 16)), TODAY, ()),  # 18 tomorrow
        (replace(PERMISSION, born_on=date(1990, 1, 1)), TODAY, ()),
        (
            replace(MINOR, relation=Relation.SELF, withdrawn_on=GIVEN, born_on=date(2012, 1, 1)),
            LAST + timedelta(days=9),
            (Block.EXPIRED, Block.WITHDRAWN, Block.UNDER_14, Block.NO_GUARDIAN),
        ),
        (replace(PERMISSION, basis=Basis.PUBLIC_FUNCTION, expires_on=None), date(2050, 1, 1), ()),
        (replace(MINOR, basis=Basis.VITAL_INTEREST, relation=Relation.SELF, heard_on=None), TODAY, ()),
    ],
)
def test_one_ground_holds_or_says_everything_against_it(facts, on, blocks) -> None:
    assert what_blocks_one(facts, on=on) == blocks


def test_nothing_on_file_permits_nothing() -> None:
    assert what_blocks_processing([], purpose=Purpose.CONTACT, on=TODAY) == (Block.NONE_GIVEN,)


def test_a_permission_for_one_purpose_is_none_for_another() -> None:
    found = what_blocks_processing([PERMISSION], purpose=Purpose.PUBLICATION, on=TODAY)
    assert found == (Block.OTHER_PURPOSE,)


def test_one_ground_that_holds_is_enough_whatever_else_is_on_file() -> None:
    old = replace(PERMISSION, given_on=date(2020, 1, 1), expires_on=date(2021, 1, 1))
    taken_back = replace(PERMISSION, given_on=date(2024, 1, 1), withdrawn_on=date(2024, 2, 1))
    facts = [old, taken_back, PERMISSION]
    assert what_blocks_processing(facts, purpose=Purpose.CONTACT, on=TODAY) == ()


def test_what_is_taken_back_ends_every_older_permission_for_it_until_a_new_one_is_given() -> None:
    day = GIVEN + timedelta(days=30)
    other = replace(PERMISSION, withdrawn_on=day)  # of a row that was made one with this person's

    def blocks(*facts: ConsentFacts, on: date) -> tuple[Block, ...]:
        return what_blocks_processing(facts, purpose=Purpose.CONTACT, on=on)

    assert blocks(PERMISSION, other, on=day - timedelta(days=1)) == ()
    assert blocks(PERMISSION, other, on=day) == (Block.WITHDRAWN,)
    assert blocks(PERMISSION, replace(other, purpose=Purpose.PUBLICATION), on=day) == ()
    assert blocks(PERMISSION, other, replace(PERMISSION, given_on=day + timedelta(days=1)), on=LAST) == ()
    duty = replace(PERMISSION, basis=Basis.COURT_ORDER, expires_on=None)
    assert blocks(duty, other, on=day) == ()


def test_of_two_acts_of_one_day_the_one_that_was_written_last_holds() -> None:
    morning, noon, evening = (datetime(2024, 9, 15, hour, tzinfo=UTC) for hour in (8, 12, 18))
    taken_back = replace(PERMISSION, withdrawn_on=TODAY, withdrawn_at=noon, written_at=morning)

    def blocks(*facts: ConsentFacts) -> tuple[Block, ...]:
        return what_blocks_processing(facts, purpose=Purpose.CONTACT, on=TODAY)

    before, after = (replace(PERMISSION, given_on=TODAY, written_at=time) for time in (morning, evening))
    for facts in permutations((before, taken_back)):
        assert blocks(*facts) == (Block.WITHDRAWN,)
    for facts in permutations((before, taken_back, after)):
        assert blocks(*facts) == ()
    again = replace(after, withdrawn_on=TODAY, withdrawn_at=evening)
    assert blocks(before, taken_back, again) == (Block.WITHDRAWN,)
    unknown = replace(taken_back, withdrawn_at=None)
    assert blocks(unknown, before) == blocks(unknown, after) == (Block.WITHDRAWN,)


def test_where_none_holds_the_newest_of_the_nearest_speaks() -> None:
    old = replace(PERMISSION, given_on=date(2020, 1, 1), expires_on=date(2021, 1, 1))
    taken_back = replace(PERMISSION, withdrawn_on=GIVEN)
    for facts in ([old, taken_back], [taken_back, old]):
        assert what_blocks_processing(facts, purpose=Purpose.CONTACT, on=TODAY) == (Block.WITHDRAWN,)


@given(on=st.dates(date(2023, 1, 1), date(2026, 12, 31)), later=st.integers(0, 400))
def test_what_was_taken_back_never_holds_again(on: date, later: int) -> None:
    gone = replace(PERMISSION, withdrawn_on=TODAY)
    assert what_blocks_one(gone, on=max(on, TODAY) + timedelta(days=later))


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2024, 2, 28), 23), (date(2024, 2, 29), 24), (date(2025, 2, 28), 24), (date(2025, 3, 1), 25)],
)
def test_a_birthday_on_the_29th_of_february_is_kept_on_the_first_of_march(day, age) -> None:
    assert age_on(day, born_on=date(2000, 2, 29)) == age
