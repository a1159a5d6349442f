"""A person counts once in any slice, whatever is put together; shares carry their interval."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from pazos.analysis.reach.counting import (
    age_bands,
    ages,
    by_place,
    by_programme,
    by_quarter,
    by_sex_and_age,
    by_trait,
    met,
    within,
)
from pazos.analysis.reach.held import ANSWERS, ETHNIC, NOT_KNOWN, SEXES, Attended, Held, People, month_of
from pazos.analysis.reach.slices import Chosen, Slice
from pazos.analysis.reach.targeting import Share, from_places, of_ages
from pazos.science.intervals import wilson_interval

PEOPLE, PROGRAMMES, EACH = 9, 7, 2
ACTIVITIES = PROGRAMMES * EACH
BEGIN = date(2021, 1, 1)
ALL = Slice()


def whole(values) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def city(rows, born=None, place=None) -> tuple[Held, Chosen]:
    """Nine people, seven programmes of two activities; `rows` are (activity, person, days since BEGIN)."""
    rows = sorted(rows, key=lambda row: row[2])
    day = whole([BEGIN.toordinal() + row[2] for row in rows])
    attended = Attended(whole([row[0] for row in rows]), whole([row[1] for row in rows]), day, month_of(day))
    ring = np.arange(PEOPLE)
    people = People(
        sex=whole(ring % len(SEXES)),
        ethnic=whole(ring % len(ETHNIC)),
        disability=whole(ring % len(ANSWERS)),
        conflict_victim=whole(ring % len(ANSWERS)),
        born=whole(born if born is not None else 12 * (1995 + ring)),
        by_month=whole(ring % 2),
        place=whole(place if place is not None else np.where(ring % 4 == 0, NOT_KNOWN, ring % 3 + 1)),
    )
    numbers = np.arange(ACTIVITIES) + 1
    programmes = (numbers - 1) // EACH + 1
    return Held(people, attended), Chosen(
        numbers, programmes, np.full(ACTIVITIES, BEGIN.toordinal()), np.ones(ACTIVITIES)
    )


ROWS = st.lists(
    st.tuples(st.integers(1, ACTIVITIES), st.integers(0, PEOPLE - 1), st.integers(0, 900)), max_size=60
)


def of_programmes(activities: Chosen, programmes) -> Chosen:
    kept = np.isin(activities.programme, list(programmes))
    return Chosen(
        activities.number[kept], activities.programme[kept], activities.begins[kept], activities.done[kept]
    )


def count(held: Held, activities: Chosen, asked: Slice = ALL) -> int:
    return len(met(held.attended, within(held.attended, activities, asked)))


def test_a_person_in_seven_programmes_counts_once_and_stands_in_each() -> None:
    held, activities = city([(n, 4, n) for n in range(1, ACTIVITIES + 1)])
    assert count(held, activities) == 1
    each = by_programme(held, activities, within(held.attended, activities, Slice()))
    assert {key: len(one) for key, one in each.items()} == dict.fromkeys(range(1, PROGRAMMES + 1), 1)
    assert sum(one.times for one in each.values()) == ACTIVITIES


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sets(st.integers(1, PROGRAMMES)), st.sets(st.integers(1, PROGRAMMES)))
def test_a_union_is_no_more_than_the_sum_and_no_less_than_the_greatest(rows, some, others) -> None:
    held, activities = city(rows)
    one, other = (count(held, of_programmes(activities, part)) for part in (some, others))
    union = count(held, of_programmes(activities, some | others))
    assert max(one, other) <= union <= one + other
    assert union <= PEOPLE
    assert union == len({person for n, person, _ in rows if (n - 1) // EACH + 1 in some | others})


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 900), st.integers(0, 900))
def test_a_longer_period_never_has_fewer_people(rows, one, other) -> None:
    held, activities = city(rows)
    short, long = sorted((one, other))
    first = BEGIN
    counts = [
        count(held, activities, Slice(first=first, last=first + timedelta(days=days)))
        for days in (short, long)
    ]
    assert counts[0] <= counts[1] <= count(held, activities)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_every_disaggregation_adds_up_to_the_people_of_the_slice(rows) -> None:
    held, activities = city(rows)
    everybody = within(held.attended, activities, Slice())
    found = met(held.attended, everybody)
    tables = [by_sex_and_age(held.people, found), by_place(held.people, found)]
    tables += [by_trait(held.people, found, name) for name in ("ethnic", "disability", "conflict_victim")]
    assert {sum(table.values()) for table in tables} == {len(found)}
    for share in (from_places(held.people, found, {1, 2}), of_ages(held.people, found, first=14, last=29)):
        assert share.inside + share.outside + share.unknown == len(found)
    quarters = by_quarter(held.attended, everybody, ever=everybody)
    assert sum(new for _, new in quarters.values()) == len(found)
    assert all(new <= people for people, new in quarters.values())
    programmes = by_programme(held, activities, everybody)
    assert max((len(one) for one in programmes.values()), default=0) <= len(found)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(rows, chance) -> None:
    turned = list(rows)
    chance.shuffle(turned)
    answers = []
    for given_rows in (rows, turned):
        held, activities = city(given_rows)
        found = met(held.attended, within(held.attended, activities, Slice()))
        answers.append((by_sex_and_age(held.people, found), found.person.tolist(), found.month.tolist()))
    assert answers[0] == answers[1]


def test_the_age_is_that_of_the_first_day_in_the_slice() -> None:
    born = [12 * 2007 + 5] * PEOPLE  # June 2007; odd people by month, even by year
    held, activities = city([(1, 1, 100), (2, 1, 600), (1, 2, 100)], born=born)
    found = met(held.attended, within(held.attended, activities, Slice()))
    assert ages(held.people, found).tolist() == [13, 14]  # April 2021: before and without the birthday
    later = Slice(first=date(2022, 1, 1))
    found = met(held.attended, within(held.attended, activities, later))
    assert ages(held.people, found).tolist() == [15]


def test_who_was_not_born_yet_or_whose_year_is_not_known_has_no_age() -> None:
    born = [NOT_KNOWN] * 4 + [12 * 2040] * 5
    held, activities = city([(1, person, 3) for person in range(PEOPLE)], born=born)
    found = met(held.attended, within(held.attended, activities, Slice()))
    assert set(ages(held.people, found).tolist()) == {NOT_KNOWN}
    assert of_ages(held.people, found, first=14, last=29) == Share(0, 0, PEOPLE)
    assert len(set(age_bands(held.people, found).tolist())) == 1


def test_months_are_counted_as_a_calendar_does() -> None:
    days = [date(1999, 12, 31), date(2000, 2, 29), date(2024, 1, 1)]
    assert month_of(whole([day.toordinal() for day in days])).tolist() == [
        12 * day.year + day.month - 1 for day in days
    ]


@pytest.mark.parametrize(("inside", "known"), [(0, 10), (10, 10), (5, 10), (1, 3), (810, 1000), (81, 263)])
def test_the_interval_is_wilsons(inside, known) -> None:
    low, high = proportion_confint(inside, known, alpha=0.05, method="wilson")
    assert wilson_interval(inside, known) == pytest.approx((low, high), abs=1e-12)


def test_wilsons_interval_covers_the_true_share_about_nineteen_times_in_twenty() -> None:
    chance = np.random.default_rng(5)
    for true in (0.1, 0.5, 0.9):
        hits = [wilson_interval(int(k), 80) for k in chance.binomial(80, true, 4000)]
        assert 0.93 <= np.mean([low <= true <= high for low, high in hits]) <= 0.97


def test_a_share_says_what_is_not_known_and_when_it_cannot_tell() -> None:
    share = Share(60, 20, 20)
    assert (share.value, share.bounds, share.cannot_tell) == (0.75, (0.6, 0.8), False)
    assert Share(60, 20, 40).cannot_tell
    assert Share(0, 0, 0).cannot_tell
    assert Share(0, 0, 0).value is None
