"""A file of territory goes into the city, and everything that was guessed, mended or doubtful is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from django.db import transaction

from pazos.analysis.tables import read_table
from pazos.analysis.territory import adjacency, areas_frame, population_frame
from pazos.analysis.territory_files.headings import PEOPLE_WORDS, PLACE_WORDS, find_columns
from pazos.analysis.territory_files.layers import Layer, read_layer
from pazos.analysis.territory_files.people import gather, read_figures
from pazos.analysis.territory_files.places import Reading, Wishes, look_alikes, read_places
from pazos.domain.territory import queries
from pazos.domain.territory.actions import (
    bring_in_places,
    bring_in_population,
    draw_municipality,
    match_again,
    note_spellings,
)
from pazos.domain.territory.spelling import spelling_key
from pazos.domain.territory.vocabulary import Kind, Located
from pazos.foundation.words import N_
from pazos.science.places import repair
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.actions import PlaceChanges

Asked = dict[str, str | None]


@transaction.atomic
def bring_in_areas(
    path: str | Path,
    *,
    asked: Mapping[str, str | None],
    wishes: Wishes,
    crs: str | None = None,
    layer: str | None = None,
    valid_from: date | None = None,
    close_missing: bool = False,
    by: Staff | None,
) -> dict[str, Any]:
    """Bring in a file of neighbourhoods and return what it held, what changed and what is doubtful."""
    queries.municipality()
    source = read_layer(path, crs=crs, layer=layer)
    words = PLACE_WORDS
    if wishes.kind == Kind.COMUNA:
        # A layer of comunas names each by its comuna: that is its code, not what it belongs to.
        words = {**words, "id": (*words["id"], "COMUNA", "COD COMUNA", "CODIGO COMUNA"), "comuna": ()}
    columns = find_columns(source.columns.columns, words, asked=asked, file=source.name)
    if source.shapes is not None:
        columns = {name: item for name, item in columns.items() if name not in ("lon", "lat")}
    reading = read_places(source, columns, wishes=wishes, crs=crs)
    outside = _outside(reading)
    changes = bring_in_places(
        reading.places, source=source.name, valid_from=valid_from, close_missing=close_missing, by=by
    )
    others = [name for group in reading.joined for name in group["also"]]
    note_spellings({spelling_key(name): name for name in others}, by=by)
    rematched = match_again(by=by)
    return _summary(source, reading, changes, columns=columns) | {
        "outside_municipality": outside,
        "look_alikes": [] if reading.coded else look_alikes(reading.places),
        "spellings_matched_again": rematched,
        "contiguity": adjacency(areas_frame())[1],
    }


def _summary(
    source: Layer, reading: Reading, changes: PlaceChanges, *, columns: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    located = [place.located for place in reading.places]
    return {
        "file": source.name,
        "rows": len(source.rows),
        "columns": columns,
        "codes": "column" if reading.coded else "made from names",
        "crs": source.crs or None,
        "places": len(reading.places),
        "new": len(changes.new),
        "changed": changes.changed,
        "unchanged": changes.unchanged,
        "missing": changes.missing,
        "closed": changes.closed,
        "located": {str(kind): located.count(kind) for kind in Located},
        "zones": {
            zone: sum(place.zone == zone for place in reading.places) for zone in ("urban", "rural", "")
        },
        "left_out": reading.left_out,
        "joined": reading.joined,
        "repaired": reading.repaired,
        "without_shape": reading.without_shape,
        "overlaps": reading.overlapping,
    }


def _outside(reading: Reading) -> list[str]:
    """Return the codes that lie outside the municipality; all of them outside is refused."""
    outline = queries.municipal_outline()
    placed = [place for place in reading.places if place.lon is not None and place.lat is not None]
    if outline is None or not placed:
        return []
    city = shapely.from_geojson(outline)
    shapely.prepare(city)
    inside = shapely.intersects_xy(city, [place.lon for place in placed], [place.lat for place in placed])
    if not inside.any():
        raise InputProblem(
            N_(
                "None of these places lies within the municipality's outline (the first is at {lon}, {lat}). "
                "Look at the coordinate system (--crs) and at the columns of coordinates."
            ),
            lon=placed[0].lon,
            lat=placed[0].lat,
        )
    return [place.code for place, there in zip(placed, inside, strict=True) if not there]


def bring_in_outline(
    path: str | Path, *, crs: str | None, layer: str | None, by: Staff | None
) -> dict[str, Any]:
    """Set the municipality's outline from a file of one polygon (several are joined, and told)."""
    source = read_layer(path, crs=crs, layer=layer)
    shapes = np.array([] if source.shapes is None else source.shapes, dtype=object)
    drawn = shapes[np.isin(shapely.get_type_id(shapes), (3, 6))]
    if not len(drawn):
        raise InputProblem(N_("{file} has no polygon to be the municipality's outline."), file=source.name)
    sound, told = repair(drawn)
    whole = shapely.union_all(sound)
    outline = json.loads(shapely.to_geojson(whole))
    changed = draw_municipality(outline=outline, source=source.name, by=by)
    return {
        "file": source.name,
        "crs": source.crs,
        "polygons": len(drawn),
        "repaired": [item.problem for item in told],
        "changed": changed,
    }


@transaction.atomic
def bring_in_people(
    path: str | Path,
    *,
    asked: Mapping[str, str | None],
    series: str = "",
    sheet: str | None = None,
    by: Staff | None,
) -> dict[str, Any]:
    """Bring in people by place and year and return what was read, matched and left without."""
    path = Path(path)
    if not path.exists():
        raise InputProblem(N_("There is no file {file}."), file=path)
    city = queries.municipality()
    table = read_table(path, sheet=sheet)
    columns = find_columns(table.frame.columns, PEOPLE_WORDS, asked=asked, file=path.name)
    if "municipality" in columns:
        columns = {name: item for name, item in columns.items() if name not in ("id", "name")}
    figures = read_figures(table, columns, file=path.name)
    head = gather(figures, columns, places=queries.register(), code=city.code, file=path.name)
    counts = bring_in_population(head.cells, series=series or path.name, source=path.name, by=by)
    years = sorted({cell.year for cell in head.cells})
    return {
        "file": path.name,
        "rows": len(table.rows),
        "columns": columns,
        "whole_municipality": head.whole_municipality,
        "years": years,
        **counts,
        "places": len({cell.place for cell in head.cells}),
        "codes_without_leading_zeros": head.zeros_mended,
        "unknown": head.unknown,
        "without_people": [] if head.whole_municipality else _without_people(years[-1]),
        "people_in_last_year": _people(head.cells, years[-1]),
    }


def _people(cells: list[Any], year: int) -> float:
    rows = pd.DataFrame(
        [(c.place, c.sex, c.age_from is not None, c.persons) for c in cells if c.year == year]
    )
    rows.columns = ["place", "sex", "aged", "persons"]
    rank = (rows["sex"] != "").astype(int) + 2 * rows["aged"].astype(int)
    return float(rows.loc[rank == rank.min(), "persons"].sum())


def _without_people(year: int) -> list[str]:
    known = set(population_frame(year)["code"])
    return [code for code in areas_frame()["code"] if code not in known]
