"""Two offices' words for one thing are one; words for two things stay two."""

from __future__ import annotations

import pandas as pd
import pytest

from pazos.science.linkage.claims import prepare
from pazos.science.linkage.spelling import name_tokens, place_name, sex_of, weapon_group


@pytest.mark.parametrize(
    "text", ["B/ El Prado", "BARRIO PRADO", "El Prado", "urb. el prado", "  prado ", "Brr. El  PRADO"]
)
def test_a_place_is_the_same_under_any_kind_article_and_capitals(text: str) -> None:
    assert place_name(text) == "PRADO"


def test_parts_of_a_place_and_numbers_stay() -> None:
    assert place_name("Primero de Mayo II Etapa") == place_name("1RO DE MAYO 2 ETAPA") == "1 MAYO 2 ETAPA"
    assert place_name("San Pedro Alto") != place_name("San Pedro Bajo")


@pytest.mark.parametrize("text", ["", "-", "NO REPORTADO", "sin dato", "N/A"])
def test_a_word_for_missing_is_missing(text: str) -> None:
    assert place_name(text) == weapon_group(text) == name_tokens(text) == ""


def test_names_have_no_order_no_accents_and_no_little_words() -> None:
    assert name_tokens("María de la Luz Pérez Muñoz") == name_tokens("PEREZ MUNOZ MARIA LUZ")
    assert name_tokens("N.N.") == ""


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("ARMA DE FUEGO", "firearm"),
        ("firearm", "firearm"),
        ("ARMA BLANCA / CORTOPUNZANTE", "blade"),
        ("Contundentes", "blunt"),
        ("CORTO CONTUNDENTE", "corto contundente"),
        ("CUERDA/SOGA/CADENA", "strangulation"),
    ],
)
def test_weapons_fall_into_groups(text: str, group: str) -> None:
    assert weapon_group(text) == group


def test_m_is_a_woman_where_men_are_written_h() -> None:
    claims = pd.DataFrame(
        {
            "claim": range(6),
            "list": ["hm"] * 2 + ["mf"] * 2 + ["words"] * 2,
            "date": pd.Timestamp("2020-01-01"),
            "sex": ["H", "M", "M", "F", "Hombre", "mujer"],
        }
    )
    assert prepare(claims).frame.set_index("claim")["sex"].sort_index().tolist() == list("mfmfmf")
    assert sex_of("Masculino") == "m"


@pytest.mark.parametrize(
    ("text", "hour"),
    [("23:15", 23.25), ("11:15 PM", 23.25), ("11:15 p.m.", 23.25), ("2315", 23.25), ("7", 7.0)],
)
def test_hours_are_read_as_offices_write_them(text: str, hour: float) -> None:
    claims = pd.DataFrame({"claim": [1], "list": "a", "date": pd.Timestamp("2020-01-01"), "hour": [text]})
    assert prepare(claims).frame["hour"].tolist() == [hour]


def test_a_list_that_writes_midnight_for_unknown_has_no_midnights() -> None:
    hours = ["00:00"] * 10 + [f"{hour}:30" for hour in range(20)]
    claims = pd.DataFrame(
        {"claim": range(30), "list": "a", "date": pd.Timestamp("2020-01-01"), "hour": hours}
    )
    ready = prepare(claims)
    assert ready.frame["hour"].isna().sum() == 10
    assert ready.notes == (("midnight", "a"),)
