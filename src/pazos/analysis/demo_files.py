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
their trailing blanks, are `demo_police.POLICE_LAYOUTS`; the codings:

| years | date | hour | code | missing |
|---|---|---|---|---|
| 2012-2014 | date cell | text `9:05` | number 9317000 | NO REPORTADO |
| 2015 | text `MM/DD/YYYY 12:00:00 AM` | text `9:05` | number | NO REPORTADO |
| 2016 | text `MM/DD/YYYY 12:00:00 AM` | text `12/31/1899 09:05:00 AM` | number | - |
| 2017 | text `DD/MM/YYYY` | text `9:05:00` | number | - |
| 2018-2019 | date cell | time cell | text 09317000 | - |
| 2020 | serial number (days since 1899-12-30) | text `9:05` | text | - |
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

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from pazos.analysis.demo_police import write_police

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.science.synthetic.city import City

_MECHANISMS = {
    "firearm": "Proyectil de arma de fuego",
    "knife": "Cortopunzante",
    "blunt": "Contundente",
    "strangling": "Generador de asfixia",
}
_CIRCUMSTANCES = {
    "legal intervention": "Intervención legal",
    "quarrel": "Riña",
    "reprisal": "Ajuste de cuentas",
    "robbery": "Hurto",
    "partner": "Violencia de pareja",
    "unknown": "Sin información",
}
_SEXES = {"man": "Hombre", "woman": "Mujer"}
_ZONES = {"urban": "URBANA", "rural": "RURAL"}
_AREAS = {"urban": "1", "rural": "3", "unknown": "9"}
_NO_INFORMATION = "SIN INFORMACION"
# The forensic list of these years passed through a spreadsheet that ate the leading zero.
_ZERO_LOST_UNTIL = 2014


@dataclass(frozen=True)
class DemoFiles:
    """Where the files of an invented city stand."""

    police: tuple[Path, ...]
    forensic: Path
    vital: Path
    areas: Path
    population: Path
    river: Path
    truth: Path


def write_demo_files(city: City, folder: str | Path) -> DemoFiles:
    """Write all files of the city under `folder` (made if missing); see the module for each."""
    folder = Path(folder)
    for name in ("policia", "medicina_legal", "estadisticas_vitales", "territorio"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    span = f"{city.years[0]}_{city.years[-1]}"
    files = DemoFiles(
        police=tuple(folder / "policia" / f"homicidios_{year}.xlsx" for year in city.years),
        forensic=folder / "medicina_legal" / f"lesiones_fatales_{span}.csv",
        vital=folder / "estadisticas_vitales" / f"defunciones_{span}.csv",
        areas=folder / "territorio" / "barrios_y_veredas.geojson",
        population=folder / "territorio" / "poblacion.csv",
        river=folder / "territorio" / "rio.geojson",
        truth=folder / "truth.json",
    )
    for year, path in zip(city.years, files.police, strict=True):
        write_police(city, year, path)
    _write_csv(_forensic(city.forensic), files.forensic, separator=";", encoding="latin-1", line_end="\r\n")
    _write_csv(_vital(city.vital), files.vital)
    _write_csv(_population(city.population), files.population)
    _write_territory(city, files)
    files.truth.write_text(json.dumps(_truth(city), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return files


def _write_csv(
    frame: pd.DataFrame, path: Path, *, separator: str = ",", encoding: str = "utf-8", line_end: str = "\n"
) -> None:
    text = frame.to_csv(index=False, sep=separator, lineterminator=line_end)
    path.write_bytes(text.encode(encoding))


def _forensic(rows: pd.DataFrame) -> pd.DataFrame:
    code = rows["code"].mask(rows["file_year"] <= _ZERO_LOST_UNTIL, rows["code"].str.lstrip("0"))
    return pd.DataFrame(
        {
            "CASO": rows["case"],
            "FECHA_HECHO": rows["occurred_on"].dt.strftime("%d/%m/%Y"),
            "HORA_HECHO": rows["hour"].fillna(_NO_INFORMATION),
            "FECHA_MUERTE": rows["died_on"].dt.strftime("%d/%m/%Y"),
            "COD_MUNICIPIO": code,
            "MUNICIPIO_HECHO": rows["municipality"],
            "BARRIO_HECHO": rows["barrio"],
            "ZONA_HECHO": rows["zone"].map({"urban": "Cabecera municipal", "rural": "Parte rural"}),
            "LUGAR_MUERTE": rows["died_in"].map(
                {"scene": "Lugar del hecho", "hospital": "Hospital o clínica"}
            ),
            "SEXO": rows["sex"].map(_SEXES),
            "EDAD": rows["age"].astype("string").fillna(_NO_INFORMATION),
            "MECANISMO": rows["weapon"].map(_MECHANISMS),
            "MANERA_MUERTE": "Violenta - Homicidio",
            "CIRCUNSTANCIA": rows["circumstance"].map(_CIRCUMSTANCES),
        }
    )


def _vital(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows["age"].notna()
    site = {"hospital": "1", "scene": "5"}
    return pd.DataFrame(
        {
            "COD_MUNIC": rows["code"],
            "A_DEFUN": rows["zone"].map(_AREAS),
            "SIT_DEFUN": rows["died_in"].map(site),
            "ANO": rows["died_on"].dt.year.astype("Int64").fillna(rows["file_year"]),
            "MES": rows["died_on"].dt.month.astype("Int64"),
            "FECHA_DEF": rows["died_on"].dt.strftime("%Y%m%d"),
            "SEXO": rows["sex"].map({"man": "1", "woman": "2"}),
            "UNI_EDAD": known.map({True: "1", False: "9"}),
            "EDAD": rows["age"].fillna(999),
            "GRU_ED1": [_age_group(age) for age in rows["age"]],
            "CODMUNRE": rows["residence_code"],
            "AREA_RES": rows["residence_zone"].map(_AREAS),
            "BARRIO_RES": rows["residence_barrio"].str.upper(),
            "PMAN_MUER": rows["cause"].str.match("Y2[2-4]").map({True: "3", False: "2"}),
            "C_BAS1": rows["cause"],
            "FECHA_REG": rows["registered_on"].dt.strftime("%Y%m%d"),
        }
    )


def _age_group(age: int | None) -> str:
    """Return the age group of DANE's death certificates (GRU_ED1) for an age in years."""
    if pd.isna(age):
        return "29"
    if age < 5:
        return ("06", "07", "08", "08", "08")[age]
    return f"{min(age, 100) // 5 + 8:02d}"


def _population(population: pd.DataFrame) -> pd.DataFrame:
    named = population.rename(
        columns={"place": "codigo", "year": "anio", "sex": "sexo", "age": "edad", "people": "poblacion"}
    )
    return named.assign(sexo=named["sexo"].map({"man": "hombre", "woman": "mujer"}))


def _write_territory(city: City, files: DemoFiles) -> None:
    properties = [
        {
            "codigo": place["code"],
            "nombre": place["name"],
            "tipo": place["kind"],
            "comuna": int(place["comuna"]),
            "nombre_comuna": place["comuna_name"],
            "zona": _ZONES[place["zone"]],
        }
        for place in city.places.drop(columns="geometry").to_dict("records")
    ]
    _write_geojson(zip(properties, city.places.geometry, strict=True), files.areas)
    _write_geojson([({"nombre": "Río Alborada"}, city.river)], files.river)


def _write_geojson(features: Iterable[tuple[dict[str, Any], shapely.Geometry]], path: Path) -> None:
    written = [
        {"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(shape))}
        for facts, shape in features
    ]
    whole = {"type": "FeatureCollection", "description": "DATOS SINTÉTICOS", "features": written}
    path.write_text(json.dumps(whole, ensure_ascii=False) + "\n", encoding="utf-8")


def _truth(city: City) -> dict[str, Any]:
    truth = city.truth
    years = truth.deaths["occurred_at"].dt.year.value_counts().sort_index()
    return {
        "seed": city.seed,
        "municipality": {"code": city.municipality.code, "name": city.municipality.name},
        "clusters": [list(cluster) for cluster in truth.clusters],
        "treated": list(truth.treated),
        "rate_ratio": truth.effect.rate_ratio,
        "launched_on": truth.effect.launched_on.isoformat(),
        "deaths_by_year": {str(year): int(count) for year, count in years.items()},
        "relative_risk": {str(code): round(float(risk), 6) for code, risk in truth.risk.items()},
    }
