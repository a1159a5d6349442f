"""The document behind a map: places, what each layer says of them, and the legend.

The server decides every colour step and every word; the script in the page only draws. So a
map, its table and its legend cannot disagree, and nothing is formatted in two languages twice.
A shade is a name of the visual language (`seq-3`, `div-p99`, `cat-2`, `none`), never a colour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHADES = frozenset(
    [f"seq-{step}" for step in range(5)]
    + [f"div-{step}" for step in ("n99", "n95", "n90", "0", "p90", "p95", "p99")]
    + [f"cat-{number}" for number in range(1, 9)]
    + ["none"]
)


@dataclass(frozen=True)
class Entry:
    """One line of a legend."""

    shade: str
    text: str


@dataclass(frozen=True)
class Layer:
    """One way to colour the map; `note` says source, period and definition under the legend."""

    key: str
    title: str
    legend: Sequence[Entry]
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """What one layer says of one place: its shade and the words of its tooltip."""

    shade: str
    text: str


@dataclass(frozen=True)
class Place:
    """One place: GeoJSON geometry (polygon, or a point where no outline is known) and its cells.

    `group` names the cluster a place belongs to: places of a group are drawn with a firm edge.
    """

    code: str
    name: str
    geometry: Mapping[str, Any]
    cells: Mapping[str, Cell]
    href: str = ""
    group: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def map_document(
    places: Iterable[Place], layers: Sequence[Layer], *, outline: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the GeoJSON FeatureCollection that components/map.html reads.

    Raises ValueError for a shade that the visual language does not have.
    """
    document = {
        "type": "FeatureCollection",
        "features": [_feature(place) for place in places],
        "layers": [_layer(layer) for layer in layers],
    }
    _check(document)
    return document | ({"outline": outline} if outline else {})


def _feature(place: Place) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": place.code,
        "geometry": place.geometry,
        "properties": {
            "name": place.name,
            "href": place.href,
            "group": place.group,
            "extra": dict(place.extra),
            "cells": {key: [cell.shade, cell.text] for key, cell in place.cells.items()},
        },
    }


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "key": layer.key,
        "title": layer.title,
        "note": layer.note,
        "legend": [[entry.shade, entry.text] for entry in layer.legend],
    }


def _check(document: dict[str, Any]) -> None:
    used = {shade for layer in document["layers"] for shade, _ in layer["legend"]}
    used |= {shade for one in document["features"] for shade, _ in one["properties"]["cells"].values()}
    if used - SHADES:
        raise ValueError(f"the visual language has no shade {sorted(used - SHADES)}")
