"""In what form a court and a file's number are written, so that no word of anybody fits into them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.justice.rules import filing


@pytest.mark.parametrize(
    "name",
    [
        *filing.USUAL,
        "Juzgado segundo penal para adolescentes",
        "JUZGADO 001 PENAL MUNICIPAL PARA ADOLESCENTES CON FUNCIÓN DE CONTROL DE GARANTÍAS AMBULANTE",
        "Juzgado Tercero Promiscuo de Familia",
        "Tribunal Superior del Distrito Judicial Sala de Asuntos Penales para Adolescentes",
    ],
)
def test_the_name_of_a_court_is_one(name: str) -> None:
    assert filing.is_court(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Juzgado",
        "Juzgado 2. En el círculo el joven confesó",
        "Juzgado 2 de El Mono",
        "penal 2",
        "2 Juzgado",
        "Juzgado 31245678 penal",
        "Juzgado " + "penal " * 30,
    ],
)
def test_what_says_more_than_a_name_is_no_court(name: str) -> None:
    assert not filing.is_court(name)


@pytest.mark.parametrize(
    "city", ["Santiago de Cali", "Bogotá, D.C.", "Bogotá D.C.", "Villa del Rosario", "El Peñón"]
)
def test_a_city_is_its_name(city: str) -> None:
    assert filing.what_blocks_court(filing.COURT_EXAMPLE, city, is_known=False) == ()


@pytest.mark.parametrize(
    "city", ["", "cali", "Cali. El joven confesó", "Cali el joven confesó", "Cali 3001234567"]
)
def test_what_says_more_is_no_city(city: str) -> None:
    blocks = filing.what_blocks_court(filing.COURT_EXAMPLE, city, is_known=False)
    assert blocks == (filing.Block.NOT_A_CITY,)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("76001311800120260012300", "76001311800120260012300"),
        ("76001-31-18-001-2026-00123-00", "76001-31-18-001-2026-00123-00"),
        (" 76001 31 18 001 2026 00123 00 ", "76001-31-18-001-2026-00123-00"),
        ("09317–3107", "09317-3107"),
        ("2019-0123a", "2019-0123A"),
        ("F-2026-12", "F-2026-12"),
    ],
)
def test_a_number_is_kept_in_groups_as_the_court_writes_it(text: str, kept: str) -> None:
    assert filing.as_number(text) == kept
    assert filing.is_number(kept)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "09317-3107 alias El Mono, banda",
        "ELMO-1234",
        "MONO-1234",
        "1234/5678",
        "1" * 24,
        "٣٤٥٦-1234",
        "1234--5678",
        "12-EL-34-MO",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert not filing.is_number(text)


@given(st.text())
def test_whatever_is_a_number_holds_three_letters_at_most(text: str) -> None:
    number = filing.as_number(text)
    if filing.is_number(number):
        assert sum(map(str.isalpha, number)) <= 3
        assert set(number) <= set("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
