"""What the register says of a death, and in what its sources differ: tables of claims in, no database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pazos.domain.register.adopting import ORDER, Stated, adopt
from pazos.domain.register.differing import differences
from pazos.domain.register.vocabulary import DifferenceKind
from pazos.domain.sources.vocabulary import DatedBy, Precision, SourceKind

DAY, NEXT = date(2023, 5, 10), date(2023, 5, 11)
KINDS = {
    "policia": SourceKind.POLICE,
    "forense": SourceKind.FORENSIC,
    "fiscalia": SourceKind.PROSECUTOR,
    "salud": SourceKind.HEALTH,
    "prensa": SourceKind.PRESS,
}


def says(source: str, claim: int = 1, **facts: Any) -> Stated:
    return Stated(claim=claim, source=source, kind=KINDS[source], **{"occurred_on": DAY, **facts})


def taken(*stated: Stated, field: str, **decided: Any) -> tuple[Any, str]:
    adopted = adopt(stated, decided)
    return adopted.values[field], adopted.origins.get(field, "")


def differ(*stated: Stated, expected: tuple[str, ...] = ()) -> dict[DifferenceKind, dict[str, Any]]:
    return differences(stated, expected=expected)


def test_every_field_ranks_every_kind_of_source() -> None:
    assert all(sorted(kinds) == sorted(SourceKind) for kinds in ORDER.values())


@pytest.mark.parametrize(
    ("field", "value", "other", "first", "second"),
    [
        ("occurred_on", DAY, NEXT, "forense", "policia"),
        ("occurred_on", DAY, NEXT, "policia", "fiscalia"),
        ("died_on", DAY, NEXT, "forense", "salud"),
        ("age", 30, 40, "forense", "policia"),
        ("sex", "f", "m", "salud", "prensa"),
        ("weapon", "firearm", "blade", "forense", "policia"),
        ("neighbourhood", 7, 8, "policia", "forense"),
        ("neighbourhood", 7, 8, "forense", "salud"),
    ],
)
def test_a_field_is_taken_from_the_kind_of_source_that_knows_best(field, value, other, first, second) -> None:
    pair = (says(second, 1, **{field: other}), says(first, 2, **{field: value}))

    assert taken(*pair, field=field) == (value, first)
    assert taken(*reversed(pair), field=field) == (value, first)


@pytest.mark.parametrize("field", ["died_on", "minute_of_day", "age", "neighbourhood"])
def test_what_no_source_states_stays_empty_and_names_nobody(field) -> None:
    assert taken(says("policia"), says("forense", 2), field=field) == (None, "")


def test_a_silent_source_leaves_the_word_to_the_next() -> None:
    assert taken(says("forense"), says("policia", 2, age=30), field="age") == (30, "policia")


def test_the_age_that_most_sources_state_is_taken() -> None:
    stated = says("forense", 1, age=20), says("policia", 2, age=25), says("salud", 3, age=25)

    assert taken(*stated, field="age") == (25, "salud")


def test_a_source_that_says_it_twice_is_heard_once() -> None:
    twice = says("policia", 1, age=25), says("policia", 2, age=25, duplicate=True)

    assert taken(*twice, says("forense", 3, age=20), field="age") == (20, "forense")


def test_a_day_of_the_fact_goes_before_a_day_of_death_and_before_a_month() -> None:
    died = says("forense", 1, occurred_on=NEXT, dated_by=DatedBy.DEATH)
    month = says("forense", 2, occurred_on=date(2023, 5, 1), precision=Precision.MONTH)

    assert taken(died, month, says("prensa", 3), field="occurred_on") == (DAY, "prensa")
    assert taken(died, month, field="occurred_on") == (NEXT, "forense")
    assert taken(died, month, field="died_on") == (NEXT, "forense")


def test_the_hour_is_that_of_the_adopted_day() -> None:
    other_day = says("policia", 1, occurred_on=NEXT, minute_of_day=60)

    found = taken(other_day, says("forense", 2, minute_of_day=1300), field="minute_of_day")

    assert found == (1300, "forense")


def test_a_point_goes_before_a_spelling_of_the_same_kind_of_source() -> None:
    named, point = says("policia", 1, neighbourhood=7), says("policia", 2, neighbourhood=8, by_point=True)

    assert taken(named, point, field="neighbourhood") == (8, "policia")


def test_other_is_a_weapon_only_where_no_source_names_one() -> None:
    other = says("forense", 1, weapon="other")

    assert taken(other, says("prensa", 2, weapon="blade"), field="weapon") == ("blade", "prensa")
    assert taken(other, field="weapon") == ("other", "forense")


def test_a_decision_goes_before_every_source() -> None:
    assert taken(says("forense", age=20), field="age", age=33) == (33, "decision")


@pytest.mark.parametrize(
    ("ages", "differ_"),
    [((30, 30), False), ((30, 31), False), ((30, 32), True), ((17, 18), True), ((18, 19), False)],
)
def test_ages_a_year_apart_agree_unless_one_is_a_minor(ages, differ_) -> None:
    found = differ(says("policia", 1, age=ages[0]), says("forense", 2, age=ages[1]))

    assert (DifferenceKind.AGE in found) == differ_


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"occurred_on": DAY}, {"occurred_on": NEXT}, DifferenceKind.DATE),
        ({"died_on": DAY}, {"died_on": NEXT}, DifferenceKind.DATE),
        ({"place": "01"}, {"place": "02"}, DifferenceKind.PLACE),
        ({"sex": "m"}, {"sex": "f"}, DifferenceKind.SEX),
        ({"weapon": "firearm"}, {"weapon": "blade"}, DifferenceKind.WEAPON),
        ({"manner": "homicide"}, {"manner": "undetermined"}, DifferenceKind.MANNER),
    ],
)
def test_two_sources_that_state_other_things_differ(one, other, kind) -> None:
    found = differ(says("policia", 1, **one), says("forense", 2, **other))

    assert set(found) == {kind}
    assert set(found[kind]) == {"policia", "forense"}


def test_a_silent_source_differs_from_nothing() -> None:
    full = {"place": "01", "age": 30, "sex": "m", "weapon": "firearm", "manner": "homicide"}

    assert differ(says("policia", 1, **full), says("forense", 2)) == {}


def test_two_rows_of_one_source_are_no_difference() -> None:
    assert differ(says("policia", 1, age=20), says("policia", 2, age=40, duplicate=True)) == {}


@pytest.mark.parametrize(
    ("died", "differ_"),
    [
        (date(2023, 5, 9), True),
        (date(2023, 5, 10), False),
        (date(2023, 5, 31), False),
        (date(2023, 6, 1), True),
    ],
    ids=["before the fact", "the same day", "later that month", "in another month"],
)
def test_a_day_of_death_stands_against_a_day_of_the_fact_where_it_moves_the_death(died, differ_) -> None:
    health = says("salud", 2, occurred_on=died, dated_by=DatedBy.DEATH)

    assert (DifferenceKind.DATE in differ(says("policia"), health)) == differ_


def test_a_source_that_states_both_days_explains_them() -> None:
    both = says("forense", 1, died_on=date(2023, 6, 2))
    health = says("salud", 2, occurred_on=date(2023, 6, 2), dated_by=DatedBy.DEATH)

    assert differ(both, health) == {}


def test_one_source_alone_is_a_difference_only_against_sources_that_ought_to_hold_it() -> None:
    found = differ(says("policia"), expected=("forense",))

    assert found == {DifferenceKind.ONE_SOURCE: {"policia": DAY.isoformat(), "forense": None}}
    assert differ(says("policia")) == {}
    assert differ(says("policia"), says("forense", 2), expected=("salud",)) == {}
