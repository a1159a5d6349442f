"""Different people reached in each quarter, and how many of them for the first time, as one small picture.

Drawn by hand and not by the chart library: the page asks for a new slice at every choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.figures import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT, TOP, LEFT, FOOT = 760, 240, 14, 52, 34
MOST_LABELLED = 10


def people_by_quarter(
    quarters: Sequence[tuple[str, int | None, int | None]], *, worded: Callable[[float | None], str]
) -> str:
    """Return an SVG of bars: a quarter's name, its people, and those who came for the first time.

    None is a hidden number and is drawn as a dash. `worded` writes numbers in the reader's language.
    """
    most = max((people or 0 for _, people, _ in quarters), default=0) or 1
    step = (WIDTH - LEFT) / max(len(quarters), 1)
    many = len(quarters) > MOST_LABELLED
    bars = "".join(
        _bars(LEFT + place * step, min(step, 90.0), one, most)
        + _label(LEFT + place * step, step, one[0], many)
        for place, one in enumerate(quarters)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{render.PAPER}"/>{_scale(most, worded)}{bars}</svg>'
    )


def _height(people: int, most: int) -> float:
    return (HEIGHT - TOP - FOOT) * people / most


def _bars(left: float, wide: float, one: tuple[str, int | None, int | None], most: int) -> str:
    _name, people, new = one
    if people is None:
        return _text(left + wide / 2, HEIGHT - FOOT - 6, "–", anchor="middle")
    return _bar(left + 0.12 * wide, 0.76 * wide, _height(people, most), render.ACCENT_SOFT) + _bar(
        left + 0.12 * wide, 0.76 * wide, _height(new or 0, most), render.ACCENT
    )


def _label(left: float, step: float, name: str, many: bool) -> str:  # noqa: FBT001 - beside its only caller
    """Return a quarter's name; of many quarters only each year's first is named, by its year."""
    year, quarter = name.split("-")
    if many and quarter != "1":
        return ""
    return _text(
        left + min(step, 90.0) / 2, HEIGHT - FOOT + 16, year if many else f"{year}·{quarter}", anchor="middle"
    )


def _bar(left: float, wide: float, height: float, colour: str) -> str:
    top = HEIGHT - FOOT - height
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _scale(most: int, worded: Callable[[float | None], str]) -> str:
    lines = ""
    for share in (0.0, 0.5, 1.0):
        y = HEIGHT - FOOT - (HEIGHT - TOP - FOOT) * share
        lines += f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{render.LINE}"/>'
        lines += _text(LEFT - 6, y + 4, worded(round(most * share)), anchor="end")
    return lines


def _text(x: float, y: float, words: str, *, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="11px" '
        f'fill="{render.SOFT_INK}">{words}</text>'
    )
