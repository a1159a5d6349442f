"""A column is known by its name in Spanish or English, however it is written."""

from __future__ import annotations

import pytest

from pazos.analysis.columns import NAMES, chosen_columns, meanings, recognise, recognised
from pazos.analysis.ingest.words import plain
from pazos.science.problems import InputProblem


@pytest.mark.parametrize(
    ("meaning", "name"),
    [
        ("year", "Año"), ("year", "ANIO"), ("year", "ano"), ("year", "YEAR"), ("month", "Mes"), ("month", "month"),
        ("date", "fecha_hecho"), ("date", "Fecha"), ("date", "FECHA DE LOS HECHOS"), ("date", "fecha_del_evento"),
        ("count", "TOTAL_HOMICIDIOS"), ("count", "muertes"), ("count", "Homicidios_2"), ("count", "numero_de_casos"),
        ("population", "Población"), ("population", "poblacion_dane"), ("rate", "Tasa x 100.000"), ("rate", "rate"),
        ("age", "EDAD "), ("sex", "GENERO "), ("neighbourhood", "BARRIO"), ("municipality", "Municipio"),
        ("municipality_code", "Código DANE "), ("hour", "Hora"), ("registered_on", "fecha_registro"),
        ("cause_code", "Causa básica"), ("mechanism", "ARMAS MEDIOS"), ("source", "fuente"),
    ],
)  # fmt: skip
def test_capitals_accents_and_signs_do_not_count(meaning: str, name: str) -> None:
    assert recognised(["otra cosa", name], meaning) == name


@pytest.mark.parametrize(
    ("meaning", "name"),
    [
        ("count", "tasa_homicidios"), ("age", "grupo de edad"), ("date", "fecha_extraccion"),
        ("date", "fecha_nacimiento"), ("municipality", "codigo municipio"), ("population", "centro poblado"),
        ("age", "percentage"), ("month", "semestre"),
    ],
)  # fmt: skip
def test_a_word_that_turns_the_meaning_bars_it(meaning: str, name: str) -> None:
    assert recognised([name], meaning) is None


def test_a_whole_name_goes_before_a_word_in_a_name() -> None:
    assert recognised(["homicidios_hombres", "homicidios"], "count") == "homicidios"


def test_no_column_is_taken_twice() -> None:
    found = recognise(["victimas", "casos"], ["quantity", "count"])
    assert found == {"quantity": "victimas", "count": "casos"}


def test_a_named_column_goes_first_and_must_exist() -> None:
    assert chosen_columns(["a", "casos"], ["count"], named={"count": "a"}, file="x.csv") == {"count": "a"}
    with pytest.raises(InputProblem, match="has no column b"):
        chosen_columns(["a"], ["count"], named={"count": "b"}, file="x.csv")


def test_every_known_name_is_written_as_it_is_compared() -> None:
    assert [name for names in NAMES.values() for name in names if plain(name) != name] == []
    assert set(meanings()) == set(NAMES)
