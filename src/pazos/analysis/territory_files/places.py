"""The rows of a file as places: codes, names, kinds, where they lie, and what is wrong with them.

Broken outlines are mended and told; duplicated codes are refused; nothing is left out unsaid.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from pazos.analysis.tables.numbers import decimal_sign, number
from pazos.analysis.territory_files.layers import points_in_degrees
from pazos.domain.territory.actions import PlaceRow
from pazos.domain.territory.likeness import Likeness
from pazos.domain.territory.rules import PlaceFacts
from pazos.domain.territory.spelling import (
    code_key,
    code_of_name,
    looks_like_a_road,
    rule_form,
    says_no_place,
    spelling_key,
)
from pazos.domain.territory.vocabulary import Kind, Located, Zone
from pazos.foundation.words import N_
from pazos.science.places import overlaps, repair
from pazos.science.places.distances import EARTH_RADIUS_METRES
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from pazos.analysis.territory_files.layers import Layer

_ZONES = {
    **dict.fromkeys(("URBANA", "URBANO", "URBAN", "CABECERA", "CABECERA MUNICIPAL", "U"), Zone.URBAN),
    **dict.fromkeys(("RURAL", "RESTO", "PARTE RURAL", "R", "CENTRO POBLADO"), Zone.RURAL),
}
_COMUNA = re.compile(r"(?:COMUNA|CORREGIMIENTO)? ?0*(\d+)(?: 0+)?")
# Higher than what is shown beside a spelling: two names of one list usually are two places.
ALIKE = 0.9
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Wishes:
    """How the reader wants rows read."""

    kind: str = ""  # one kind for every row
    rural_comunas: frozenset[str] = frozenset()
    keep_roads: bool = False
    keep_apart: bool = False


@dataclass
class Reading:
    """The places of a file, and what must be said of them."""

    places: list[PlaceRow] = field(default_factory=list)
    coded: bool = True
    repaired: list[dict[str, Any]] = field(default_factory=list)
    without_shape: list[str] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    joined: list[dict[str, Any]] = field(default_factory=list)
    overlapping: list[dict[str, Any]] = field(default_factory=list)


def read_places(
    layer: Layer, columns: Mapping[str, dict[str, Any]], *, wishes: Wishes, crs: str | None
) -> Reading:
    """Return the places of a layer whose columns are known. Duplicated codes are refused."""
    texts = {name: layer.columns[item["column"]].tolist() for name, item in columns.items()}
    if "id" not in texts and "name" not in texts:
        raise InputProblem(
            N_("{file} has no column of codes or names; name one with --id or --name. It has: {present}."),
            file=layer.name,
            present=listed(layer.columns.columns, most=20),
        )
    reading = Reading(coded="id" in texts)
    shapes = _shapes(layer, texts, crs=crs)
    sound, told = (shapes, ()) if shapes is None else repair(shapes)
    rows = _rows(layer, texts, wishes=wishes, reading=reading)
    for at, row in rows.items():
        reading.places.append(row if sound is None else _located(row, sound[at], file=layer.name))
    broken = {item.row: item for item in told}
    for at, row in rows.items():
        if at in broken:
            _tell(reading, row.code, broken[at], polygons="lon" not in texts)
    if not reading.coded and not wishes.keep_apart:
        reading.places = _one_place_a_name(reading)
    reading.overlapping = _overlaps(reading.places)
    return reading


def _shapes(layer: Layer, texts: Mapping[str, list[str]], *, crs: str | None) -> NDArray[np.object_] | None:
    if layer.shapes is not None:
        return layer.shapes
    if "lon" not in texts or "lat" not in texts:
        return None
    x, y = (_numbers(texts[axis], file=layer.name, rows=layer.rows) for axis in ("lon", "lat"))
    shapes, layer.crs = points_in_degrees(x, y, crs=crs, file=layer.name)
    return shapes


def _numbers(texts: list[str], *, file: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    sign = decimal_sign(texts)
    values = [np.nan if text == "" else number(text, sign) for text in texts]
    wrong = [int(row) for row, value in zip(rows, values, strict=True) if value is None]
    if wrong:
        raise InputProblem(
            N_("In {file} these rows have coordinates that are no numbers: {rows}."),
            file=file,
            rows=listed(wrong),
        )
    return np.array(values, dtype=float)


def _rows(
    layer: Layer, texts: Mapping[str, list[str]], *, wishes: Wishes, reading: Reading
) -> dict[int, PlaceRow]:
    """Return the row of each place by its position in the file."""
    rows: dict[int, PlaceRow] = {}
    for at, number_ in enumerate(layer.rows.tolist()):
        cells = {name: column[at] for name, column in texts.items()}
        name = cells.get("name") or cells.get("id", "")
        key = spelling_key(name)
        reason = _why_no_place(key, coded=reading.coded, wishes=wishes)
        if reason:
            reading.left_out.append({"row": number_, "name": name, "reason": reason})
        else:
            rows[at] = _row(cells, key=key, name=name, wishes=wishes)
    _refuse_twice(layer, rows, coded=reading.coded)
    return rows


def _why_no_place(key: str, *, coded: bool, wishes: Wishes) -> str:
    if not key:
        return "no_name"
    if says_no_place(key):
        return "not_a_place"
    # An official list with codes knows what it lists; names gathered from records do not.
    return "road" if looks_like_a_road(key) and not coded and not wishes.keep_roads else ""


def _row(cells: Mapping[str, str], *, key: str, name: str, wishes: Wishes) -> PlaceRow:
    comuna = _comuna(cells.get("comuna", ""))
    claimed = rule_form(key).kind
    kind = _kind(cells.get("kind", "")) or wishes.kind or (claimed if claimed != Kind.BARRIO else "")
    zone = str(_ZONES.get(spelling_key(cells.get("zone", "")), ""))
    if not zone and comuna and wishes.rural_comunas:
        zone = Zone.RURAL if comuna in wishes.rural_comunas else Zone.URBAN
    if not zone and kind in (Kind.VEREDA, Kind.CORREGIMIENTO):
        zone = Zone.RURAL
    code = cells.get("id") or code_of_name(key)
    code = re.sub(r"^(\d+)\.0+$", r"\1", code)
    return PlaceRow(
        code[:40], name[:160], kind, zone, comuna=comuna, comuna_name=cells.get("comuna_name", "")[:120]
    )


def _comuna(text: str) -> str:
    key = spelling_key(text)
    if says_no_place(key):
        return ""
    found = _COMUNA.fullmatch(key)
    return found[1] if found else code_of_name(key)[:20]


def _kind(text: str) -> str:
    key = spelling_key(text).lower()
    return key if key in Kind else ""


def _refuse_twice(layer: Layer, rows: Mapping[int, PlaceRow], *, coded: bool) -> None:
    seen: dict[str, list[int]] = defaultdict(list)
    for at, row in rows.items():
        seen[code_key(row.code)].append(at)
    twice = {rows[places[0]].code: places for places in seen.values() if len(places) > 1}
    if not twice:
        return
    said = [f"{code} ({', '.join(str(layer.rows[at]) for at in places)})" for code, places in twice.items()]
    raise InputProblem(
        N_("{file} has some codes twice; each place needs its own. Code (rows): {codes}.")
        if coded
        else N_(
            "{file} has no codes, and some names stand twice. Name (rows): {codes}. Say a column with --id."
        ),
        file=layer.name,
        codes=listed(said),
    )


def _located(row: PlaceRow, shape: shapely.Geometry | None, *, file: str) -> PlaceRow:
    if shape is None or shape.is_empty:
        return row
    if shape.geom_type not in (*_POLYGONS, "Point"):
        raise InputProblem(
            N_("{file} has lines or sets of points ({kind} at {code}); a place is a polygon or a point."),
            file=file,
            kind=shape.geom_type,
            code=row.code,
        )
    middle = shape.representative_point()
    where = replace(row, lon=round(middle.x, 7), lat=round(middle.y, 7), located=Located.POINT)
    if shape.geom_type == "Point":
        return where
    return replace(where, located=Located.POLYGON, outline=json.loads(shapely.to_geojson(shape)))


def _tell(reading: Reading, code: str, item: Any, *, polygons: bool) -> None:
    if np.isnan(item.area_before):
        if polygons:
            reading.without_shape.append(code)
        return
    lat = next(place.lat for place in reading.places if place.code == code) or 0.0
    before, after = (round(square_metres(area, lat), 1) for area in (item.area_before, item.area_after))
    reading.repaired.append(
        {"code": code, "problem": item.problem, "area_before_m2": before, "area_after_m2": after}
    )


def square_metres(square_degrees: float, lat: float) -> float:
    """Return a small area in square degrees at a latitude as square metres."""
    metres = np.radians(1.0) * EARTH_RADIUS_METRES
    return float(square_degrees * metres**2 * np.cos(np.radians(lat)))


def _one_place_a_name(reading: Reading) -> list[PlaceRow]:
    """Join rows without codes whose names are the same by rule and whose comunas do not differ."""
    groups: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in reading.places:
        groups[rule_form(spelling_key(row.name)).body].append(row)
    kept: list[PlaceRow] = []
    for rows in groups.values():
        one = len(rows) > 1 and not _differ(rows)
        if not one:
            kept += rows
            continue
        best = max(
            rows, key=lambda row: (row.lon is not None, bool(row.comuna), bool(row.kind), -len(row.name))
        )
        fields = ("kind", "zone", "comuna", "comuna_name")
        filled: dict[str, Any] = {
            name: next((v for row in rows if (v := getattr(row, name))), "") for name in fields
        }
        kept.append(replace(best, **filled))
        others = [row.name for row in rows if row is not best]
        reading.joined.append({"code": best.code, "name": best.name, "also": others})
    return kept


def _differ(rows: Iterable[PlaceRow]) -> bool:
    """Return whether comunas, zones or kinds say that these are different places."""
    rows = list(rows)
    stated = [{getattr(row, name) for row in rows} - {""} for name in ("comuna", "zone", "kind")]
    return any(len(values) > 1 for values in stated)


def _overlaps(places: list[PlaceRow]) -> list[dict[str, Any]]:
    drawn = [place for place in places if place.outline is not None]
    shapes = np.array([shapely.from_geojson(json.dumps(place.outline)) for place in drawn], dtype=object)
    area = shapely.area(shapes)
    return [
        {
            "first": drawn[pair.first].code,
            "second": drawn[pair.second].code,
            "share_of_smaller": round(pair.share, 4),
            "area_m2": round(
                square_metres(
                    pair.share * min(area[pair.first], area[pair.second]), drawn[pair.first].lat or 0.0
                )
            ),
        }
        for pair in (overlaps(shapes) if drawn else ())
    ]


def look_alikes(places: list[PlaceRow]) -> list[dict[str, Any]]:
    """Return the pairs of names so alike that they may be one place; their numerals agree."""
    facts = [PlaceFacts(at, row.code, row.name, row.kind, row.zone) for at, row in enumerate(places)]
    likeness = Likeness(facts)
    pairs = {}
    for place in facts:
        for found in likeness.candidates(place.key, zone=place.zone, most=4):
            if found.place.id != place.id and found.score >= ALIKE:
                first, second = sorted((place, found.place), key=lambda item: item.id)
                pairs[first.id, second.id] = {
                    "first": first.name,
                    "second": second.name,
                    "score": found.score,
                }
    return [pairs[pair] for pair in sorted(pairs)]
