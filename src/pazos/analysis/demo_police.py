"""How do the police of the invented country lay out a year's homicides?

The layouts, year by year, and the spreadsheets written by them; `demo_files` says what every
coding means. No row of a real file was copied: only layouts are imitated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from pathlib import Path

    from pazos.science.synthetic.city import City


@dataclass(frozen=True)
class PoliceLayout:
    """How the police of the invented country lay out one year: header -> field, and codings."""

    columns: tuple[tuple[str, str], ...]
    date: Literal["cell", "serial", "month/day", "day/month"] = "cell"
    hour: Literal["cell", "text", "text with seconds", "epoch"] = "cell"
    code: Literal["text", "number"] = "text"
    missing: str = "-"
    banner_rows: int = 10
    title: str = "HOMICIDIOS "
    total_label: str = "TOTAL"
    knife: str = "ARMA BLANCA / CORTOPUNZANTE"


def _columns(*pairs: str) -> tuple[tuple[str, str], ...]:
    """Read "HEADER =field" pairs, keeping the blanks that end a header."""
    return tuple((header, field) for header, _, field in (pair.partition("=") for pair in pairs))


_OLDEST = _columns(
    "DEPARTAMENTO =department",
    "MUNICIPIO =municipality",
    "CODIGO DANE =code",
    "FECHA HECHO =occurred_on",
    "DIA =weekday",
    "HORA=hour",
    "BARRIO=barrio",
    "ZONA =zone",
    "CLASE DE SITIO =site",
    "ARMA O MEDIO=weapon",
    "MOVIL VICTIMA =victim_transport",
    "MOVIL AGRESOR =aggressor_transport",
    "EDAD =age",
    "GENERO =sex",
    "CANTIDAD =quantity",
)
_OF_2015 = _columns(
    "FECHA=occurred_on",
    "DEPARTAMENTO=department",
    "MUNICIPIO=municipality",
    "DIA=weekday",
    "HORA=hour",
    "BARRIO=barrio",
    "ZONA =zone",
    "CLASE DE SITIO =site",
    "ARMA O MEDIO=weapon",
    "MOVIL VICTIMA =victim_transport",
    "MOVIL AGRESOR =aggressor_transport",
    "EDAD =age",
    "GENERO =sex",
    "CODIGO DANE =code",
    "2015=quantity",
)
_MIDDLE = _columns(
    "Fecha=occurred_on",
    "Departamento=department",
    "Municipio=municipality",
    "Día=weekday",
    "Hora=hour",
    "Barrio=barrio",
    "Zona=zone",
    "Clase de sitio=site",
    "Arma empleada=weapon",
    "Móvil Agresor=aggressor_transport",
    "Móvil Victima=victim_transport",
    "Edad=age",
    "Sexo=sex",
    "Código DANE=code",
    "Cantidad=quantity",
)
_OF_2020 = _columns(
    "DEPARTAMENTO=department",
    "MUNICIPIO=municipality",
    "CODIGO DANE=code",
    "ARMAS MEDIOS=weapon",
    "FECHA HECHO=occurred_on",
    "DIA=weekday",
    "HORA=hour",
    "BARRIO=barrio",
    "ZONA=zone",
    "CLASE DE SITIO=site",
    "GENERO=sex",
    "EDAD=age",
    "CANTIDAD=quantity",
)
_NEWEST = _columns(
    "ARMAS MEDIOS=weapon",
    "DEPARTAMENTO =department",
    "MUNICIPIO =municipality",
    "FECHA HECHO=occurred_on",
    "DIA=weekday",
    "HORA=hour",
    "BARRIO=barrio",
    "ZONA=zone",
    "CLASE DE SITIO=site",
    "GENERO=sex",
    "EDAD=age",
    "CODIGO DANE=code",
    "CANTIDAD =quantity",
)
_OLD = PoliceLayout(_OLDEST, hour="text", code="number", missing="NO REPORTADO", knife="ARMA BLANCA")
POLICE_LAYOUTS: dict[int, PoliceLayout] = {
    **dict.fromkeys((2012, 2013, 2014), _OLD),
    2015: PoliceLayout(
        _OF_2015, date="month/day", hour="text", code="number", missing="NO REPORTADO", knife="ARMA BLANCA"
    ),
    2016: PoliceLayout(_MIDDLE, date="month/day", hour="epoch", code="number"),
    2017: PoliceLayout(_MIDDLE, date="day/month", hour="text with seconds", code="number"),
    2018: PoliceLayout(_MIDDLE, total_label=""),
    2019: PoliceLayout(_MIDDLE, banner_rows=9),
    2020: PoliceLayout(_OF_2020, date="serial", hour="text", title="HOMICIDIOS COMUNES"),
    **dict.fromkeys((2021, 2022, 2023), PoliceLayout(_NEWEST, banner_rows=9)),
}

_WEEKDAYS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")
_POLICE_SEX = {"man": "MASCULINO", "woman": "FEMENINO"}
_ZONES = {"urban": "URBANA", "rural": "RURAL"}
_POLICE_WEAPONS = {"firearm": "ARMA DE FUEGO", "blunt": "CONTUNDENTES", "strangling": "CUERDA/SOGA/CADENA"}
# A fixed day: the files of one city are the same bytes whenever they are written.
_CREATED = datetime(2024, 1, 15)
_EPOCH = date(1899, 12, 30)


def write_police(city: City, year: int, path: Path) -> None:
    """Write the year's spreadsheet as the police of the invented country hand it out."""

    layout = POLICE_LAYOUTS[year]
    rows = city.police[city.police["file_year"] == year]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED, "title": "DATOS SINTÉTICOS", "author": "Pazos"})
        formats: dict[type, Any] = {date: book.add_format({"num_format": "dd/mm/yyyy"})}
        formats[time] = book.add_format({"num_format": "h:mm"})
        sheet = book.add_worksheet("Sheet1")
        for number, line in enumerate(_police_lines(rows, year, layout, department=city.department)):
            for column, value in enumerate(line):
                if isinstance(value, date | time):
                    sheet.write_datetime(number, column, value, formats[type(value)])
                elif value != "":
                    sheet.write(number, column, value)


def _police_lines(
    rows: pd.DataFrame, year: int, layout: PoliceLayout, *, department: str
) -> Iterator[list[Any]]:
    """Yield the sheet row by row: banner, header, data, total, notes."""
    yield from _banner(year, layout)
    yield [2015 if header == "2015" else header for header, _ in layout.columns]
    for row in rows.to_dict("records"):
        row["department"] = department
        yield [_police_value(field, row, layout=layout, year=year) for _, field in layout.columns]
    total: list[Any] = [""] * len(layout.columns)
    total[0] = layout.total_label
    total[[field for _, field in layout.columns].index("quantity")] = int(rows["quantity"].sum())
    yield total
    extracted = f"EXTRAIDOS EL DIA 15 DE ENERO DEL AÑO {year + 1}."
    yield [f"FUENTE:       DATOS SINTÉTICOS, MUNICIPIO INVENTADO. {extracted}"]
    yield ["*CIFRAS SUJETAS A VARIACIÓN. NINGUNA FILA CORRESPONDE A UNA PERSONA REAL."]
    yield ["Elaborado: generador de datos sintéticos"]
    yield ["Revisado: generador de datos sintéticos"]


def _banner(year: int, layout: PoliceLayout) -> Iterator[list[str]]:
    top = ["MINISTERIO DE DEFENSA (DATOS SINTÉTICOS)", "POLICÍA NACIONAL (DATOS SINTÉTICOS)"]
    bottom = [
        "DIRECCIÓN DE INVESTIGACIÓN CRIMINAL",
        "GRUPO DE INFORMACION DE CRIMINALIDAD",
        layout.title,
        f"PERÍODO DEL 01 DE ENERO AL 31 DE DICIEMBRE AÑO {year}",
    ]
    blank = [""] * (layout.banner_rows - len(top) - len(bottom))
    for text in top + blank + bottom:
        yield [text]


def _police_value(field: str, row: dict[Hashable, Any], *, layout: PoliceLayout, year: int) -> Any:
    value = row.get(field)
    match field:
        case "occurred_on" | "weekday":
            if pd.isna(value := row["occurred_on"]):
                return layout.missing if field == "weekday" else ""
            return _WEEKDAYS[value.weekday()] if field == "weekday" else _police_date(value, layout)
        case "hour":
            return _police_hour(time.fromisoformat(row["hour"]), layout)
        case "code":
            return int(f"{value}000") if layout.code == "number" else f"{value}000"
        case "department" | "municipality":
            return str(value).title() if field == "municipality" and year == 2022 else str(value).upper()
        case "sex":
            return _POLICE_SEX[row["sex"]]
        case "zone":
            return _ZONES[row["zone"]]
        case "weapon":
            return _POLICE_WEAPONS.get(row["weapon"], layout.knife)
        case "age":
            return _police_age(value, year, layout)
    return value


def _police_date(day: pd.Timestamp, layout: PoliceLayout) -> date | int | str:
    written: dict[str, date | int | str] = {
        "cell": day.date(),
        "serial": (day.date() - _EPOCH).days,
        "month/day": day.strftime("%m/%d/%Y 12:00:00 AM"),
        "day/month": day.strftime("%d/%m/%Y"),
    }
    return written[layout.date]


def _police_hour(hour: time, layout: PoliceLayout) -> time | str:
    written: dict[str, time | str] = {
        "cell": hour,
        "text": f"{hour.hour}:{hour.minute:02d}",
        "text with seconds": f"{hour.hour}:{hour.minute:02d}:00",
        "epoch": hour.strftime("12/31/1899 %I:%M:00 %p"),
    }
    return written[layout.hour]


def _police_age(age: Any, year: int, layout: PoliceLayout) -> int | str:
    if pd.isna(age):
        return layout.missing
    return str(age) if 2016 <= year <= 2019 else int(age)
