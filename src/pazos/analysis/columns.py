"""Which column of a file holds the date, the place, the count? Told from its name in Spanish or English.

Only names are looked at, never values: a name that could mean two things is left to the caller, who
may name the column. Capitals, accents and signs do not count (`Año`, `ANO`, `año_` are one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.ingest.words import plain
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DATE = (
    "FECHA HECHO", "FECHA DEL HECHO", "FECHA DE HECHO", "FECHA DE LOS HECHOS", "FECHA HECHOS", "FECHA OCURRENCIA",
    "FECHA DE OCURRENCIA", "FECHA INCIDENTE", "FECHA", "DATE", "OCCURRED ON", "INCIDENT DATE", "DATE OF INCIDENT",
    "EVENT DATE", "FECHA EVENTO", "DIA HECHO", "ANO MES", "ANIO MES", "YEAR MONTH", "PERIODO", "PERIOD",
)  # fmt: skip
_DIED = (
    "FECHA MUERTE", "FECHA DE MUERTE", "FECHA DE LA MUERTE", "FECHA DEFUNCION", "FECHA DE DEFUNCION", "FECHA DEF",
    "DIED ON", "DATE OF DEATH", "DEATH DATE",
)  # fmt: skip
_REGISTERED = (
    "FECHA REGISTRO", "FECHA DE REGISTRO", "FECHA DENUNCIA", "FECHA DE DENUNCIA", "FECHA REPORTE", "FECHA DE REPORTE",
    "FECHA INGRESO", "FECHA DE INGRESO", "FECHA NECROPSIA", "FECHA DICTAMEN", "FECHA CARGUE", "REGISTERED ON",
    "REGISTRATION DATE", "DATE REGISTERED", "REPORTED ON", "DATE REPORTED", "REPORT DATE", "RECORDED ON",
)  # fmt: skip

# The order within a meaning is the order of preference; what is listed must match whole.
NAMES: dict[str, tuple[str, ...]] = {
    "date": _DATE,
    "died_on": _DIED,
    "registered_on": _REGISTERED,
    "year": ("ANO", "ANIO", "YEAR", "VIGENCIA", "ANO HECHO", "ANIO HECHO", "ANO DEL HECHO", "ANO DE LOS HECHOS"),
    "month": ("MES", "MONTH", "MES HECHO", "MES DEL HECHO", "NOMBRE MES", "MES NUMERO", "MONTH NAME"),
    "weekday": ("DIA SEMANA", "DIA DE LA SEMANA", "DIA DEL HECHO", "DIA", "WEEKDAY", "DAY OF WEEK"),
    "hour": ("HORA HECHO", "HORA DEL HECHO", "HORA DE LOS HECHOS", "HORA", "HOUR", "TIME", "TIME OF DAY"),
    "neighbourhood": (
        "BARRIO", "BARRIO HECHO", "BARRIO DEL HECHO", "NOMBRE BARRIO", "BARRIO VEREDA", "VEREDA", "COLONIA",
        "NEIGHBOURHOOD", "NEIGHBORHOOD", "SECTOR",
    ),
    "comuna": ("COMUNA", "NOMBRE COMUNA", "LOCALIDAD", "CORREGIMIENTO", "DISTRITO", "DISTRICT", "ZONA URBANA"),
    "municipality": (
        "MUNICIPIO", "MUNICIPALITY", "MPIO", "NOMBRE MUNICIPIO", "MUNICIPIO HECHO", "MUNICIPIO DEL HECHO",
        "MUNICIPIO DEL HECHO DANE", "NOM MUNICIPIO", "CIUDAD", "CITY", "TOWN",
    ),
    "department": (
        "DEPARTAMENTO", "DEPARTMENT", "DPNOM", "DEPARTAMENTO DEL HECHO", "DEPARTAMENTO DEL HECHO DANE", "ENTIDAD",
        "ESTADO", "PROVINCIA", "STATE", "PROVINCE",
    ),
    "place": (
        "PLACE", "LUGAR", "LUGAR HECHO", "LUGAR DEL HECHO", "AREA", "UNIDAD", "TERRITORIO", "NOMBRE", "NAME", "PAIS",
        "COUNTRY", "LOCATION", "UNIT",
    ),
    "municipality_code": (
        "CODIGO DANE", "COD DANE", "CODIGO DANE MUNICIPIO", "COD MUNI", "CODIGO MUNICIPIO", "COD MUNICIPIO",
        "CODIGO DIVIPOLA", "DIVIPOLA", "DPMP", "MUNICIPIO CODE", "MUNICIPIO CODIGO", "MUNICIPALITY CODE", "COD MPIO",
        "CODMPIO", "CVE MUNICIPIO", "CVE MUN", "CODMUN", "CODIGO DANE MUNICIPIO DEL HECHO DANE", "MPIO CDPMP",
    ),
    "place_code": (
        "CODIGO", "COD", "CODE", "CODIGO BARRIO", "COD BARRIO", "CODIGO COMUNA", "COD COMUNA", "CODIGO LUGAR",
        "PLACE CODE", "ID BARRIO", "ID COMUNA",
    ),
    "zone": ("ZONA", "ZONA HECHO", "ZONA DEL HECHO", "ZONE"),
    "sex": ("SEXO", "GENERO", "SEX", "GENDER", "SEXO DE LA VICTIMA", "SEXO VICTIMA"),
    "age": ("EDAD", "AGE", "EDAD DE LA VICTIMA", "EDAD VICTIMA", "EDAD ANOS", "EDAD EN ANOS", "AGE YEARS"),
    "age_group": (
        "AGRUPA EDAD PERSONA", "AGRUPACION EDAD PERSONA", "GRUPO ETARIO", "GRUPO ETAREO", "GRUPO DE EDAD",
        "GRUPO EDAD", "RANGO DE EDAD", "RANGO EDAD", "GRUPO DE EDAD DE LA VICTIMA", "AGE GROUP", "AGE BAND",
    ),
    "mechanism": (
        "ARMAS MEDIOS", "ARMA O MEDIO", "ARMA EMPLEADA", "ARMA MEDIO", "ARMAS O MEDIOS", "ARMA", "MECANISMO",
        "MECANISMO CAUSAL", "MECANISMO CAUSAL DE LA LESION FATAL", "MODALIDAD", "MEDIO", "TIPO DE ARMA", "TIPO ARMA",
        "WEAPON", "MECHANISM", "METHOD", "MEANS",
    ),
    "manner": (
        "MANERA DE MUERTE", "MANERA MUERTE", "MANERA", "TIPO DE HOMICIDIO", "TIPO DE MUERTE", "PROBABLE MANERA",
        "PROBABLE MANERA DE MUERTE", "MANNER", "MANNER OF DEATH", "INTENT", "INTENCION", "INTENCIONALIDAD",
    ),
    "cause_code": (
        "CAUSA BASICA", "CODIGO CAUSA", "CIE 10", "CIE10", "CAUSA CIE 10", "C BAS1", "CAUSA DEF", "CAUSE CODE",
        "ICD 10", "ICD10", "ICD", "UNDERLYING CAUSE",
    ),
    "circumstance": ("CIRCUNSTANCIA", "CIRCUNSTANCIA DEL HECHO", "CIRCUMSTANCE", "MOVIL", "MOTIVO", "MOTIVE"),
    "aggressor": (
        "PRESUNTO AGRESOR", "PRESUNTO AGRESOR DETALLADO", "RELACION AGRESOR", "RELACION CON EL AGRESOR",
        "RELACION VICTIMA AGRESOR", "AGGRESSOR", "RELATION TO AGGRESSOR", "PERPETRATOR",
    ),
    "key": (
        "ID", "CASO", "NUMERO DE CASO", "NUMERO CASO", "PROTOCOLO", "NUNC", "SPOA", "RADICADO", "NOTICIA CRIMINAL",
        "NUMERO UNICO", "CASE", "CASE ID", "CASE NUMBER", "RECORD ID", "SOURCE KEY",
    ),
    "name": ("NOMBRE VICTIMA", "NOMBRES", "NOMBRES Y APELLIDOS", "NOMBRE COMPLETO", "VICTIMA NOMBRE", "VICTIM NAME"),
    "document": ("DOCUMENTO", "CEDULA", "NUMERO DE DOCUMENTO", "NUMERO DOCUMENTO", "NUIP", "DNI", "DOCUMENT NUMBER"),
    "quantity": ("CANTIDAD", "NUMERO DE VICTIMAS", "NUMERO VICTIMAS", "VICTIMAS", "QUANTITY", "VICTIMS", "N VICTIMAS"),
    "count": (
        "HOMICIDIOS", "HOMICIDES", "TOTAL HOMICIDIOS", "NUMERO DE HOMICIDIOS", "NUM HOMICIDIOS", "HOMICIDIO", "MUERTES",
        "DEATHS", "DEFUNCIONES", "VICTIMAS", "VICTIMS", "CASOS", "CASES", "CANTIDAD", "CONTEO", "COUNT", "COUNTS",
        "TOTAL", "ASESINATOS", "MURDERS", "KILLINGS", "N", "FRECUENCIA", "HOM",
    ),
    "population": (
        "POBLACION", "POPULATION", "HABITANTES", "INHABITANTS", "RESIDENTS", "RESIDENTES", "POBLACION TOTAL",
        "TOTAL POBLACION", "PERSONAS", "PEOPLE", "POB", "POP",
    ),
    "rate": (
        "TASA", "RATE", "TASA HOMICIDIOS", "TASA DE HOMICIDIOS", "TASA HOMICIDIO", "TASA POR 100000", "TASA X 100000",
        "HOMICIDE RATE", "RATE PER 100000", "PER 100000", "TAS",
    ),
    "source": ("FUENTE", "SOURCE", "INSTITUCION", "ENTIDAD FUENTE", "INSTITUTION"),
    "lon": ("LON", "LONGITUD", "LONGITUDE", "LNG"),
    "lat": ("LAT", "LATITUD", "LATITUDE"),
}  # fmt: skip

# A name of several words that holds one of these whole words, and none of the others, means it too.
_HINTS: dict[str, tuple[str, ...]] = {
    "count": ("HOMICIDIOS", "HOMICIDES", "MUERTES", "DEATHS", "VICTIMAS", "VICTIMS", "CASOS", "CASES"),
    "population": ("POBLACION", "POPULATION", "HABITANTES"),
    "rate": ("TASA", "RATE"),
    "date": ("FECHA", "DATE"),
    "year": ("ANO", "ANIO", "YEAR"),
    "month": ("MES", "MONTH"),
    "hour": ("HORA", "HOUR"),
    "age": ("EDAD", "AGE"),
    "sex": ("SEXO", "SEX", "GENERO"),
    "neighbourhood": ("BARRIO", "NEIGHBOURHOOD", "NEIGHBORHOOD"),
    "comuna": ("COMUNA",),
    "municipality": ("MUNICIPIO", "MUNICIPALITY"),
    "mechanism": ("ARMA", "WEAPON", "MECANISMO", "MECHANISM"),
}
_BARRED: dict[str, set[str]] = {
    "count": {"TASA", "RATE", "POBLACION", "POPULATION", "TIPO", "SEXO", "EDAD", "FECHA", "SIN", "POR", "PER"},
    "population": {"TASA", "RATE", "CENTRO", "CENTROS", "DENSIDAD", "GRUPO"},
    "rate": {"CAMBIO", "CHANGE", "LOW", "HIGH", "DATE"},
    "date": {"NACIMIENTO", "BIRTH", "MUERTE", "DEATH", "DEFUNCION", "REGISTRO", "DENUNCIA", "REPORTE", "REGISTERED",
             "INGRESO", "NECROPSIA", "CARGUE", "EXTRACCION", "CORTE", "DICTAMEN", "REPORTED", "EXTRACTION"},
    "year": {"NACIMIENTO", "BIRTH", "EDAD"},
    "month": {"EDAD", "NACIMIENTO"},
    "hour": {"RANGO", "BAND"},
    "age": {"GRUPO", "RANGO", "GROUP", "BAND", "AGRUPA", "AGRUPACION", "AGRESOR", "AGGRESSOR", "UNIDAD", "MEDIDA"},
    "sex": {"AGRESOR", "AGGRESSOR", "RELACION"},
    "neighbourhood": {"CODIGO", "COD", "ID", "CODE"},
    "comuna": {"CODIGO", "COD", "ID", "CODE"},
    "municipality": {"CODIGO", "COD", "ID", "CODE", "CVE", "RESIDENCIA", "DEPARTAMENTO"},
    "mechanism": {"GRUPO"},
}  # fmt: skip
# Which meanings may stand for where, the finest first.
PLACES = ("neighbourhood", "comuna", "municipality", "place", "department")


def meanings() -> tuple[str, ...]:
    """Return every meaning that can be asked for."""
    return tuple(NAMES)


def recognised(columns: Iterable[object], meaning: str) -> str | None:
    """Return the column (as the file writes it) whose name means `meaning`, or None.

    `meaning` is one of `meanings()`: date, died_on, registered_on, year, month, weekday, hour,
    neighbourhood, comuna, municipality, department, place, municipality_code, place_code, zone, sex,
    age, age_group, mechanism, manner, cause_code, circumstance, aggressor, key, name, document,
    quantity, count, population, rate, source, lon, lat. A whole name goes before a word in a name, and
    the commonest name before others.
    """
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain(str(column)), str(column))
    for name in NAMES[meaning]:
        if name in by_name:
            return by_name[name]
    hints, barred = set(_HINTS.get(meaning, ())), _BARRED.get(meaning, set())
    for name, column in by_name.items():
        words = set(name.split())
        if words & hints and not words & barred:
            return column
    return None


def recognise(columns: Iterable[object], wanted: Iterable[str]) -> dict[str, str]:
    """Return {meaning: column} for the meanings found, in the order wanted; no column is taken twice."""
    left = [str(column) for column in columns]
    found: dict[str, str] = {}
    for meaning in wanted:
        column = recognised(left, meaning)
        if column is not None:
            found[meaning] = column
            left.remove(column)
    return found


def chosen_columns(
    columns: Iterable[object], wanted: Iterable[str], *, named: Mapping[str, str | None], file: str
) -> dict[str, str]:
    """Return `recognise`, where the columns that a person named go before those recognised.

    A named column that the file does not have is refused.
    """
    present = [str(column) for column in columns]
    given = {meaning: column for meaning, column in named.items() if column is not None}
    for meaning, column in given.items():
        if column not in present:
            raise InputProblem(
                N_("{file} has no column {column} (named for the {meaning}). It has: {present}."),
                file=file,
                column=column,
                meaning=meaning,
                present=listed(present, most=20),
            )
    rest = [column for column in present if column not in given.values()]
    return {**recognise(rest, [meaning for meaning in wanted if meaning not in given]), **given}
