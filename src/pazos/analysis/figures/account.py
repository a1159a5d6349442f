"""How far the year's money came: five bars, each part of the one above it.

Written as SVG by hand, as the other pictures of the budget are: it stands in a report of many pages
and on a page for anybody, and a chart library would take longer than the page may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pazos.analysis.figures.render import ACCENT, ACCENT_SOFT, INK, SOFT_INK

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, LEFT, RIGHT = 640, 210, 70
BAR, GAP, TOP = 22, 12, 6


def steps_bars(steps: Sequence[tuple[str, float]], *, shares: Sequence[str]) -> str:
    """Return one bar a step: its label to the left, its share of the first to the right."""
    most = max((value for _label, value in steps), default=0.0) or 1.0
    height = TOP + len(steps) * (BAR + GAP)
    parts = []
    for place, ((label, value), share) in enumerate(zip(steps, shares, strict=True)):
        y = TOP + place * (BAR + GAP)
        wide = max(value, 0.0) / most * (WIDTH - LEFT - RIGHT)
        middle = y + BAR * 0.7
        fill = ACCENT if place == len(steps) - 1 else ACCENT_SOFT
        parts.append(_text(LEFT - 10, middle, label, anchor="end", fill=INK))
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{wide:.1f}" height="{BAR}" fill="{fill}"/>')
        parts.append(_text(LEFT + wide + 8, middle, share, anchor="start", fill=SOFT_INK))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="Lato, sans-serif" font-size="13">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str, fill: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'
