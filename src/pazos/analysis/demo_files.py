"""What would the institutions of the invented city hand out? Their files, with their faults.

Every file is written as the institution it imitates writes it, so that the demo goes through
the very code a user's files go through. No file carries the key that links its rows to the
true deaths, and no file may be taken for a real one: banners and notes say DATOS SINTÉTICOS.
The same city gives the same bytes.

The municipality is 09317 Valdelucero, department Llanos del Alba; its neighbours 09112
Peñaserena and 09468 Aguamora are sprinkled in (about one row in eight). No department of
Colombia has the code 09; it was chosen over 98 because it has a leading zero to lose.

`write_demo_files(city, folder)` writes:

`policia/homicidios_AAAA.xlsx`, 2012 to 2023 (source `policia-nacional`). One sheet: 9 or 10
banner rows, one header row, data, a TOTAL row (label in the first column and the sum of the
quantity in its column; in 2018 the sum alone, without a label), then notes and signatures.
One row is one or more victims (the quantity). The headers of each year, in order and with
their trailing blanks, are `POLICE_LAYOUTS` below; the codings:

| years | date | hour | code | missing |
|---|---|---|---|---|
| 2012-2014 | date cell | text `9:05` | number 9317000 | NO REPORTADO |
| 2015 | text `MM/DD/YYYY 12:00:00 AM` | text `9:05` | number | NO REPORTADO |
| 2016 | text `MM/DD/YYYY 12:00:00 AM` | text `12/31/1899 09:05:00 AM` | number | - |
| 2017 | text `DD/MM/YYYY` | text `9:05:00` | number | - |
| 2018-2019 | date cell | time cell | text 09317000 | - |
| 2020 | serial number (days since 1899-12-30) | text `09:05` | text | - |
| 2021-2023 | date cell | time cell | text | - |

2015's quantity column is headed 2015 (a number). Municipalities are in capitals, in title case
in 2022. The weekday (Lunes … Domingo) is that of the date and tells month/day from day/month.
Sex: MASCULINO, FEMENINO. Zone: URBANA, RURAL. Weapon: ARMA DE FUEGO, ARMA BLANCA /
CORTOPUNZANTE (2012-2015: ARMA BLANCA), CONTUNDENTES, CUERDA/SOGA/CADENA. Age: years, as text
from 2016 to 2019, a number otherwise. Barrio: messy (B/, BARRIO, URB., CGTO, CRGT,
CORREGIMIENTO, VDA., VEREDA, letters lost or swapped, a road instead of a place, one name for
two places). From 2023 legal intervention is left out (`City.police_definition_from`).
Planted: dates in the future, ages of 200, blank dates, codes cut short, rows twice.

`medicina_legal/lesiones_fatales_2012_2023.csv` (source `medicina-legal`): latin-1, `;`, CRLF.
One row is one victim.

| column | coding |
|---|---|
| CASO | protocol, `AAAA-00001`, unique but for rows handed out twice |
| FECHA_HECHO | day of the injury, DD/MM/YYYY; blank in some rows |
| HORA_HECHO | HH:MM or SIN INFORMACION |
| FECHA_MUERTE | day of death, DD/MM/YYYY, the same or up to some weeks later |
| COD_MUNICIPIO | municipality of the injury, five digits 09317; 9317 in some rows |
| MUNICIPIO_HECHO, BARRIO_HECHO | names, in title case |
| ZONA_HECHO | Cabecera municipal, Parte rural |
| LUGAR_MUERTE | Lugar del hecho, Hospital o clínica |
| SEXO | Hombre, Mujer |
| EDAD | years; SIN INFORMACION in a few rows |
| MECANISMO | Proyectil de arma de fuego, Cortopunzante, Contundente, Generador de asfixia |
| MANERA_MUERTE | Violenta - Homicidio |
| CIRCUNSTANCIA | Intervención legal, Riña, Ajuste de cuentas, Hurto, Violencia de pareja, Sin información |

`estadisticas_vitales/defunciones_2012_2023.csv` (source `estadisticas-vitales`): utf-8, `,`,
LF. One row is one death of a cause that may be a homicide.

| column | coding |
|---|---|
| COD_MUNIC | municipality where death occurred, five digits as text 09317 |
| A_DEFUN | 1 cabecera, 2 centro poblado, 3 rural disperso |
| SIT_DEFUN | 1 hospital o clínica, 3 casa, 5 vía pública, 6 otro, 9 sin información |
| ANO, MES | year and month of death |
| FECHA_DEF | day of death, YYYYMMDD |
| SEXO | 1 hombre, 2 mujer, 3 indeterminado (unknown) |
| UNI_EDAD | unit of EDAD: 1 years, 2 months, 9 unknown |
| EDAD | in that unit; 999 with unit 9 |
| GRU_ED1 | DANE's age group: 07 one year, 08 2-4, 09 5-9, 10 10-14, … 28 100+, 29 unknown; 06 under one |
| CODMUNRE | municipality of residence, five digits |
| AREA_RES | 1 cabecera, 2 centro poblado, 3 rural disperso, 9 unknown |
| BARRIO_RES | barrio of RESIDENCE (not of the fact), capitals; blank in a fifth of the rows |
| PMAN_MUER | 2 violenta, 3 en estudio |
| C_BAS1 | basic cause, ICD-10 in four characters without a dot |
| FECHA_REG | day of registration, YYYYMMDD, some days to many months after death |

Causes: X93-X95 firearm, X99 sharp, Y00 blunt, X91 strangling, Y09 means unknown: assault;
Y22-Y24 firearm of unknown intent and W32-W34 accidental firearm (homicides coded so, some 6%);
Y35 legal intervention.

`territorio/barrios_y_veredas.geojson`: EPSG:4326; properties codigo (text, `B001`…, `V01`…),
nombre, tipo (barrio, vereda), comuna (number, 1-7 urban, 8-16 rural), nombre_comuna, zona
(URBANA, RURAL). `territorio/poblacion.csv`: utf-8, `,`: codigo, anio, sexo (hombre, mujer),
edad (0-4, 5-9 … 80+), poblacion. `territorio/rio.geojson`: the river, one line.

`truth.json`: what the generator knows, for tests: seed, clusters (lists of codes, six urban
and one rural), treated, rate_ratio, launched_on, deaths by year, relative risk by place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
