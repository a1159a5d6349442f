"""Writing neighbourhoods and their people as a file states them.

A file that is silent on something leaves it as it was: names never wipe out an outline. A
place that a new file leaves out is kept; only a person's word with a date closes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from pazos.domain.territory import queries
from pazos.domain.territory.models import Comuna, Neighbourhood, Population
from pazos.domain.territory.spelling import code_key
from pazos.domain.territory.vocabulary import Kind, Located, Zone
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pazos.domain.people.models import Staff

AT_ONCE = 500
_BETTER = {Located.NAME_ONLY: 0, Located.POINT: 1, Located.POLYGON: 2}
_WHERE = ("located", "outline", "lon", "lat", "location_source")


@dataclass(frozen=True)
class PlaceRow:
    """What a file says of one place; None or "" is silence."""

    code: str
    name: str
    kind: str = ""
    zone: str = ""
    comuna: str = ""  # its code
    comuna_name: str = ""
    located: str = Located.NAME_ONLY
    outline: dict[str, Any] | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass
class PlaceChanges:
    """What a file changed: codes, and for each changed place the fields."""

    new: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


@transaction.atomic
def bring_in_places(
    rows: Sequence[PlaceRow],
    *,
    source: str,
    valid_from: date | None = None,
    close_missing: bool = False,
    by: Staff | None,
) -> PlaceChanges:
    """Make or change the places of `rows`, matched by code, leading zeros aside.

    With `valid_from`, a place that changes ends that day and begins anew; without, it is
    corrected where it stands. `close_missing` ends on that day what the file leaves out.
    """
    known = {code_key(place.code): place for place in Neighbourhood.objects.filter(valid_to__isnull=True)}
    comunas = _comunas(rows)
    changes = PlaceChanges()
    for row in rows:
        place = known.pop(code_key(row.code), None)
        said = _said(row, comunas, source=source)
        if place is None:
            Neighbourhood.objects.create(code=row.code, valid_from=valid_from, **_with_defaults(said))
            changes.new.append(row.code)
        else:
            _change(place, said, valid_from=valid_from, changes=changes)
    changes.missing = sorted(place.code for place in known.values())
    if close_missing and valid_from:
        ended = Neighbourhood.objects.filter(pk__in=[place.pk for place in known.values()])
        ended.update(valid_to=valid_from)
        changes.closed = changes.missing
    _record(changes, source=source, by=by)
    return changes


def _comunas(rows: Iterable[PlaceRow]) -> dict[str, Comuna]:
    """Return the comuna of each code, made or renamed as the rows say."""
    answer: dict[str, Comuna] = {}
    for row in rows:
        if not row.comuna or row.comuna in answer:
            continue
        comuna, _ = Comuna.objects.get_or_create(
            code=row.comuna, defaults={"name": row.comuna_name or row.comuna}
        )
        zones = {other.zone for other in rows if other.comuna == row.comuna}
        zone = zones.pop() if len(zones) == 1 else ""
        said = {"name": row.comuna_name, "zone": zone}
        _set(comuna, {name: value for name, value in said.items() if value})
        answer[row.comuna] = comuna
    return answer


def _said(row: PlaceRow, comunas: dict[str, Comuna], *, source: str) -> dict[str, Any]:
    said: dict[str, Any] = {"name": row.name, "kind": row.kind, "zone": row.zone}
    said["comuna"] = comunas.get(row.comuna)
    said = {name: value for name, value in said.items() if value}
    if row.located != Located.NAME_ONLY:
        said |= {"located": row.located, "outline": row.outline, "lon": row.lon, "lat": row.lat}
        said["location_source"] = source[:300]
    return said


def _with_defaults(said: dict[str, Any]) -> dict[str, Any]:
    return {"kind": Kind.BARRIO, "zone": Zone.UNKNOWN, **said}


def _change(
    place: Neighbourhood, said: dict[str, Any], *, valid_from: date | None, changes: PlaceChanges
) -> None:
    if "located" in said and _BETTER[Located(said["located"])] < _BETTER[Located(place.located)]:
        said = {name: value for name, value in said.items() if name not in _WHERE}
    differing = {name: value for name, value in said.items() if getattr(place, name) != value}
    # The file's name alone is no change of the place.
    if not set(differing) - {"location_source"}:
        changes.unchanged += 1
        return
    begun = place.valid_from
    if valid_from and (begun is None or begun < valid_from):
        Neighbourhood.objects.filter(pk=place.pk).update(valid_to=valid_from)
        place.pk, place.valid_from, place._state.adding = None, valid_from, True
    _set(place, differing, save_anyway=True)
    changes.changed[place.code] = sorted(set(differing) - {"location_source"})


def _set(row: Comuna | Neighbourhood, said: dict[str, Any], *, save_anyway: bool = False) -> None:
    differing = {name: value for name, value in said.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if differing or save_anyway:
        row.save()


def _record(changes: PlaceChanges, *, source: str, by: Staff | None) -> None:
    if changes.new or changes.changed or changes.closed:
        audit.record(
            "territory.brought_in",
            queries.municipality(),
            by=by,
            source=source,
            new=changes.new,
            changed=changes.changed,
            closed=changes.closed,
        )


Key = tuple[int | None, int, str, int | None, int | None]


@dataclass(frozen=True)
class PeopleCell:
    """People in a year in a place (None: the whole municipality), of a sex ("" both) and ages."""

    place: int | None
    year: int
    persons: float
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None

    @property
    def key(self) -> Key:
        """What one figure stands for."""
        return (self.place, self.year, self.sex, self.age_from, self.age_to)


@transaction.atomic
def bring_in_population(
    cells: Sequence[PeopleCell], *, series: str, source: str, by: Staff | None
) -> dict[str, int]:
    """Write people; a place's year in the file replaces what was known of that place and year."""
    replaced = {(cell.place, cell.year) for cell in cells}
    stored = Population.objects.filter(year__in={cell.year for cell in cells}).iterator()
    old = {_key(row): row for row in stored if (row.neighbourhood_id, row.year) in replaced}
    same = {cell.key for cell in cells if _agrees(old.get(cell.key), cell, series)}
    gone = [row.pk for key, row in old.items() if key not in same]
    for start in range(0, len(gone), AT_ONCE):
        Population.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    fresh = [cell for cell in cells if cell.key not in same]
    _insert(fresh, series)
    counts = {"cells": len(cells), "new": len(fresh), "unchanged": len(same), "replaced": len(gone)}
    if fresh or gone:
        audit.record("population.brought_in", queries.municipality(), by=by, source=source, **counts)
    return counts


def _key(row: Population) -> Key:
    return (row.neighbourhood_id, row.year, row.sex, row.age_from, row.age_to)


def _agrees(row: Population | None, cell: PeopleCell, series: str) -> bool:
    return row is not None and row.persons == cell.persons and row.series == series


def _insert(cells: Sequence[PeopleCell], series: str) -> None:
    """Write cells by plain rows: a city's people are tens of thousands, and nothing else follows them."""
    columns = ("neighbourhood_id", "year", "sex", "age_from", "age_to", "persons", "series")
    marks = ", ".join(["%s"] * len(columns))
    rows = [(c.place, c.year, c.sex, c.age_from, c.age_to, c.persons, series[:120]) for c in cells]
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Population._meta.db_table)
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
