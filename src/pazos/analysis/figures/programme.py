"""The way of those accompanied as bars, from the referral to the end, and the share that stays, week by week.

Drawn by hand and not by the chart library: the page asks for a new selection at every choice.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pazos.analysis.figures import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, ROW, LEFT, RIGHT = 720, 34, 210, 70
HEIGHT, TOP, FOOT, SIDE = 240, 14, 34, 52


def flow(bars: Sequence[tuple[str, int | None]], *, worded: Callable[[float | None], str]) -> str:
    """Return an SVG of bars: a step's name and how many came so far; None is hidden and drawn as a dash."""
    most = max((people or 0 for _, people in bars), default=0) or 1
    high = ROW * len(bars) + TOP
    wide = WIDTH - LEFT - RIGHT
    lines = ""
    for place, (name, people) in enumerate(bars):
        y = TOP / 2 + place * ROW
        length = wide * (people or 0) / most
        lines += _text(LEFT - 10, y + 21, name, anchor="end")
        lines += f'<rect x="{LEFT}" y="{y + 6:.1f}" width="{length:.1f}" height="22" fill="{render.ACCENT}"/>'
        lines += _text(LEFT + length + 8, y + 21, worded(people), anchor="start")
    return _svg(high, lines)


def staying(
    marks: Sequence[tuple[int, float, float, float]], *, worded: Callable[[float | None], str], weeks: str
) -> str:
    """Return an SVG of the share that stays: week, share, and both ends of the interval as a band.

    `worded` writes a share as a percentage; `weeks` is the word of the axis.
    """
    last = max((week for week, *_ in marks), default=1)
    every = [(0, 1.0, 1.0, 1.0), *marks]

    def at(week: int, share: float) -> str:
        x = SIDE + (WIDTH - SIDE - 20) * week / last
        return f"{x:.1f},{TOP + (HEIGHT - TOP - FOOT) * (1 - share):.1f}"

    band = [at(week, low) for week, _, low, _ in every] + [at(week, high) for week, _, _, high in every[::-1]]
    line = " ".join(at(week, share) for week, share, _, _ in every)
    lines = ""
    for share in (0.0, 0.5, 1.0):
        y = at(0, share).split(",")[1]
        lines += f'<line x1="{SIDE}" x2="{WIDTH}" y1="{y}" y2="{y}" stroke="{render.LINE}"/>'
        lines += _text(SIDE - 6, float(y) + 4, worded(share), anchor="end")
    lines += f'<polygon points="{" ".join(band)}" fill="{render.ACCENT_SOFT}"/>'
    lines += f'<polyline points="{line}" fill="none" stroke="{render.ACCENT}" stroke-width="2"/>'
    for week, *_ in marks:
        lines += _text(float(at(week, 0).split(",")[0]), HEIGHT - FOOT + 16, str(week), anchor="middle")
    return _svg(HEIGHT, lines + _text(WIDTH - 20, HEIGHT - 4, weeks, anchor="end"))


def _svg(high: float, lines: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}">'
        f'<rect width="{WIDTH}" height="{high}" fill="{render.PAPER}"/>{lines}</svg>'
    )


def _text(x: float, y: float, words: str, *, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12px" '
        f'fill="{render.SOFT_INK}">{escape(words)}</text>'
    )
