"""What do three institutions see of the same deaths? Each misses some and mistakes others.

Rows carry `deaths`, the tuple of true deaths behind them: the hidden key, empty for a row of a
neighbouring municipality. It is for tests and must never be written to a file. No row has a
victim's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from pazos.science.synthetic import names
from pazos.science.synthetic.spelling import spell
from pazos.science.synthetic.streams import stream

if TYPE_CHECKING:
    from datetime import date

NEIGHBOUR_SHARE = 0.13
_SITES = ("VIAS PUBLICAS", "CASAS DE HABITACION", "BARES, CANTINAS Y SIMILARES", "PARQUES", "LOTE BALDIO")
_VICTIM_ON = ("A PIE", "CONDUCTOR MOTOCICLETA", "CONDUCTOR VEHICULO", "BICICLETA")
_AGGRESSOR_ON = ("A PIE", "PASAJERO MOTOCICLETA", "CONDUCTOR MOTOCICLETA", "BICICLETA")
# ICD-10 (WHO) by weapon: assault first, then what a homicide is sometimes coded as.
_ASSAULT = {
    "firearm": (
        ("X954", 0.62),
        ("X959", 0.17),
        ("X950", 0.06),
        ("X934", 0.08),
        ("X944", 0.02),
        ("Y099", 0.05),
    ),
    "knife": (("X994", 0.60), ("X990", 0.20), ("X999", 0.20)),
    "blunt": (("Y004", 0.6), ("Y009", 0.4)),
    "strangling": (("X910", 0.7), ("X919", 0.3)),
}
_UNKNOWN_INTENT = ("Y229", "Y239", "Y249", "Y244")
_ACCIDENT = ("W329", "W339", "W349")


@dataclass(frozen=True)
class Faults:
    """How imperfectly a source observes: shares of deaths or rows, and counts of gross mistakes."""

    missed: float
    ageless: float = 0.02
    shifted: float = 0.02
    doubled: float = 0.008
    in_future: int = 3
    age_of_200: int = 2
    code_cut: int = 4
    dateless: int = 2


def police_rows(
    deaths: pd.DataFrame,
    places: pd.DataFrame,
    *,
    seed: int,
    faults: Faults,
    definition_from: date | None = None,
) -> pd.DataFrame:
    """Return what the police write down, in order of date; a row may stand for several victims.

    Columns: file_year, occurred_on, hour, code, municipality, barrio, zone, site, weapon,
    victim_transport, aggressor_transport, sex, age, quantity, deaths. From `definition_from`
    legal intervention is left out.
    """
    rng = stream(seed, "police")
    seen = deaths[rng.random(len(deaths)) >= faults.missed]
    if definition_from is not None:
        late = seen["occurred_at"] >= pd.Timestamp(definition_from)
        seen = seen[~(late & seen["legal_intervention"])]
    rows = _merged(seen, rng)
    rows = pd.concat([rows, _of_neighbours(rows, rng)], ignore_index=True)
    rows["barrio"] = _barrios(rows, places, rng)
    zone = places.set_index("code")["zone"].reindex(rows["place"]).to_numpy()
    rows["zone"] = np.where(pd.isna(zone), np.where(rng.random(len(rows)) < 0.7, "urban", "rural"), zone)
    rows["site"] = rng.choice(_SITES, len(rows), p=[0.82, 0.08, 0.05, 0.03, 0.02])
    rows["victim_transport"] = rng.choice(_VICTIM_ON, len(rows), p=[0.88, 0.07, 0.03, 0.02])
    rows["aggressor_transport"] = rng.choice(_AGGRESSOR_ON, len(rows), p=[0.72, 0.20, 0.06, 0.02])
    rows["hour"] = rows["occurred_at"].dt.strftime("%H:%M")
    rows["occurred_on"] = rows["occurred_at"].dt.normalize()
    return _spoilt(rows.drop(columns=["place", "occurred_at"]), faults, rng, day="occurred_on")


def forensic_rows(deaths: pd.DataFrame, places: pd.DataFrame, *, seed: int, faults: Faults) -> pd.DataFrame:
    """Return what the forensic institute lists, in order of the injury; one row a victim.

    Columns: file_year, case, occurred_on, hour, died_on, died_in, code, municipality, barrio,
    zone, sex, age, weapon, circumstance, legal_intervention, deaths. Some rows have the day of
    death alone (occurred_on missing).
    """
    rng = stream(seed, "forensic")
    seen = deaths[rng.random(len(deaths)) >= faults.missed].reset_index(drop=True)
    at_home = places.set_index("code").loc[seen["place"]]
    rows = pd.DataFrame(
        {
            "code": names.VALDELUCERO.code,
            "municipality": names.VALDELUCERO.name,
            "barrio": [text.title() for text in spell(_named(seen["place"], places), rng)],
            "zone": at_home["zone"].to_numpy(),
            "occurred_on": seen["occurred_at"].dt.normalize(),
            "hour": _some(seen["occurred_at"].dt.strftime("%H:%M"), 0.08, rng),
            **{
                column: seen[column]
                for column in ("died_on", "died_in", "sex", "age", "weapon", "legal_intervention")
            },
            "circumstance": _some(seen["circumstance"], 0.25, rng).fillna("unknown"),
            "deaths": [(death,) for death in seen["death"]],
        }
    )
    rows = _spoilt(rows, faults, rng, day="occurred_on")
    rows["occurred_on"] = rows["occurred_on"].mask(rng.random(len(rows)) < 0.015)
    return rows.assign(case=_cases(rows))


def vital_rows(deaths: pd.DataFrame, places: pd.DataFrame, *, seed: int, faults: Faults) -> pd.DataFrame:
    """Return what the vital statistics hold, in order of death; one row a death.

    Columns: file_year, died_on, registered_on, died_in, code (municipality of death),
    residence_code, zone, residence_zone, residence_barrio, sex, age, cause, deaths.
    """
    rng = stream(seed, "vital")
    seen = deaths[rng.random(len(deaths)) >= faults.missed].reset_index(drop=True)
    homes = places.set_index("code").reindex(seen["residence"])
    barrio = pd.Series(spell(_named(seen["residence"], places), rng)).mask(
        homes["name"].isna().to_numpy(), ""
    )
    elsewhere = homes["name"].isna().to_numpy()
    rows = pd.DataFrame(
        {
            "died_on": seen["died_on"],
            "code": names.VALDELUCERO.code,
            "residence_code": np.where(elsewhere, seen["residence"], names.VALDELUCERO.code),
            "zone": places.set_index("code").loc[seen["place"], "zone"].to_numpy(),
            "residence_zone": homes["zone"].fillna("unknown").to_numpy(),
            "residence_barrio": barrio.mask(rng.random(len(seen)) < 0.18, "").to_numpy(),
            "died_in": seen["died_in"],
            "sex": seen["sex"],
            "age": seen["age"],
            "cause": _causes(seen, rng),
            "deaths": [(death,) for death in seen["death"]],
        }
    )
    rows = _spoilt(rows, faults, rng, day="died_on")
    late = np.where(
        rng.random(len(rows)) < 0.1, rng.integers(60, 420, len(rows)), rng.integers(1, 45, len(rows))
    )
    return rows.assign(registered_on=rows["died_on"] + pd.to_timedelta(late, unit="D"))


def _merged(seen: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row a victim, or one for all victims of one incident and sex (half of the time)."""
    together = pd.Series(rng.random(int(seen["incident"].max()) + 1) < 0.5)
    alone = ~together.loc[seen["incident"]].to_numpy()
    row = np.where(alone, seen["death"], -1 - seen["incident"])
    grouped = seen.assign(row=row, victims=seen["death"]).groupby(["row", "sex"], sort=False)
    rows = grouped.agg(
        occurred_at=("occurred_at", "first"),
        place=("place", "first"),
        age=("age", "first"),
        weapon=("weapon", "first"),
        quantity=("death", "size"),
        deaths=("victims", tuple),
    ).reset_index()
    rows = rows.drop(columns="row")
    return rows.assign(code=names.VALDELUCERO.code, municipality=names.VALDELUCERO.name)


def _of_neighbours(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of the neighbouring municipalities: like the city's own, of no true death of it."""
    count = round(len(rows) * NEIGHBOUR_SHARE)
    like = rows.iloc[rng.choice(len(rows), count, replace=False)].reset_index(drop=True)
    which = rng.choice(len(names.NEIGHBOURS), count, p=[0.6, 0.4])
    moved = like["occurred_at"] + pd.to_timedelta(rng.integers(-90 * 1440, 90 * 1440, count), unit="min")
    same_year = moved.dt.year == like["occurred_at"].dt.year
    return like.assign(
        occurred_at=moved.where(same_year, like["occurred_at"]),
        code=[names.NEIGHBOURS[n].code for n in which],
        municipality=[names.NEIGHBOURS[n].name for n in which],
        place="",
        age=rng.permutation(like["age"]),
        quantity=1,
        deaths=pd.Series([()] * count, dtype=object),
    )


def _barrios(rows: pd.DataFrame, places: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    own = spell(_named(rows["place"], places), rng)
    foreign = rng.choice(("CABECERA MUNICIPAL", "CENTRO", "VEREDA LA UNION", "BARRIO NUEVO"), len(rows))
    return [
        text if place else str(other) for place, text, other in zip(rows["place"], own, foreign, strict=True)
    ]


def _named(codes: pd.Series[str], places: pd.DataFrame) -> list[tuple[str, str]]:
    """Name and kind of each place; a code beyond the municipality is some town's middle."""
    known = dict(zip(places["code"], zip(places["name"], places["kind"], strict=True), strict=True))
    return [known.get(code, ("Cabecera", "barrio")) for code in codes]


def _causes(seen: pd.DataFrame, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    causes = np.empty(len(seen), dtype=object)
    for weapon, choices in _ASSAULT.items():
        here = (seen["weapon"] == weapon).to_numpy()
        codes, shares = zip(*choices, strict=True)
        causes[here] = rng.choice(codes, int(here.sum()), p=shares)
    astray = rng.random(len(seen))
    shot = (seen["weapon"] == "firearm").to_numpy()
    for codes, chosen in ((_UNKNOWN_INTENT, astray < 0.05), (_ACCIDENT, (astray >= 0.05) & (astray < 0.07))):
        causes[shot & chosen] = rng.choice(codes, int((shot & chosen).sum()))
    legal = seen["legal_intervention"].to_numpy() & (astray < 0.8)
    causes[legal] = "Y350"
    return causes


def _some(values: pd.Series, lost: float, rng: np.random.Generator) -> pd.Series:
    return values.mask(rng.random(len(values)) < lost)


def _cases(rows: pd.DataFrame) -> pd.Series:
    """Number the cases of each year; a row handed out twice keeps its number."""
    first = ~rows["deaths"].duplicated()
    order = first.astype(int).groupby(rows["file_year"]).cumsum()
    number = order.where(first).groupby(rows["deaths"]).transform("first").astype(int)
    return rows["file_year"].astype(str) + "-" + number.astype(str).str.zfill(5)


def _spoilt(rows: pd.DataFrame, faults: Faults, rng: np.random.Generator, *, day: str) -> pd.DataFrame:
    """Return rows in order of time with the source's faults in them; `file_year` is the true one."""
    rows = rows.sort_values([day, "deaths"], kind="stable").reset_index(drop=True)
    count = len(rows)
    rows["file_year"] = rows[day].dt.year
    shift = np.where(rng.random(count) < faults.shifted, rng.choice([-1, 1], count), 0)
    moved = rows[day] + pd.to_timedelta(shift, unit="D")
    rows[day] = moved.where(moved.dt.year == rows["file_year"], rows[day])
    rows["age"] = rows["age"].astype("Int64").mask(rng.random(count) < faults.ageless)
    gross = faults.in_future + faults.age_of_200 + faults.code_cut + faults.dateless
    struck = np.split(
        rng.choice(np.flatnonzero(rows["deaths"].map(len) > 0), gross, replace=False),
        np.cumsum([faults.in_future, faults.age_of_200, faults.code_cut]),
    )
    rows.loc[struck[0], day] += pd.DateOffset(years=30)
    rows.loc[struck[1], "age"] = 200
    rows.loc[struck[2], "code"] = rows.loc[struck[2], "code"].str[1:4]
    rows.loc[struck[3], day] = pd.NaT
    doubled = rows[rng.random(count) < faults.doubled]
    return pd.concat([rows, doubled]).sort_index(kind="stable").reset_index(drop=True)
