"""How far money came: five bars of one line, or curves of a year against its plan.

Written as SVG by hand: such a picture stands on every page of the budget, and a chart library
would take longer to load than the page may take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pazos.analysis.figures.render import ACCENT, ACCENT_SOFT, COLD, INK, LINE, SOFT_INK, WARM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 32, 34
BAR, GAP = 24, 12
LABEL = 14  # least distance between two labels


@dataclass(frozen=True)
class Drawn:
    """One curve: a value for each month, None where it has none; what it is called and how it looks."""

    name: str
    values: Sequence[float | None]
    colour: str
    dashed: bool = False
    strong: bool = False


LOOKS = {
    "appropriation": (INK, False, False),
    "cdp": (SOFT_INK, False, False),
    "rp": (COLD, False, False),
    "obligation": (WARM, False, False),
    "payment": (ACCENT, False, True),
    "plan": (ACCENT, True, False),
}


def curves(months: Sequence[str], drawn: Sequence[Drawn], *, unit: float, unit_name: str) -> str:
    """Return curves over months; values are divided by `unit`, which `unit_name` says."""
    most = max((value for one in drawn for value in one.values if value is not None), default=0.0) / unit
    ticks = _ticks(most)
    top = ticks[-1]

    def across(place: int) -> float:
        return LEFT + place * (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)

    def down(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [_grid(down(tick), f"{tick:g}") for tick in ticks]
    parts += [_text(across(n), HEIGHT - BOTTOM + 18, name, anchor="middle") for n, name in enumerate(months)]
    parts.append(_text(0, 12, unit_name, anchor="start"))
    ends: list[tuple[float, float, Drawn]] = []
    for one in drawn:
        points = [(across(n), down(value / unit)) for n, value in enumerate(one.values) if value is not None]
        if points:
            parts.append(_line(points, one))
            ends.append((*points[-1], one))
    parts += _labels(ends)
    return _svg("".join(parts), HEIGHT)


def funnel(rows: Sequence[tuple[str, float, str, str]]) -> str:
    """Return one bar a step: its name, its share of the first, its amount in words, the share in words."""
    parts = []
    for place, (name, share, amount, of) in enumerate(rows):
        y = place * (BAR + GAP) + 4
        wide = max(min(share, 1.0), 0.0) * (WIDTH - 430)
        colour = ACCENT if place == len(rows) - 1 else ACCENT_SOFT
        parts.append(_text(0, y + 17, name, anchor="start", colour=INK))
        parts.append(
            f'<rect x="180" y="{y}" width="{WIDTH - 430}" height="{BAR}" fill="{LINE}" fill-opacity="0.4"/>'
        )
        parts.append(f'<rect x="180" y="{y}" width="{wide:.1f}" height="{BAR}" fill="{colour}"/>')
        parts.append(_text(WIDTH - 60, y + 17, amount, anchor="end", colour=INK))
        parts.append(_text(WIDTH, y + 17, of, anchor="end"))
    return _svg("".join(parts), len(rows) * (BAR + GAP) + 4)


def _labels(ends: Iterable[tuple[float, float, Drawn]]) -> list[str]:
    """Return the names at the ends of the curves, pushed apart where they would stand on one another."""
    parts, above = [], -100.0
    for x, y, one in sorted(ends, key=lambda end: end[1]):
        at = max(y + 4, above + LABEL)
        parts.append(_text(x + 8, at, one.name, anchor="start", colour=one.colour, bold=one.strong))
        above = at
    return parts


def _line(points: Sequence[tuple[float, float]], one: Drawn) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="5 4"' if one.dashed else ""
    if len(points) == 1:
        return f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3" fill="{one.colour}"/>'
    wide = 2.6 if one.strong else 1.5
    return f'<polyline points="{path}" fill="none" stroke="{one.colour}" stroke-width="{wide}"{dash}/>'


def _grid(y: float, label: str) -> str:
    line = (
        f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{LINE}" stroke-width="1"/>'
    )
    return line + _text(LEFT - 8, y + 4, label, anchor="end")


def _text(x: float, y: float, words: str, *, anchor: str, colour: str = SOFT_INK, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="{colour}"{weight}>'
        f"{escape(words)}</text>"
    )


def _ticks(most: float) -> list[float]:
    """Return four to six round numbers from nought up to at least `most`."""
    if most <= 0:
        return [0.0, 1.0]
    step = 10.0**-12
    while most / step > 5:
        for factor in (2, 2.5, 2):
            step *= factor
            if most / step <= 5:
                break
    count = int(-(-most // step))
    return [round(step * n, 12) for n in range(count + 1)]


def _svg(content: str, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}">{content}</svg>'
    )
