"""What a record states, it states; what it does not speak of is left out, never taken for a no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pazos.domain.register.flags import StatedFacts, flags_of
from pazos.domain.register.vocabulary import Flag
from pazos.domain.sources.vocabulary import Manner

SILENT = StatedFacts(
    manner="", cause_code="", municipality_code="", died_in_code="", conflict_related=None, here="76520"
)


@pytest.mark.parametrize(
    ("manner", "stated"),
    [
        (Manner.HOMICIDE, {"killed_by_another": True, "intent_known": True}),
        (Manner.LEGAL_INTERVENTION, {"killed_by_another": True, "legal_intervention": True}),
        (Manner.SELF_DEFENCE, {"killed_by_another": True, "self_defence": True}),
        (Manner.UNDETERMINED, {"intent_known": False}),
        (Manner.UNINTENTIONAL, {"intent_known": False, "unintentional": True}),
        (Manner.SELF_INFLICTED, {"killed_by_another": False, "self_inflicted": True}),
        (Manner.SURVIVED, {"survived": True}),
        (Manner.OTHER, {"killed_by_another": False}),
    ],
)
def test_a_manner_states_what_it_says_and_no_more(manner: Manner, stated: dict[str, bool]) -> None:
    assert flags_of(replace(SILENT, manner=manner.value)) == stated


def test_every_manner_states_something() -> None:
    assert all(flags_of(replace(SILENT, manner=manner)) for manner in Manner.values)


@pytest.mark.parametrize(
    ("code", "stated"),
    [
        ("X84", {"assault_by_icd10": False}),
        ("X85", {"assault_by_icd10": True}),
        ("X954", {"assault_by_icd10": True}),
        ("Y099", {"assault_by_icd10": True}),
        ("Y10", {"assault_by_icd10": False, "intent_known": False}),
        ("Y34", {"assault_by_icd10": False, "intent_known": False}),
        ("Y350", {"assault_by_icd10": False, "killed_by_another": True, "legal_intervention": True}),
        ("Y369", {"assault_by_icd10": False, "conflict_related": True}),
        ("Y871", {"assault_by_icd10": True}),
        ("Y872", {"assault_by_icd10": False, "intent_known": False}),
        ("Y87", {"assault_by_icd10": False}),
        ("W34", {"assault_by_icd10": False}),
    ],
)
def test_a_cause_of_death_states_its_chapter(code: str, stated: dict[str, bool]) -> None:
    assert flags_of(replace(SILENT, cause_code=code)) == stated


def test_a_cause_goes_before_a_manner() -> None:
    said = flags_of(replace(SILENT, manner=Manner.HOMICIDE.value, cause_code="Y229"))
    assert (said[Flag.KILLED_BY_ANOTHER], said[Flag.INTENT_KNOWN]) == (True, False)


@pytest.mark.parametrize(
    ("hurt", "died", "elsewhere"),
    [
        ("76520", "76520", (False, False)),
        ("76130", "76520", (True, False)),
        ("76520", "76001", (False, True)),
        ("76130", "76001", (False, False)),
        ("", "76520", None),
        ("76520", "", None),
        ("", "", None),
    ],
)
def test_where_a_person_was_hurt_and_died(hurt: str, died: str, elsewhere: tuple[bool, bool] | None) -> None:
    said = flags_of(replace(SILENT, municipality_code=hurt, died_in_code=died))
    if elsewhere is None:
        assert said == {}
    else:
        assert (said[Flag.HURT_ELSEWHERE], said[Flag.DIED_ELSEWHERE]) == elsewhere


def test_a_city_without_a_code_tells_nothing_of_places() -> None:
    assert flags_of(replace(SILENT, municipality_code="76520", died_in_code="76001", here="")) == {}


@pytest.mark.parametrize("conflict", [True, False])
def test_what_is_said_of_the_conflict_is_kept_either_way(conflict: bool) -> None:
    said = flags_of(replace(SILENT, cause_code="Y360", conflict_related=conflict))
    assert said[Flag.CONFLICT_RELATED] is conflict


def test_a_record_that_says_nothing_states_nothing() -> None:
    assert flags_of(SILENT) == {}


def test_flags_stand_in_one_order() -> None:
    said = flags_of(replace(SILENT, manner=Manner.LEGAL_INTERVENTION.value, cause_code="X954"))
    assert list(said) == sorted(said)
