"""The warning for names: what tells who or where somebody is, before it is sent."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.outreach.common_names import ALSO_WORDS, GIVEN_NAMES, NOBODY, SURNAMES
from pazos.domain.outreach.naming import (
    PATTERNS,
    Telling,
    as_data,
    folded,
    names_suspected,
    numbers_of_people,
)


def told(text: str, *places: str) -> list[tuple[str, str]]:
    return [(one.telling.value, one.text) for one in names_suspected(text, places=places)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brayan amenazó a la novia", [("name", "Brayan")]),
        ("el muchacho perez debe plata", [("name", "perez")]),
        ("dice que Toño volvió armado", [("name", "Toño")]),
        ("doña rosa no quiere hablar", [("name", "rosa")]),
        ("se lo dijo a Rosa en la tienda", [("name", "Rosa")]),
        ("le dicen el mono", [("nickname", "le dicen el mono")]),
        ("alias pacho", [("nickname", "alias pacho")]),
        ("llamar al 315 555 1234", [("number", "315 555 1234")]),
        ("su fijo es 602-2755555", [("number", "602-2755555")]),
        ("cc 1.113.654.321", [("number", "1.113.654.321")]),
        ("cédula 16254879", [("number", "16254879")]),
        ("tres uno cinco cinco cinco dos", [("spelt_number", "tres uno cinco cinco cinco dos")]),
        ("en la moto ABC12D", [("plate", "ABC12D")]),
        ("carro kty-456 gris", [("plate", "kty-456")]),
        ("vive en la calle 14 # 23-45", [("address", "calle 14 # 23-45")]),
        ("cra 5 no 3", [("address", "cra 5 no 3")]),
        ("la manzana 4 casa 12", [("address", "manzana 4"), ("address", "casa 12")]),
        ("fue a las 8", [("hour", "a las 8")]),
        ("pasó 20:45", [("hour", "20:45")]),
        ("llegaron 8 pm", [("hour", "8 pm")]),
    ],
)
def test_what_tells_who_or_where_somebody_is_warned_of(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Se pelearon por un grafiti rojo en el muro verde.",
        "Hay una deuda de 350.500 pesos. Pidió 2.000.000 más.",
        "El partido América Nacional es el 15-03-2026.",
        "Rosa y blanca la pared que pintaron.",
        "TODOS GRITABAN EN LA ESQUINA",
        "Amenazaron con volver en la noche; hay 3 menores y 2 motos.",
        "los 200 que vinieron con 300 pesos",
        "La junta de acción comunal y la iglesia ayudan.",
        "Fue en Semana Santa, después de la misa.",
    ],
)
def test_everyday_words_are_not_warned_of(text: str) -> None:
    assert told(text) == []


def test_a_neighbourhood_is_nobody_but_half_its_name_may_be_somebody() -> None:
    assert told("pasó en San Pedro, junto a la cancha", "San Pedro") == []
    assert told("dice que Pedro lo hizo", "San Pedro") == [("name", "Pedro")]


@given(st.from_regex(r"3[0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{4}", fullmatch=True))
def test_every_mobile_number_is_refused_however_it_is_written(number: str) -> None:
    assert numbers_of_people(f"llamar al {number} hoy")


@given(st.integers(1_000_000_000, 3_999_999_999))
def test_every_long_document_number_is_refused(number: int) -> None:
    assert numbers_of_people(f"cc {number}")
    assert numbers_of_people(f"cc {number:,}".replace(",", "."))


@given(st.sampled_from(sorted(GIVEN_NAMES - ALSO_WORDS - NOBODY)))
def test_every_name_of_the_list_is_warned_of_in_any_writing(name: str) -> None:
    for written in (name, name.capitalize(), name.upper()):
        assert ("name", written) in told(f"lo dijo {written} ayer")


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through_and_what_is_shown_stands_in_it(text: str) -> None:
    assert all(one.text in text for one in names_suspected(text))


def test_the_lists_are_folded_and_what_is_also_a_word_is_a_name() -> None:
    for words in (GIVEN_NAMES, SURNAMES, ALSO_WORDS, NOBODY):
        assert all(folded(word) == word for word in words)


def test_the_phone_gets_the_same_lists_and_patterns() -> None:
    data = json.loads(json.dumps(as_data()))
    assert set(data["given_names"]) == GIVEN_NAMES
    assert {Telling(name) for name in data["patterns"]} == set(PATTERNS)
    # A browser knows neither inline flags nor named groups of this language.
    assert not any(re.search(r"\(\?[a-zP]", one) for many in data["patterns"].values() for one in many)
