"""Spellings: what is the same by letters, what by rule, and what only a person may join."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.territory.rules import PlaceFacts, Register
from pazos.domain.territory.spelling import (
    looks_like_a_road,
    numerals,
    rule_form,
    says_no_place,
    spelling_key,
)

WORDS = "B URB CGTO EL LA LORETO ETAPA SEGUNDA II III X 2 12 1 JUAN PABLO SAN JOSE ETAPA2 2DA I V V2 DE"
NAMES = st.lists(st.sampled_from(re.findall(r"\S+", WORDS)), min_size=1, max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("B/ Loreto", "B LORETO"),
        ("  Jorge   Eliécer Gaitán ", "JORGE ELIECER GAITAN"),
        ("VÍA PALMIRA-EL BOLO", "VIA PALMIRA EL BOLO"),
        ("Caña Real", "CAÑA REAL"),
        ("Can\u0303a Real", "CAÑA REAL"),
        ("CGTO LA TORRE  (ROZO)", "CGTO LA TORRE ROZO"),
        ("Loreto 2ª etapa", "LORETO 2 ETAPA"),
        (" - ", ""),
    ],
)
def test_a_key_keeps_letters_and_digits_only(written: str, key: str) -> None:
    assert spelling_key(written) == key


@given(st.text())
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert spelling_key(spelling_key(text)) == spelling_key(text)


@given(st.text(max_size=30))
def test_case_and_blanks_do_not_matter(text: str) -> None:
    assert spelling_key(f"  {text} ") == spelling_key(text)


def test_a_key_fits_its_column() -> None:
    assert len(spelling_key("LORETO " * 100)) <= 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B/ LORETO", "Loreto"),
        ("BRR LORETO", "BARRIO LORETO"),
        ("URB. EL BOSQUE", "BOSQUE"),
        ("URBANIZACIÓN PAPAYAL", "PAPAYAL"),
        ("CGTO ROZO", "CORREGIMIENTO ROZO"),
        ("CRGT GUANABANAL", "Guanabanal"),
        ("VDA. TENJO", "VEREDA TENJO"),
        ("LORETO II ETAPA", "Loreto 2"),
        ("LORETO SEGUNDA ETAPA", "LORETO ETAPA II"),
        ("JUAN PABLO SEGUNDO", "JUAN PABLO II"),
        ("20 DE JULIO", "VEINTE DE JULIO"),
        ("SESQUI CENTENARIO", "SESQUICENTENARIO"),
        ("MARIA CANO", "MARIACANO"),
        ("CANA REAL", "CAÑA REAL"),
        ("STA. BARBARA", "SANTA BARBARA"),
    ],
)
def test_a_rule_undoes_what_offices_do_to_names(one: str, other: str) -> None:
    assert rule_form(spelling_key(one)).body == rule_form(spelling_key(other)).body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LORETO", "LORETO II ETAPA"),
        ("LORETO I ETAPA", "LORETO II ETAPA"),
        ("LORETO", "LORETTO"),
        ("MOLINOS DE CONFANDI", "MOLINOS DE COMFANDI"),
        ("GUAYACAN", "GUAYACANES"),
        ("LORETO 12", "LORETO 1 2"),
        ("LA TORRE", "LA TORRE ROZO"),
        ("CHAPINERO", "CHAPINERO SUR"),
    ],
)
def test_no_rule_joins_what_a_person_must_judge(one: str, other: str) -> None:
    assert rule_form(spelling_key(one)).body != rule_form(spelling_key(other)).body


@given(NAMES, NAMES)
def test_different_numerals_are_never_the_same_by_rule(one: str, other: str) -> None:
    if numerals(one) != numerals(other):
        assert rule_form(one).body != rule_form(other).body


@given(NAMES, st.sampled_from(["2", "II", "SEGUNDA ETAPA", "ETAPA 2", "2DA ETAPA"]))
def test_a_name_with_a_stage_added_is_another_name(name: str, stage: str) -> None:
    assert rule_form(name).body != rule_form(f"{name} ZZ {stage}").body
    assert numerals(f"{name} ZZ {stage}") == (*numerals(name), "2")


def register(*names: str, **facts: str) -> Register:
    return Register(PlaceFacts(n, str(n), name, **facts) for n, name in enumerate(names, 1))


def test_the_same_letters_come_before_any_rule() -> None:
    match = register("SIMON BOLIVAR", "URB SIMON BOLIVAR").automatic_match("URB SIMON BOLIVAR")
    assert match is not None
    assert (match.place, match.method) == (2, "exact")


def test_what_could_mean_two_places_waits() -> None:
    assert register("SIMON BOLIVAR", "URB SIMON BOLIVAR").automatic_match("B SIMON BOLIVAR") is None
    assert register("EL PRADO", "El Prado").automatic_match("EL PRADO") is None


def test_loreto_is_not_its_second_stage() -> None:
    assert register("LORETO").automatic_match("LORETO II ETAPA") is None
    assert register("LORETO II ETAPA").automatic_match("LORETO") is None


def test_a_vereda_is_not_given_to_an_urban_barrio() -> None:
    assert register("LA TORRE", zone="urban").automatic_match("VEREDA LA TORRE") is None
    assert register("URB LA TORRE").automatic_match("CGTO LA TORRE") is None
    assert register("LA TORRE", kind="corregimiento").automatic_match("VEREDA LA TORRE") is None
    assert register("LA TORRE", zone="rural").automatic_match("CGTO LA TORRE") is not None
    assert register("LA TORRE", zone="rural").automatic_match("B LA TORRE") is not None
    assert register("LA TORRE", kind="vereda").automatic_match("B LA TORRE") is None


@pytest.mark.parametrize("text", ["NO REPORTADO", "sin dato", "No aplica"])
def test_a_spelling_that_says_nothing_is_no_place(text: str) -> None:
    assert says_no_place(spelling_key(text))
    match = register("LORETO").automatic_match(spelling_key(text))
    assert match is not None
    assert match.place is None


@pytest.mark.parametrize(
    "text", ["VIA PALMIRA - PRADERA", "RECTA CALI-PALMIRA", "KM 5", "Carretera Central", "CALLE 31 # 46"]
)
def test_a_road_is_for_a_person_to_judge(text: str) -> None:
    assert looks_like_a_road(spelling_key(text))
    assert register("LORETO").automatic_match(spelling_key(text)) is None


@pytest.mark.parametrize("text", ["VILLA DIANA", "CALLEJON EL JARDIN", "VIANA", "CALLE LARGA"])
def test_a_place_is_not_taken_for_a_road(text: str) -> None:
    assert not looks_like_a_road(spelling_key(text))
