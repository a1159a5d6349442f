"""Who fits is told by place and age alone, in words, and an exception is argued and approved by two people."""

from __future__ import annotations

from datetime import date

import pytest

from pazos.domain.cases.rules import referring
from pazos.domain.cases.rules.eligibility import EligibilityFacts, Fit, Why, explain, is_nearly_of_age
from pazos.domain.cases.rules.merging import Block as MergeBlock
from pazos.domain.cases.rules.merging import MergeFacts, what_blocks_merging
from pazos.domain.cases.rules.waiting import class_of
from pazos.domain.cases.vocabulary import WaitClass
from pazos.domain.participants.keying import one_person

TODAY = date(2026, 6, 15)
PLACES = frozenset({"N1"})


def facts(**said) -> EligibilityFacts:
    plain = {"place": "N1", "places": PLACES, "ages": (14, 28), "on": TODAY, "born_on": date(2006, 1, 1)}
    return EligibilityFacts(**{**plain, **said})


@pytest.mark.parametrize(
    ("said", "place", "age"),
    [
        ({}, Fit.FITS, Fit.FITS),
        ({"place": "X1"}, Fit.NOT, Fit.FITS),
        ({"place": "X1", "works_there": True}, Fit.FITS, Fit.FITS),
        ({"place": ""}, Fit.NOT_KNOWN, Fit.FITS),
        ({"born_on": date(1990, 1, 1)}, Fit.FITS, Fit.NOT),
        ({"born_on": date(2012, 6, 15)}, Fit.FITS, Fit.FITS),  # 14 today
        ({"born_on": date(2012, 6, 16)}, Fit.FITS, Fit.NOT),  # 14 tomorrow
        ({"born_on": None, "band": "18-23"}, Fit.FITS, Fit.FITS),
        ({"born_on": None, "band": "24-29"}, Fit.FITS, Fit.NOT_KNOWN),  # 29 is out, 28 is in
        ({"born_on": None, "band": "30+"}, Fit.FITS, Fit.NOT),
        ({"born_on": None}, Fit.FITS, Fit.NOT_KNOWN),
        ({"born_on": None, "ages": None}, Fit.FITS, Fit.FITS),
    ],
)
def test_place_and_age_are_judged_apart(said, place, age) -> None:
    found = explain(facts(**said))
    assert (found.place, found.age) == (place, age)
    assert found.fits == (place is Fit.FITS and age is Fit.FITS)
    assert all(str(reason) and "{" not in str(reason) for reason in found.reasons)


def test_an_exception_lets_somebody_in_only_once_it_is_approved() -> None:
    asked = explain(facts(place="X1", ground="moved"))
    assert not asked.may_take_part
    assert asked.reasons[-1].why is Why.ASKED
    approved = explain(facts(place="X1", ground="moved", is_approved=True))
    assert approved.may_take_part
    assert explain(facts(place="X1")).reasons[-1].why is Why.MAY_ASK


def test_no_exception_reaches_a_child_under_14() -> None:
    found = explain(facts(born_on=date(2014, 1, 1), ages=(10, 28), ground="other", is_approved=True))
    assert found.never
    assert not found.may_take_part


@pytest.mark.parametrize(
    ("born_on", "nearly"),
    [(date(2012, 12, 15), True), (date(2012, 12, 16), False), (date(2010, 1, 1), False), (None, False)],
)
def test_nearly_of_age_is_within_six_months(born_on, nearly) -> None:
    assert is_nearly_of_age(born_on, first=14, on=TODAY) is nearly


@pytest.mark.parametrize(
    ("said", "minor"),
    [
        ({"born_on": date(2008, 6, 16)}, True),
        ({"born_on": date(2008, 6, 15)}, False),
        ({"born_on": None, "band": "14-17"}, True),
        ({"born_on": None, "band": "18-23"}, False),
        ({"born_on": None}, None),
    ],
)
def test_who_is_under_18_is_told_only_by_what_was_said(said, minor) -> None:
    assert referring.is_minor(facts(**said)) is minor


@pytest.mark.parametrize(
    ("ordered_until", "last_ended_on", "waits_as"),
    [
        (None, None, WaitClass.ARRIVAL),
        (date(2026, 6, 15), None, WaitClass.ORDERED),
        (date(2026, 6, 14), None, WaitClass.ARRIVAL),  # the term was over when it arrived
        (None, date(2025, 6, 16), WaitClass.RE_ENTRY),
        (None, date(2025, 6, 15), WaitClass.ARRIVAL),  # twelve months to the day
        (date(2026, 7, 1), date(2026, 1, 1), WaitClass.ORDERED),
    ],
)
def test_the_class_in_which_somebody_waits_is_a_fact_of_a_paper_or_a_day(
    ordered_until, last_ended_on, waits_as
) -> None:
    assert class_of(ordered_until=ordered_until, last_ended_on=last_ended_on, arrived_on=TODAY) is waits_as


def test_all_that_stands_against_a_merge_is_said_at_once() -> None:
    said = {"is_same": False, "is_merged": True, "open_cases": 2, "documents": 2, "papers_seen": False}
    assert set(what_blocks_merging(MergeFacts(**said, has_why=False))) == {
        MergeBlock.MERGED,
        MergeBlock.TWO_CASES,
        MergeBlock.TWO_DOCUMENTS,
        MergeBlock.NO_WHY,
    }


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("Yeison Mina Ocoró", "Jeison Mina", True),
        ("Ana Mina", "Pedro Mina", False),
        ("María de la Luz Angulo", "MARIA LUZ ANGULO", True),
        ("La Nena", "Nena", True),
    ],
)
def test_a_name_spelt_otherwise_is_the_same_and_another_is_not(first, second, one) -> None:
    assert one_person(first, second) is one
