"""A person is known again however they are written, and only by whoever holds the city's key."""

from __future__ import annotations

from datetime import date

import pytest

from pazos.domain.participants.keying import keys_of, one_person, plain_document
from pazos.domain.participants.traits import Traits, band_of, refuse_birth
from pazos.domain.participants.vocabulary import AgeBand, Answer, Sex
from pazos.science.problems import InputProblem

BORN = date(2004, 5, 9)
SAID = {"document": "1.113.640.220", "name": "María del Mar Ñáñez", "born_on": None, "word": ""}
NAMED = {"document": "", "name": "María del Mar Ñáñez", "born_on": BORN, "word": "Rosalba"}


@pytest.mark.parametrize(
    "written", ["1113640220", " 1113640220 ", "CC 1.113.640.220", "TI1113640220", "01113640220"]
)
def test_a_document_is_the_same_however_it_is_written(written) -> None:
    assert keys_of(**{**SAID, "document": written}).document == keys_of(**SAID).document


def test_a_passport_keeps_its_letters() -> None:
    assert plain_document("ab-123456") == "AB123456"
    assert plain_document("AC123456") != plain_document("AB123456")


@pytest.mark.parametrize("written", ["MARIA MAR ÑAÑEZ", "Ñáñez, María del Mar", "  maría  del  mar nañez "])
def test_a_name_is_the_same_in_any_order_case_and_accent(written) -> None:
    assert keys_of(**{**NAMED, "name": written}).named == keys_of(**NAMED).named


@pytest.mark.parametrize(
    "change", [{"born_on": date(2004, 9, 5)}, {"word": "Rosa"}, {"name": "María Mar Nuñez"}]
)
def test_another_birth_date_word_or_name_is_another_person(change) -> None:
    assert keys_of(**{**NAMED, **change}).named != keys_of(**NAMED).named


def test_the_key_says_nothing_and_differs_from_that_of_the_name() -> None:
    both = keys_of(**{**NAMED, "document": "1113640220"})
    assert both.first == both.document != both.other == both.named
    assert "1113640220" not in both.document


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({**SAID, "document": "123"}, "document"),
        ({**SAID, "document": ""}, "document"),
        ({**NAMED, "word": " "}, "document"),
        ({**NAMED, "name": "María"}, "name"),
        ({**NAMED, "name": "..."}, "name"),
    ],
)
def test_nobody_is_kept_who_could_not_be_known_again(said, field) -> None:
    with pytest.raises(InputProblem) as refused:
        keys_of(**said)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("María Fernanda Pérez Gómez", "María Pérez", True),
        ("Jhon Jairo Mina", "John Mina", True),
        ("Yesenia Mina Ocoró", "Jesenia Mina", True),
        ("Pedro Pérez", "María Pérez", False),
        ("Luz Dary Mina", "Elkin Ocoró", False),
    ],
)
def test_two_spellings_of_one_person_are_told_from_two_people(first, second, same) -> None:
    assert one_person(first, second) is same


@pytest.mark.parametrize(
    ("traits", "day", "age"),
    [
        (Traits(birth_year=2004, birth_month=5), date(2022, 4, 30), 17),
        (Traits(birth_year=2004, birth_month=5), date(2022, 5, 1), 18),
        (Traits(birth_year=2004), date(2022, 1, 1), 18),
        (Traits(), date(2022, 1, 1), None),
    ],
)
def test_the_age_is_that_of_the_day_exact_to_the_month(traits, day, age) -> None:
    assert traits.age_on(day) == age


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (13, "0-13"),
        (14, "14-17"),
        (17, "14-17"),
        (18, "18-23"),
        (23, "18-23"),
        (24, "24-29"),
        (30, "30+"),
        (None, "unknown"),
    ],
)
def test_bands_of_age_meet_without_a_gap(age, band) -> None:
    assert band_of(age) == AgeBand(band)


def test_what_was_not_said_is_not_kept_and_a_gap_is_filled_without_changing_what_was_said() -> None:
    first = Traits(sex=Sex.WOMAN)
    assert first.kept() == {"sex": "woman"}
    filled = first.filled_from(Traits(sex=Sex.MAN, disability=Answer.YES, birth_year=2001))
    assert filled == Traits(sex=Sex.WOMAN, disability=Answer.YES, birth_year=2001)
    assert Traits.read(filled.kept()) == filled


@pytest.mark.parametrize(("year", "month"), [(1890, None), (2031, None), (2001, 13), (2001, 0)])
def test_nobody_was_born_then(year, month) -> None:
    with pytest.raises(InputProblem):
        refuse_birth(year, month, on=date(2024, 1, 1))
