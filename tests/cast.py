"""Who is who: an invented city in the test database, and its staff.

The city comes straight from the synthetic generator, past the files and their faults: tests of
pages and studies ask what is made of records, not how they were read. The first neighbourhoods
of the demo city, and so its names and shapes, are the whole of the small one.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from pazos.domain.people.actions import open_account, open_organisation
from pazos.domain.people.models import Organisation
from pazos.domain.sources.models import Delivery, Record, RejectedRow, Source
from pazos.domain.sources.vocabulary import DeliveryState, Rhythm, SourceKind, Weapon
from pazos.domain.territory.models import Comuna, Municipality, Neighbourhood, Population, Spelling
from pazos.domain.territory.spelling import spelling_key
from pazos.domain.territory.vocabulary import Located
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    import pandas as pd

    from pazos.domain.people.models import Staff
    from pazos.science.synthetic.city import City

PASSWORD = "agua-clara-sobre-piedra"
WEAPONS = {
    "firearm": Weapon.FIREARM,
    "knife": Weapon.BLADE,
    "blunt": Weapon.BLUNT,
    "strangling": Weapon.STRANGULATION,
}
SEXES = {"man": "m", "woman": "f"}
RECEIVED = datetime(2024, 1, 15, 9, 0, tzinfo=UTC)
YEARS = (2019, 2020, 2021, 2022, 2023)
SMALL = 24


@dataclass
class InventedCity:
    """What stands in the database after `small_city` or `whole_city`."""

    municipality: Municipality
    places: dict[str, Neighbourhood]
    sources: dict[str, Source] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        return self.sources[name]


@cache
def invented() -> City:
    from pazos.science.synthetic.city import demo_city

    return demo_city()


def staff(role: Role) -> Staff:
    """Return a new account of one role; a security liaison's belongs to the police."""
    return open_account(
        username=role.value,
        name=f"Alguien de {role.value}",
        role=role,
        password=PASSWORD,
        organisation=police() if role is Role.SECURITY_LIAISON else None,
        by=None,
    )


def police() -> Organisation:
    """Return the organisation of the police, made when it is first asked for."""
    known = Organisation.objects.filter(kind=Organisation.Kind.SECURITY).first()
    return known or open_organisation(name="Policía Nacional", kind=Organisation.Kind.SECURITY, by=None)


def small_city(*, places: int = SMALL, years: tuple[int, ...] = YEARS) -> InventedCity:
    """Fill the database with the barrios around the middle of the invented town, two sources."""
    city = invented()
    urban = city.places[city.places["zone"] == "urban"]
    shapes = urban.geometry.to_numpy()
    far = shapely.distance(shapely.centroid(shapely.union_all(shapes)), shapely.centroid(shapes))
    near = urban.iloc[np.argsort(far, kind="stable")[:places]]
    return _fill(city, near, years=years, sources=("police", "forensic"))


def whole_city() -> InventedCity:
    """Fill the database with all of the invented city: 120 places, twelve years, three sources."""
    city = invented()
    return _fill(city, city.places, years=city.years, sources=("police", "forensic", "vital"))


def _fill(
    city: City, places: pd.DataFrame, *, years: tuple[int, ...], sources: tuple[str, ...]
) -> InventedCity:
    municipality, _ = Municipality.objects.get_or_create(
        code=city.municipality.code, defaults={"name": city.municipality.name}
    )
    municipality.is_synthetic = True
    municipality.outline = json.loads(shapely.to_geojson(city.places.geometry.union_all()))
    municipality.save()
    made = InventedCity(municipality, _places(places))
    _population(city, made, years)
    for name in sources:
        made.sources[name] = _source(city, made, name=name, years=years)
    return made


def _places(places: pd.DataFrame) -> dict[str, Neighbourhood]:
    comunas = {
        str(code): Comuna.objects.create(code=str(code), name=name, zone=zone)
        for (code, name), zone in places.groupby(["comuna", "comuna_name"])["zone"].first().items()
    }
    rows = [
        Neighbourhood(
            code=row.code,
            name=row.name,
            kind=row.kind,
            zone=row.zone,
            comuna=comunas[str(row.comuna)],
            located=Located.POLYGON,
            outline=json.loads(shapely.to_geojson(row.geometry)),
            lon=row.geometry.representative_point().x,
            lat=row.geometry.representative_point().y,
            location_source="generador",
        )
        for row in places.itertuples(index=False)
    ]
    return {place.code: place for place in Neighbourhood.objects.bulk_create(rows)}


def _population(city: City, made: InventedCity, years: tuple[int, ...]) -> None:
    table = city.population
    table = table[table["year"].isin(years) & table["place"].isin(list(made.places))]
    rows = []
    for place, year, sex, age, people in table.itertuples(index=False, name=None):
        first, _, last = age.rstrip("+").partition("-")
        rows.append(
            Population(
                neighbourhood=made.places[place],
                year=year,
                sex=SEXES[sex],
                age_from=int(first),
                age_to=int(last) if last else None,
                persons=people,
                series="generador",
            )
        )
    Population.objects.bulk_create(rows, batch_size=2000)


NAMES = {
    "police": ("policia-nacional", "Policía Nacional", "Homicidio según el código penal"),
    "forensic": ("medicina-legal", "Medicina Legal", "Muerte violenta de manera homicidio"),
    "vital": ("estadisticas-vitales", "Estadísticas Vitales", "Agresiones, CIE-10 X85 a Y09"),
}
KINDS = {"police": SourceKind.POLICE, "forensic": SourceKind.FORENSIC, "vital": SourceKind.HEALTH}


def _source(city: City, made: InventedCity, *, name: str, years: tuple[int, ...]) -> Source:
    slug, title, definition = NAMES[name]
    source = Source.objects.create(
        slug=slug,
        name=title,
        kind=KINDS[name],
        institution=title,
        definition=definition,
        rhythm=Rhythm.MONTHLY,
        mapping={},
    )
    day = "died_on" if name == "vital" else "occurred_on"
    barrio = "residence_barrio" if name == "vital" else "barrio"
    rows = getattr(city, name)
    rows = rows[rows["deaths"].map(len) > 0]
    rows = rows[rows[day].dt.year.isin(years)]
    place = city.truth.deaths.set_index("death")["place"]
    true = [place[deaths[0]] for deaths in rows["deaths"]]
    kept = [code in made.places for code in true]
    rows, true = rows[kept], [code for code, keep in zip(true, kept, strict=True) if keep]
    delivery = _delivery(source, years, accepted=len(rows))
    spellings = _spellings(rows[barrio].fillna("").tolist(), true, made)
    records = [
        _record(delivery, number, row, day=row[day], spelling=spellings.get(spelling_key(row[barrio] or "")))
        for number, row in enumerate(rows.to_dict("records"), start=2)
    ]
    Record.objects.bulk_create(records, batch_size=1000)
    return source


def _delivery(source: Source, years: tuple[int, ...], *, accepted: int) -> Delivery:
    rejected = 3
    delivery = Delivery.objects.create(
        source=source,
        file_name=f"{source.slug}.csv",
        file_hash=f"{source.pk:064d}",
        file_bytes=1000,
        mapping={},
        state=DeliveryState.CURRENT,
        received_at=RECEIVED,
        rows=accepted + rejected,
        accepted=accepted,
        rejected=rejected,
        victims=accepted,
        victims_in_city=accepted,
        first_on=date(years[0], 1, 1),
        last_on=date(years[-1], 12, 31),
    )
    RejectedRow.objects.bulk_create(
        RejectedRow(delivery=delivery, row_number=90_000 + n, values={"EDAD": "200"}, problems=[])
        for n in range(rejected)
    )
    return delivery


def _spellings(texts: list[str], true: list[str], made: InventedCity) -> dict[str, Spelling]:
    """Join a spelling to a neighbourhood where nearly all of its deaths fell there; else it waits."""
    where: dict[str, Counter[str]] = {}
    shown: dict[str, str] = {}
    for text, code in zip(texts, true, strict=True):
        key = spelling_key(text)
        if key:
            where.setdefault(key, Counter())[code] += 1
            shown.setdefault(key, text)
    for key, places in where.items():
        code, most = places.most_common(1)[0]
        sure = most >= 0.8 * places.total()
        Spelling.objects.get_or_create(
            key=key,
            defaults={
                "text": shown[key],
                "meaning": Spelling.Meaning.PLACE if sure else Spelling.Meaning.WAITING,
                "neighbourhood": made.places[code] if sure else None,
                "method": Spelling.Method.EXACT if sure else Spelling.Method.NONE,
            },
        )
    return Spelling.objects.in_bulk(list(where), field_name="key")


def _record(
    delivery: Delivery, number: int, row: dict[str, object], *, day: date, spelling: Spelling | None
) -> Record:
    age, hour = row["age"], row.get("hour")
    known = isinstance(hour, str) and ":" in hour
    hours, minutes = (int(part) for part in hour.split(":")[:2]) if known else (0, 0)
    return Record(
        delivery=delivery,
        source=delivery.source,
        row_number=number,
        occurred_on=day,
        minute_of_day=hours * 60 + minutes if known else None,
        victims=int(row.get("quantity", 1)),
        age=int(age) if age == age and age is not None and age <= 120 else None,
        sex=SEXES.get(str(row["sex"]), ""),
        weapon=WEAPONS.get(str(row.get("weapon", "")), Weapon.UNKNOWN),
        spelling=spelling,
    )
