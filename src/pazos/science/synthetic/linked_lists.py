"""Lists of the same deaths by offices that err, with the truth known: what linkage is held against.

The column `death` of every row is the hidden key. It is for tests and benchmarks and must never
be written to a file that a method reads. Names are invented from common words, never a person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.synthetic import names
from pazos.science.synthetic.spelling import spell
from pazos.science.synthetic.streams import stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

START = "1996-01-01"
# Of 1,000 incidents so many have one, two, three and four victims.
_VICTIMS = (0.955, 0.036, 0.007, 0.002)
_WEAPONS = ("ARMA DE FUEGO", "ARMA BLANCA", "CONTUNDENTE", "ASFIXIA")
_WEAPON_SHARES = (0.80, 0.15, 0.03, 0.02)
_HOURS = np.array([9, 8, 7, 5, 4, 3, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6, 8, 10, 11, 11, 10], dtype=float)
_SPELLINGS = 40
_PARTS = ("ALTO", "BAJO", "NORTE", "SUR", "ORIENTAL", "OCCIDENTAL")
_GIVEN = (
    "JUAN", "CARLOS", "LUIS", "JOSE", "ANDRES", "DIEGO", "JORGE", "FERNANDO", "JHON", "EDWIN",
    "ALEXANDER", "MIGUEL", "ANGEL", "DAVID", "JAVIER", "OSCAR", "CRISTIAN", "DANIEL", "SEBASTIAN",
    "CAMILO", "MARIA", "LUZ", "ANA", "SANDRA", "DIANA", "PAOLA", "YULI", "KAREN", "VALENTINA", "LEIDY",
    "BRAYAN", "STIVEN", "HECTOR", "RUBEN", "WILMER", "YEISON", "KEVIN", "DUVAN", "ARLEY", "FABIAN",
)  # fmt: skip
_FAMILY = (
    "RODRIGUEZ", "GOMEZ", "GONZALEZ", "MARTINEZ", "GARCIA", "LOPEZ", "HERNANDEZ", "SANCHEZ", "RAMIREZ",
    "PEREZ", "DIAZ", "MUÑOZ", "ROJAS", "MORENO", "JIMENEZ", "TORRES", "CASTRO", "GUTIERREZ", "ALVAREZ",
    "VALENCIA", "RUIZ", "SUAREZ", "HERRERA", "ROMERO", "QUINTERO", "MORALES", "GIRALDO", "ARIAS",
    "CARDONA", "OSPINA", "CASTILLO", "VARGAS", "ORTIZ", "RIVERA", "MEJIA", "RESTREPO", "MOSQUERA",
    "VELASQUEZ", "CORTES", "OROZCO", "CAICEDO", "MINA", "ANGULO", "VIVEROS", "LUCUMI", "BALANTA",
    "POPO", "CARABALI", "ZAPATA", "USUGA", "BEDOYA", "ARBOLEDA", "TREJOS", "LONDOÑO", "MURILLO",
    "HURTADO", "PALACIOS",
)  # fmt: skip


@dataclass(frozen=True)
class ListFaults:
    """How one office errs: shares of deaths missed, of rows with each mistake, of rows written twice."""

    missed: float = 0.08
    ageless: float = 0.04
    age_off: float = 0.03
    shifted: float = 0.04
    turned: float = 0.003
    misspelt: float = 0.10
    placeless: float = 0.03
    elsewhere: float = 0.02
    weaponless: float = 0.03
    weapon_wrong: float = 0.02
    hourless: float = 0.08
    hour_off: float = 0.12
    sex_wrong: float = 0.003
    doubled: float = 0.008


FAULTLESS = ListFaults(*[0.0] * 14)


def place_names(count: int) -> list[tuple[str, str]]:
    """Return `count` names of places with their kind; past the demo city's own, parts of its barrios."""
    own = [(name, "barrio") for name in names.BARRIOS] + [(name, "vereda") for name in names.VEREDAS]
    parts = [(f"{name} {part}", "barrio") for part in _PARTS for name in names.BARRIOS]
    return (own + parts)[:count]


def invent_deaths(count: int, *, seed: int, years: int = 12, places: int = 140) -> pd.DataFrame:
    """Return victims: death, incident, date, hour, age, sex, place (a number), weapon, names."""
    rng = stream(seed, "linked deaths")
    times = rng.choice(4, count, p=_VICTIMS) + 1
    incident = np.repeat(np.arange(count), times)[:count]
    whole = incident[-1] + 1
    crowd = 1 / np.arange(1, places + 1) ** 0.7
    when = pd.Timestamp(START) + pd.to_timedelta(rng.integers(0, 365 * years, whole), unit="D")
    weapon = rng.choice(_WEAPONS, whole, p=_WEAPON_SHARES)
    hour = rng.choice(24, whole, p=_HOURS / _HOURS.sum()) + rng.integers(0, 12, whole) / 12
    place = rng.permutation(places)[rng.choice(places, whole, p=crowd / crowd.sum())]
    return pd.DataFrame(
        {
            "death": np.arange(count),
            "incident": incident,
            "date": when[incident],
            "hour": hour[incident],
            "age": np.clip(15 + rng.gamma(2.2, 7.0, count), 12, 95).astype(int),
            "sex": np.where(rng.random(count) < 0.92, "M", "F"),
            "place": place[incident],
            "weapon": weapon[incident],
            "names": _people(count, rng),
        }
    )


def _people(count: int, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    def drawn(words: Sequence[str]) -> npt.NDArray[np.object_]:
        share = 1 / np.arange(2, len(words) + 2)
        return np.array(words, dtype=object)[rng.choice(len(words), count, p=share / share.sum())]

    second = np.where(rng.random(count) < 0.6, drawn(_GIVEN), "").astype(object)
    people: npt.NDArray[np.object_] = (
        drawn(_GIVEN) + " " + second + " " + drawn(_FAMILY) + " " + drawn(_FAMILY)
    )
    return people


def lists_of(
    deaths: pd.DataFrame, faults: Mapping[str, ListFaults], *, seed: int, with_names: bool = False
) -> pd.DataFrame:
    """Return the claims of each office (columns of `science.linkage`, and `death`), in no order."""
    every = [_list_of(deaths, one, stream(seed, name)).assign(list=name) for name, one in faults.items()]
    claims = pd.concat(every, ignore_index=True)
    claims = claims.iloc[stream(seed, "order").permutation(len(claims))].reset_index(drop=True)
    claims.insert(0, "claim", [f"r{n}" for n in range(len(claims))])
    return claims if with_names else claims.drop(columns="names")


def _list_of(deaths: pd.DataFrame, faults: ListFaults, rng: np.random.Generator) -> pd.DataFrame:
    seen = deaths[rng.random(len(deaths)) >= faults.missed].drop(columns="incident").reset_index(drop=True)
    again = seen[rng.random(len(seen)) < faults.doubled]
    rows = pd.concat([seen, again], ignore_index=True)
    count = len(rows)

    def hit(share: float) -> npt.NDArray[np.bool_]:
        return rng.random(count) < share

    age = rows["age"] + np.where(hit(faults.age_off), rng.choice((-2, -1, 1, 2, 10, -10), count), 0)
    hour = rows["hour"] + np.where(hit(faults.hour_off), rng.normal(0, 2.5, count), 0)
    wrong = np.where(hit(faults.weapon_wrong), rng.choice(_WEAPONS, count), rows["weapon"])
    sex = rows["sex"].mask(hit(faults.sex_wrong), rows["sex"].map({"M": "F", "F": "M"}))
    return rows.assign(
        age=age.clip(lower=0).astype(float).mask(hit(faults.ageless)),
        date=_dates(rows["date"], hit(faults.shifted), hit(faults.turned), rng),
        place=_places(rows["place"], faults, rng),
        hour=(hour % 24).round(2).mask(hit(faults.hourless)),
        weapon=pd.Series(wrong, dtype="str").mask(hit(faults.weaponless)),
        sex=sex,
        names=_written(rows["names"], rng),
    )


def _dates(
    dates: pd.Series, shifted: npt.NDArray[np.bool_], turned: npt.NDArray[np.bool_], rng: np.random.Generator
) -> pd.Series:
    days = np.where(rng.random(len(dates)) < 0.7, 1, rng.integers(2, 8, len(dates))) * rng.choice(
        (-1, 1), len(dates)
    )
    moved = dates + pd.to_timedelta(np.where(shifted, days, 0), unit="D")
    turnable = turned & (moved.dt.day <= 12).to_numpy()
    swapped = pd.to_datetime(
        pd.DataFrame({"year": moved.dt.year, "month": moved.dt.day.clip(upper=12), "day": moved.dt.month})
    )
    return moved.mask(turnable, swapped)


def _places(places: pd.Series, faults: ListFaults, rng: np.random.Generator) -> pd.Series:
    """Write each place in one of its spellings: the plain one unless the office misspells."""
    known = place_names(int(places.max()) + 1)
    written = np.array([spell([place] * _SPELLINGS, rng) for place in known], dtype=object)
    plain = np.array([name.upper() for name, _ in known], dtype=object)
    count = len(places)
    where = np.where(rng.random(count) < faults.elsewhere, rng.integers(0, len(known), count), places)
    spelt = written[where, rng.integers(0, _SPELLINGS, count)]
    text = np.where(rng.random(count) < faults.misspelt, spelt, plain[where])
    return pd.Series(text, index=places.index, dtype="str").mask(rng.random(count) < faults.placeless)


def _written(people: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Write names as offices do: in another order, without the second surname, mistyped, not at all."""
    fault = rng.random(len(people))
    return pd.Series(
        [_write(str(name), chance) for name, chance in zip(people, fault, strict=True)],
        index=people.index,
        dtype="str",
    ).mask(fault > 0.94)


def _write(name: str, chance: float) -> str:
    words = name.split()
    if chance < 0.10:
        return " ".join(words[-2:] + words[:-2])
    if chance < 0.22:
        return " ".join(words[:-1])
    if chance < 0.27:
        return " ".join([words[0], *[word[0] for word in words[1:-2]], *words[-2:]])
    if chance < 0.32:
        return " ".join([*words[:-2], words[-2][:-2] + words[-2][-1:], words[-1]])
    return " ".join(words)
