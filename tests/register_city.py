"""A register's city: the generator's three lists as records, and which true deaths each row stands for.

The truth is in no file and no table: `RegisterCity.truth` holds it beside them, by source and row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.core.management.color import no_style
from django.db import connection

import cast
from pazos.domain.register.models import Claim, Death, Difference, LinkageModel, Pair
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.sources.vocabulary import DatedBy, DeliveryState, Manner, Rhythm, SourceKind, Weapon
from pazos.domain.territory.models import Comuna, Municipality, Neighbourhood, Spelling
from pazos.domain.territory.spelling import spelling_key
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.runs.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pytest
    from django.db.models import Model

    from pazos.science.synthetic.city import City

RECEIVED = datetime(2024, 1, 15, 9, 0, tzinfo=UTC)
SLUGS = {"police": "policia-nacional", "forensic": "medicina-legal", "vital": "estadisticas-vitales"}
KINDS = {"police": SourceKind.POLICE, "forensic": SourceKind.FORENSIC, "vital": SourceKind.HEALTH}
LAST = pd.Timestamp(2023, 12, 31)


@dataclass
class RegisterCity:
    """What stands in the database, and the true deaths behind each row of each source."""

    municipality: Municipality
    places: dict[str, Neighbourhood]
    truth: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)

    def true_deaths(self) -> dict[int, int]:
        """Return the true death of each claim that stands; a row of two victims states them in order."""
        rows = Claim.objects.filter(withdrawn_at__isnull=True).values_list(
            "pk", "source__slug", "record__row_number", "ordinal"
        )
        return {
            claim: self.truth[slug, row][min(ordinal, len(self.truth[slug, row])) - 1]
            for claim, slug, row, ordinal in rows
        }


def register_city(
    *, years: Iterable[int], sources: Iterable[str] = tuple(SLUGS), places: int | None = None
) -> RegisterCity:
    """Fill the database with the lists of an invented city for some years."""
    city = cast.invented()
    shown = city.places if places is None else city.places.iloc[:places]
    municipality, _ = Municipality.objects.get_or_create(
        code=city.municipality.code,
        defaults={"name": city.municipality.name, "is_synthetic": True, "outline": json.loads("null")},
    )
    made = RegisterCity(municipality, cast._places(shown))
    for name in sources:
        deliver(made, name, rows_of(city, made, name, years))
    return made


def rows_of(city: City, made: RegisterCity, name: str, years: Iterable[int]) -> pd.DataFrame:
    """Return the rows of a source that the city's own reading of its file would take."""
    rows: pd.DataFrame = getattr(city, name)
    day = rows["died_on"] if name == "vital" else rows["occurred_on"]
    if name == "forensic":
        day = day.fillna(rows["died_on"])
    rows = rows.assign(day=day)
    rows = rows[rows["deaths"].map(len).gt(0) & day.notna() & (day <= LAST)]
    rows = rows[rows["day"].dt.year.isin(list(years))]
    place = city.truth.deaths.set_index("death")["place"]
    return rows[[place[deaths[0]] in made.places for deaths in rows["deaths"]]]


def deliver(made: RegisterCity, name: str, rows: pd.DataFrame, *, first_row: int = 2) -> Delivery:
    """Take rows in as one delivery of a source, past the reading of files."""
    slug, title, definition = cast.NAMES[name]
    source, _ = Source.objects.get_or_create(
        slug=slug,
        defaults={
            "name": title,
            "kind": KINDS[name],
            "definition": definition,
            "rhythm": Rhythm.MONTHLY,
            "mapping": {},
        },
    )
    delivery = Delivery.objects.create(
        source=source,
        file_name=f"{slug}-{first_row}.csv",
        file_hash=f"{source.pk:032d}{Delivery.objects.count():032d}",
        file_bytes=1000,
        mapping={},
        state=DeliveryState.CURRENT,
        received_at=RECEIVED,
        rows=len(rows),
        accepted=len(rows),
        first_on=rows["day"].min().date(),
        last_on=rows["day"].max().date(),
    )
    city = cast.invented()
    place = city.truth.deaths.set_index("death")["place"]
    texts = rows["barrio"].fillna("").tolist() if "barrio" in rows else [""] * len(rows)
    spellings = cast._spellings(texts, [place[deaths[0]] for deaths in rows["deaths"]], made)
    records = []
    for number, (row, text) in enumerate(zip(rows.to_dict("records"), texts, strict=True), start=first_row):
        made.truth[slug, number] = tuple(row["deaths"])
        facts = cast._record(delivery, number, row, day=_day(row["day"]), spelling=None)
        facts.spelling = spellings.get(spelling_key(text)) if text else None
        for field_name, value in _stated(name, row).items():
            setattr(facts, field_name, value)
        records.append(facts)
    Record.objects.bulk_create(records, batch_size=1000)
    return delivery


def _day(moment: Any) -> date:
    return pd.Timestamp(moment).date()


def _stated(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What each list states beyond the fields they share."""
    if name == "police":
        return {"manner": Manner.HOMICIDE}
    died_on = None if pd.isna(row["died_on"]) else _day(row["died_on"])
    if name == "forensic":
        by_death = pd.isna(row["occurred_on"])
        legal = bool(row["legal_intervention"])
        return {
            "dated_by": DatedBy.DEATH if by_death else DatedBy.FACT,
            "died_on": died_on,
            "source_key": row["case"],
            "manner": Manner.LEGAL_INTERVENTION if legal else Manner.HOMICIDE,
        }
    return {
        "dated_by": DatedBy.DEATH,
        "died_on": died_on,
        "cause_code": row["cause"],
        **_by_cause(row["cause"]),
    }


def _by_cause(code: str) -> dict[str, Any]:
    group = code[:3]
    weapons = {"X93": "firearm", "X94": "firearm", "X95": "firearm", "X99": "blade", "Y00": "blunt"}
    weapons |= {"X91": "strangulation", "Y22": "firearm", "Y23": "firearm", "Y24": "firearm"}
    manners = {"Y22": Manner.UNDETERMINED, "Y23": Manner.UNDETERMINED, "Y24": Manner.UNDETERMINED}
    manners |= {"W32": Manner.UNINTENTIONAL, "W33": Manner.UNINTENTIONAL, "W34": Manner.UNINTENTIONAL}
    manners |= {"Y35": Manner.LEGAL_INTERVENTION}
    return {"weapon": weapons.get(group, Weapon.UNKNOWN), "manner": manners.get(group, Manner.HOMICIDE)}


def pairs_in(groups: dict[int, int]) -> set[tuple[int, int]]:
    """Return the pairs of claims that share a value: a death of the register, or a true one."""
    members: dict[int, list[int]] = {}
    for claim, group in sorted(groups.items()):
        members.setdefault(group, []).append(claim)
    return {(a, b) for of in members.values() for place, a in enumerate(of) for b in of[place + 1 :]}


def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn from and score the same claims once, however many tests begin with them."""
    from pazos.analysis.register import linking

    for name in ("train", "score"):
        monkeypatch.setattr(linking, name, _once(getattr(linking, name)))


_KNOWN: dict[tuple[Any, ...], Any] = {}


def _once(compute: Callable[..., Any]) -> Callable[..., Any]:
    def answer(*said: Any, **named: Any) -> Any:
        key = (compute.__name__, *(_key(one) for one in (*said, *sorted(named.items(), key=repr))))
        if key not in _KNOWN:
            _KNOWN[key] = compute(*said, **named)
        return _KNOWN[key]

    return answer


def _key(said: Any) -> Any:
    if isinstance(said, pd.DataFrame):
        return pd.util.hash_pandas_object(said, index=False).to_numpy().tobytes()
    return repr(said)


def partition() -> set[frozenset[int]]:
    """Return the deaths of the register as sets of claims, whatever their numbers."""
    members: dict[int, set[int]] = {}
    for claim, death in Claim.objects.filter(withdrawn_at__isnull=True).values_list("pk", "death"):
        members.setdefault(death, set()).add(claim)
    return {frozenset(of) for of in members.values()}


_KEPT: dict[str, tuple[RegisterCity, list[list[Model]]]] = {}
# In the order in which they point at one another.
_TABLES: tuple[type[Model], ...] = (
    *(Municipality, Comuna, Neighbourhood, Spelling, Source, Delivery, Record, Run),
    *(LinkageModel, Death, Claim, Pair, Difference, AuditEvent),
)


def standing(name: str, build: Callable[[], RegisterCity]) -> RegisterCity:
    """Return a city that is built once and put into each test's database as it was then."""
    if name not in _KEPT:
        _KEPT[name] = build(), [list(table._default_manager.order_by("pk")) for table in _TABLES]
        made = _KEPT[name][0]
        return replace(made, truth=dict(made.truth))
    made, tables = _KEPT[name]
    for table, rows in zip(_TABLES, tables, strict=True):
        table._default_manager.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_TABLES)):
            cursor.execute(statement)
    return replace(made, truth=dict(made.truth))
