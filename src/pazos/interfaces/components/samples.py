"""Invented samples for the gallery: names, numbers and shapes that belong to no place.

They show the hard cases on purpose: a very long name, a missing value, an interval wider
than its rate, a place with a point and no outline.
"""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext

from pazos.analysis.figures import render
from pazos.interfaces.components.maps import SHADES, Cell, Entry, Layer, Place, map_document
from pazos.interfaces.components.wording import rate_words

__all__ = ["SHADES", "chart", "chart_table", "sample_map", "table_rows"]

NAMES = (
    "Alto Mirador",
    "Brisas del Samán",
    "Campoalegre",
    "Ciudadela Nuevo Amanecer de los Trabajadores del Ingenio, etapa III",
    "El Cairel",
    "El Guayacán",
    "Juanchaco Viejo",
    "La Acequia",
    "La Chagra",
    "La Esmeralda",
    "Las Ceibas",
    "Los Almendros",
    "Monteclaro",
    "Ñanduty",
    "Puerto Nare",
    "Quebradaseca",
    "San Telmo",
    "Tres Esquinas",
    "Villa Aurora",
    "Zanjón Hondo",
)
STEPS = [(7 * place) % 11 for place in range(len(NAMES) - 1)]
RATES: list[tuple[float | None, float | None, float | None]] = [
    *((9.7 * step, 4.1 * step, 17.3 * step + 6) for step in STEPS),
    (None, None, None),
]
HEIGHTS = (88, 96, 91, 104, 79, 72, 75, 61, 58, 49, 44, 41)
BINS = ("n99", "n95", "n90", "0", "0", "0", "p90", "p95", "p99")


def table_rows() -> list[dict[str, Any]]:
    """Return eight rows of a table of rates, one with nothing known."""
    rows = [
        {"name": name, "residents": 1834 + 977 * place, "deaths": (7 * place) % 11, "rate": RATES[place]}
        for place, name in enumerate(NAMES[:7])
    ]
    return [*rows, {"name": NAMES[-1], "residents": None, "deaths": 2, "rate": (None, None, None)}]


def chart() -> str:
    """Return a chart of twelve invented years as the renderer would write it."""
    axis = f'<line x1="36" x2="600" y1="190" y2="190" stroke="{render.LINE}"/>'
    bars = "".join(_bar(place, height) for place, height in enumerate(HEIGHTS))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="620" height="220" viewBox="0 0 620 220">'
        f'<rect width="620" height="220" fill="{render.PAPER}"/>{axis}{bars}</svg>'
    )


def _bar(place: int, height: int) -> str:
    left, top = 46 + 46 * place, round(190 - 1.6 * height)
    colour = render.ACCENT if place >= 8 else render.ACCENT_SOFT
    words = f'x="{left + 17}" text-anchor="middle" font-size="11px"'
    return (
        f'<rect x="{left}" y="{top}" width="34" height="{190 - top}" fill="{colour}"/>'
        f'<text y="208" {words} fill="{render.SOFT_INK}">{2013 + place}</text>'
        f'<text y="{top - 6}" {words} fill="{render.INK}">{height}</text>'
    )


def chart_table() -> dict[str, Any]:
    """Return the chart's numbers for those who cannot see it."""
    rows = [[str(2013 + place), str(height)] for place, height in enumerate(HEIGHTS)]
    return {"columns": [gettext("Year"), gettext("Deaths")], "rows": rows}


def sample_map() -> dict[str, Any]:
    """Return an invented city of hexagons with three layers."""
    return map_document([_place(number) for number in range(len(NAMES))], _layers())


def _layers() -> list[Layer]:
    steps = ("0", "1–24", "25–49", "50–79", "80 +")
    by_rate = [Entry(f"seq-{step}", text) for step, text in enumerate(steps)]
    spots = [
        Entry("div-n99", gettext("fewer (99%)")),
        Entry("div-0", gettext("not enough cases to say")),
        Entry("div-p95", gettext("more (95%)")),
        Entry("div-p99", gettext("more (99%)")),
    ]
    note = gettext("Source: invented. Period: 2021 to 2024. Rates per 100,000 residents a year.")
    clusters = [Entry("cat-1", gettext("Cluster 1")), Entry("cat-2", gettext("Cluster 2"))]
    return [
        Layer("rate", gettext("Rate"), [*by_rate, Entry("none", gettext("nothing known"))], note),
        Layer("spots", gettext("Hot spots"), spots, note),
        Layer("clusters", gettext("Clusters"), [*clusters, Entry("none", gettext("none"))], note),
    ]


def _place(number: int) -> Place:
    value, low, high = RATES[number]
    group = 1 if number in {0, 1, 5, 6} else 2 if number in {13, 14, 18} else 0
    step = "none" if value is None else f"seq-{min(4, math.ceil(value / 25))}"
    return Place(
        code=str(number),
        name=NAMES[number],
        geometry=_hexagon(number),
        cells={
            "rate": Cell(step, rate_words(value, low, high)),
            "spots": Cell(f"div-{BINS[(number * 5) % len(BINS)]}", gettext("z and p stand in the table")),
            "clusters": Cell(f"cat-{group}" if group else "none", gettext("in a cluster") if group else ""),
        },
        group=str(group or ""),
    )


def _hexagon(number: int) -> dict[str, Any]:
    row, column = divmod(number, 5)
    east, north = -76.3 + 0.0104 * (column + 0.5 * (row % 2)), 3.53 - 0.009 * row
    if number == len(NAMES) - 1:
        return {"type": "Point", "coordinates": [east + 0.004, north]}
    turns = [math.pi / 3 * corner for corner in range(6)]
    corners = [[east + 0.006 * math.sin(turn), north + 0.006 * math.cos(turn)] for turn in turns]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
