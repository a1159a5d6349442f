"""Which column of a file holds what, by its heading, in Spanish or English?

A column that the reader names is taken as named. One found by its heading is stated in the
answer, so that nobody has to wonder what was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.territory.spelling import spelling_key
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# In order of preference. A field's own words come before what other fields share with it.
PLACE_WORDS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split(", "))
    for field, words in {
        "id": "CODIGO, COD, CODE, ID, IDENTIFICADOR, COD BARRIO, CODIGO BARRIO, ID BARRIO, CODBARRIO",
        "name": "NOMBRE, NAME, NOMBRE BARRIO, NOM BARRIO, BARRIO, VEREDA, BARRIO VEREDA, NEIGHBOURHOOD",
        "kind": "TIPO, KIND, CLASE",
        "zone": "ZONA, ZONE, CLASE ZONA",
        "comuna": "COMUNA, COD COMUNA, CODIGO COMUNA, CORREGIMIENTO",
        "comuna_name": "NOMBRE COMUNA, NOM COMUNA, COMUNA NOMBRE, COMUNA NAME",
        "lon": "LON, LONG, LONGITUD, LONGITUDE, LNG, X, ESTE, COORD X",
        "lat": "LAT, LATITUD, LATITUDE, Y, NORTE, COORD Y",
    }.items()
}
PEOPLE_WORDS: dict[str, tuple[str, ...]] = {
    field: tuple(words.split(", "))
    for field, words in {
        "municipality": "MUNICIPIO CODE, CODIGO MUNICIPIO, COD MUNICIPIO, COD MPIO, DPMP, DIVIPOLA",
        "id": "CODIGO, COD, CODE, ID, COD BARRIO, CODIGO BARRIO, COD COMUNA, CODIGO COMUNA, COMUNA",
        "name": "NOMBRE, NAME, NOMBRE BARRIO, BARRIO, VEREDA, NOMBRE COMUNA",
        "year": "ANO, ANIO, AÑO, YEAR, VIGENCIA, PERIODO",
        "sex": "SEXO, SEX, GENERO",
        "age": "EDAD, AGE, GRUPO EDAD, GRUPO DE EDAD, GRUPO ETARIO, QUINQUENIO, RANGO EDAD, EDADES",
        "persons": "POBLACION, PERSONAS, POPULATION, PERSONS, HABITANTES, POB, TOTAL POBLACION, TOTAL",
    }.items()
}


def find_columns(
    present: Iterable[str],
    words: Mapping[str, tuple[str, ...]],
    *,
    asked: Mapping[str, str | None],
    file: str,
) -> dict[str, dict[str, Any]]:
    """Return for each field its {"column", "by"}: by "asked" or "heading"; absent if there is none."""
    columns = list(present)
    found: dict[str, dict[str, Any]] = {}
    for field, column in asked.items():
        if column is None:
            continue
        if column not in columns:
            raise InputProblem(
                N_("{file} has no column {column}. It has: {present}."),
                file=file,
                column=column,
                present=listed(columns, most=20),
            )
        found[field] = {"column": column, "by": "asked"}
    for exact in (True, False):
        for field, names in words.items():
            taken = {item["column"] for item in found.values()}
            free = {column: spelling_key(column) for column in columns if column not in taken}
            if field not in found and (column := _match(free, names, exact=exact)):
                found[field] = {"column": column, "by": "heading"}
    return {field: found[field] for field in words if field in found}


def _match(free: Mapping[str, str], names: tuple[str, ...], *, exact: bool) -> str | None:
    """Return the column whose heading is one of `names`, or, if it is the only one, begins with one."""
    if exact:
        return next((column for name in names for column, key in free.items() if key == name), None)
    # A heading with figures (POB 2019, EDAD 0 4) is one of several of a wide table.
    plain = {column: key for column, key in free.items() if not any(letter.isdecimal() for letter in key)}
    begins = [column for column, key in plain.items() if any(key.startswith(f"{name} ") for name in names)]
    return begins[0] if len(begins) == 1 else None
