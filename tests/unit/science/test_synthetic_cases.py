"""How invented accompaniments go: as in real programmes some leave early, and nothing lies ahead of the last day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from pazos.science.synthetic.cases import EARLY, Course, answers, case_courses

FIRST, LAST = date(2025, 5, 1), date(2026, 10, 30)


@pytest.fixture(scope="module")
def courses() -> list[Course]:
    return case_courses(800, first=FIRST, last=LAST, pairs=8, seed=5)


def test_the_same_seed_invents_the_same_courses_and_another_seed_others(courses: list[Course]) -> None:
    assert case_courses(800, first=FIRST, last=LAST, pairs=8, seed=5) == courses
    assert case_courses(800, first=FIRST, last=LAST, pairs=8, seed=6) != courses


def test_three_or_four_in_ten_leave_within_eight_weeks(courses: list[Course]) -> None:
    old = [one for one in courses if one.opened_on < LAST - timedelta(days=EARLY)]
    left = [one for one in old if one.ended_on and (one.ended_on - one.opened_on).days <= EARLY]
    assert 0.3 <= len(left) / len(old) <= 0.4
    assert {one.exit for one in left} <= {"lost", "withdrew", "moved", "permission"}


def test_nothing_lies_after_the_last_day_nor_outside_a_course(courses: list[Course]) -> None:
    for one in courses:
        until = one.ended_on or LAST
        days = [meeting.on for meeting in one.meetings] + [rest.on for rest in one.rests]
        days += [day for day in (one.passed_on, one.moved_on) if day]
        assert all(one.opened_on <= day <= until <= LAST for day in days)


def test_who_counts_as_lost_was_looked_for_as_the_pathway_asks(courses: list[Course]) -> None:
    lost = [one for one in courses if one.exit == "lost"]
    assert len(lost) > 100
    for one in lost:
        tries = [m for m in one.meetings if m.came != "met" and m.on > (one.last_met_on or one.opened_on)]
        assert len({m.on for m in tries}) >= 4
        assert {"call", "home_visit"} <= {m.kind for m in tries}
        assert max(m.on for m in tries) - min(m.on for m in tries) >= timedelta(days=15)


def test_meetings_have_minutes_only_where_they_met(courses: list[Course]) -> None:
    meetings = [m for one in courses for m in one.meetings]
    assert all((m.came == "met") == (m.minutes > 0) for m in meetings)
    assert all(m.next_on is None or m.next_on > m.on for m in meetings)
    assert 0.65 < np.mean([m.came == "met" for m in meetings]) < 0.85


def test_some_drop_out_of_sight_for_weeks_and_come_back(courses: list[Course]) -> None:
    long = [one for one in courses if len(one.meetings) > 12]
    gaps = [max(np.diff([m.on.toordinal() for m in one.meetings])) for one in long]
    assert 0.3 < np.mean([gap > 28 for gap in gaps]) < 0.9


def test_some_are_not_met_for_months_and_come_back_to_the_same_case(courses: list[Course]) -> None:
    met = [[m.on.toordinal() for m in one.meetings if m.came == "met"] for one in courses]
    gaps = [max(np.diff(days), default=0) for days in met]
    assert 0.03 < np.mean([gap > 60 for gap in gaps]) < 0.3


def test_some_who_left_begin_anew_after_the_end_of_what_was_before(courses: list[Course]) -> None:
    by_person: dict[int, list[Course]] = {}
    for one in courses:
        by_person.setdefault(one.person, []).append(one)
    assert len(by_person) == 800
    again = [several for several in by_person.values() if len(several) > 1]
    assert 0.04 < len(again) / 800 < 0.15
    for first, *later in by_person.values():
        assert not first.came_back
        assert all(one.came_back for one in later)
    for several in again:
        for before, after in pairwise(several):
            assert before.ended_on
            assert after.opened_on > before.ended_on + timedelta(days=30)
            assert before.exit not in ("permission", "goals_met", "detained")


def test_some_families_move_and_the_person_still_comes_some_to_another_pair(courses: list[Course]) -> None:
    moved = [one for one in courses if one.moved_on]
    assert 0.02 < len(moved) / len(courses) < 0.1
    assert any(one.passed_on == one.moved_on for one in moved)
    assert any(one.passed_on is None for one in moved)


def test_a_case_rests_only_while_its_rest_is_not_over(courses: list[Course]) -> None:
    resting = [one for one in courses if one.state == "paused"]
    assert resting
    assert all(one.ended_on is None and one.rests[-1].until is None for one in resting)


def test_answers_stay_within_what_may_be_answered_and_move_with_the_level() -> None:
    items = [(f"i{n}", (0, 1, 2, 3, 4)) for n in range(400)]
    rng = np.random.default_rng(1)
    low, high = (answers(rng, items, level=level, skips=0.05) for level in (-1.0, 1.0))
    said = [[v for v in one.values() if v is not None] for one in (low, high)]
    assert all(set(one) <= {0, 1, 2, 3, 4} for one in said)
    assert np.mean(said[1]) - np.mean(said[0]) > 1
    assert 5 < sum(v is None for v in low.values()) < 50
